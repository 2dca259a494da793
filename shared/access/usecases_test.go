package access_test

import (
	"testing"

	"admit/shared/fixture"
	"admit/shared/memory"
	"admit/shared/storetest"
)

// TestUseCases runs the tests of the use cases that package dynamo runs on DynamoDB,
// too.
func TestUseCases(t *testing.T) {
	storetest.UseCases(t, func(*testing.T) fixture.Store { return memory.New() })
}
