package storetest

import (
	"fmt"
	"slices"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// rowsTo returns a batch with one row for each name.
func rowsTo(names ...string) access.BatchRequest {
	var r access.BatchRequest
	for _, name := range names {
		r.Rows = append(r.Rows, access.InviteRequest{Email: fixture.Mailbox(name), Roles: []access.RoleID{fixture.Viewer}})
	}
	return r
}

// wantDryRunLikeRun checks that a dry run and a run refuse the same rows with the
// same kinds and the same texts, and that the dry run changes nothing.
func wantDryRunLikeRun(f *fixture.Fixture, what string, by access.Caller, o access.Organisation, r access.BatchRequest, want ...access.Kind) {
	f.Helper()
	before := fmt.Sprint(f.Events(o))
	r.DryRun = true
	dry, kinds := f.InviteBatch(by, o, r, "")
	if !slices.Equal(kinds, want) {
		f.Errorf("%s, dry: %q, want %q", what, kinds, want)
	}
	if after := fmt.Sprint(f.Events(o)); after != before {
		f.Errorf("%s: a dry run wrote %s", what, after)
	}
	r.DryRun = false
	done, kinds := f.InviteBatch(by, o, r, "")
	if !slices.Equal(kinds, want) {
		f.Errorf("%s: %q, want %q", what, kinds, want)
	}
	for n := range done {
		if said, did := fmt.Sprint(dry[n].Refused), fmt.Sprint(done[n].Refused); said != did {
			f.Errorf("%s, row %d: the dry run says %s, the run %s", what, n, said, did)
		}
	}
}

const (
	limitReached = access.LimitReached
	rateLimited  = access.RateLimited
)

// invitesInOrder checks which rows fit when a limit has room for some of them: the
// first ones. A dry run says the same.
func invitesInOrder(f *fixture.Fixture) {
	for name, c := range map[string]struct {
		limit  func(l *access.Limits)
		refuse access.Kind
	}{
		"open-invitations": {func(l *access.Limits) { l.OpenInvitations = 3 }, limitReached},
		"hour":             {func(l *access.Limits) { l.InvitationsPerHour = 3 }, rateLimited},
	} {
		f.Set(fixture.Noon)
		f.Limits = fixture.AmpleLimits
		organisation, admin := f.Organisation(name, false)
		f.Set(fixture.Noon.Add(time.Hour))
		c.limit(&f.Limits)
		r := rowsTo("zoe", "ada", "zoe", "eve", name, "bob", "cay")
		r.Rows[4].Roles = []access.RoleID{fixture.OrganisationAdmin} // held already
		wantDryRunLikeRun(f, name, admin, organisation, r, "", "", access.DuplicateRow, "", access.AlreadyGranted, c.refuse, c.refuse)
	}
}

// countsMailsOfRows checks that rows for several accounts count as several mails to
// one address.
func countsMailsOfRows(f *fixture.Fixture) {
	organisation, admin := f.Organisation("admin", false)
	f.Set(fixture.Noon.Add(time.Hour))
	f.Limits.MailsPerDay = 3
	f.Must(f.TryInvite(admin, organisation, "ada"))
	r := rowsTo("ADA", "bob", "ada", "ada", "ada", "bob")
	for _, n := range []int{2, 3, 4, 5} {
		r.Rows[n].Account = f.Account(organisation, fmt.Sprint("Shop ", n)).ID
	}
	wantDryRunLikeRun(f, "day", admin, organisation, r, access.InvitationPending, "", "", "", rateLimited, "")
}

// countsExpired checks expired invitations that still hold a slot. A run replaces or
// closes them. A dry run counts them as free slots and changes nothing.
func countsExpired(f *fixture.Fixture) {
	names := [][]string{{"old1", "x", "y", "z"}, {"x", "y", "z", "old1"}, {"x", "old2", "y", "old1", "z"}}
	wants := [][]access.Kind{{"", "", "", limitReached}, {"", "", "", limitReached}, {"", "", "", limitReached, limitReached}}
	for n := range names {
		f.Set(fixture.Noon)
		organisation, admin := f.Organisation(fmt.Sprint("admin", n), false)
		f.Limits.OpenInvitations = 3
		for _, name := range []string{"old1", "old2"} {
			f.Invited(admin, fixture.Whole(organisation), name, fixture.Viewer)
		}
		f.Set(fixture.Noon.Add(access.OpenFor - time.Hour))
		f.Invited(admin, fixture.Whole(organisation), "fresh", fixture.Viewer)
		f.Set(fixture.Noon.Add(access.OpenFor))
		f.Limits.OpenInvitations = 4
		wantDryRunLikeRun(f, fmt.Sprint(names[n]), admin, organisation, rowsTo(names[n]...), wants[n]...)
	}
}

// batchesAHundred sends a batch with as many rows as a batch may have, and repeats
// it with its seed.
func batchesAHundred(f *fixture.Fixture) {
	organisation, admin := f.Organisation("admin", false)
	var r access.BatchRequest
	for n := range f.Limits.Batch {
		r.Rows = append(r.Rows, access.InviteRequest{Email: fixture.Mailbox(fmt.Sprint("person", n)), Roles: []access.RoleID{fixture.Viewer}})
	}
	var first []access.Outcome
	var kinds []access.Kind
	f.Must(fixture.Persist(func() error { // the seed finds what was created
		first, kinds = f.InviteBatch(admin, organisation, r, "seed")
		if slices.Contains(kinds, access.Unavailable) {
			return access.Refuse(access.Unavailable, "A row can be tried again.")
		}
		return nil
	}))
	if slices.ContainsFunc(kinds, func(k access.Kind) bool { return k != "" }) {
		f.Fatalf("%q", kinds)
	}
	again, _ := f.InviteBatch(admin, organisation, r, "seed")
	for n := range first {
		if again[n].Invitation == nil || again[n].Invitation.ID != first[n].Invitation.ID || first[n].Invitation.Email.String() != r.Rows[n].Email {
			f.Errorf("row %d: %+v, again %+v", n, first[n], again[n])
		}
	}
	if n := len(f.EventsOfType(organisation, access.EventInvitationCreated)); n != f.Limits.Batch+1 {
		f.Errorf("%d invitation events", n)
	}
	r.Rows = r.Rows[:10]
	_, kinds = f.InviteBatch(admin, organisation, r, "other")
	if slices.ContainsFunc(kinds, func(k access.Kind) bool { return k != access.InvitationPending }) {
		f.Errorf("without its seed: %q", kinds)
	}
}
