package access_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

func TestInviteStoresEverything(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	invitation, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{
		Email: "Ada.L+x@EXAMPLE.com", FirstName: "Ada", LastName: "Lovelace", Account: shop.ID, Roles: []access.RoleID{signer, viewer}, Locale: "nb-NO"}, "")
	f.Must(err)
	if stored := f.Invitation(invitation.ID); !slices.Equal(stored.Roles, invitation.Roles) || stored.Email != invitation.Email ||
		stored.ExpiresAt != noon.Add(72*time.Hour) || stored.Status != access.Pending || stored.Attempt != 1 ||
		stored.Delivery.Status != access.Queued || stored.Scope != scopeOf(shop) || stored.Locale != "nb-NO" {
		t.Errorf("stored %+v", stored)
	}
	if invitation.Email.String() != "Ada.L+x@EXAMPLE.com" {
		t.Errorf("the address was rewritten to %s", invitation.Email)
	}
	if inviter := invitation.Inviter; inviter.ID != admin.ID() || inviter.Name != "Ada Lovelace" || inviter.Email != mailbox("admin") {
		t.Errorf("the inviter is %+v", inviter)
	}
	if len(invitation.TokenHashes) > 0 {
		t.Error("an invitation has a token hash before its mail is sent")
	}
	events := f.EventsOfType(organisation, access.EventInvitationCreated)
	if last := events[len(events)-1]; len(events) != 2 || last.Actor != invitation.Inviter || last.Invitation != invitation.ID {
		t.Errorf("events: %+v", events)
	}
}

// TestInviteAuthorisation checks the rule "governed roles" of an invitation: who
// may offer what, where.
func TestInviteAuthorisation(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	groupAdmin := f.Member(whole(group), "group-admin", organisationAdmin)
	company := f.ChildOrganisation("company", group)
	shop, yard := f.Account(company, "Shop"), f.Account(company, "Yard")
	companyAdmin := f.Member(whole(company), "company-admin", organisationAdmin)
	shopAdmin := f.Member(scopeOf(shop), "shop-admin", accountAdmin)
	reader := f.Member(whole(company), "reader", viewer)
	_, stranger := f.Organisation("stranger", false)
	nobody := access.Caller{Issuer: "https://issuer.example", Subject: "nobody"}

	for _, c := range []struct {
		name  string
		by    access.Caller
		scope access.Scope
		roles []access.RoleID
		want  access.Kind
	}{
		{"Partner Organisation Admin, at the top", chief, whole(group), []access.RoleID{partnerAdmin, organisationAdmin}, ""},
		{"Partner Organisation Admin, below", chief, whole(company), []access.RoleID{organisationAdmin}, ""},
		{"Partner Organisation Admin, account below", chief, scopeOf(shop), []access.RoleID{accountAdmin}, ""},
		{"partner role where it cannot be given", chief, whole(company), []access.RoleID{partnerAdmin}, access.RoleNotAllowed},
		{"Organisation Admin of the partner, partner role", groupAdmin, whole(group), []access.RoleID{partnerAdmin}, access.RoleNotAllowed},
		{"Organisation Admin of the partner, below", groupAdmin, whole(company), []access.RoleID{viewer}, access.NotFound},
		{"Organisation Admin", companyAdmin, whole(company), []access.RoleID{organisationAdmin, viewer}, ""},
		{"Organisation Admin, account", companyAdmin, scopeOf(yard), []access.RoleID{accountAdmin}, ""},
		{"Organisation Admin, account role at the organisation", companyAdmin, whole(company), []access.RoleID{accountAdmin}, access.RoleNotAllowed},
		{"Organisation Admin, organisation role at an account", companyAdmin, scopeOf(shop), []access.RoleID{organisationAdmin}, access.RoleNotAllowed},
		{"Organisation Admin, above", companyAdmin, whole(group), []access.RoleID{viewer}, access.NotFound},
		{"Account Admin", shopAdmin, scopeOf(shop), []access.RoleID{accountAdmin, signer}, ""},
		{"Account Admin, role not given at accounts", shopAdmin, scopeOf(shop), []access.RoleID{"audit-admin"}, access.RoleNotAllowed},
		{"Account Admin, the organisation", shopAdmin, whole(company), []access.RoleID{viewer}, access.Forbidden},
		{"Account Admin, another account", shopAdmin, scopeOf(yard), []access.RoleID{viewer}, access.NotFound},
		{"member without an administrative role", reader, whole(company), []access.RoleID{viewer}, access.Forbidden},
		{"member without an administrative role, account", reader, scopeOf(shop), []access.RoleID{viewer}, access.Forbidden},
		{"account that does not exist", companyAdmin, access.Scope{Organisation: company.ID, Account: "nowhere"}, []access.RoleID{viewer}, access.NotFound},
		{"account of another organisation", chief, access.Scope{Organisation: group.ID, Account: shop.ID}, []access.RoleID{viewer}, access.NotFound},
		{"stranger", stranger, whole(company), []access.RoleID{viewer}, access.NotFound},
		{"caller who is no user", nobody, whole(company), []access.RoleID{viewer}, access.NotFound},
		{"unknown role", chief, whole(company), []access.RoleID{"root"}, access.Invalid},
		{"role in another case", chief, whole(company), []access.RoleID{"Organisation-Admin"}, access.Invalid},
		{"roles joined by a comma", chief, whole(company), []access.RoleID{"audit-viewer,organisation-admin"}, access.Invalid},
		{"one role twice", chief, whole(company), []access.RoleID{viewer, viewer}, access.Invalid},
		{"no role", chief, whole(company), nil, access.Invalid},
		{"too many roles", chief, whole(company), slices.Repeat([]access.RoleID{viewer}, access.DefaultLimits.Roles+1), access.Invalid},
	} {
		_, err := f.Invite().Do(t.Context(), c.by.ID(), c.scope.Organisation, access.InviteRequest{
			Email: strings.ToLower(access.NewID()[:6]) + "@" + "new.example", Account: c.scope.Account, Roles: c.roles}, "")
		f.WantRefusal(c.name, err, c.want)
	}
}

