package dynamo_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"admit/shared/fixture"
	"admit/shared/storetest"
)

func TestUseCases(t *testing.T) {
	storetest.UseCases(t, func(t *testing.T) fixture.Store {
		t.Helper()
		return newTable(t, transportIn(t, false), retry.NewStandard())
	})
}
