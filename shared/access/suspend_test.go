package access_test

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// suspend suspends or reactivates a user.
func suspend(f *fixture.Fixture, by access.Caller, o access.Organisation, user access.Caller, suspended bool) error {
	_, effective, err := f.Suspend().Do(f.Context(), by.ID(), o.ID, user.ID(), suspended)
	if err == nil && effective.Direct.Suspended != suspended {
		f.Errorf("the row says suspended: %t", effective.Direct.Suspended)
	}
	return err
}

// TestASuspendedAdministratorDoesNothing tries every request of an administrator who is
// suspended, there and below, and then again after the reactivation.
func TestASuspendedAdministratorDoesNothing(t *testing.T) {
	f := fixture.InMemory(t)
	partner, chief, _ := f.Partner()
	deputy := f.Member(fixture.Whole(partner), "second", fixture.PartnerAdmin)
	below := f.CreateBelow(chief, partner, "Below", false)
	user := f.Member(fixture.Whole(below), "user", fixture.Viewer)
	invitation := f.Invited(deputy, fixture.Whole(below), "eve", fixture.Viewer)
	token := f.Token(invitation.ID)
	held := f.Membership(deputy.ID(), partner.ID).Grants
	for range 2 { // the second time changes nothing
		f.Must(suspend(f, chief, partner, deputy, true))
	}
	for _, in := range []access.Organisation{partner, below} {
		for _, request := range fixture.Requests {
			err := request.Try(f, fixture.Request{By: deputy, Organisation: in.ID, User: user.ID(), Invitation: invitation.ID})
			f.WantRefusal(request.Name+" in "+in.Name, err, access.NotFound)
		}
	}
	check := access.Check{Permission: "billing:read", Scope: fixture.Whole(below)}
	decided, err := f.Decide().Do(t.Context(), deputy.ID(), deputy.ID(), []access.Check{check})
	f.Must(err)
	organisations, err := f.Browse().Organisations(t.Context(), deputy.ID(), access.Filter{Limit: 5})
	f.Must(err)
	if len(decided.Items[0].Because)+len(organisations.Items) > 0 {
		t.Errorf("a suspended administrator has %v and sees %v", decided.Items[0].Because, organisations.Items)
	}
	_, err = f.Register().Do(t.Context(), invitation.ID, fixture.Registration(token))
	f.WantRefusal("an invitation by somebody who is suspended", err, access.InvitationNotAuthorised)

	f.Must(suspend(f, chief, partner, deputy, false))
	if now := f.Membership(deputy.ID(), partner.ID).Grants; len(now) != len(held) || now[0] != held[0] {
		t.Errorf("the roles are %v after the suspension, and were %v", now, held)
	}
	f.Must(fixture.Err(f.Register().Do(t.Context(), invitation.ID, fixture.Registration(token))))
	suspended, reactivated := f.EventsOfType(partner, access.EventAccessSuspended), f.EventsOfType(partner, access.EventAccessReactivated)
	if len(suspended) != 1 || len(reactivated) != 1 || !suspended[0].Suspended || reactivated[0].Suspended || suspended[0].Actor.ID != chief.ID() {
		t.Errorf("the events are %+v and %+v", suspended, reactivated)
	}
}

// TestWhoSuspendsWhom judges a suspension as a removal.
func TestWhoSuspendsWhom(t *testing.T) {
	f := fixture.InMemory(t)
	partner, chief, deputy := f.Partner()
	wantKind(t, "a suspension of a Partner Organisation Admin by an Organisation Admin", suspend(f, deputy, partner, chief, true), access.RoleNotAllowed)
	company := f.CreateBelow(chief, partner, "Company", false)
	shop := f.Account(company, "Shop")
	admin, other := f.Member(fixture.Whole(company), "admin", fixture.OrganisationAdmin), f.Member(fixture.Whole(company), "other", fixture.OrganisationAdmin)
	clerk := f.Member(fixture.ScopeOf(shop), "clerk", fixture.AccountAdmin)
	user, stranger := f.Member(fixture.Whole(company), "user", fixture.Viewer), f.Member(fixture.Whole(partner), "stranger", fixture.Viewer)
	for _, c := range []struct {
		what     string
		by, user access.Caller
		want     access.Kind
	}{
		{"by an Account Admin", clerk, user, access.Forbidden},
		{"by somebody without an administrative role", user, clerk, access.Forbidden},
		{"by a stranger", stranger, user, access.NotFound},
		{"of a stranger", admin, stranger, access.NotFound},
		{"of inherited access", admin, chief, access.InheritedAccess},
		{"of an administrator", admin, other, ""},
		{"of the last administrator", admin, admin, access.LastAdministrator},
		{"of the last administrator, from above", chief, admin, ""},
		{"by somebody who is suspended", admin, user, access.NotFound},
	} {
		wantKind(t, "a suspension "+c.what, suspend(f, c.by, company, c.user, true), c.want)
	}
	f.Must(suspend(f, chief, company, admin, false))
	_, _, err := f.Suspend().If(access.IfVersion("old")).Do(t.Context(), admin.ID(), company.ID, user.ID(), true)
	f.WantRefusal("a suspension of another version", err, access.VersionMismatch)
}

