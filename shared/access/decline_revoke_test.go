package access_test

import (
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

func TestDeclineTwice(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, whole(organisation), "ada", viewer)
	token := f.Token(invitation.ID)
	for range 3 {
		f.WantRefusal("decline", f.Decline().Do(t.Context(), invitation.ID, token), "")
	}
	events := f.EventsOfType(organisation, access.EventInvitationDeclined)
	if len(events) != 1 || events[0].Actor.Email != mailbox("ada") || events[0].Actor.ID != "" {
		t.Errorf("events: %+v", events)
	}
	f.Set(invitation.ExpiresAt)
	f.WantRefusal("decline after its end", f.Decline().Do(t.Context(), invitation.ID, token), "")
	f.WantRefusal("revoke", f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID), access.InvitationDeclined)
	if f.Directory.People() != 1 {
		t.Error("declining created an identity")
	}
	f.Invited(admin, whole(organisation), "ada", viewer) // the slot is free again
}

func TestDeclineClosedInvitation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	accepted, revoked := f.Invited(admin, whole(organisation), "ada", viewer), f.Invited(admin, whole(organisation), "eve", viewer)
	token := f.Token(revoked.ID)
	f.Join(accepted)
	f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, revoked.ID))
	f.WantRefusal("accepted", f.Decline().Do(t.Context(), accepted.ID, f.Mailer.Tokens(accepted.ID)[0]), access.InvitationAccepted)
	f.WantRefusal("revoked", f.Decline().Do(t.Context(), revoked.ID, token), access.InvitationRevoked)
}

func TestRevokeTwice(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, whole(organisation), "ada", viewer)
	token := f.Token(invitation.ID)
	for range 3 {
		f.WantRefusal("revoke", f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID), "")
	}
	events := f.EventsOfType(organisation, access.EventInvitationRevoked)
	if len(events) != 1 || events[0].Actor.ID != admin.ID() || events[0].Subject.Email != mailbox("ada") {
		t.Errorf("events: %+v", events)
	}
	_, err := f.Register().Do(t.Context(), invitation.ID, registration(token))
	f.WantRefusal("the link", err, access.InvitationRevoked)
	f.Invited(admin, whole(organisation), "ada", viewer) // the slot is free again
}

func TestRevokeAuthorisation(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	groupAdmin := f.Member(whole(group), "group-admin", organisationAdmin)
	company := f.ChildOrganisation("company", group)
	shop, yard := f.Account(company, "Shop"), f.Account(company, "Yard")
	shopAdmin := f.Member(scopeOf(shop), "shop-admin", accountAdmin)
	companyAdmin := f.Member(whole(company), "company-admin", organisationAdmin)
	reader := f.Member(whole(company), "reader", viewer)
	other, stranger := f.Organisation("stranger", false)

	high := f.Invited(chief, whole(group), "ada", partnerAdmin)
	at := f.Invited(chief, scopeOf(shop), "ada", accountAdmin)
	beside := f.Invited(chief, scopeOf(yard), "ada", viewer)
	broad := f.Invited(companyAdmin, whole(company), "ada", viewer)
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
