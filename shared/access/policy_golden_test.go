package access

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/policy.golden anew")

const policyGolden = "testdata/policy.golden"

// The family that the policy is judged in: the group is the parent of the
// partner, whose children are the organisation in question and its sibling.
const (
	group, partner, here, sibling OrganisationID = "group", "partner", "here", "sibling"
	shop, yard                    AccountID      = "shop", "yard" // both here
	actor                         UserID         = "actor"
)

// plain roles, one of each kind of scope, beside the three administrative ones.
const policyCatalogue = `[
	{"id": "partner-organisation-admin", "name": "P", "description": "P", "category": "c", "type": "admin", "givenAt": ["partner-organisation"]},
	{"id": "organisation-admin", "name": "O", "description": "O", "category": "c", "type": "admin", "givenAt": ["partner-organisation", "organisation"]},
	{"id": "account-admin", "name": "A", "description": "A", "category": "c", "type": "admin", "givenAt": ["account"]},
	{"id": "partner-viewer", "name": "p", "description": "p", "category": "c", "type": "viewer", "givenAt": ["partner-organisation"]},
	{"id": "organisation-viewer", "name": "o", "description": "o", "category": "c", "type": "viewer", "givenAt": ["organisation"]},
	{"id": "account-viewer", "name": "a", "description": "a", "category": "c", "type": "viewer", "givenAt": ["account"]}
]`

// targetRoles has a letter for each role that may be given or taken.
var targetRoles = []struct {
	letter string
	role   RoleID
}{
	{"P", PartnerOrganisationAdmin}, {"O", OrganisationAdmin}, {"A", AccountAdmin},
	{"p", "partner-viewer"}, {"o", "organisation-viewer"}, {"a", "account-viewer"},
	{"?", "no-such-role"},
}

var actorRoles = []RoleID{PartnerOrganisationAdmin, OrganisationAdmin, AccountAdmin, "organisation-viewer"}

var actorScopes = []struct {
	name  string
	scope Scope
}{
	{"the group, two levels above", Scope{Organisation: group}},
	{"the partner, one level above", Scope{Organisation: partner}},
	{"the organisation here", Scope{Organisation: here}},
	{"its sibling", Scope{Organisation: sibling}},
	{"the account shop here", Scope{here, shop}},
	{"the account yard here", Scope{here, yard}},
	{"an account one level above", Scope{partner, shop}},
	{"nowhere", Scope{}},
}

var targetScopes = []struct {
	name    string
	partner bool
	account AccountID
}{
	{"here, a partner organisation", true, ""},
	{"here, an organisation", false, ""},
	{"here, the account shop", false, shop},
}

// policyPlace is where an actor holds one role at one scope. Rows that a store
// would not even read for the organisation are there nevertheless: the policy
// is to know them for what they are.
func policyPlace(isPartner bool, account AccountID, held ...Grant) Place {
	place := Place{Organisation: Organisation{ID: here, Partner: isPartner, Ancestors: []OrganisationID{partner, group}}}
	if account != "" {
		place.Account = &Account{ID: account, Organisation: here}
	}
	standing := Standing{Direct: Row{User: User{ID: actor}, Organisation: here}}
	for _, g := range held {
		switch g.Scope.Organisation {
		case here:
			standing.Direct.Grants = append(standing.Direct.Grants, g)
		case "":
		default:
			standing.Above = append(standing.Above, Row{User: User{ID: actor}, Organisation: g.Scope.Organisation, Grants: []Grant{g}})
		}
	}
	place.Standings = map[UserID]Standing{actor: standing}
	return place
}

// TestPolicyGolden is the whole truth of the policy, as a file to be read.
func TestPolicyGolden(t *testing.T) {
	got := policyTable(t)
	if *update {
		if err := os.WriteFile(policyGolden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(policyGolden)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for n := range max(len(gotLines), len(wantLines)) {
		if g, w := line(gotLines, n), line(wantLines, n); g != w {
			t.Errorf("line %d:\n got %s\nwant %s", n+1, g, w)
		}
	}
	if t.Failed() {
		t.Log("if the policy is meant to have changed: go test ./shared/access -run TestPolicyGolden -update")
	}
}

func line(lines []string, n int) string {
	if n < len(lines) {
		return lines[n]
	}
	return "(nothing)"
}

func policyTable(t *testing.T) string {
	catalogue, err := ParseCatalogue([]byte(policyCatalogue))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	out.WriteString(`Who may do what: the policy of Admit, written by its own test.

  P  Partner Organisation Admin     p  a plain role given at a partner organisation
  O  Organisation Admin             o  a plain role given at an organisation
  A  Account Admin                  a  a plain role given at an account
                                    ?  a role that the catalogue does not have

  invite  roles that may be offered, and given when the offer is accepted
  remove  roles that may be taken from somebody who holds them there
  lists   may list who has access there
  sees    may know that the organisation exists
  looks   may know that the account exists

`)
	const format = "%-29s %-29s %-8s %-8s %-6s %-5s %s\n"
	for _, role := range actorRoles {
		heading := "A user who holds " + string(role)
		fmt.Fprintf(&out, "%s\n%s\n", heading, strings.Repeat("=", len(heading)))
		fmt.Fprintf(&out, format, "at", "over a user", "invite", "remove", "lists", "sees", "looks")
		for _, held := range actorScopes {
			for _, target := range targetScopes {
				place := policyPlace(target.partner, target.account, Grant{Role: role, Scope: held.scope})
				looks := ""
				if target.account != "" {
					looks = yesNo(place.seesAccount(actor, target.account) && place.sees(actor))
				}
				fmt.Fprintf(&out, format, held.name, target.name,
					letters(func(role RoleID) bool {
						_, err := place.mayGive(catalogue, actor, target.account, []RoleID{role})
						return err == nil
					}),
					letters(func(role RoleID) bool {
						_, err := place.mayTake(actor, target.account, role)
						return err == nil
					}),
					yesNo(place.administers(actor, target.account)), yesNo(place.sees(actor)), looks)
			}
		}
		out.WriteString("\n")
	}
	return trimLines(out.String())
}

func letters(allowed func(RoleID) bool) string {
	var out strings.Builder
	for _, target := range targetRoles {
		if allowed(target.role) {
			out.WriteString(target.letter)
		} else {
			out.WriteString(".")
		}
	}
	return out.String()
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "."
}

func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for n := range lines {
		lines[n] = strings.TrimRight(lines[n], " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n"
}
