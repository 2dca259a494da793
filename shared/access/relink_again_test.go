package access_test

import (
	"context"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// lostAnswers is a store in which the first move of a membership is told as stale: something
// else happens before it, or it has been made already.
type lostAnswers struct {
	access.RelinkStore
	happens func(w access.MembershipMove)
}

func (s *lostAnswers) MoveMembership(ctx context.Context, w access.MembershipMove) error {
	if s.happens != nil {
		s.happens(w)
		s.happens = nil
		return access.ErrStale
	}
	return s.RelinkStore.MoveMembership(ctx, w)
}

// TestRelinkJudgesAMoveAgain moves a membership that has been moved or removed meanwhile. It
// is neither moved twice nor given back.
func TestRelinkJudgesAMoveAgain(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]access.RelinkRequest{
		"another identity": {Issuer: "https://new.example", Subject: "ada"},
		"another address":  {Email: fixture.Mailbox("lovelace")},
	} {
		for _, removed := range []bool{false, true} {
			f := fixture.New(t, memory.New())
			organisation, admin := f.Organisation("admin", false)
			ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
			r.User = ada.ID()
			store := &lostAnswers{f.Store, func(w access.MembershipMove) {
				if removed {
					f.Must(fixture.Err(f.Remove().Do(t.Context(), admin.ID(), fixture.Whole(organisation), ada.ID())))
					return
				}
				f.Must(f.Store.MoveMembership(t.Context(), w))
			}}
			user, err := access.Relink{Store: store, Now: f.Now}.Do(t.Context(), r)
			if err != nil {
				t.Errorf("%s, removed: %t: %v", name, removed, err)
				continue
			}
			if held := len(f.Membership(user.ID, organisation.ID).Grants); (held == 0) != removed {
				t.Errorf("%s, removed: %t: holds %d roles", name, removed, held)
			}
			if n := len(f.EventsOfType(organisation, access.EventAccessRemoved)) + len(f.EventsOfType(organisation, access.EventAccessChanged)); n != 1 {
				t.Errorf("%s, removed: %t: %d events of the change", name, removed, n)
			}
		}
	}
}
