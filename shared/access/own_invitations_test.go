package access_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// ownInvitations returns what a caller can accept, sorted: the list is sorted by day.
func ownInvitations(f *fixture.Fixture, caller access.Caller) []string {
	f.Helper()
	page, err := f.OwnInvitations().List(f.Context(), caller, access.Filter{Limit: 50})
	f.Must(err)
	return slices.Sorted(slices.Values(fixture.Each(page.Items, describe)))
}

// describe names the scope of an invitation that is shown, and its roles.
func describe(p access.InvitationPreview) string {
	return fmt.Sprint(p.Organisation.Name, " ", p.Account != nil, " ", p.Invitation.Roles)
}

// TestAMemberAnswersInvitationsWithoutTheLink lists, accepts and declines what other
// organisations offer, and repeats it.
func TestAMemberAnswersInvitationsWithoutTheLink(t *testing.T) {
	f := fixture.InMemory(t)
	home, _ := f.Organisation("home", false)
	ada := f.Member(fixture.Whole(home), "ada", fixture.Viewer)
	company, admin := f.Organisation("admin", false)
	shop := f.Account(company, "Shop")
	whole, atShop := f.Invited(admin, fixture.Whole(company), "ada", fixture.Biller), f.Invited(admin, fixture.ScopeOf(shop), "ADA", fixture.Signer)
	others := f.Invited(admin, fixture.Whole(company), "bob", fixture.Biller)
	f.WantList("both", ownInvitations(f, ada), nil, company.Name+" false [billing-viewer]", company.Name+" true [signing-editor]")

	own := f.OwnInvitations()
	accepted, err := own.DoAccept(t.Context(), ada, whole.ID, "de")
	f.Must(err)
	if accepted.User.ID != ada.ID() || f.HeldRoles(ada, company) != string(fixture.Biller) {
		t.Errorf("accepted as %+v and holds %q", accepted.User, f.HeldRoles(ada, company))
	}
	f.WantRefusal("accepted again", fixture.Err(own.DoAccept(t.Context(), ada, whole.ID, "")), access.AlreadyGranted)
	f.WantRefusal("declined after accepting", own.DoDecline(t.Context(), ada, whole.ID), access.InvitationAccepted)
	for range 2 {
		f.Must(own.DoDecline(t.Context(), ada, atShop.ID))
	}
	f.WantRefusal("accepted after declining", fixture.Err(own.DoAccept(t.Context(), ada, atShop.ID, "")), access.InvitationDeclined)
	f.WantList("answered", ownInvitations(f, ada), nil)
	if events := f.EventsOfType(company, access.EventInvitationDeclined); len(events) != 1 || events[0].Invitation != atShop.ID {
		t.Errorf("events of declining: %+v", events)
	}

	for what, id := range map[string]access.InvitationID{"to another address": others.ID, "unknown": access.InvitationID(access.NewID()), "strange": "a#b"} {
		f.WantRefusal(what, fixture.Err(own.DoAccept(t.Context(), ada, id, "")), access.NotFound)
		f.WantRefusal(what, own.DoDecline(t.Context(), ada, id), access.NotFound)
	}
}

// TestOwnInvitationsAreRefusedAsByLink lets invitations end in every other way.
func TestOwnInvitationsAreRefusedAsByLink(t *testing.T) {
	f := fixture.InMemory(t)
	home, _ := f.Organisation("home", false)
	ada := f.Member(fixture.Whole(home), "ada", fixture.Viewer)
	company, admin := f.Organisation("admin", false)
	deputy := f.Member(fixture.Whole(company), "deputy", access.OrganisationAdmin)
	own := f.OwnInvitations()

	revoked := f.Invited(admin, fixture.Whole(company), "ada", fixture.Biller)
	f.Must(f.Revoke().Do(t.Context(), admin.ID(), company.ID, revoked.ID))
	f.WantRefusal("revoked", fixture.Err(own.DoAccept(t.Context(), ada, revoked.ID, "")), access.InvitationRevoked)

	orphan := f.Invited(deputy, fixture.Whole(company), "ada", fixture.Biller)
	f.EditRoles(admin, company, deputy, access.ScopedRole{Role: fixture.Viewer})
	f.WantList("without authority", ownInvitations(f, ada), nil)
	f.WantRefusal("without authority", fixture.Err(own.DoAccept(t.Context(), ada, orphan.ID, "")), access.InvitationNotAuthorised)

	f.Pass(access.OpenFor)
	f.WantRefusal("expired", fixture.Err(own.DoAccept(t.Context(), ada, orphan.ID, "")), access.InvitationExpired)
	f.WantRefusal("expired", own.DoDecline(t.Context(), ada, orphan.ID), access.InvitationExpired)
}

