package accesstest

import (
	"cmp"
	"slices"
	"strings"

	"admit/shared/access"
)

// listed is an item of a list with its place in it.
type listed[T any] struct {
	position string
	item     T
}

// position orders by its parts, one after the other. The separator sorts before
// every character of a part.
func position(parts ...string) string { return strings.Join(parts, "\x00") }

// page cuts the part of a list that is after a position. A position stays good
// when the item that stood there is gone.
func page[T any](list []listed[T], after string, limit int) access.Page[T] {
	slices.SortFunc(list, func(a, b listed[T]) int { return cmp.Compare(a.position, b.position) })
	var p access.Page[T]
	for i, l := range list {
		if l.position <= after {
			continue
		}
		p.Items = append(p.Items, l.item)
		if len(p.Items) == limit {
			if i < len(list)-1 {
				p.Next = l.position
			}
			break
		}
	}
	return p
}
