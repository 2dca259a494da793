package accesstest_test

import (
	"testing"

	"admit/shared/access"
	"admit/shared/access/accesstest"
)

func TestMemory(t *testing.T) {
	accesstest.Suite(t, func(*testing.T) access.Store { return accesstest.NewMemory() })
}
