package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// A decision contains every change that was acknowledged before it, with the same token.
func TestADecisionFollowsEveryChange(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	shop := org.createAccount(t, "Shop")
	member := org.join(t, "support-viewer")
	program := machineToken(t, "admit/decide")
	// wants compares what the member and a program are told about one permission.
	wants := func(when, permission, account string, allowed bool) []grant {
		t.Helper()
		d := member.may(t, permission, org, account)
		body := questionAbout(subject{ID: member.id}, check{permission, org.id, account})
		told := decode[decisions](t, post(t, "/decisions", program, body).want(t, http.StatusOK)).Items[0]
		if d.Allowed != allowed || asJSON(t, told) != asJSON(t, d) {
			t.Errorf("%s: %s is %+v, and a program is told %+v; want %t", when, permission, d, told, allowed)
		}
		return d.Because
	}
	wants("at first", "billing:read", "", false)
	i := org.inviteToAccount(t, shop, org.admin, member.email, "billing-viewer")
	wants("invited", "billing:read", shop.ID, false)
	member.accept(t, i)
	if because := wants("accepted", "billing:read", shop.ID, true); len(because) == 1 && because[0].InvitationID != i.ID {
		t.Errorf("the invitation is %s, want %s", because[0].InvitationID, i.ID)
	}
	wants("accepted", "billing:read", "", false)

	edit := func(grants ...roleGrant) {
		t.Helper()
		editAccess(t, org, org.admin, permissionRow(t, org, org.admin, member.id), grants...).want(t, http.StatusOK)
	}
	edit(roleGrant{"billing-viewer", shop.ID}, roleGrant{Role: "billing-editor"})
	for _, g := range wants("edited", "billing:read", shop.ID, true) {
		if edited := g.Role.ID == "billing-editor"; (g.InvitationID == "") != edited || (edited && g.GrantedBy.UserID != org.admin.id) {
			t.Errorf("edited: the reason is %+v", g)
		}
	}
	wants("edited", "support-case:read", "", false)
	wants("edited", "billing:update", shop.ID, true)
	edit(roleGrant{"billing-viewer", shop.ID}, roleGrant{Role: "audit-viewer"})
	wants("edited again", "billing:update", shop.ID, false)
	wants("edited again", "billing:read", shop.ID, true)

	del(t, org.path("/permissions/"+member.id+"?account="+shop.ID), org.admin.token).want(t, http.StatusOK)
	wants("removed from the account", "billing:read", shop.ID, false)
	wants("removed from the account", "audit:read", shop.ID, true)
	del(t, org.path("/permissions/"+member.id), org.admin.token).want(t, http.StatusOK)
	wants("removed", "audit:read", "", false)
	if scopes := scopesOf(t, member, 50, map[string]any{"permission": "audit:read"}); len(scopes) != 0 {
		t.Errorf("removed, but the scopes are %v", scopes)
	}
	unknown := get(t, "/me/permissions?organisationId="+strings.Repeat("A", 20), member.token)
	if a := get(t, "/me/permissions?organisationId="+org.id, member.token); a.fingerprint() != unknown.fingerprint() {
		t.Errorf("removed, but the answer differs from that for an unknown organisation:\n%s", a)
	}
	member.accept(t, org.invite(t, member.email, "signing-viewer"))
	wants("invited again", "document:read", shop.ID, true)
	wants("invited again", "audit:read", "", false)
}

// What is inherited follows the grant above, and so do organisations that are created below
// it later.
func TestADecisionFollowsChangesAbove(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	deputy := partner.join(t, "organisation-admin")
	change := func(role string) {
		t.Helper()
		editAccess(t, partner, partner.admin, permissionRow(t, partner, partner.admin, deputy.id), roleGrant{Role: role}).want(t, http.StatusOK)
	}
	wants := func(when string, o organisation, allowed bool) {
		t.Helper()
		d := deputy.may(t, "marketplace:purchase", o, "")
		if d.Allowed != allowed || (allowed && (len(d.Because) != 1 || d.Because[0].InheritedFrom == nil || d.Because[0].InheritedFrom.OrganisationID != partner.id)) {
			t.Errorf("%s: %+v, want %t", when, d, allowed)
		}
	}
	child := partner.createChild(t, "Child", true)
	wants("Organisation Admin", child, false)
	change("partner-organisation-admin")
	wants("promoted", child, true)
	grandchild := child.createChild(t, "Grandchild", false)
	wants("promoted", grandchild, true)
	change("organisation-admin")
	wants("demoted", child, false)
	wants("demoted", grandchild, false)
	change("partner-organisation-admin")
	wants("promoted again", grandchild, true)
	del(t, partner.path("/permissions/"+deputy.id), partner.admin.token).want(t, http.StatusOK)
	wants("removed", child, false)
	wants("removed", grandchild, false)
}
