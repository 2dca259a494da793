package api

import (
	"testing"

	"admit/shared/access"
)

// TestBodyListsHaveLimitsAndCursors pages through a list whose page size and cursor are in
// the body.
func TestBodyListsHaveLimitsAndCursors(t *testing.T) {
	var r Request
	cursors := NewCursors("secret")
	whole := ListOf(cursors, r.BodyList(nil, "", "billing:read"), access.Page[int]{Items: []int{1, 2}, Next: "2"}, func(n int) int { return 10 * n })
	if len(whole.Items) != 2 || whole.Items[1] != 20 || whole.NextCursor == "" {
		t.Fatalf("the page is %+v", whole)
	}
	if last := ListOf(cursors, r.BodyList(nil, "", "billing:read"), access.Page[int]{}, func(n int) int { return n }); last.NextCursor != "" || last.Items == nil {
		t.Errorf("the last page is %+v", last)
	}
	for _, c := range []struct {
		limit  int // 0 for none
		cursor string
		filter string
		field  string // that is refused
		want   access.Filter
	}{
		{0, "", "billing:read", "", access.Filter{Limit: 50}},
		{1, "", "billing:read", "", access.Filter{Limit: 1}},
		{100, whole.NextCursor, "billing:read", "", access.Filter{Limit: 100, After: "2"}},
		{101, "", "billing:read", "limit", access.Filter{}},
		{-1, "", "billing:read", "limit", access.Filter{}},
		{1, "x", "billing:read", "cursor", access.Filter{}},
		{1, whole.NextCursor, "billing:update", "cursor", access.Filter{}},
	} {
		limit := &c.limit
		if c.limit == 0 {
			limit = nil
		}
		got, err := r.BodyList(limit, c.cursor, c.filter).Filter(cursors)
		if got.Limit != c.want.Limit || got.After != c.want.After || fieldOf(err) != c.field {
			t.Errorf("%+v: %+v (%v)", c, got, err)
		}
	}
	zero := 0
	if _, err := r.BodyList(&zero, "").Filter(cursors); fieldOf(err) != "limit" {
		t.Errorf("limit 0: %v", err)
	}
}

// fieldOf returns the first field that an error refuses.
func fieldOf(err error) string {
	if err == nil || len(refusalOf(err).Fields) == 0 {
		return ""
	}
	return refusalOf(err).Fields[0].Field
}
