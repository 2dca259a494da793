package storetest

import (
	"slices"
	"strings"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// scene is an organisation with an account and two of its people.
type scene struct {
	organisation access.Organisation
	shop         access.Account
	admin, ada   access.Caller
}

// taking is a way in which somebody loses the role viewer at a scope.
type taking struct {
	scope func(s *scene) access.Scope
	// do returns the invitations that the use case reports as revoked. It returns nil
	// if the use case reports none.
	do func(w *fixture.Fixture, s *scene) ([]access.InvitationID, error)
}

var takings = map[string]taking{
	"a removal": {sceneOrganisation, func(w *fixture.Fixture, s *scene) ([]access.InvitationID, error) {
		removed, err := w.Remove().Do(w.Context(), s.admin.ID(), whole(s.organisation), s.ada.ID())
		return removed.Revoked, err
	}},
	"a removal from an account": {sceneShop, func(w *fixture.Fixture, s *scene) ([]access.InvitationID, error) {
		removed, err := w.Remove().Do(w.Context(), s.admin.ID(), scopeOf(s.shop), s.ada.ID())
		return removed.Revoked, err
	}},
	"an edit": {sceneShop, func(w *fixture.Fixture, s *scene) ([]access.InvitationID, error) {
		return nil, w.TryEdit(s.admin, s.organisation, s.ada, access.ScopedRole{Role: signer})
	}},
	"a deletion of the profile": {sceneOrganisation, func(w *fixture.Fixture, s *scene) ([]access.InvitationID, error) {
		_, err := w.DeleteUser().Do(w.Context(), s.ada.ID())
		return nil, err
	}},
}

func sceneOrganisation(s *scene) access.Scope { return whole(s.organisation) }
func sceneShop(s *scene) access.Scope         { return scopeOf(s.shop) }

// offering is a write that opens an invitation or adds a role to one.
type offering func() (access.InvitationID, error)

// offerings are the ways in which the role viewer gets offered at a scope. Each
// prepares the write.
var offerings = map[string]func(w *fixture.Fixture, scope access.Scope, name string) offering{
	"a new invitation": func(w *fixture.Fixture, scope access.Scope, name string) offering {
		offer := w.NewOffer(scope, name, viewer)
		return func() (access.InvitationID, error) {
			return offer.Invitation.ID, w.Store.Invite(w.Context(), offer)
		}
	},
	"an update of an open one": func(w *fixture.Fixture, scope access.Scope, name string) offering {
		before := w.InvitedByOperator(scope, name, biller)
		after := before
		after.Roles, after.Version = []access.RoleID{biller, viewer}, before.Version+1
		write := access.InvitationUpdate{Before: before, After: after, At: w.Now(), Event: someRecord(after)}
		return func() (access.InvitationID, error) { return before.ID, w.Store.UpdateInvitation(w.Context(), write) }
	},
	"a resend of a declined one": func(w *fixture.Fixture, scope access.Scope, name string) offering {
		declined := w.InvitedByOperator(scope, name, viewer)
		w.Must(w.Decline().Do(w.Context(), declined.ID, w.Token(declined.ID)))
		before := w.Invitation(declined.ID)
		after := before
		after.Status, after.ClosedAt, after.TokenHashes = access.Pending, time.Time{}, nil
		after.Version, after.Attempt = before.Version+1, before.Attempt+1
		write := access.InvitationResend{Before: before, Offer: access.Offer{Invitation: after, Event: someRecord(after), Limits: w.Limits}}
		return func() (access.InvitationID, error) { return before.ID, w.Store.Resend(w.Context(), write) }
	},
}

// someRecord returns any event of an invitation.
func someRecord(i access.Invitation) access.Event {
	return access.Event{ID: access.NewID(), Type: access.EventInvitationUpdated, Scope: i.Scope, At: noon, Actor: access.Operator, Invitation: i.ID}
}

// noOfferOutlives opens an invitation after a removal of access has read the
// invitations of the user, and before it writes. The removal revokes that
// invitation, too.
func noOfferOutlives(w *fixture.Fixture) {
	healthy := w.Store
	for taken, taking := range takings {
		for opened, prepare := range offerings {
			name := "ada-" + strings.ToLower(access.NewID())
			s := &scene{}
			w.Store = healthy
			s.organisation, s.admin = w.Organisation("admin-"+name, false)
			s.shop = w.Account(s.organisation, "Shop")
			s.ada = w.Member(whole(s.organisation), name, signer)
			w.Member(scopeOf(s.shop), name, viewer)
			write := prepare(w, taking.scope(s), name)
			var id access.InvitationID
			w.Store = &fixture.Between{Store: healthy, BeforeChange: func() {
				var err error
				id, err = write()
				w.Must(err)
			}}
			revoked, err := taking.do(w, s)
			w.Store = healthy
			w.Must(err)
			if status := w.Invitation(id).Status; status != access.Revoked {
				w.Errorf("%s outlives %s: it is %s", opened, taken, status)
			}
			if revoked != nil && !slices.Contains(revoked, id) {
				w.Errorf("%s is not told of by %s, which revoked %q", opened, taken, revoked)
			}
		}
	}
}
