package e2e

import (
	"net/http"
	"testing"
)

func TestTheAddressOfAnInvitationIsCorrected(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	wrong, right := address("adda"), address("ada")
	i := org.invite(t, wrong, "billing-viewer", "audit-viewer")
	path := org.path("/invitations/" + i.ID)
	correct := func(email string) request {
		return request{method: http.MethodPost, path: path + "/address", token: org.admin.token, body: map[string]any{"email": email}}
	}
	send(t, correct(wrong)).wantInvalid(t, "email")
	send(t, withIfMatch(correct(right), `"7"`)).wantProblem(t, http.StatusPreconditionFailed, "version-mismatch")
	a := send(t, correct(right)).want(t, http.StatusCreated)
	corrected := decode[invitation](t, a)
	if corrected.ID == i.ID || corrected.Email != right || len(corrected.Roles) != 2 || a.header.Get("Location") != org.path("/invitations/"+corrected.ID) {
		t.Errorf("it is not the invitation to the other address\n\n%s", a)
	}
	if old := decode[invitation](t, get(t, path, org.admin.token).want(t, http.StatusOK)); old.Status != "revoked" {
		t.Errorf("the old invitation is %s", old.Status)
	}
	send(t, correct(address("again"))).wantProblem(t, http.StatusGone, "invitation-revoked")
}
