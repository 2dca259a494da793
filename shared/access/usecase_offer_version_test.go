package access_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
)

// taking is a way in which somebody loses the role viewer at a scope.
type taking struct {
	scope func(s *scene) access.Scope
	// do returns the invitations that it says it revoked; nil where it does not say.
	do func(w *world, s *scene) ([]access.InvitationID, error)
}

var takings = map[string]taking{
	"a removal": {sceneOrganisation, func(w *world, s *scene) ([]access.InvitationID, error) {
		removed, err := w.remove().Do(w.Context(), s.admin.ID(), whole(s.organisation), s.ada.ID())
		return removed.Revoked, err
	}},
	"a removal from an account": {sceneShop, func(w *world, s *scene) ([]access.InvitationID, error) {
		removed, err := w.remove().Do(w.Context(), s.admin.ID(), scopeOf(s.shop), s.ada.ID())
		return removed.Revoked, err
	}},
	"an edit": {sceneShop, func(w *world, s *scene) ([]access.InvitationID, error) {
		return nil, w.edits(s.admin, s.organisation, s.ada, access.Held{Role: signer})
	}},
	"a deletion of the profile": {sceneOrganisation, func(w *world, s *scene) ([]access.InvitationID, error) {
		_, err := w.forget().Do(w.Context(), s.ada.ID())
		return nil, err
	}},
}

func sceneOrganisation(s *scene) access.Scope { return whole(s.organisation) }
func sceneShop(s *scene) access.Scope         { return scopeOf(s.shop) }

// opening is a write that opens an offer, or widens one.
type opening func() (access.InvitationID, error)

// openings are the ways in which viewer comes to be offered at a scope. Each
// prepares the write that does so.
var openings = map[string]func(w *world, scope access.Scope, name string) opening{
	"a new invitation": func(w *world, scope access.Scope, name string) opening {
		offer := w.offer(scope, name, viewer)
		return func() (access.InvitationID, error) {
			return offer.Invitation.ID, w.store.Invite(w.Context(), offer)
		}
	},
	"an update of an open one": func(w *world, scope access.Scope, name string) opening {
		before := w.offered(scope, name, biller)
		after := before
		after.Roles, after.Version = []access.RoleID{biller, viewer}, before.Version+1
		write := access.Amendment{Before: before, After: after, At: w.Now(), Record: someRecord(after)}
		return func() (access.InvitationID, error) { return before.ID, w.store.Amend(w.Context(), write) }
	},
	"a resend of a declined one": func(w *world, scope access.Scope, name string) opening {
		declined := w.offered(scope, name, viewer)
		w.must(w.decline().Do(w.Context(), declined.ID, w.secret(declined.ID)))
		before := w.invitation(declined.ID)
		after := before
		after.Status, after.ClosedAt, after.Secrets = access.Pending, time.Time{}, nil
		after.Version, after.Round = before.Version+1, before.Round+1
		write := access.Renewal{Before: before, Offer: access.Offer{Invitation: after, Record: someRecord(after), Limits: w.limits}}
		return func() (access.InvitationID, error) { return before.ID, w.store.Renew(w.Context(), write) }
	},
}

// someRecord is some record of an invitation.
func someRecord(i access.Invitation) access.Record {
	return access.Record{ID: access.NewID(), Type: access.InvitationChanged, Scope: i.Scope, At: noon, Actor: access.Operator, Invitation: i.ID}
}

// TestNoOfferOutlivesTheRoleThatItBringsBack opens an offer after the offers
// have been read, and before the change that was decided on them is written.
func TestNoOfferOutlivesTheRoleThatItBringsBack(t *testing.T) { onEachStore(t, noOfferOutlives) }

func noOfferOutlives(w *world) {
	healthy := w.store
	for taken, taking := range takings {
		for opened, prepare := range openings {
			name := "ada-" + strings.ToLower(access.NewID())
			s := &scene{}
			w.store = healthy
			s.organisation, s.admin = w.organisation("admin-"+name, false)
			s.shop = w.account(s.organisation, "Shop")
			s.ada = w.member(whole(s.organisation), name, signer)
			w.member(scopeOf(s.shop), name, viewer)
			write := prepare(w, taking.scope(s), name)
			var id access.InvitationID
			w.store = &between{Store: healthy, change: func() {
				var err error
				id, err = write()
				w.must(err)
			}}
			revoked, err := taking.do(w, s)
			w.store = healthy
			w.must(err)
			if status := w.invitation(id).Status; status != access.Revoked {
				w.Errorf("%s outlives %s: it is %s", opened, taken, status)
			}
			if revoked != nil && !slices.Contains(revoked, id) {
				w.Errorf("%s is not told of by %s, which revoked %q", opened, taken, revoked)
			}
		}
	}
}
