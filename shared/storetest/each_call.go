package storetest

import (
	"context"
	"maps"
	"slices"
	"testing"
)

// EachCall passes on a call of every method of a store, with arguments that succeed once. No call
// depends on whether another one was made.
func EachCall(t *testing.T, store Store, do func(name string, call func(ctx context.Context) error)) {
	t.Helper()
	all := calls(newFixture(t, store))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		do(name, func(ctx context.Context) error { return all[name](ctx, store) })
	}
}