// TestInviteRevealsNothingToOutsiders checks that an outsider gets the same
// answers for an organisation as for an unknown one.
func TestInviteRevealsNothingToOutsiders(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, _ := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	_, stranger := f.Organisation("stranger", false)
	for name, r := range map[string]access.InviteRequest{
		"a good request":                 {Email: mailbox("eve"), Roles: []access.RoleID{viewer}},
		"a member":                       {Email: mailbox("admin"), Roles: []access.RoleID{organisationAdmin}},
		"a role too high":                {Email: mailbox("eve"), Roles: []access.RoleID{partnerAdmin}},
		"an account":                     {Email: mailbox("eve"), Account: shop.ID, Roles: []access.RoleID{viewer}},
		"an account that does not exist": {Email: mailbox("eve"), Account: "nowhere", Roles: []access.RoleID{viewer}},
		"a bad request":                  {Email: "eve", Roles: []access.RoleID{"root"}},
	} {
		_, there := f.Invite().Do(t.Context(), stranger.ID(), organisation.ID, r, "")
		for _, id := range []access.OrganisationID{"never-was", "", "#", "../x", access.OrganisationID(strings.Repeat("x", 2048))} {
			_, never := f.Invite().Do(t.Context(), stranger.ID(), id, r, "")
			if there == nil || never == nil || there.Error() != never.Error() {
				t.Errorf("%s: %v, and of %q %v", name, there, id, never)
			}
		}
	}
}

