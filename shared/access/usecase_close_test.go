package access_test

import (
	"testing"

	"admit/shared/access"
)

func TestDeclineTwiceIsDecliningOnce(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	secret := w.secret(invitation.ID)
	for range 3 {
		w.refused("decline", w.decline().Do(t.Context(), invitation.ID, secret), "")
	}
	records := w.recorded(organisation, access.InvitationWasLeft)
	if len(records) != 1 || records[0].Actor.Email != mailbox("ada") || records[0].Actor.ID != "" {
		t.Errorf("on record: %+v", records)
	}
	w.set(invitation.ExpiresAt)
	w.refused("decline, past its time", w.decline().Do(t.Context(), invitation.ID, secret), "")
	w.refused("revoke", w.revoke().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID), access.InvitationDeclined)
	if w.directory.People() != 1 {
		t.Error("declining made an identity")
	}
	w.invited(admin, whole(organisation), "ada", viewer) // the address is free again
}

func TestDeclineOfWhatIsOver(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	accepted, revoked := w.invited(admin, whole(organisation), "ada", viewer), w.invited(admin, whole(organisation), "eve", viewer)
	secret := w.secret(revoked.ID)
	w.takes(accepted)
	w.must(w.revoke().Do(t.Context(), admin.ID(), organisation.ID, revoked.ID))
	w.refused("accepted", w.decline().Do(t.Context(), accepted.ID, w.postbox.Tokens(accepted.ID)[0]), access.InvitationAccepted)
	w.refused("revoked", w.decline().Do(t.Context(), revoked.ID, secret), access.InvitationRevoked)
}

func TestRevokeTwiceIsRevokingOnce(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	secret := w.secret(invitation.ID)
	for range 3 {
		w.refused("revoke", w.revoke().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID), "")
	}
	records := w.recorded(organisation, access.InvitationWithdrawn)
	if len(records) != 1 || records[0].Actor.ID != admin.ID() || records[0].Subject.Email != mailbox("ada") {
		t.Errorf("on record: %+v", records)
	}
	_, err := w.register().Do(t.Context(), invitation.ID, registration(secret))
	w.refused("the link", err, access.InvitationRevoked)
	w.invited(admin, whole(organisation), "ada", viewer) // the address is free again
}

func TestRevokeIsJudged(t *testing.T) {
	w := inMemory(t)
	group, chief := w.organisation("chief", true)
	groupAdmin := w.member(whole(group), "group-admin", organisationAdmin)
	company := w.below("company", group)
	shop, yard := w.account(company, "Shop"), w.account(company, "Yard")
	shopAdmin := w.member(scopeOf(shop), "shop-admin", accountAdmin)
	companyAdmin := w.member(whole(company), "company-admin", organisationAdmin)
	reader := w.member(whole(company), "reader", viewer)
	other, stranger := w.organisation("stranger", false)

	high := w.invited(chief, whole(group), "ada", partnerAdmin)
	at := w.invited(chief, scopeOf(shop), "ada", accountAdmin)
	beside := w.invited(chief, scopeOf(yard), "ada", viewer)
	broad := w.invited(companyAdmin, whole(company), "ada", viewer)
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
		w.refused(c.name, w.revoke().Do(t.Context(), c.by.ID(), c.in.ID, c.id), c.want)
	}
}
