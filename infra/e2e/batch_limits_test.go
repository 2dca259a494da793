package e2e

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// problemsOf returns the problem of each row and the details of those problems.
func problemsOf(rows []batchRow) (names, details []string) {
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
func TestADryRunPredictsTheLimits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		leave func(o organisation)
		want  string
	}{
		"open": {func(o organisation) { o.leaveOpen(t, 3) }, "limit-reached"},
		"hour": {func(o organisation) { o.leaveHourly(t, 3) }, "rate-limited"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			org := newOrganisation(t)
			var rows []map[string]any
			for n := range 5 {
				rows = append(rows, invitationFor(address(fmt.Sprint("row", n)), "billing-viewer"))
			}
			rows = slices.Insert(rows, 1, invitationFor(org.admin.email, "organisation-admin")) // already granted
			want := []string{"", "already-granted", "", "", c.want, c.want}
			c.leave(org)
			dry, dryDetails := problemsOf(org.batch(t, true, rows...))
			if !slices.Equal(dry, want) {
				t.Errorf("the dry run refuses %q, want %q", dry, want)
			}
			if open := pages[invitation](t, org.path("/invitations?status=pending"), org.admin, 50); len(open) != 0 {
				t.Errorf("the dry run created %d invitations", len(open))
			}
			done, runDetails := problemsOf(org.batch(t, false, rows...))
			if !slices.Equal(done, want) || !slices.Equal(dryDetails, runDetails) {
				t.Errorf("the run refuses %q, want %q\n%q, but the dry run had\n%q", done, want, runDetails, dryDetails)
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
		putItem(t, itemKey("ADDRESS#"+email, "MAILS#"+day.UTC().Format(time.DateOnly)+"#"+org.id+"#00"), map[string]any{"kind": "count", "used": dailyLimit - 2})
	}
	rows := []map[string]any{invitationFor(email, "billing-viewer"), invitationFor(address("another"), "billing-viewer")}
	for range 2 {
		row := invitationFor(email, "support-viewer")
		row["accountId"] = org.createAccount(t, "Shop").ID
		rows = append(rows, row)
	}
	want := []string{"", "", "", "rate-limited"}
	for _, dry := range []bool{true, false} {
		if got, _ := problemsOf(org.batch(t, dry, rows...)); !slices.Equal(got, want) {
			t.Errorf("dry run %t refuses %q, want %q", dry, got, want)
		}
	}
}
