package access_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// TestAcceptAddsToMembership checks that a role that is already held keeps its grant.
func TestAcceptAddsToMembership(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	ada := f.Join(f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer))
	held := f.Membership(ada.ID(), organisation.ID).Grants[0]
	f.Pass(time.Hour)
	invitation := f.InvitedByOperator(fixture.Whole(organisation), "ada", fixture.Viewer, fixture.Signer)
	other := f.Invited(admin, fixture.ScopeOf(shop), "ada", fixture.Viewer)
	token := f.Token(invitation.ID)

	accepted, err := f.Accept().Do(t.Context(), ada, invitation.ID, access.AcceptRequest{Token: token})
	f.Must(err)
	membership := f.Membership(ada.ID(), organisation.ID)
	if len(membership.Grants) != 2 || membership.Grants[0] != held || membership.Grants[1].By != invitation.Inviter || membership.Version != accepted.Membership.Version {
		t.Errorf("holds %+v, want %+v and one more", membership.Grants, held)
	}
	f.Join(other)
	if held := f.HeldRoles(ada, organisation); held != "audit-viewer signing-editor audit-viewer@"+string(shop.ID) {
		t.Errorf("holds %q", held)
	}
	granted := f.EventsOfType(organisation, access.EventAccessGranted)
	if second := granted[2]; len(second.Before) != 1 || len(second.After) != 2 || second.Subject.ID != ada.ID() {
		t.Errorf("events: %+v", second)
	}
}

func TestAcceptOnlyByInvitee(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	eve := f.Member(fixture.Whole(organisation), "eve", fixture.Viewer)
	unverified := f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("new")), false, fixture.Password)
	elsewhere := access.Caller{Issuer: "https://another.example", Subject: ada.Subject}
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
	token := f.Token(invitation.ID)
	for name, caller := range map[string]access.Caller{
		"another member":                     eve,
		"an unknown subject":                 {Issuer: ada.Issuer, Subject: "nobody"},
		"the same subject of another issuer": elsewhere,
		"no caller at all":                   {},
	} {
		_, err := f.Accept().Do(t.Context(), caller, invitation.ID, access.AcceptRequest{Token: token})
		f.WantRefusal(name, err, access.WrongUser)
	}
	forNew := f.Invited(admin, fixture.Whole(organisation), "new", fixture.Signer)
	_, err := f.Accept().Do(t.Context(), unverified, forNew.ID, access.AcceptRequest{Token: f.Token(forNew.ID)})
	f.WantRefusal("an email address that is not verified", err, access.WrongUser)

	_, err = f.Accept().Do(t.Context(), ada, invitation.ID, access.AcceptRequest{Token: token})
	f.WantRefusal("the invitee", err, "")
	_, err = f.Accept().Do(t.Context(), ada, invitation.ID, access.AcceptRequest{Token: token})
	f.WantRefusal("the invitee again", err, access.AlreadyGranted)
	_, err = f.Accept().Do(t.Context(), eve, invitation.ID, access.AcceptRequest{Token: token})
	f.WantRefusal("another, later", err, access.InvitationAccepted)
	if n := len(f.EventsOfType(organisation, access.EventAccessGranted)); n != 4 {
		t.Errorf("%d events of grants, want 4", n)
	}
}

// TestAcceptCreatesUserFromVerifiedIdentity checks that somebody who can sign in
// and is no user becomes one.
func TestAcceptCreatesUserFromVerifiedIdentity(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	grace := f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("grace")), true, fixture.Password)
	invitation := f.Invited(admin, fixture.Whole(organisation), "Grace", fixture.Signer)
	accepted, err := f.Accept().Do(t.Context(), grace, invitation.ID, access.AcceptRequest{Token: f.Token(invitation.ID)})
	f.Must(err)
	if user := accepted.User; user.ID != grace.ID() || user.FirstName != "Grace" || user.LastName != "Hopper" {
		t.Errorf("the user is %+v", user)
	}
	if _, ok := f.Directory.SignIn(invitation.Email, fixture.Password); !ok || f.HeldRoles(grace, organisation) != string(fixture.Signer) {
		t.Errorf("holds %q, signs in with the old password %t", f.HeldRoles(grace, organisation), ok)
	}
}

// TestAcceptWithTheAddressOfAnotherUser checks that a new identity with the email
// address of a user is not that user. It becomes another user, if the directory says that
// the address is no longer the user's.
func TestAcceptWithTheAddressOfAnotherUser(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.OrganisationAdmin)
	f.Must(f.Directory.Delete(t.Context(), ada.Subject))
	again := f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("ada")), true, fixture.Password)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
	r := access.AcceptRequest{Token: f.Token(invitation.ID)}
	unknowing := f.Accept()
	unknowing.Directory = nil
	began := time.Now()
	_, err := unknowing.Do(t.Context(), again, invitation.ID, r)
	f.WantRefusal("a new identity with a user's address", err, access.WrongUser)
	if took := time.Since(began); took > time.Second {
		t.Errorf("the refusal took %s", took)
	}
	if f.HeldRoles(again, organisation) != "" {
		t.Error("the new identity holds something")
	}

	_, err = f.Accept().Do(t.Context(), again, invitation.ID, r)
	f.Must(err)
	if f.HeldRoles(again, organisation) != string(fixture.Signer) || f.HeldRoles(ada, organisation) != string(fixture.OrganisationAdmin) {
		t.Errorf("the new user holds %q, the old one %q", f.HeldRoles(again, organisation), f.HeldRoles(ada, organisation))
	}
	user, err := f.Store.UserByAddress(t.Context(), invitation.Email)
	f.Must(err)
	if user.ID != again.ID() {
		t.Errorf("the address belongs to %+v", user)
	}
}

