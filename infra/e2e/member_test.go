package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// A person who is already a user signs in and accepts. Registering is refused.
func TestAMemberIsInvitedToAnotherOrganisation(t *testing.T) {
	t.Parallel()
	home, other := newOrganisation(t), newOrganisation(t)
	member := home.join(t, "billing-viewer")
	i := other.invite(t, strings.ToUpper(member.email), "audit-viewer", "signing-viewer")
	m := mails.waitFor(t, i)
	linkToken := m.token(i)
	if !strings.Contains(m.text, "Accept the new roles") || !strings.Contains(m.html, "Accept the new roles") {
		t.Errorf("the mail is not the one for existing users:\n%s", m.text)
	}
	if strings.Contains(m.text, home.name) {
		t.Error("the mail names the other organisation")
	}
	if o := decode[offer](t, postAction(t, i, "preview", "", linkToken).want(t, http.StatusOK)); o.Registration != "existing" {
		t.Errorf("registration is %q, want existing", o.Registration)
	}
	refusal := map[bool]string{true: "already-registered", false: "sign-in-required"}[registers()]
	tryAction(t, i, "register", "", linkToken).wantProblem(t, http.StatusConflict, refusal)
	postAction(t, i, "accept", other.admin.token, linkToken).wantProblem(t, http.StatusForbidden, "wrong-account")
	accepted := decode[userAndGrants](t, postAction(t, i, "accept", member.token, linkToken).want(t, http.StatusOK))
	if roles := roleIDs(accepted.Grants); accepted.User.ID != member.id || !slices.Equal(roles, []string{"audit-viewer", "signing-viewer"}) {
		t.Errorf("%s holds %v", accepted.User.ID, roles)
	}
	me := decode[userAndGrants](t, get(t, "/me", member.token).want(t, http.StatusOK))
	if len(me.Grants) != 3 {
		t.Errorf("the grants of both organisations are %v", me.Grants)
	}
	seen := pages[organisationID](t, "/organisations", member, 1)
	if len(seen) != 2 {
		t.Errorf("the member sees %v, want both organisations", seen)
	}
	del(t, other.path("/permissions/"+member.id), other.admin.token).want(t, http.StatusOK)
	get(t, home.path(""), member.token).want(t, http.StatusOK) // the removal does not affect the other organisation
	get(t, other.path(""), member.token).wantProblem(t, http.StatusNotFound, "not-found")
}
