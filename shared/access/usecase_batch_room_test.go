package access_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"admit/shared/access"
)

// rowsTo is a batch with a row for each address.
func rowsTo(names ...string) access.BatchRequest {
	var r access.BatchRequest
	for _, name := range names {
		r.Rows = append(r.Rows, access.InviteRequest{Email: mailbox(name), Roles: []access.RoleID{viewer}})
	}
	return r
}

// drySaysWhatRunDoes makes a dry run and a run, which must refuse the same rows for the same
// reasons, in the same words.
func (w *world) drySaysWhatRunDoes(what string, by access.Caller, o access.Organisation, r access.BatchRequest, want ...access.Kind) {
	w.Helper()
	before := fmt.Sprint(w.records(o))
	r.DryRun = true
	dry, kinds := w.batched(by, o, r, "")
	if !slices.Equal(kinds, want) {
		w.Errorf("%s, dry: %q, want %q", what, kinds, want)
	}
	if after := fmt.Sprint(w.records(o)); after != before {
		w.Errorf("%s: a dry run wrote %s", what, after)
	}
	r.DryRun = false
	done, kinds := w.batched(by, o, r, "")
	if !slices.Equal(kinds, want) {
		w.Errorf("%s: %q, want %q", what, kinds, want)
	}
	for n := range done {
		if said, did := fmt.Sprint(dry[n].Refused), fmt.Sprint(done[n].Refused); said != did {
			w.Errorf("%s, row %d: the dry run says %s, the run %s", what, n, said, did)
		}
	}
}

const (
	full  = access.LimitReached
	later = access.RateLimited
)

// TestBatchServesRowsInTheirOrder: when a limit has room for some of the rows,
// the first of them get it, and a dry run says so.
func TestBatchServesRowsInTheirOrder(t *testing.T) { onEachStore(t, servesInOrder) }

func servesInOrder(w *world) {
	for name, c := range map[string]struct {
		limit  func(l *access.Limits)
		refuse access.Kind
	}{
		"places": {func(l *access.Limits) { l.OpenInvitations = 3 }, full},
		"hour":   {func(l *access.Limits) { l.InvitationsPerHour = 3 }, later},
	} {
		w.set(noon)
		w.limits = ample
		organisation, admin := w.organisation(name, false)
		w.set(noon.Add(time.Hour))
		c.limit(&w.limits)
		r := rowsTo("zoe", "ada", "zoe", "eve", name, "bob", "cay")
		r.Rows[4].Roles = []access.RoleID{organisationAdmin} // held already
		w.drySaysWhatRunDoes(name, admin, organisation, r, "", "", access.DuplicateRow, "", access.AlreadyGranted, c.refuse, c.refuse)
	}
}

// TestBatchCountsMailsToOneAddress: rows to several accounts are several mails
// to the one address.
func TestBatchCountsMailsToOneAddress(t *testing.T) { onEachStore(t, countsMailsOfRows) }

func countsMailsOfRows(w *world) {
	organisation, admin := w.organisation("admin", false)
	w.set(noon.Add(time.Hour))
	w.limits.MailsPerDay = 3
	w.must(w.asks(admin, organisation, "ada"))
	r := rowsTo("ADA", "bob", "ada", "ada", "ada", "bob")
	for _, n := range []int{2, 3, 4, 5} {
		r.Rows[n].Account = w.account(organisation, fmt.Sprint("Shop ", n)).ID
	}
	w.drySaysWhatRunDoes("day", admin, organisation, r, access.InvitationPending, "", "", "", later, "")
}

// TestBatchCountsExpiredInvitations: a run replaces or closes those that still
// hold a place, and a dry run counts them without doing so.
func TestBatchCountsExpiredInvitations(t *testing.T) { onEachStore(t, countsExpired) }

func countsExpired(w *world) {
	names := [][]string{{"old1", "x", "y", "z"}, {"x", "y", "z", "old1"}, {"x", "old2", "y", "old1", "z"}}
	wants := [][]access.Kind{{"", "", "", full}, {"", "", "", full}, {"", "", "", full, full}}
	for n := range names {
		w.set(noon)
		organisation, admin := w.organisation(fmt.Sprint("admin", n), false)
		w.limits.OpenInvitations = 3
		for _, name := range []string{"old1", "old2"} {
			w.invited(admin, whole(organisation), name, viewer)
		}
		w.set(noon.Add(access.OpenFor - time.Hour))
		w.invited(admin, whole(organisation), "fresh", viewer)
		w.set(noon.Add(access.OpenFor))
		w.limits.OpenInvitations = 4
		w.drySaysWhatRunDoes(fmt.Sprint(names[n]), admin, organisation, rowsTo(names[n]...), wants[n]...)
	}
}
