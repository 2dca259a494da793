package e2e

import (
	"net/http"
	"testing"
	"time"
)

// endingGrant is a grant in a request or an answer, with its end.
type endingGrant struct {
	Role  string `json:"role"`
	Until string `json:"until,omitempty"`
}

// TestARoleEnds gives a role for some seconds, by an edit and by an invitation. It is
// refused when they are over.
func TestARoleEnds(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "audit-viewer")
	path := org.path("/permissions/" + member.id)
	edit := func(grants ...endingGrant) response {
		return send(t, request{method: http.MethodPut, path: path, token: org.admin.token, header: map[string]string{"If-Match": "*"}, body: map[string]any{"grants": grants}})
	}
	for _, wrong := range []string{"2020-01-01T00:00:00Z", "tomorrow", "0001-01-01T00:00:00Z"} {
		edit(endingGrant{"audit-viewer", wrong}).wantProblem(t, http.StatusBadRequest, "invalid-request")
	}
	end := time.Now().Add(20 * time.Second).Truncate(time.Second)
	edited := decode[userAndGrants](t, edit(endingGrant{"audit-viewer", end.In(time.FixedZone("", 3600)).Format(time.RFC3339)}).want(t, http.StatusOK))
	if len(edited.Grants) != 1 || !edited.Grants[0].Until.Equal(end) {
		t.Errorf("the row has %+v", edited.Grants)
	}
	get(t, org.path(""), member.token).want(t, http.StatusOK)

	later := end.Add(time.Hour).UTC().Format(time.RFC3339)
	invited := decode[invitation](t, post(t, org.path("/invitations"), org.admin.token, map[string]any{"email": address("invitee"),
		"roles": []any{"billing-viewer", endingGrant{"signing-viewer", later}}}).want(t, http.StatusCreated))
	if len(invited.Roles) != 2 || len(invited.Until) != 1 || invited.Until["signing-viewer"] != later {
		t.Errorf("the invitation is %+v", invited)
	}

	time.Sleep(time.Until(end.Add(time.Second)))
	get(t, org.path(""), member.token).wantProblem(t, http.StatusNotFound, "not-found")
	get(t, path, org.admin.token).want(t, http.StatusOK) // it is still listed
	edit(endingGrant{"audit-viewer", later}).want(t, http.StatusOK)
	get(t, org.path(""), member.token).want(t, http.StatusOK)
}

// TestASuspension suspends a member and reactivates them, each twice.
func TestASuspension(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	suspension := org.path("/permissions/" + member.id + "/suspension")
	for _, step := range []struct {
		method    string
		suspended bool
		status    int
	}{{http.MethodPut, true, http.StatusNotFound}, {http.MethodDelete, false, http.StatusOK}} {
		for range 2 {
			row := decode[userAndGrants](t, send(t, request{method: step.method, path: suspension, token: org.admin.token}).want(t, http.StatusOK))
			if row.Suspended != step.suspended {
				t.Errorf("after %s the row says suspended: %t", step.method, row.Suspended)
			}
			get(t, org.path(""), member.token).want(t, step.status)
		}
	}
	self := org.path("/permissions/" + org.admin.id + "/suspension")
	send(t, request{method: http.MethodPut, path: self, token: org.admin.token}).wantProblem(t, http.StatusConflict, "last-administrator")
}
