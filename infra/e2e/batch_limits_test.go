package e2e

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// room returns the problem of each row and the details of those problems.
func room(rows []batchedRow) (names, details []string) {
	for _, row := range rows {
		names = append(names, row.problemName())
		if row.Problem != nil {
			details = append(details, row.Problem.Detail)
		}
	}
	return names, details
}

// A dry run predicts the result of a run. If a limit does not allow all rows, it allows
// the first ones.
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
			rows = slices.Insert(rows, 1, inviting(org.admin.email, "organisation-admin")) // already granted
			want := []string{"", "already-granted", "", "", c.want, c.want}
			c.leave(org)
			dry, said := room(org.batch(t, true, rows...))
			if !slices.Equal(dry, want) {
				t.Errorf("the dry run refuses %q, want %q", dry, want)
			}
			if open := pages[invitation](t, org.path("/invitations?status=pending"), org.admin, 50); len(open) != 0 {
				t.Errorf("the dry run created %d invitations", len(open))
			}
			done, told := room(org.batch(t, false, rows...))
			if !slices.Equal(done, want) || !slices.Equal(said, told) {
				t.Errorf("the run refuses %q, want %q\n%q, but the dry run had\n%q", done, want, told, said)
			}
		})
	}
}

// Rows for several accounts are several mails to one address, and count against the
// daily limit of that address.
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
