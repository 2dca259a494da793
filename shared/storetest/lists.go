package storetest

import (
	"cmp"
	"slices"
)

// sortedBy returns a sorted copy, for lists that a store returns in any order.
func sortedBy[T any, K cmp.Ordered](list []T, key func(T) K) []T {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	return list
}

// reversed returns a reversed copy.
func reversed[T any](list []T) []T {
	list = slices.Clone(list)
	slices.Reverse(list)
	return list
}
