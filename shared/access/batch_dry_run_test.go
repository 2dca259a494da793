package access_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// TestADryRunKeepsEachLimitAsARunDoes compares a dry run with the run that follows, where a
// limit has room for some rows only.
func TestADryRunKeepsEachLimitAsARunDoes(t *testing.T) {
	for name, c := range map[string]struct {
		limits func(l *access.Limits)
		rows   func(f *fixture.Fixture, o access.Organisation) []access.InviteRequest
		want   []access.Kind
	}{
		"open invitations": {func(l *access.Limits) { l.OpenInvitations = 2 }, toPeople, []access.Kind{"", "", access.LimitReached}},
		"exactly as many":  {func(l *access.Limits) { l.OpenInvitations = 3 }, toPeople, []access.Kind{"", "", ""}},
		"an hour":          {func(l *access.Limits) { l.InvitationsPerHour = 2 }, toPeople, []access.Kind{"", "", access.RateLimited}},
		"exactly an hour":  {func(l *access.Limits) { l.InvitationsPerHour = 3 }, toPeople, []access.Kind{"", "", ""}},
		"emails to one address": {func(l *access.Limits) { l.MailsPerDay = 2 }, toOnePerson,
			[]access.Kind{"", "", access.RateLimited}},
		"emails to one address of a partner": {func(l *access.Limits) { l.MailsPerDayOfPartner = 2 }, toOnePerson,
			[]access.Kind{"", "", access.RateLimited}},
		"enough for each address": {func(l *access.Limits) { l.MailsPerDay, l.MailsPerDayOfPartner = 1, 1 }, toPeople, []access.Kind{"", "", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			partner, chief := f.Organisation("chief", true)
			company := f.CreateBelow(chief, partner, "Company", false)
			f.Pass(24 * time.Hour)
			c.limits(&f.Limits)
			r := access.BatchRequest{Rows: c.rows(f, company), DryRun: true}
			_, dry := f.InviteBatch(chief, company, r, "")
			r.DryRun = false
			_, kinds := f.InviteBatch(chief, company, r, "")
			if !slices.Equal(dry, c.want) || !slices.Equal(kinds, c.want) {
				t.Errorf("dry %q, then %q, want %q", dry, kinds, c.want)
			}
		})
	}
}

// toPeople returns three rows to three people.
func toPeople(*fixture.Fixture, access.Organisation) []access.InviteRequest { return rowsTo(3) }

// toOnePerson returns three rows to one person, at three scopes.
func toOnePerson(f *fixture.Fixture, o access.Organisation) []access.InviteRequest {
	rows := slices.Repeat(rowsTo(1), 3)
	rows[1].Account, rows[2].Account = f.Account(o, "Shop").ID, f.Account(o, "Yard").ID
	return rows
}

