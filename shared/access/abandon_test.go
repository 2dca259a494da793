package access_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// broken is a store of which one call fails.
type broken struct {
	fixture.Store
	call string
}

func (s broken) answer(call string) error {
	if call == s.call {
		return fixture.ErrStore
	}
	return nil
}

func (s broken) User(ctx context.Context, id access.UserID) (access.User, error) {
	if err := s.answer("User"); err != nil {
		return access.User{}, err
	}
	return s.Store.User(ctx, id)
}

func (s broken) UserByAddress(ctx context.Context, a access.Address) (access.User, error) {
	if err := s.answer("UserByAddress"); err != nil {
		return access.User{}, err
	}
	return s.Store.UserByAddress(ctx, a)
}

func (s broken) MembershipsAfter(ctx context.Context, user access.UserID, after access.OrganisationID, limit int) (access.Page[access.Membership], error) {
	if err := s.answer("MembershipsAfter"); err != nil {
		return access.Page[access.Membership]{}, err
	}
	return s.Store.MembershipsAfter(ctx, user, after, limit)
}

func (s broken) FreeAddress(ctx context.Context, user access.User) error {
	return errors.Join(s.answer("FreeAddress"), s.Store.FreeAddress(ctx, user))
}

func (s broken) Invitation(ctx context.Context, id access.InvitationID) (access.Invitation, error) {
	if err := s.answer("Invitation"); err != nil {
		return access.Invitation{}, err
	}
	return s.Store.Invitation(ctx, id)
}

// CreateOrganisation fails after its effect if the call is "after CreateOrganisation".
func (s broken) CreateOrganisation(ctx context.Context, w access.NewOrganisation) error {
	if err := s.answer("CreateOrganisation"); err != nil {
		return err
	}
	return errors.Join(s.Store.CreateOrganisation(ctx, w), s.answer("after CreateOrganisation"))
}

// abandonedWorld has a user whose identity was deleted, and somebody who signs in with the
// user's address and is invited to another organisation.
func abandonedWorld(t *testing.T) (f *fixture.Fixture, again access.Caller, i access.Invitation, r access.AcceptRequest) {
	f = fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Must(f.Directory.Delete(t.Context(), ada.Subject))
	again = stranger(f, "ada")
	i = f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
	return f, again, i, access.AcceptRequest{Token: f.Token(i.ID)}
}

// TestAFailureWhileAnAddressIsFreed checks that a failure is no refusal of the person who
// signed in.
func TestAFailureWhileAnAddressIsFreed(t *testing.T) {
	for _, call := range []string{"User", "UserByAddress", "MembershipsAfter", "FreeAddress"} {
		t.Run(call, func(t *testing.T) {
			f, again, i, r := abandonedWorld(t)
			healthy := f.Store
			f.Store = broken{healthy, call}
			if _, err := f.Accept().Do(t.Context(), again, i.ID, r); !errors.Is(err, fixture.ErrStore) {
				t.Errorf("%v, want the failure of the store", err)
			}
			f.Store = healthy
			_, err := f.Accept().Do(t.Context(), again, i.ID, r)
			f.WantRefusal("again", err, "")
		})
	}
	t.Run("the directory", func(t *testing.T) {
		f, again, i, r := abandonedWorld(t)
		f.BreakDirectory("Find", false)
		_, err := f.Accept().Do(t.Context(), again, i.ID, r)
		f.WantRefusal("without the directory", err, access.Unavailable)
	})
}

// TestAnAddressOfSomebodyInManyOrganisationsIsKept has an abandoned user with 100 and 101
// memberships. Only of up to 100 is it read whether one is suspended.
func TestAnAddressOfSomebodyInManyOrganisationsIsKept(t *testing.T) {
	for count, want := range map[int]access.Kind{100: "", 101: access.WrongUser} {
		t.Run(fmt.Sprint(count), func(t *testing.T) {
			f, again, i, r := abandonedWorld(t)
			for n := range count - 1 {
				o := f.NewOrganisation(fmt.Sprint("o", n), false)
				f.StoreOrganisation(o, nil)
				offer := f.NewOffer(fixture.Whole(o), "ada", fixture.Viewer)
				f.Must(f.Store.Invite(t.Context(), offer))
				user, err := f.Store.UserByAddress(t.Context(), i.Email)
				f.Must(err)
				_, err = f.Accept().Do(t.Context(), access.Caller{Issuer: user.Issuer, Subject: user.Subject}, offer.Invitation.ID, access.AcceptRequest{Token: f.Token(offer.Invitation.ID)})
				f.Must(err)
			}
			_, err := f.Accept().Do(t.Context(), again, i.ID, r)
			f.WantRefusal("the new identity", err, want)
		})
	}
}

// TestTheLanguageOfAnAddressIsItsUsers lets a user who has lost their address accept an
// invitation to it. The language of its new user stays.
func TestTheLanguageOfAnAddressIsItsUsers(t *testing.T) {
	f, again, i, r := abandonedWorld(t)
	old, err := f.Store.UserByAddress(t.Context(), i.Email)
	f.Must(err)
	r.Language = "nb"
	_, err = f.Accept().Do(t.Context(), again, i.ID, r)
	f.Must(err)
	other, _ := f.Organisation("other", false)
	second := f.InvitedByOperator(fixture.Whole(other), "ada", fixture.Viewer)
	_, err = f.Accept().Do(t.Context(), access.Caller{Issuer: old.Issuer, Subject: old.Subject}, second.ID, access.AcceptRequest{Token: f.Token(second.ID), Language: "de"})
	f.Must(err)
	snapshot, err := f.Store.Snapshot(t.Context(), access.SnapshotQuery{Scope: i.Scope, Address: &i.Email})
	f.Must(err)
	if snapshot.Addressee != again.ID() || snapshot.Language != "nb" {
		t.Errorf("the address is of %s, in %q", snapshot.Addressee, snapshot.Language)
	}
}

// TestAcceptWithoutAValidAddress lets the identity provider vouch for an address that is
// none.
func TestAcceptWithoutAValidAddress(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	eve := stranger(f, "eve")
	i := f.Invited(admin, fixture.Whole(organisation), "eve", fixture.Signer)
	c := f.Accept()
	c.Identities = asAddress{eve, "eve"}
	_, err := c.Do(t.Context(), eve, i.ID, access.AcceptRequest{Token: f.Token(i.ID)})
	if f.WantRefusal("no address", err, access.WrongUser); err != nil && !strings.Contains(err.Error(), "no valid email address") {
		t.Errorf("the refusal is %v", err)
	}
}