func TestInviteOffersOnlyRolesNotYetHeld(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	f.Member(whole(organisation), "ada", viewer, signer)

	invitation := f.Invited(admin, whole(organisation), "ada", viewer, biller, signer, "developer")
	if !slices.Equal(invitation.Roles, []access.RoleID{biller, "developer"}) {
		t.Errorf("offers %v, want the roles that are not held yet", invitation.Roles)
	}
	_, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID,
		access.InviteRequest{Email: "ADA@example.com", Roles: []access.RoleID{signer, viewer}}, "")
	f.WantRefusal("every role is held", err, access.AlreadyGranted)
	if at := f.Invited(admin, scopeOf(shop), "ada", viewer); !slices.Equal(at.Roles, []access.RoleID{viewer}) {
		t.Errorf("at an account it offers %v", at.Roles)
	}
}

func TestInviteNamesConflictingInvitation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	again := func(email string, account access.AccountID) error {
		_, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: email, Account: account, Roles: []access.RoleID{signer}}, "")
		return err
	}
	for spellings, first := range map[string]string{
		"ada@example.com ADA@EXAMPLE.COM Ada@Example.com": "ada@example.com",
		"jorn@blåbær.example JORN@xn--blbr-roah.example":  "jorn@blåbær.example",
	} {
		open, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: first, Roles: []access.RoleID{viewer}}, "")
		f.Must(err)
		for _, spelling := range strings.Fields(spellings) {
			err := again(spelling, "")
			refusal, ok := errors.AsType[*access.Error](err)
			if !ok || refusal.Kind != access.InvitationPending || refusal.Invitation != open.ID {
				t.Errorf("%s: %v, want the id of the open one", spelling, err)
			}
		}
		f.WantRefusal("at another scope", again(first, shop.ID), "")
		f.WantRefusal("a dot more", again("x."+first, ""), "")
		f.WantRefusal("a plus tag", again("x+"+first, ""), "")
	}
}

func TestInviteReplacesExpiredInvitation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	first := f.Invited(admin, whole(organisation), "ada", viewer)
	token := f.Token(first.ID)
	request := access.InviteRequest{Email: mailbox("ada"), Roles: []access.RoleID{signer}}

	f.Set(first.ExpiresAt.Add(-time.Second))
	_, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, request, "")
	f.WantRefusal("a second before its end", err, access.InvitationPending)
	f.Set(first.ExpiresAt)
	second, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, request, "")
	f.WantRefusal("at its end", err, "")

	_, err = f.Register().Do(t.Context(), first.ID, registration(token))
	f.WantRefusal("the old link", err, access.InvitationExpired)
	if held := f.HeldRoles(f.Join(second), organisation); held != string(signer) {
		t.Errorf("holds %q", held)
	}
}

func TestInviteReportsEveryInvalidField(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	_, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{
		Email: "ada@", FirstName: "A\nB", LastName: strings.Repeat("x", 101), Roles: []access.RoleID{"root"}, Locale: "no_NO"}, "")
	refusal, ok := errors.AsType[*access.Error](err)
	if !ok || refusal.Kind != access.Invalid {
		t.Fatalf("%v, want the invalid fields", err)
	}
	var fields []string
	for _, field := range refusal.Fields {
		fields = append(fields, field.Field)
	}
	if want := []string{"email", "firstName", "lastName", "locale", "roles"}; !slices.Equal(fields, want) {
		t.Errorf("fields %v, want %v", fields, want)
	}
}

// TestRemovedAdministratorCannotInvite checks the rule "immediate effect": the
// next request after a removal is refused.
func TestRemovedAdministratorCannotInvite(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	other := f.Member(whole(organisation), "other", organisationAdmin)
	_, err := f.Remove().Do(t.Context(), admin.ID(), whole(organisation), other.ID())
	f.Must(err)
	_, err = f.Invite().Do(t.Context(), other.ID(), organisation.ID, access.InviteRequest{Email: mailbox("eve"), Roles: []access.RoleID{viewer}}, "")
	f.WantRefusal("a removed administrator", err, access.NotFound)
}
