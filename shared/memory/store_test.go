package memory_test

import (
	"testing"

	"admit/shared/memory"
	"admit/shared/storetest"
)

func TestStore(t *testing.T) {
	storetest.Suite(t, func(*testing.T) storetest.Store { return memory.New() })
}