// TestAPersonWithoutAUserAnswersInvitations has a verified address, and becomes a user with
// the acceptance.
func TestAPersonWithoutAUserAnswersInvitations(t *testing.T) {
	f := fixture.InMemory(t)
	company, admin := f.Organisation("admin", false)
	eve := f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("eve")), true, fixture.Password)
	unverified := f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("mallory")), false, fixture.Password)
	invitation := f.Invited(admin, fixture.Whole(company), "eve", fixture.Biller)
	mallorys := f.Invited(admin, fixture.Whole(company), "mallory", fixture.Biller)
	own := f.OwnInvitations()

	f.WantRefusal("unverified", fixture.Err(own.List(t.Context(), unverified, access.Filter{Limit: 50})), access.WrongUser)
	f.WantRefusal("unverified", fixture.Err(own.DoAccept(t.Context(), unverified, mallorys.ID, "")), access.WrongUser)
	f.WantRefusal("unverified", own.DoDecline(t.Context(), unverified, mallorys.ID), access.WrongUser)

	f.WantList("before the first", ownInvitations(f, eve), nil, company.Name+" false [billing-viewer]")
	accepted, err := own.DoAccept(t.Context(), eve, invitation.ID, "fi")
	f.Must(err)
	if accepted.User.ID != eve.ID() || f.HeldRoles(eve, company) != string(fixture.Biller) {
		t.Errorf("accepted as %+v", accepted.User)
	}
}

// TestAnAddressOfSomebodyElseOpensNothing takes the address from a user, whose token is
// still valid.
func TestAnAddressOfSomebodyElseOpensNothing(t *testing.T) {
	f := fixture.InMemory(t)
	home, homeAdmin := f.Organisation("home", false)
	ada := f.Member(fixture.Whole(home), "ada", fixture.Viewer)
	company, admin := f.Organisation("admin", false)
	user, err := f.Store.User(t.Context(), ada.ID())
	f.Must(err)
	f.Directory.ChangeAddress(ada.Subject, fixture.Address(t, fixture.Mailbox("countess")))
	f.Must(f.Store.FreeAddress(t.Context(), user))
	f.Join(f.Invited(homeAdmin, fixture.Whole(home), "ada", fixture.Viewer))

	invitation := f.Invited(admin, fixture.Whole(company), "ada", fixture.Biller)
	own := f.OwnInvitations()
	f.WantRefusal("list", fixture.Err(own.List(t.Context(), ada, access.Filter{Limit: 50})), access.WrongUser)
	f.WantRefusal("accept", fixture.Err(own.DoAccept(t.Context(), ada, invitation.ID, "")), access.WrongUser)
	f.WantRefusal("decline", own.DoDecline(t.Context(), ada, invitation.ID), access.WrongUser)
}

// noProof is an identity provider that cannot be asked without an ID token.
type noProof struct{ access.Identities }

func (noProof) Identity(context.Context, access.Caller, access.IdentityProof) (access.Identity, error) {
	return access.Identity{}, access.InvalidField("idToken", "is required")
}

// TestOwnInvitationsNeedAKnownAddress is about a provider that cannot be asked.
func TestOwnInvitationsNeedAKnownAddress(t *testing.T) {
	f := fixture.InMemory(t)
	company, _ := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer)
	own := f.OwnInvitations()
	own.Accept.Identities, own.Accept.Directory = noProof{}, nil
	_, err := own.List(t.Context(), ada, access.Filter{Limit: 50})
	f.Must(err)
	_, err = own.List(t.Context(), access.Caller{Issuer: ada.Issuer, Subject: "nobody"}, access.Filter{Limit: 50})
	f.WantRefusal("no user", err, access.WrongUser)
}

// TestOwnInvitationsArePaged leaves what cannot be accepted out of a page.
func TestOwnInvitationsArePaged(t *testing.T) {
	f := fixture.InMemory(t)
	company, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer)
	for _, name := range []string{"A", "B", "C"} {
		f.Invited(admin, fixture.ScopeOf(f.Account(company, name)), "ada", fixture.Biller)
		f.Pass(time.Minute)
	}
	seen, after := map[access.InvitationID]bool{}, ""
	for pages := 1; ; pages++ {
		page, err := f.OwnInvitations().List(t.Context(), ada, access.Filter{Limit: 2, After: after})
		f.Must(err)
		for _, p := range page.Items {
			seen[p.Invitation.ID] = true
		}
		if after = page.Next; after == "" {
			if len(seen) != 3 || pages != 2 {
				t.Errorf("%d invitations on %d pages", len(seen), pages)
			}
			return
		}
	}
}

// TestARefusedAcceptanceFreesNoAddress asks for an invitation that does not exist, with the
// address of a user who can no longer sign in.
func TestARefusedAcceptanceFreesNoAddress(t *testing.T) {
	f := fixture.InMemory(t)
	company, _ := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer)
	f.Must(f.Directory.Delete(t.Context(), ada.Subject))
	again := f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("ada")), true, fixture.Password)
	caller := access.Caller{Issuer: again.Issuer, Subject: again.Subject}
	f.WantRefusal("an unknown invitation", fixture.Err(f.OwnInvitations().DoAccept(t.Context(), caller, access.InvitationID(access.NewID()), "")), access.NotFound)
	if _, err := f.Store.UserByAddress(t.Context(), fixture.Address(t, fixture.Mailbox("ada"))); err != nil {
		t.Errorf("the holder of the address: %v", err)
	}
}

// TestAUserDeclinesAsThemselves finds the user in the event.
func TestAUserDeclinesAsThemselves(t *testing.T) {
	f := fixture.InMemory(t)
	company, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer)
	i := f.Invited(admin, fixture.Whole(company), "ada", fixture.Biller)
	f.Must(f.OwnInvitations().DoDecline(t.Context(), ada, i.ID))
	if events := f.EventsOfType(company, access.EventInvitationDeclined); len(events) != 1 || events[0].Actor.ID != ada.ID() {
		t.Errorf("the events are %+v", events)
	}
}