// TestASuspendedMember cannot accept an invitation, which stays open. They can be edited
// and removed.
func TestASuspendedMember(t *testing.T) {
	f := fixture.InMemory(t)
	company, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer)
	invitation := f.Invited(admin, fixture.Whole(company), "ada", fixture.Biller)
	accept := func() error {
		return fixture.Err(f.Accept().Do(t.Context(), ada, invitation.ID, access.AcceptRequest{Token: f.Token(invitation.ID)}))
	}
	f.Must(suspend(f, admin, company, ada, true))
	f.WantRefusal("an acceptance", accept(), access.AccessSuspended)
	f.EditRoles(admin, company, ada, access.ScopedRole{Role: fixture.Viewer}, access.ScopedRole{Role: fixture.Signer})
	if now := f.Membership(ada.ID(), company.ID); !now.Suspended || len(now.Grants) != 2 {
		t.Errorf("after the edit: %+v", now)
	}
	if changed := f.EventsOfType(company, access.EventAccessChanged); !changed[len(changed)-1].Suspended {
		t.Error("the event of the edit does not say that ada is suspended")
	}
	preview, err := f.Remove().Preview(t.Context(), admin.ID(), fixture.Whole(company), ada.ID())
	f.Must(err)
	if !preview.Suspended {
		t.Error("the preview does not say that ada is suspended")
	}
	f.Must(suspend(f, admin, company, ada, false))
	f.Must(accept())
	f.Must(suspend(f, admin, company, ada, true))
	f.Must(fixture.Err(f.TryRemove(admin, fixture.Whole(company), ada)))
}

// TestASuspensionEndsWithoutAWayIn removes the last role of somebody who is suspended. An
// open invitation anywhere in the organisation then lets nobody in.
func TestASuspensionEndsWithoutAWayIn(t *testing.T) {
	for _, c := range []struct {
		what    string
		actor   access.UserID
		removes func(f *fixture.Fixture, clerk, ada access.Caller, at access.Scope, end time.Time) error
	}{
		{"the end of the role", access.System.ID, func(f *fixture.Fixture, _, ada access.Caller, at access.Scope, end time.Time) error {
			f.Set(end.Add(time.Second))
			return f.EndAccess().Do(f.Context(), access.Ending{User: ada.ID(), Organisation: at.Organisation, At: end})
		}},
		{"a removal by an Account Admin", "", func(f *fixture.Fixture, clerk, ada access.Caller, at access.Scope, _ time.Time) error {
			return fixture.Err(f.TryRemove(clerk, at, ada))
		}},
	} {
		t.Run(c.what, func(t *testing.T) {
			f := fixture.InMemory(t)
			company, admin := f.Organisation("admin", false)
			shop := f.Account(company, "Shop")
			clerk, ada := f.Member(fixture.ScopeOf(shop), "clerk", fixture.AccountAdmin), f.Member(fixture.ScopeOf(shop), "ada", fixture.Biller)
			end := f.Now().Add(time.Hour).UTC().Truncate(time.Second)
			f.EditRoles(admin, company, ada, access.ScopedRole{Role: fixture.Biller, Account: shop.ID, Until: end})
			scopes := []access.Scope{fixture.Whole(company)}
			for range access.MaxRevocations + 1 { // one more than a change has room for
				scopes = append(scopes, fixture.ScopeOf(f.Account(company, "Other")))
			}
			for _, scope := range scopes {
				f.Invited(admin, scope, "ada", fixture.Biller)
			}
			f.Must(suspend(f, admin, company, ada, true))
			preview, err := f.Remove().Preview(t.Context(), clerk.ID(), fixture.ScopeOf(shop), ada.ID())
			f.Must(err)
			if len(preview.Revoked) > 0 {
				t.Errorf("an Account Admin sees the invitations %v", preview.Revoked)
			}
			f.Must(c.removes(f, clerk, ada, fixture.ScopeOf(shop), end))
			if held := f.Membership(ada.ID(), company.ID); len(held.Grants) > 0 {
				t.Fatalf("the role is still there: %+v", held)
			}
			actor := c.actor
			if actor == "" {
				actor = clerk.ID()
			}
			revoked := f.EventsOfType(company, access.EventInvitationRevoked)
			if len(revoked) != len(scopes) {
				t.Fatalf("%d of %d invitations are revoked", len(revoked), len(scopes))
			}
			for _, event := range revoked {
				if event.Actor.ID != actor {
					t.Errorf("%s revoked an invitation, not %s", event.Actor.ID, actor)
				}
				f.WantRefusal("an acceptance", fixture.Err(f.OwnInvitations().DoAccept(t.Context(), ada, event.Invitation, "")), access.InvitationRevoked)
			}
		})
	}
}

// TestASuspendedMemberIsNobodyElse deletes the identity of somebody who is suspended. They
// do not come back as another user, neither there nor by another organisation.
func TestASuspendedMemberIsNobodyElse(t *testing.T) {
	f := fixture.InMemory(t)
	company, admin := f.Organisation("admin", false)
	other, owner := f.Organisation("owner", false)
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer)
	invitations := []access.Invitation{f.Invited(admin, fixture.Whole(company), "ada", fixture.Biller), f.Invited(owner, fixture.Whole(other), "ada", fixture.Biller)}
	f.Must(suspend(f, admin, company, ada, true))
	f.Must(f.Directory.Delete(t.Context(), ada.Subject))
	for _, i := range invitations {
		_, err := f.Register().Do(t.Context(), i.ID, fixture.Registration(f.Token(i.ID)))
		f.WantRefusal("a registration", err, access.AlreadyRegistered)
	}
	again := f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("ada")), true, fixture.Password)
	caller := access.Caller{Issuer: again.Issuer, Subject: again.Subject}
	for _, i := range invitations {
		f.WantRefusal("an acceptance by link", fixture.Err(f.Accept().Do(t.Context(), caller, i.ID, access.AcceptRequest{Token: f.Token(i.ID)})), access.WrongUser)
		f.WantRefusal("an acceptance of one's own", fixture.Err(f.OwnInvitations().DoAccept(t.Context(), caller, i.ID, "")), access.WrongUser)
	}
}
