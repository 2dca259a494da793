package e2e

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// room tells of each row of a batch what became of it, and why in the API's words.
func room(rows []batchedRow) (names, details []string) {
	for _, row := range rows {
		names = append(names, row.problemName())
		if row.Problem != nil {
			details = append(details, row.Problem.Detail)
		}
	}
	return names, details
}

// A dry run says what a run does. Where a limit has no room for all rows, the first
// of them get it.
func TestADryRunCountsAsTheRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		leave func(o organisation)
		want  string
	}{
		"open": {func(o organisation) { o.openLeft(t, 3) }, "limit-reached"},
		"hour": {func(o organisation) { o.hourLeft(t, 3) }, "rate-limited"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			org := newOrganisation(t)
			var rows []map[string]any
			for n := range 5 {
				rows = append(rows, inviting(address(fmt.Sprint("row", n)), "billing-viewer"))
			}
			rows = slices.Insert(rows, 1, inviting(org.admin.email, "organisation-admin")) // held already
			want := []string{"", "already-granted", "", "", c.want, c.want}
			c.leave(org)
			dry, said := room(org.batch(t, true, rows...))
			if !slices.Equal(dry, want) {
				t.Errorf("the dry run refuses %q, want %q", dry, want)
			}
			if open := pages[invitation](t, org.path("/invitations?status=pending"), org.admin, 50); len(open) != 0 {
				t.Errorf("the dry run left %d invitations", len(open))
			}
			done, told := room(org.batch(t, false, rows...))
			if !slices.Equal(done, want) || !slices.Equal(said, told) {
				t.Errorf("the run refuses %q, want %q\n%q, and the dry run said\n%q", done, want, told, said)
			}
		})
	}
}

// Rows to several accounts are several mails to the one address, of which a day
// has room for so many.
func TestADryRunCountsMailsToOneAddress(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	email := address("one")
	for _, day := range []time.Time{time.Now(), time.Now().Add(24 * time.Hour)} {
		put(t, itemKey("ORG#"+org.id+"#MAILS#"+email, day.UTC().Format(time.DateOnly)+"#00"), map[string]any{"kind": "count", "used": mostDaily - 2})
	}
	rows := []map[string]any{inviting(email, "billing-viewer"), inviting(address("another"), "billing-viewer")}
	for range 2 {
		row := inviting(email, "support-viewer")
		row["accountId"] = org.opens(t, "Shop").ID
		rows = append(rows, row)
	}
	want := []string{"", "", "", "rate-limited"}
	for _, dry := range []bool{true, false} {
		if got, _ := room(org.batch(t, dry, rows...)); !slices.Equal(got, want) {
			t.Errorf("dry run %t refuses %q, want %q", dry, got, want)
		}
	}
}
