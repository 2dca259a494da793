package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// Helpers that create organisations, accounts and users.

// createChild creates an organisation below a partner. The partner's administrator governs it
// from above.
func (o organisation) createChild(t *testing.T, name string, partner bool) organisation {
	t.Helper()
	a := post(t, o.path("/organisations"), o.admin.token, map[string]any{"name": unique(name), "partner": partner})
	made := decode[organisationID](t, a.want(t, http.StatusCreated))
	return organisation{made.ID, made.Name, o.admin}
}

// createdAccount is the response to the creation of an account.
type createdAccount struct {
	account
	OrganisationID string `json:"organisationId"`
}

// createAccount creates an account as the administrator.
func (o organisation) createAccount(t *testing.T, name string) account {
	t.Helper()
	a := post(t, o.path("/accounts"), o.admin.token, map[string]string{"name": unique(name)})
	return decode[createdAccount](t, a.want(t, http.StatusCreated)).account
}

// inviteToAccount invites a person to an account.
func (o organisation) inviteToAccount(t *testing.T, a account, by person, email string, roles ...string) invitation {
	t.Helper()
	body := map[string]any{"email": email, "firstName": "Ina", "lastName": "Invited", "accountId": a.ID, "roles": roles}
	return decode[invitation](t, post(t, o.path("/invitations"), by.token, body).want(t, http.StatusCreated))
}

// joinAccount invites a person to an account. The person registers and signs in.
func (o organisation) joinAccount(t *testing.T, a account, roles ...string) person {
	t.Helper()
	return register(t, o.inviteToAccount(t, a, o.admin, address("member"), roles...))
}

// accept accepts an invitation as a signed-in person.
func (p person) accept(t *testing.T, i invitation) {
	t.Helper()
	postAction(t, i, "accept", p.token, mails.waitFor(t, i).token(i)).want(t, http.StatusOK)
}

// targets holds the ids that a request to an organisation can contain.
type targets struct{ user, invitation, account, email string }

// unknownTargets returns ids that do not exist.
func unknownTargets(email string) targets {
	return targets{strings.Repeat("A", 20), strings.Repeat("B", 20), strings.Repeat("C", 20), email}
}

// unknownOrganisation returns an organisation that does not exist, with an id of the same length.
func unknownOrganisation(like organisation) organisation {
	return organisation{id: strings.Repeat("A", len(like.id)), name: like.name}
}

// allRequests returns a valid request to each route of an organisation, with the given
// ids.
func (o organisation) allRequests(about targets) []request {
	user, one := "/permissions/"+about.user, "/invitations/"+about.invitation
	whole := map[string]any{"email": about.email, "roles": []string{"billing-viewer"}}
	atAccount := map[string]any{"email": about.email, "roles": []string{"billing-viewer"}, "accountId": about.account}
	grants := func(grants ...roleGrant) map[string]any { return map[string]any{"grants": grants} }
	version := map[string]string{"If-Match": `"any"`}
	all := []request{
		{method: http.MethodGet},
		{method: http.MethodGet, path: "/invitations"},
		{method: http.MethodGet, path: "/invitations?account=" + about.account},
		{method: http.MethodGet, path: "/invitations?needsInviter=true"},
		{method: http.MethodGet, path: one},
		{method: http.MethodPatch, path: one, body: map[string]any{"firstName": "Mine"}},
		{method: http.MethodPost, path: one + "/resend"},
		{method: http.MethodPost, path: one + "/takeover"},
		{method: http.MethodPost, path: one + "/address", body: map[string]any{"email": address("corrected")}},
		{method: http.MethodPost, path: one + "/request/confirm", body: map[string]any{"userId": about.user}},
		{method: http.MethodPost, path: one + "/request/decline", body: map[string]any{"userId": about.user}},
		{method: http.MethodDelete, path: one},
		{method: http.MethodPost, path: "/invitations", body: whole},
		{method: http.MethodPost, path: "/invitations", body: atAccount},
		{method: http.MethodPost, path: "/invitations/batch", body: map[string]any{"invitations": []any{whole, atAccount}}},
		{method: http.MethodGet, path: "/permissions"},
		{method: http.MethodGet, path: "/permissions?account=" + about.account},
		{method: http.MethodGet, path: user},
		{method: http.MethodPut, path: user, header: version, body: grants(roleGrant{Role: "billing-viewer"})},
		{method: http.MethodPut, path: user, header: version, body: grants(roleGrant{"billing-viewer", about.account})},
		{method: http.MethodPut, path: user + "/suspension"},
		{method: http.MethodDelete, path: user + "/suspension"},
		{method: http.MethodGet, path: user + "/decision?permission=billing:read"},
		{method: http.MethodGet, path: user + "/decision?permission=billing:read&account=" + about.account},
		{method: http.MethodGet, path: user + "/removal"},
		{method: http.MethodGet, path: user + "/removal?account=" + about.account},
		{method: http.MethodDelete, path: user},
		{method: http.MethodDelete, path: user + "?account=" + about.account},
		{method: http.MethodGet, path: "/events"},
		{method: http.MethodPost, path: "/organisations", body: map[string]any{"name": "Mine"}},
		{method: http.MethodPost, path: "/accounts", body: map[string]any{"name": "Mine"}},
		{method: http.MethodGet, path: "/deletion"},
		{method: http.MethodGet, path: "/accounts/" + about.account + "/deletion"},
		{method: http.MethodDelete, path: "/accounts/" + about.account},
		{method: http.MethodDelete, path: ""},
		{method: http.MethodPatch, path: "", body: map[string]any{"name": "Mine"}},
		{method: http.MethodPatch, path: "/accounts/" + about.account, body: map[string]any{"name": "Mine"}},
	}
	for n := range all {
		all[n].path = o.path(all[n].path)
	}
	return all
}

// ownRequests returns a valid request to each other route that needs a token and no
// invitation, in questions about the caller and one organisation.
func (o organisation) ownRequests() []request {
	return []request{
		{method: http.MethodGet, path: "/me"},
		{method: http.MethodGet, path: "/me/invitations"},
		{method: http.MethodGet, path: "/me/permissions?organisationId=" + o.id},
		{method: http.MethodGet, path: "/organisations"},
		{method: http.MethodGet, path: "/roles"},
		{method: http.MethodPost, path: "/decisions", body: question(check{"billing:read", o.id, ""})},
		{method: http.MethodPost, path: "/decisions/scopes", body: map[string]any{"permission": "billing:read"}},
	}
}

// sendAs sends the request as a person.
func (r request) sendAs(t *testing.T, p person) response {
	t.Helper()
	r.token = p.token
	return send(t, r)
}
