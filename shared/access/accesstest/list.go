package accesstest

import (
	"cmp"
	"slices"
)

// sortedBy sorts a copy, for lists that a store gives in any order.
func sortedBy[T any, K cmp.Ordered](list []T, key func(T) K) []T {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	return list
}

// each is one property of all the items of a list.
func each[T, P any](list []T, property func(T) P) []P {
	properties := make([]P, 0, len(list))
	for _, item := range list {
		properties = append(properties, property(item))
	}
	return properties
}

// reversed is a list from its end.
func reversed[T any](list []T) []T {
	list = slices.Clone(list)
	slices.Reverse(list)
	return list
}
