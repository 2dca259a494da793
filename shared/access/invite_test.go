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
		Email: "Ada.L+x@EXAMPLE.com", FirstName: "Ada", LastName: "Lovelace", Account: shop.ID, Roles: []access.RoleID{fixture.Signer, fixture.Viewer}, Locale: "nb-NO"}, "")
	f.Must(err)
	if stored := f.Invitation(invitation.ID); !slices.Equal(stored.Roles, invitation.Roles) || stored.Email != invitation.Email ||
		stored.ExpiresAt != fixture.Noon.Add(72*time.Hour) || stored.Status != access.Pending || stored.Attempt != 1 ||
		stored.Delivery.Status != access.Queued || stored.Scope != fixture.ScopeOf(shop) || stored.Locale != "nb-NO" {
		t.Errorf("stored %+v", stored)
	}
	if invitation.Email.String() != "Ada.L+x@EXAMPLE.com" {
		t.Errorf("the address was rewritten to %s", invitation.Email)
	}
	if inviter := invitation.Inviter; inviter.ID != admin.ID() || inviter.Name != "Ada Lovelace" || inviter.Email != fixture.Mailbox("admin") {
		t.Errorf("the inviter is %+v", inviter)
	}
	if len(invitation.TokenHashes) > 0 {
		t.Error("an invitation has a token hash before its mail is sent")
	}
	events := f.EventsOfType(organisation, access.EventInvitationCreated)
	if last := events[len(events)-1]; len(events) != 2 || last.Actor != (access.Party{Person: invitation.Inviter, Issuer: admin.Issuer, Subject: admin.Subject}) || last.Invitation != invitation.ID {
		t.Errorf("events: %+v", events)
	}
}

// TestInviteAuthorisation checks the rule "governed roles" of an invitation: who
// may offer what, where.
func TestInviteAuthorisation(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	groupAdmin := f.Member(fixture.Whole(group), "group-admin", fixture.OrganisationAdmin)
	company := f.ChildOrganisation("company", group)
	shop, yard := f.Account(company, "Shop"), f.Account(company, "Yard")
	companyAdmin := f.Member(fixture.Whole(company), "company-admin", fixture.OrganisationAdmin)
	shopAdmin := f.Member(fixture.ScopeOf(shop), "shop-admin", fixture.AccountAdmin)
	reader := f.Member(fixture.Whole(company), "reader", fixture.Viewer)
	_, stranger := f.Organisation("stranger", false)
	nobody := access.Caller{Issuer: "https://issuer.example", Subject: "nobody"}

	for _, c := range []struct {
		name  string
		by    access.Caller
		scope access.Scope
		roles []access.RoleID
		want  access.Kind
	}{
		{"Partner Organisation Admin, at the top", chief, fixture.Whole(group), []access.RoleID{fixture.PartnerAdmin, fixture.OrganisationAdmin}, ""},
		{"Partner Organisation Admin, below", chief, fixture.Whole(company), []access.RoleID{fixture.OrganisationAdmin}, ""},
		{"Partner Organisation Admin, account below", chief, fixture.ScopeOf(shop), []access.RoleID{fixture.AccountAdmin}, ""},
		{"partner role where it cannot be given", chief, fixture.Whole(company), []access.RoleID{fixture.PartnerAdmin}, access.RoleNotAllowed},
		{"Organisation Admin of the partner, partner role", groupAdmin, fixture.Whole(group), []access.RoleID{fixture.PartnerAdmin}, access.RoleNotAllowed},
		{"Organisation Admin of the partner, below", groupAdmin, fixture.Whole(company), []access.RoleID{fixture.Viewer}, access.NotFound},
		{"Organisation Admin", companyAdmin, fixture.Whole(company), []access.RoleID{fixture.OrganisationAdmin, fixture.Viewer}, ""},
		{"Organisation Admin, account", companyAdmin, fixture.ScopeOf(yard), []access.RoleID{fixture.AccountAdmin}, ""},
		{"Organisation Admin, account role at the organisation", companyAdmin, fixture.Whole(company), []access.RoleID{fixture.AccountAdmin}, access.RoleNotAllowed},
		{"Organisation Admin, organisation role at an account", companyAdmin, fixture.ScopeOf(shop), []access.RoleID{fixture.OrganisationAdmin}, access.RoleNotAllowed},
		{"Organisation Admin, above", companyAdmin, fixture.Whole(group), []access.RoleID{fixture.Viewer}, access.NotFound},
		{"Account Admin", shopAdmin, fixture.ScopeOf(shop), []access.RoleID{fixture.AccountAdmin, fixture.Signer}, ""},
		{"Account Admin, role not given at accounts", shopAdmin, fixture.ScopeOf(shop), []access.RoleID{"audit-admin"}, access.RoleNotAllowed},
		{"Account Admin, the organisation", shopAdmin, fixture.Whole(company), []access.RoleID{fixture.Viewer}, access.Forbidden},
		{"Account Admin, another account", shopAdmin, fixture.ScopeOf(yard), []access.RoleID{fixture.Viewer}, access.NotFound},
		{"member without an administrative role", reader, fixture.Whole(company), []access.RoleID{fixture.Viewer}, access.Forbidden},
		{"member without an administrative role, account", reader, fixture.ScopeOf(shop), []access.RoleID{fixture.Viewer}, access.Forbidden},
		{"account that does not exist", companyAdmin, access.Scope{Organisation: company.ID, Account: "nowhere"}, []access.RoleID{fixture.Viewer}, access.NotFound},
		{"account of another organisation", chief, access.Scope{Organisation: group.ID, Account: shop.ID}, []access.RoleID{fixture.Viewer}, access.NotFound},
		{"stranger", stranger, fixture.Whole(company), []access.RoleID{fixture.Viewer}, access.NotFound},
		{"caller who is no user", nobody, fixture.Whole(company), []access.RoleID{fixture.Viewer}, access.NotFound},
		{"unknown role", chief, fixture.Whole(company), []access.RoleID{"root"}, access.Invalid},
		{"role in another case", chief, fixture.Whole(company), []access.RoleID{"Organisation-Admin"}, access.Invalid},
		{"roles joined by a comma", chief, fixture.Whole(company), []access.RoleID{"audit-viewer,organisation-admin"}, access.Invalid},
		{"one role twice", chief, fixture.Whole(company), []access.RoleID{fixture.Viewer, fixture.Viewer}, access.Invalid},
		{"no role", chief, fixture.Whole(company), nil, access.Invalid},
		{"too many roles", chief, fixture.Whole(company), slices.Repeat([]access.RoleID{fixture.Viewer}, access.DefaultLimits.Roles+1), access.Invalid},
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
		"a good request":                 {Email: fixture.Mailbox("eve"), Roles: []access.RoleID{fixture.Viewer}},
		"a member":                       {Email: fixture.Mailbox("admin"), Roles: []access.RoleID{fixture.OrganisationAdmin}},
		"a role too high":                {Email: fixture.Mailbox("eve"), Roles: []access.RoleID{fixture.PartnerAdmin}},
		"an account":                     {Email: fixture.Mailbox("eve"), Account: shop.ID, Roles: []access.RoleID{fixture.Viewer}},
		"an account that does not exist": {Email: fixture.Mailbox("eve"), Account: "nowhere", Roles: []access.RoleID{fixture.Viewer}},
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
	f.Member(fixture.Whole(organisation), "ada", fixture.Viewer, fixture.Signer)

	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer, fixture.Biller, fixture.Signer, "developer")
	if !slices.Equal(invitation.Roles, []access.RoleID{fixture.Biller, "developer"}) {
		t.Errorf("offers %v, want the roles that are not held yet", invitation.Roles)
	}
	_, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID,
		access.InviteRequest{Email: "ADA@example.com", Roles: []access.RoleID{fixture.Signer, fixture.Viewer}}, "")
	f.WantRefusal("every role is held", err, access.AlreadyGranted)
	if at := f.Invited(admin, fixture.ScopeOf(shop), "ada", fixture.Viewer); !slices.Equal(at.Roles, []access.RoleID{fixture.Viewer}) {
		t.Errorf("at an account it offers %v", at.Roles)
	}
}

