package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// problemResponse is the operator function's response to a refused call.
type problemResponse struct {
	Problem problem `json:"problem"`
}

func TestAnOperatorCreatesAnOrganisation(t *testing.T) {
	t.Parallel()
	for kind, partner := range map[string]bool{"organisation-admin": false, "partner-organisation-admin": true} {
		f := createOrganisation(t, address("Founder"), partner)
		if f.Organisation.ID == "" || f.Organisation.Partner != partner || !slices.Equal(f.Invitation.Roles, []string{kind}) || f.Invitation.OrganisationID != f.Organisation.ID {
			t.Errorf("created was %+v", f)
		}
		o := registerAdmin(t, f)
		a := get(t, o.path(""), o.admin.token).want(t, http.StatusOK)
		if got := decode[organisationID](t, a); got.Name != f.Organisation.Name || got.Partner != partner || got.Accounts == nil {
			t.Errorf("the organisation differs from the created one\n\n%s", a)
		}
		if seen := decode[list[organisationID]](t, get(t, "/organisations", o.admin.token).want(t, http.StatusOK)).Items; len(seen) != 1 || seen[0].ID != o.id {
			t.Errorf("the administrator sees %v", seen)
		}
	}
}

func TestInvalidOperatorCalls(t *testing.T) {
	t.Parallel()
	admin := map[string]any{"email": address("admin")}
	for kind, c := range map[string]struct {
		payload any
		field   string
	}{
		"no action":             {map[string]any{"name": "Acme"}, "action"},
		"unknown action":        {map[string]any{"action": "drop-table"}, "action"},
		"not an object":         {[]string{"create-organisation"}, "action"},
		"null":                  {nil, "action"},
		"no name":               {map[string]any{"action": "create-organisation", "admin": admin}, "name"},
		"blank name":            {map[string]any{"action": "create-organisation", "admin": admin, "name": "  "}, "name"},
		"name too long":         {map[string]any{"action": "create-organisation", "admin": admin, "name": strings.Repeat("a", 101)}, "name"},
		"name with line breaks": {map[string]any{"action": "create-organisation", "admin": admin, "name": "A\nB"}, "name"},
		"no administrator":      {map[string]any{"action": "create-organisation", "name": "Acme"}, "admin.email"},
		"two administrators":    {map[string]any{"action": "create-organisation", "name": "Acme", "admin": map[string]any{"email": "a@b.example,c@d.example"}}, "admin.email"},
		"address as a list":     {map[string]any{"action": "create-organisation", "name": "Acme", "admin": map[string]any{"email": []string{"a@b.example"}}}, "admin.email"},
		"administrator as text": {map[string]any{"action": "create-organisation", "name": "Acme", "admin": "a@b.example"}, "admin"},
		"partner as text":       {map[string]any{"action": "create-organisation", "name": "Acme", "admin": admin, "partner": "true"}, "partner"},
		"unknown field":         {map[string]any{"action": "create-organisation", "name": "Acme", "admin": admin, "id": "mine"}, "id"},
		"unknown locale":        {map[string]any{"action": "create-organisation", "name": "Acme", "admin": admin, "locale": "in English"}, "locale"},
		"user as a list":        {map[string]any{"action": "delete-profile", "userId": []string{"x"}}, "userId"},
	} {
		t.Run(kind, func(t *testing.T) {
			p := invokeOperator[problemResponse](t, c.payload).Problem
			named := slices.ContainsFunc(p.Errors, func(e fieldError) bool { return e.Field == c.field && e.Message != "" })
			if p.Type != "urn:admit:problem:invalid-request" || p.Status != http.StatusBadRequest || !named {
				t.Errorf("want a 400 that names %s, got %+v", c.field, p)
			}
		})
	}
}

// deletion is the operator function's response to delete-profile.
type deletion struct {
	Deleted  bool   `json:"deleted"`
	UserID   string `json:"userId"`
	Deletion struct {
		Pseudonym string `json:"pseudonym"` // in the place of the user's id
		Name      string `json:"name"`      // in the place of the user's name
		Passes    int    `json:"passes"`
		Examined  int    `json:"examined"`
		Changed   int    `json:"changed"`
	} `json:"deletion"`
}

func TestAnOperatorDeletesAProfile(t *testing.T) {
	t.Parallel()
	org, other := newOrganisation(t), newOrganisation(t)
	member := org.join(t, "billing-viewer")
	if !strings.Contains(asJSON(t, auditLog(t, org, org.admin)), member.email) {
		t.Fatal("the audit log does not name the user before the deletion")
	}
	second := other.invite(t, member.email, "audit-viewer")
	postAction(t, second, "accept", member.token, mails.waitFor(t, second).token(second)).want(t, http.StatusOK)
	call := map[string]string{"action": "delete-profile", "userId": member.id}
	if d := invokeOperator[deletion](t, call); !d.Deleted || d.UserID != member.id {
		t.Errorf("the response is %+v", d)
	}
	for _, o := range []organisation{org, other} {
		get(t, o.path("/permissions/"+member.id), o.admin.token).wantProblem(t, http.StatusNotFound, "not-found")
		if rows := pages[userAndGrants](t, o.path("/permissions?email="+escaped(member.email)), o.admin, 50); len(rows) != 0 {
			t.Errorf("still listed: %v", rows)
		}
		get(t, o.path(""), member.token).wantProblem(t, http.StatusNotFound, "not-found") // the access token is still valid
		log := asJSON(t, auditLog(t, o, o.admin))
		if strings.Contains(log, member.email) || strings.Contains(log, member.id) {
			t.Errorf("the audit log names the deleted user: %s", log)
		}
	}
	if n := identities(t, member.email); n != 0 {
		t.Errorf("%d identities still have the address", n)
	}
	if _, err := authenticate(t.Context(), deployment.ClientID, member.email, member.password); err == nil {
		t.Error("the deleted user can still sign in")
	}
	if p := invokeOperator[problemResponse](t, call).Problem; p.Status != http.StatusNotFound || p.Type != "urn:admit:problem:not-found" {
		t.Errorf("deleting again returns %+v, want not-found", p)
	}
	again := register(t, org.invite(t, member.email, "support-viewer"))
	if again.id == member.id {
		t.Error("the new user has the id of the deleted one")
	}
	if me := decode[userAndGrants](t, get(t, "/me", again.token).want(t, http.StatusOK)); !slices.Equal(roleIDs(me.Grants), []string{"support-viewer"}) {
		t.Errorf("the new user holds %v, want only the new role", roleIDs(me.Grants))
	}
}

func TestAnOperatorDeletesTheLastAdministratorToo(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	if d := invokeOperator[deletion](t, map[string]string{"action": "delete-profile", "userId": org.admin.id}); !d.Deleted {
		t.Errorf("the response is %+v", d)
	}
	get(t, org.path(""), org.admin.token).wantProblem(t, http.StatusNotFound, "not-found")
}