// TestADryRunWithExpiredInvitations has four open invitations of which two have expired. A
// row may take the slot of one, and others get room when a run closes the expired ones.
func TestADryRunWithExpiredInvitations(t *testing.T) {
	for name, c := range map[string]struct {
		limit int
		rows  []string
		want  []access.Kind
	}{
		"all fit":                             {7, []string{"a", "b", "c"}, []access.Kind{"", "", ""}},
		"room for one, two have expired":      {5, []string{"a", "b", "c", "d"}, []access.Kind{"", "", "", access.LimitReached}},
		"no room, two have expired":           {4, []string{"a", "b", "c"}, []access.Kind{"", "", access.LimitReached}},
		"a row takes the slot of an expired":  {4, []string{"old0", "a", "b"}, []access.Kind{"", "", access.LimitReached}},
		"rows take the slots of both":         {4, []string{"old0", "old1", "a"}, []access.Kind{"", "", access.LimitReached}},
		"its slot was closed to make room":    {4, []string{"a", "old0", "b"}, []access.Kind{"", "", access.LimitReached}},
		"more were open than the limit is":    {2, []string{"a"}, []access.Kind{access.LimitReached}},
		"more were open, and a row replaces":  {2, []string{"old0", "a"}, []access.Kind{"", access.LimitReached}},
		"the limit is one above what is open": {3, []string{"a", "b"}, []access.Kind{"", access.LimitReached}},
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			organisation, admin := f.Organisation("admin", false)
			for _, old := range []string{"old0", "old1"} {
				f.Invited(admin, fixture.Whole(organisation), old, fixture.Viewer)
			}
			f.Pass(access.OpenFor)
			for _, open := range []string{"open0", "open1"} {
				f.Invited(admin, fixture.Whole(organisation), open, fixture.Viewer)
			}
			f.Limits.OpenInvitations = c.limit
			r := access.BatchRequest{DryRun: true}
			for _, to := range c.rows {
				r.Rows = append(r.Rows, access.InviteRequest{Email: fixture.Mailbox(to), Roles: []access.RoleID{fixture.Viewer}})
			}
			_, dry := f.InviteBatch(admin, organisation, r, "")
			r.DryRun = false
			_, kinds := f.InviteBatch(admin, organisation, r, "")
			if !slices.Equal(dry, c.want) || !slices.Equal(kinds, c.want) {
				t.Errorf("dry %q, then %q, want %q", dry, kinds, c.want)
			}
		})
	}
}

// countedUsage counts how often it is asked for expired invitations, and up to which number.
type countedUsage struct {
	fixture.Store
	limits []int
}

func (c *countedUsage) CountExpired(ctx context.Context, id access.OrganisationID, at time.Time, limit int) (int, error) {
	c.limits = append(c.limits, limit)
	return c.Store.CountExpired(ctx, id, at, limit)
}

// TestADryRunCountsExpiredInvitationsIfThereIsNoRoom checks that a dry run does not read all
// open invitations of an organisation without need.
func TestADryRunCountsExpiredInvitationsIfThereIsNoRoom(t *testing.T) {
	for limit, want := range map[int][]int{4: nil, 3: nil, 2: {4}, 1: {5}} {
		f := fixture.New(t, memory.New())
		organisation, admin := f.Organisation("admin", false)
		f.Limits.OpenInvitations = limit
		usage := &countedUsage{Store: f.Store}
		f.Store = usage
		f.InviteBatch(admin, organisation, access.BatchRequest{Rows: rowsTo(3), DryRun: true}, "")
		if !slices.Equal(usage.limits, want) {
			t.Errorf("with room for %d of 3, it counted up to %v, want %v", limit, usage.limits, want)
		}
	}
}

// TestABatchThatIsRepeatedWithoutRoom repeats a batch under its seed when there is no room any
// more for its first row, which was refused before. The other rows are answered with their
// invitations.
func TestABatchThatIsRepeatedWithoutRoom(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Limits.OpenInvitations = 4
	pending := f.Invited(admin, fixture.Whole(organisation), "person0", fixture.Viewer)
	r := access.BatchRequest{Rows: rowsTo(4)}
	first, kinds := f.InviteBatch(admin, organisation, r, "seed")
	if want := []access.Kind{access.InvitationPending, "", "", ""}; !slices.Equal(kinds, want) {
		t.Fatalf("%q, want %q", kinds, want)
	}
	f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, pending.ID))
	f.Limits.OpenInvitations = 3
	again, kinds := f.InviteBatch(admin, organisation, r, "seed")
	if want := []access.Kind{access.LimitReached, "", "", ""}; !slices.Equal(kinds, want) {
		t.Fatalf("%q, want %q", kinds, want)
	}
	for n := 1; n < len(first); n++ {
		if again[n].Invitation.ID != first[n].Invitation.ID {
			t.Errorf("row %d is answered with %+v", n, again[n])
		}
	}
	_, kinds = f.InviteBatch(admin, organisation, r, "")
	if want := []access.Kind{access.LimitReached, access.InvitationPending, access.InvitationPending, access.InvitationPending}; !slices.Equal(kinds, want) {
		t.Errorf("as another request: %q, want %q", kinds, want)
	}
}