func TestInviteNamesConflictingInvitation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	again := func(email string, account access.AccountID) error {
		_, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: email, Account: account, Roles: []access.RoleID{fixture.Signer}}, "")
		return err
	}
	for spellings, first := range map[string]string{
		"ada@example.com ADA@EXAMPLE.COM Ada@Example.com": "ada@example.com",
		"jorn@blåbær.example JORN@xn--blbr-roah.example":  "jorn@blåbær.example",
	} {
		open, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: first, Roles: []access.RoleID{fixture.Viewer}}, "")
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
	first := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	token := f.Token(first.ID)
	request := access.InviteRequest{Email: fixture.Mailbox("ada"), Roles: []access.RoleID{fixture.Signer}}

	f.Set(first.ExpiresAt.Add(-time.Second))
	_, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, request, "")
	f.WantRefusal("a second before its end", err, access.InvitationPending)
	f.Set(first.ExpiresAt)
	second, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, request, "")
	f.WantRefusal("at its end", err, "")

	_, err = f.Register().Do(t.Context(), first.ID, fixture.Registration(token))
	f.WantRefusal("the old link", err, access.InvitationExpired)
	if held := f.HeldRoles(f.Join(second), organisation); held != string(fixture.Signer) {
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
	other := f.Member(fixture.Whole(organisation), "other", fixture.OrganisationAdmin)
	_, err := f.Remove().Do(t.Context(), admin.ID(), fixture.Whole(organisation), other.ID())
	f.Must(err)
	_, err = f.Invite().Do(t.Context(), other.ID(), organisation.ID, access.InviteRequest{Email: fixture.Mailbox("eve"), Roles: []access.RoleID{fixture.Viewer}}, "")
	f.WantRefusal("a removed administrator", err, access.NotFound)
}
