package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// importAnswer and exportAnswer are responses of the operator function.
type importAnswer struct {
	Import struct {
		Lines []struct {
			Status string `json:"status"`
			Reason string `json:"reason"`
			Note   string `json:"note"`
		} `json:"lines"`
	} `json:"import"`
}

type exportAnswer struct {
	Export struct {
		Lines []struct {
			Key  string `json:"key"`
			Line string `json:"line"`
		} `json:"lines"`
		Next     string `json:"next"`
		Examined int    `json:"examined"`
		Total    int    `json:"total"`
	} `json:"export"`
}

// importLines imports lines, and returns the status of each.
func importLines(t *testing.T, options map[string]any, lines ...map[string]any) []string {
	t.Helper()
	texts := make([]string, 0, len(lines))
	for _, l := range lines {
		texts = append(texts, asJSON(t, l))
	}
	call := map[string]any{"action": "import", "lines": texts}
	for name, value := range options {
		call[name] = value
	}
	var statuses []string
	for _, l := range invokeOperator[importAnswer](t, call).Import.Lines {
		statuses = append(statuses, strings.TrimSpace(l.Status+" "+l.Reason))
	}
	return statuses
}

func wantStatuses(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// exportedMembers returns the members of an organisation in an export.
func exportedMembers(t *testing.T, organisation string) []map[string]any {
	t.Helper()
	var members []map[string]any
	for after := ""; ; {
		answer := invokeOperator[exportAnswer](t, map[string]string{"action": "export", "after": after})
		for _, l := range answer.Export.Lines {
			var line map[string]any
			if err := json.Unmarshal([]byte(l.Line), &line); err != nil {
				t.Fatalf("%s: %v", l.Line, err)
			}
			if line["kind"] == "member" && line["organisation"] == organisation {
				members = append(members, line)
			}
		}
		if after = answer.Export.Next; after == "" {
			return members
		}
	}
}

// People are brought in: one who is a user has the roles at once, another one is invited.
func TestAnOperatorImportsPeople(t *testing.T) {
	t.Parallel()
	ada := newOrganisation(t).join(t, "billing-viewer")
	id, shop, invitee := unique("acme"), unique("shop"), address("imported")
	acme := map[string]any{"kind": "organisation", "id": id, "name": "Acme", "createdAt": "2020-02-29T12:00:00Z"}
	account := map[string]any{"kind": "account", "organisation": id, "id": shop, "name": "Shop"}
	member := map[string]any{"kind": "member", "organisation": id, "issuer": ada.issuer, "subject": ada.subject, "email": ada.email,
		"roles": []string{"organisation-admin"}, "grantedAt": "2021-01-01T00:00:00Z"}
	faulty := map[string]any{"kind": "member", "organisation": id, "email": ada.email, "roles": []string{"king"}}
	const refused = "refused roles entry 1 is not a role in the catalogue"

	dry := importLines(t, map[string]any{"dryRun": true}, acme, account, member, faulty)
	wantStatuses(t, "dry run", dry, "created", "created", "created", refused)
	o := organisation{id: id, name: "Acme", admin: ada}
	get(t, o.path(""), ada.token).wantProblem(t, http.StatusNotFound, "not-found")

	wantStatuses(t, "import", importLines(t, nil, acme, account, member, faulty), "created", "created", "created", refused)
	wantStatuses(t, "again", importLines(t, nil, acme, account, member, faulty), "exists", "exists", "exists", refused)
	get(t, o.path(""), ada.token).want(t, http.StatusOK) // with the token that she had before
	row := decode[userAndGrants](t, get(t, o.path("/permissions/"+ada.id), ada.token).want(t, http.StatusOK))
	if got := roleIDs(row.Grants); !slices.Equal(got, []string{"organisation-admin"}) {
		t.Errorf("the member holds %v", got)
	}

	invited := map[string]any{"kind": "member", "organisation": id, "account": shop, "email": invitee, "roles": []string{"signing-viewer"}}
	for _, want := range []string{"created", "exists"} {
		wantStatuses(t, "invitation", importLines(t, map[string]any{"invite": true}, invited), want)
	}
	open := pages[invitation](t, o.path("/invitations"), ada, 50)
	if len(open) != 1 || open[0].Email != invitee {
		t.Fatalf("the invitations are %+v", open)
	}
	bob := register(t, open[0])
	get(t, o.path(""), bob.token).want(t, http.StatusOK)

	exported := exportedMembers(t, id)
	var summary []string
	for _, m := range exported {
		summary = append(summary, fmt.Sprintf("%v %v %t %t", m["email"], m["roles"], m["account"] == shop, m["grantedAt"] == "2021-01-01T00:00:00Z"))
	}
	slices.Sort(summary)
	want := []string{ada.email + " [organisation-admin] false true", invitee + " [signing-viewer] true false"}
	slices.Sort(want)
	wantStatuses(t, "export", summary, want...)
	wantStatuses(t, "import of the export", importLines(t, nil, exported...), "exists", "exists")
}

// Where Admit owns the user pool, an address alone brings somebody in. The identity gets a
// password that nobody knows, and the person another one without a link of Admit's.
func TestAnOperatorImportsAnAddress(t *testing.T) {
	t.Parallel()
	o := newOrganisation(t)
	line := map[string]any{"kind": "member", "organisation": o.id, "email": address("Imported"), "roles": []string{"signing-viewer"}}
	if !registers() {
		wantStatuses(t, "import", importLines(t, nil, line), "refused subject is required, with the issuer: Admit creates no identities here. Or invite the members")
		return
	}
	wantStatuses(t, "import", importLines(t, nil, line), "created")
	wantStatuses(t, "again", importLines(t, nil, line), "exists")
	p := person{email: line["email"].(string), password: password()}
	identity := got(cloud.users.AdminGetUser(t.Context(), &cognitoidentityprovider.AdminGetUserInput{
		UserPoolId: &deployment.UserPoolID, Username: aws.String(strings.ToLower(p.email)),
	})).orFail(t)
	if n := identities(t, p.email); n != 1 || identity.UserStatus != types.UserStatusTypeConfirmed { // Cognito resets only the password of a confirmed user
		t.Errorf("%d identities have the address, this one is %s", n, identity.UserStatus)
	}
	setPassword(t, deployment.UserPoolID, p.email, p.password) // as "Forgot your password?" does
	p.signIn(t)
	if me := decode[userAndGrants](t, get(t, "/me", p.token).want(t, http.StatusOK)); !slices.Equal(roleIDs(me.Grants), []string{"signing-viewer"}) {
		t.Errorf("the imported user holds %v", roleIDs(me.Grants))
	}
}

// Somebody who is in the user pool already keeps the password that they have.
func TestImportOfAnAddressInTheUserPool(t *testing.T) {
	t.Parallel()
	o := newOrganisation(t)
	p := newIdentity(t, address("Known"), true)
	line := map[string]any{"kind": "member", "organisation": o.id, "email": p.email, "roles": []string{"signing-viewer"}}
	wantStatuses(t, "import", importLines(t, nil, line), "created")
	p.signIn(t)
	if me := decode[userAndGrants](t, get(t, "/me", p.token).want(t, http.StatusOK)); !slices.Equal(roleIDs(me.Grants), []string{"signing-viewer"}) {
		t.Errorf("the imported user holds %v", roleIDs(me.Grants))
	}
	if n := identities(t, p.email); n != 1 {
		t.Errorf("%d identities have the address", n)
	}
}
