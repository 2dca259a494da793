package accesstest_test

import (
	"testing"

	"admit/shared/access/accesstest"
)

func TestMemory(t *testing.T) {
	accesstest.Suite(t, func(*testing.T) accesstest.Subject { return accesstest.NewMemory() })
}
