package access_test

import (
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

func TestDeclineTwice(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	token := f.Token(invitation.ID)
	for range 3 {
		f.WantRefusal("decline", f.Decline().Do(t.Context(), invitation.ID, token), "")
	}
	events := f.EventsOfType(organisation, access.EventInvitationDeclined)
	if len(events) != 1 || events[0].Actor.Email != fixture.Mailbox("ada") || events[0].Actor.ID != "" {
		t.Errorf("events: %+v", events)
	}
	f.Set(invitation.ExpiresAt)
	f.WantRefusal("decline after its end", f.Decline().Do(t.Context(), invitation.ID, token), "")
	f.WantRefusal("revoke", f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID), access.InvitationDeclined)
	if f.Directory.People() != 1 {
		t.Error("declining created an identity")
	}
	f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer) // the slot is free again
}

func TestDeclineClosedInvitation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	accepted, revoked := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer), f.Invited(admin, fixture.Whole(organisation), "eve", fixture.Viewer)
	token := f.Token(revoked.ID)
	f.Join(accepted)
	f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, revoked.ID))
	f.WantRefusal("accepted", f.Decline().Do(t.Context(), accepted.ID, f.Mailer.Tokens(accepted.ID)[0]), access.InvitationAccepted)
	f.WantRefusal("revoked", f.Decline().Do(t.Context(), revoked.ID, token), access.InvitationRevoked)
}

func TestRevokeTwice(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	token := f.Token(invitation.ID)
	for range 3 {
		f.WantRefusal("revoke", f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID), "")
	}
	events := f.EventsOfType(organisation, access.EventInvitationRevoked)
	if len(events) != 1 || events[0].Actor.ID != admin.ID() || events[0].Subject.Email != fixture.Mailbox("ada") {
		t.Errorf("events: %+v", events)
	}
	_, err := f.Register().Do(t.Context(), invitation.ID, fixture.Registration(token))
	f.WantRefusal("the link", err, access.InvitationRevoked)
	f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer) // the slot is free again
}

func TestRevokeAuthorisation(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	groupAdmin := f.Member(fixture.Whole(group), "group-admin", fixture.OrganisationAdmin)
	company := f.ChildOrganisation("company", group)
	shop, yard := f.Account(company, "Shop"), f.Account(company, "Yard")
	shopAdmin := f.Member(fixture.ScopeOf(shop), "shop-admin", fixture.AccountAdmin)
	companyAdmin := f.Member(fixture.Whole(company), "company-admin", fixture.OrganisationAdmin)
	reader := f.Member(fixture.Whole(company), "reader", fixture.Viewer)
	other, stranger := f.Organisation("stranger", false)

	high := f.Invited(chief, fixture.Whole(group), "ada", fixture.PartnerAdmin)
	at := f.Invited(chief, fixture.ScopeOf(shop), "ada", fixture.AccountAdmin)
	beside := f.Invited(chief, fixture.ScopeOf(yard), "ada", fixture.Viewer)
	broad := f.Invited(companyAdmin, fixture.Whole(company), "ada", fixture.Viewer)
	for _, c := range []struct {
		name string
		by   access.Caller
		in   access.Organisation
		id   access.InvitationID
		want access.Kind
	}{
		{"beyond the caller's authority", groupAdmin, group, high.ID, access.RoleNotAllowed},
		{"from below", companyAdmin, group, high.ID, access.NotFound},
		{"Account Admin, another account", shopAdmin, company, beside.ID, access.NotFound},
		{"Account Admin, the organisation", shopAdmin, company, broad.ID, access.NotFound},
		{"member without an administrative role", reader, company, broad.ID, access.Forbidden},
		{"stranger", stranger, company, broad.ID, access.NotFound},
		{"through another organisation", stranger, other, broad.ID, access.NotFound},
		{"through another organisation, by somebody who governs both", chief, group, broad.ID, access.NotFound},
		{"an unknown id", companyAdmin, company, "never-was", access.NotFound},
		{"an impossible id", companyAdmin, company, "#", access.NotFound},
		{"Account Admin", shopAdmin, company, at.ID, ""},
		{"Partner Organisation Admin, below", chief, company, broad.ID, ""},
		{"Organisation Admin, account", companyAdmin, company, beside.ID, ""},
		{"Partner Organisation Admin", chief, group, high.ID, ""},
	} {
		f.WantRefusal(c.name, f.Revoke().Do(t.Context(), c.by.ID(), c.in.ID, c.id), c.want)
	}
}
