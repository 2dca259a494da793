package access_test

import (
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

func TestDeclineTwiceIsDecliningOnce(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	invitation := w.Invited(admin, whole(organisation), "ada", viewer)
	secret := w.Token(invitation.ID)
	for range 3 {
		w.WantRefusal("decline", w.Decline().Do(t.Context(), invitation.ID, secret), "")
	}
	events := w.EventsOfType(organisation, access.EventInvitationDeclined)
	if len(events) != 1 || events[0].Actor.Email != mailbox("ada") || events[0].Actor.ID != "" {
		t.Errorf("on record: %+v", events)
	}
	w.Set(invitation.ExpiresAt)
	w.WantRefusal("decline, past its time", w.Decline().Do(t.Context(), invitation.ID, secret), "")
	w.WantRefusal("revoke", w.Revoke().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID), access.InvitationDeclined)
	if w.Directory.People() != 1 {
		t.Error("declining made an identity")
	}
	w.Invited(admin, whole(organisation), "ada", viewer) // the address is free again
}

func TestDeclineOfWhatIsOver(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	accepted, revoked := w.Invited(admin, whole(organisation), "ada", viewer), w.Invited(admin, whole(organisation), "eve", viewer)
	secret := w.Token(revoked.ID)
	w.Join(accepted)
	w.Must(w.Revoke().Do(t.Context(), admin.ID(), organisation.ID, revoked.ID))
	w.WantRefusal("accepted", w.Decline().Do(t.Context(), accepted.ID, w.Postbox.Tokens(accepted.ID)[0]), access.InvitationAccepted)
	w.WantRefusal("revoked", w.Decline().Do(t.Context(), revoked.ID, secret), access.InvitationRevoked)
}

func TestRevokeTwiceIsRevokingOnce(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	invitation := w.Invited(admin, whole(organisation), "ada", viewer)
	secret := w.Token(invitation.ID)
	for range 3 {
		w.WantRefusal("revoke", w.Revoke().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID), "")
	}
	events := w.EventsOfType(organisation, access.EventInvitationRevoked)
	if len(events) != 1 || events[0].Actor.ID != admin.ID() || events[0].Subject.Email != mailbox("ada") {
		t.Errorf("on record: %+v", events)
	}
	_, err := w.Register().Do(t.Context(), invitation.ID, registration(secret))
	w.WantRefusal("the link", err, access.InvitationRevoked)
	w.Invited(admin, whole(organisation), "ada", viewer) // the address is free again
}

func TestRevokeIsJudged(t *testing.T) {
	w := fixture.InMemory(t)
	group, chief := w.Organisation("chief", true)
	groupAdmin := w.Member(whole(group), "group-admin", organisationAdmin)
	company := w.ChildOrganisation("company", group)
	shop, yard := w.Account(company, "Shop"), w.Account(company, "Yard")
	shopAdmin := w.Member(scopeOf(shop), "shop-admin", accountAdmin)
	companyAdmin := w.Member(whole(company), "company-admin", organisationAdmin)
	reader := w.Member(whole(company), "reader", viewer)
	other, stranger := w.Organisation("stranger", false)

	high := w.Invited(chief, whole(group), "ada", partnerAdmin)
	at := w.Invited(chief, scopeOf(shop), "ada", accountAdmin)
	beside := w.Invited(chief, scopeOf(yard), "ada", viewer)
	broad := w.Invited(companyAdmin, whole(company), "ada", viewer)
	for _, c := range []struct {
		name string
		by   access.Caller
		in   access.Organisation
		id   access.InvitationID
		want access.Kind
	}{
		{"above one's authority", groupAdmin, group, high.ID, access.RoleNotAllowed},
		{"from below", companyAdmin, group, high.ID, access.NotFound},
		{"Account Admin, another account", shopAdmin, company, beside.ID, access.NotFound},
		{"Account Admin, the organisation", shopAdmin, company, broad.ID, access.NotFound},
		{"member without power", reader, company, broad.ID, access.Forbidden},
		{"stranger", stranger, company, broad.ID, access.NotFound},
		{"through another organisation", stranger, other, broad.ID, access.NotFound},
		{"through another organisation, by one who governs both", chief, group, broad.ID, access.NotFound},
		{"one that never was", companyAdmin, company, "never-was", access.NotFound},
		{"an id that cannot be one", companyAdmin, company, "#", access.NotFound},
		{"Account Admin", shopAdmin, company, at.ID, ""},
		{"Partner Organisation Admin, below", chief, company, broad.ID, ""},
		{"Organisation Admin, account", companyAdmin, company, beside.ID, ""},
		{"Partner Organisation Admin", chief, group, high.ID, ""},
	} {
		w.WantRefusal(c.name, w.Revoke().Do(t.Context(), c.by.ID(), c.in.ID, c.id), c.want)
	}
}