// becomesUser is a store in which somebody becomes a user right before it is read who has
// an address.
type becomesUser struct {
	fixture.Store
	becomes *func()
}

// UserByAddress implements [access.Store].
func (s becomesUser) UserByAddress(ctx context.Context, a access.Address) (access.User, error) {
	if do := *s.becomes; do != nil {
		*s.becomes = nil
		do()
	}
	return s.Store.UserByAddress(ctx, a)
}

// TestAcceptInTwoWindows lets a person who is no user yet accept in two windows at the same
// time. The slower one is told that they have accepted already, and not that their address
// belongs to somebody else.
func TestAcceptInTwoWindows(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	token := f.Token(invitation.ID)
	ada := f.Directory.AddForeign(invitation.Email, true, fixture.Password)
	accept := func() error {
		return fixture.Err(f.Accept().Do(t.Context(), ada, invitation.ID, access.AcceptRequest{Token: token}))
	}
	first := func() { f.WantRefusal("in the first window", accept(), "") }
	f.Store = becomesUser{f.Store, &first}
	f.WantRefusal("in the second window", accept(), access.AlreadyGranted)
	if held := f.HeldRoles(ada, organisation); held != "audit-viewer" {
		t.Errorf("holds %q", held)
	}
}

// TestAcceptLeavesAnAddressInUse checks that an identity which has taken the address of
// another one that exists, in the directory of the deployment, takes no address away.
func TestAcceptLeavesAnAddressInUse(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	eve := f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("eve")), true, fixture.Password)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
	c := f.Accept()
	c.Identities = asAddress{eve, fixture.Mailbox("ada")}
	_, err := c.Do(t.Context(), eve, invitation.ID, access.AcceptRequest{Token: f.Token(invitation.ID)})
	f.WantRefusal("an address in use", err, access.WrongUser)
	if user, err := f.Store.UserByAddress(t.Context(), invitation.Email); err != nil || user.ID != ada.ID() {
		t.Errorf("the address belongs to %+v (%v)", user, err)
	}
}

// asAddress vouches for an address of a caller.
type asAddress struct {
	caller  access.Caller
	address string
}

func (a asAddress) Identity(context.Context, access.Caller, access.IdentityProof) (access.Identity, error) {
	return access.Identity{Issuer: a.caller.Issuer, Subject: a.caller.Subject, Email: a.address, Verified: true}, nil
}

// TestAcceptChecksInvitersAuthority checks the rule "inviter's authority".
func TestAcceptChecksInvitersAuthority(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	company := f.ChildOrganisation("company", group)
	shop := f.Account(company, "Shop")
	n := 0
	for name, c := range map[string]struct {
		role  access.RoleID
		at    access.Scope
		after []access.RoleID // what the inviter holds at the company later
		want  access.Kind
	}{
		"removed":                   {fixture.OrganisationAdmin, fixture.Whole(company), nil, access.InvitationNotAuthorised},
		"a viewer by now":           {fixture.OrganisationAdmin, fixture.Whole(company), []access.RoleID{fixture.Viewer}, access.InvitationNotAuthorised},
		"removed and invited again": {fixture.OrganisationAdmin, fixture.Whole(company), []access.RoleID{fixture.OrganisationAdmin}, ""},
		"an account admin, removed": {fixture.AccountAdmin, fixture.ScopeOf(shop), nil, access.InvitationNotAuthorised},
	} {
		n++
		inviterName, invitee := "inviter"+string(rune('a'+n)), "invitee"+string(rune('a'+n))
		inviter := f.Member(c.at, inviterName, c.role)
		ada := f.Member(fixture.Whole(company), invitee, fixture.Biller)
		at := fixture.ScopeOf(shop)
		invitation := f.Invited(inviter, at, invitee, fixture.Signer)
		token := f.Token(invitation.ID)
		_, err := f.Remove().Do(t.Context(), chief.ID(), fixture.Whole(company), inviter.ID())
		f.Must(err)
		f.Pass(time.Millisecond) // no administrative grant is given at the time at which one was taken
		if len(c.after) > 0 {
			f.Join(f.Invited(chief, fixture.Whole(company), inviterName, c.after...))
		}
		_, err = f.Accept().Do(t.Context(), ada, invitation.ID, access.AcceptRequest{Token: token})
		f.WantRefusal(name, err, c.want)
	}
}

// staleStore is a store in which every acceptance is stale, until there is no
// time left.
type staleStore struct{ fixture.Store }

func (staleStore) Accept(ctx context.Context, _ access.Acceptance) error {
	if _, limited := ctx.Deadline(); limited {
		<-ctx.Done()
	}
	return access.ErrStale
}

func TestAcceptGivesUpWhenThereIsNoTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := fixture.New(t, memory.New())
		organisation, admin := f.Organisation("admin", false)
		ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
		invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
		token := f.Token(invitation.ID)
		f.Store = staleStore{f.Store}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		_, err := f.Accept().Do(ctx, ada, invitation.ID, access.AcceptRequest{Token: token})
		f.WantRefusal("no time left", err, access.Unavailable)
		began := time.Now()
		_, err = f.Accept().Do(t.Context(), ada, invitation.ID, access.AcceptRequest{Token: token})
		f.WantRefusal("too many changes at once", err, access.Unavailable)
		if waited := time.Since(began); waited != 8*time.Second {
			t.Errorf("it was refused after %s", waited)
		}
		if refusal, ok := errors.AsType[*access.Error](err); !ok || refusal.RetryAfter == 0 || errors.Is(err, access.ErrStale) {
			t.Errorf("the refusal is %#v", err)
		}
	})
}
