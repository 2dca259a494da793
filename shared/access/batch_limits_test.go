package access_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// rowsTo returns rows that invite different people as viewers.
func rowsTo(count int) []access.InviteRequest {
	var rows []access.InviteRequest
	for n := range count {
		rows = append(rows, access.InviteRequest{Email: fixture.Mailbox(fmt.Sprint("person", n)), Roles: []access.RoleID{fixture.Viewer}})
	}
	return rows
}

// slowInvites is a store in which each invitation takes a second. It counts them.
type slowInvites struct {
	fixture.Store
	invites *atomic.Int64
}

func (s slowInvites) Invite(ctx context.Context, w access.Offer) error {
	time.Sleep(time.Second)
	s.invites.Add(1)
	return s.Store.Invite(ctx, w)
}

// TestRowsThatFitAreInvitedAtOnce invites four people. If the limits have room for all of
// them, they are invited at the same time, and otherwise one after the other: after the
// first refusal by a limit of the organisation no further row is written.
func TestRowsThatFitAreInvitedAtOnce(t *testing.T) {
	const fits, full = "", access.LimitReached
	for name, c := range map[string]struct {
		limits func(l *access.Limits)
		took   time.Duration
		writes int64
		last   access.Kind
	}{
		"open invitations, with room":        {func(l *access.Limits) { l.OpenInvitations = 5 }, time.Second, 4, fits},
		"open invitations, exactly enough":   {func(l *access.Limits) { l.OpenInvitations = 4 }, time.Second, 4, fits},
		"open invitations, one too few":      {func(l *access.Limits) { l.OpenInvitations = 3 }, 4 * time.Second, 4, full},
		"open invitations, two too few":      {func(l *access.Limits) { l.OpenInvitations = 2 }, 3 * time.Second, 3, full},
		"open invitations, none":             {func(l *access.Limits) { l.OpenInvitations = 0 }, time.Second, 1, full},
		"invitations an hour, with room":     {func(l *access.Limits) { l.InvitationsPerHour = 5 }, time.Second, 4, fits},
		"invitations an hour, exactly":       {func(l *access.Limits) { l.InvitationsPerHour = 4 }, time.Second, 4, fits},
		"invitations an hour, one too few":   {func(l *access.Limits) { l.InvitationsPerHour = 3 }, 4 * time.Second, 4, access.RateLimited},
		"invitations an hour, two too few":   {func(l *access.Limits) { l.InvitationsPerHour = 2 }, 3 * time.Second, 3, access.RateLimited},
		"an address has reached its own one": {func(l *access.Limits) { l.MailsPerDay, l.OpenInvitations = 0, 3 }, 4 * time.Second, 4, access.RateLimited},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := fixture.New(t, memory.New())
				organisation, admin := f.Organisation("admin", false)
				f.Pass(24 * time.Hour)
				slow := slowInvites{Store: f.Store, invites: new(atomic.Int64)}
				f.Store = slow
				c.limits(&f.Limits)
				began := time.Now()
				_, kinds := f.InviteBatch(admin, organisation, access.BatchRequest{Rows: rowsTo(4)}, "")
				if took := time.Since(began); took != c.took || slow.invites.Load() != c.writes || kinds[3] != c.last {
					t.Errorf("%d were written in %s, with the outcomes %q; want %d in %s, the last %q", slow.invites.Load(), took, kinds, c.writes, c.took, c.last)
				}
			})
		})
	}
}

// TestABatchGoesOnInTheNextHour lets an hour begin while the rows of a batch are written. The
// limit of invitations an hour is tried again, the limit of open invitations is not.
func TestABatchGoesOnInTheNextHour(t *testing.T) {
	for name, c := range map[string]struct {
		limits func(l *access.Limits)
		want   []access.Kind
		writes int // tried
	}{
		"invitations an hour": {func(l *access.Limits) { l.InvitationsPerHour = 2 }, []access.Kind{"", "", access.RateLimited, access.RateLimited, "", "", access.RateLimited}, 6},
		"open invitations":    {func(l *access.Limits) { l.OpenInvitations = 2 }, []access.Kind{"", "", access.LimitReached, access.LimitReached, access.LimitReached, access.LimitReached, access.LimitReached}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			organisation, admin := f.Organisation("admin", false)
			f.Pass(24*time.Hour - time.Second)
			c.limits(&f.Limits)
			store := &judged{Store: f.Store, before: func(address string) {
				if address == fixture.Mailbox("person3") {
					f.Pass(time.Second) // the next hour begins while the row is judged
				}
			}}
			f.Store = store
			_, kinds := f.InviteBatch(admin, organisation, access.BatchRequest{Rows: rowsTo(7)}, "")
			if !slices.Equal(kinds, c.want) || store.writes != c.writes {
				t.Errorf("%q after %d writes, want %q after %d", kinds, store.writes, c.want, c.writes)
			}
		})
	}
}

// judged is a store that runs a function before it is read who has an address. It counts
// the invitations that are tried.
type judged struct {
	fixture.Store
	before func(address string)
	writes int
}

func (s *judged) Invite(ctx context.Context, w access.Offer) error {
	s.writes++
	return s.Store.Invite(ctx, w)
}

func (s *judged) Snapshot(ctx context.Context, q access.SnapshotQuery) (access.Snapshot, error) {
	if q.Address != nil {
		s.before(q.Address.String())
	}
	return s.Store.Snapshot(ctx, q)
}
