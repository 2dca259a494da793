package storetest

import (
	"errors"
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

// roleLoss is a way in which somebody loses the role viewer at a scope.
type roleLoss struct {
	scope func(s *scene) access.Scope
	// do returns the invitations that the use case reports as revoked. It returns nil
	// if the use case reports none.
	do func(f *fixture.Fixture, s *scene) ([]access.InvitationID, error)
}

var roleLosses = map[string]roleLoss{
	"a removal": {sceneOrganisation, func(f *fixture.Fixture, s *scene) ([]access.InvitationID, error) {
		removed, err := f.Remove().Do(f.Context(), s.admin.ID(), fixture.Whole(s.organisation), s.ada.ID())
		return removed.Revoked, err
	}},
	"a removal from an account": {sceneShop, func(f *fixture.Fixture, s *scene) ([]access.InvitationID, error) {
		removed, err := f.Remove().Do(f.Context(), s.admin.ID(), fixture.ScopeOf(s.shop), s.ada.ID())
		return removed.Revoked, err
	}},
	"an edit": {sceneShop, func(f *fixture.Fixture, s *scene) ([]access.InvitationID, error) {
		return nil, f.TryEdit(s.admin, s.organisation, s.ada, access.ScopedRole{Role: fixture.Signer})
	}},
	"a deletion of the user": {sceneOrganisation, func(f *fixture.Fixture, s *scene) ([]access.InvitationID, error) {
		_, err := f.DeleteUser().Do(f.Context(), s.ada.ID())
		return nil, err
	}},
}

func sceneOrganisation(s *scene) access.Scope { return fixture.Whole(s.organisation) }
func sceneShop(s *scene) access.Scope         { return fixture.ScopeOf(s.shop) }

// preparedOffer is a write that opens an invitation or adds a role to one. It
// returns the id of the invitation.
type preparedOffer func() (access.InvitationID, error)

// offerWrites are the ways in which the role viewer is offered at a scope. Each
// prepares the write.
var offerWrites = map[string]func(f *fixture.Fixture, scope access.Scope, name string) preparedOffer{
	"a new invitation": func(f *fixture.Fixture, scope access.Scope, name string) preparedOffer {
		offer := f.NewOffer(scope, name, fixture.Viewer)
		return func() (access.InvitationID, error) {
			return offer.Invitation.ID, f.Store.Invite(f.Context(), offer)
		}
	},
	"an update of an open invitation": func(f *fixture.Fixture, scope access.Scope, name string) preparedOffer {
		before := f.InvitedByOperator(scope, name, fixture.Biller)
		after := before
		after.Roles, after.Version = []access.RoleID{fixture.Biller, fixture.Viewer}, before.Version+1
		write := access.InvitationUpdate{Before: before, After: after, At: f.Now(), Event: someEvent(after)}
		return func() (access.InvitationID, error) { return before.ID, f.Store.UpdateInvitation(f.Context(), write) }
	},
	"a resend of a declined invitation": func(f *fixture.Fixture, scope access.Scope, name string) preparedOffer {
		declined := f.InvitedByOperator(scope, name, fixture.Viewer)
		f.Must(f.Decline().Do(f.Context(), declined.ID, f.Token(declined.ID)))
		before := f.Invitation(declined.ID)
		after := before
		after.Status, after.ClosedAt, after.KeptUntil, after.TokenHashes = access.Pending, time.Time{}, time.Time{}, nil
		after.Version, after.Attempt = before.Version+1, before.Attempt+1
		write := access.InvitationResend{Before: before, Offer: access.Offer{Invitation: after, Event: someEvent(after), Limits: f.Limits}}
		return func() (access.InvitationID, error) { return before.ID, f.Store.Resend(f.Context(), write) }
	},
}

// someEvent returns an event of an invitation.
func someEvent(i access.Invitation) access.Event {
	return access.Event{ID: access.NewID(), Type: access.EventInvitationUpdated, Scope: i.Scope, At: fixture.Noon, Actor: access.Operator, Invitation: i.ID}
}

// noInvitationOutlivesRole opens an invitation and then takes access away in each way.
// That revokes the invitation, too.
func noInvitationOutlivesRole(f *fixture.Fixture) {
	for taken, roleLoss := range roleLosses {
		for opened, prepare := range offerWrites {
			name := "ada-" + strings.ToLower(access.NewID())
			s := &scene{}
			s.organisation, s.admin = f.Organisation("admin-"+name, false)
			s.shop = f.Account(s.organisation, "Shop")
			s.ada = f.Member(fixture.Whole(s.organisation), name, fixture.Signer)
			f.Member(fixture.ScopeOf(s.shop), name, fixture.Viewer)
			id, err := prepare(f, roleLoss.scope(s), name)()
			f.Must(err)
			revoked, err := roleLoss.do(f, s)
			f.Must(err)
			stored, err := f.Store.Invitation(f.Context(), id)
			if deleted := errors.Is(err, access.ErrNotFound); !deleted && stored.Status != access.Revoked {
				f.Errorf("%s outlives %s: it is %s (%v)", opened, taken, stored.Status, err)
			}
			if revoked != nil && !slices.Contains(revoked, id) {
				f.Errorf("%s is not reported by %s, which reports as revoked %q", opened, taken, revoked)
			}
		}
	}
}
