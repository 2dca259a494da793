package memory

import (
	"cmp"
	"slices"
	"strings"

	"admit/shared/access"
)

// listed is an item of a list and its position.
type listed[T any] struct {
	position string
	item     T
}

// position returns a string that sorts by the parts, one after the other. The
// separator sorts before every character of a part.
func position(parts ...string) string { return strings.Join(parts, "\x00") }

// page returns up to limit items after a position, in the order of their positions.
// A position stays valid when its item is removed.
func page[T any](list []listed[T], after string, limit int) access.Page[T] {
	slices.SortFunc(list, func(a, b listed[T]) int { return cmp.Compare(a.position, b.position) })
	var p access.Page[T]
	for i, l := range list {
		if l.position <= after {
			continue
		}
		p.Items, p.Positions = append(p.Items, l.item), append(p.Positions, l.position)
		if len(p.Items) == limit {
			if i < len(list)-1 {
				p.Next = l.position
			}
			break
		}
	}
	return p
}
