package access_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

var update = flag.Bool("update", false, "write the golden files of testdata")

const policyGolden = "testdata/policy.golden"

// TestPolicyTable tries every action of every actor on every target through the
// use cases. It compares the outcomes with a file that people can read, and with
// the rules in allowed.
func TestPolicyTable(t *testing.T) {
	got := policyLegend
	for _, role := range actorRoles {
		heading := "A user who holds " + string(role)
		got += fmt.Sprintf("%s\n%s\n", heading, strings.Repeat("=", len(heading)))
		got += block(blocksOf(t, role))
	}
	got = strings.TrimRight(got, "\n") + "\n"
	compareGolden(t, policyGolden, got, "TestPolicyTable")
}

// compareGolden compares text with a golden file, line by line. With -update it writes
// the file.
func compareGolden(t *testing.T, file, got, test string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file) // #nosec G304 -- a path of this package
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for n := range max(len(gotLines), len(wantLines)) {
		if g, w := lineOf(gotLines, n), lineOf(wantLines, n); g != w {
			t.Errorf("line %d:\n got %s\nwant %s", n+1, g, w)
		}
	}
	if t.Failed() {
		t.Logf("if the policy was meant to change: go test ./shared/access -run %s -update", test)
	}
}

func lineOf(lines []string, n int) string {
	if n < len(lines) {
		return lines[n]
	}
	return "(nothing)"
}

const policyLegend = `Who may do what: the policy of Admit. A test writes this file.

Each cell has one character for each role that is given or removed:

  P  Partner Organisation Admin     p  a plain role given at a partner organisation
  O  Organisation Admin             o  a plain role given at an organisation
  A  Account Admin                  a  a plain role given at an account
                                    ?  a role that the catalogue does not have

The role's letter means that the action succeeds. Other characters say how it is refused:

  -  role-not-allowed; for an acceptance, invitation-not-authorised
  x  forbidden
  .  not-found: the user may not know of the target
  ^  inherited-access
  !  invalid-request
  deep  limit-reached: there are at most five levels

  invite     offer the role
  update to  change an open invitation to the role      update from  change it from the role to another
  resend     offer the role again                       revoke       revoke an offer of the role
  take over  become the inviter of an offer of it         accept       accept an offer of the role by the user
  edit to    give the role to a member                  edit from    remove it from a member
  remove     remove all access of a holder of the role
  edit^      change access that is only inherited       remove^      remove it
  list       list who has access                        events       read the audit log
  below      create an organisation below               account      create an account
  see        know of the organisation                   see account  know of the account

`

// blocksOf returns the actor's scopes for a role and their tables. Scopes with
// equal tables share one.
func blocksOf(t *testing.T, role access.RoleID) (titles, tables []string) {
	for _, held := range actorScopes {
		var table strings.Builder
		for _, target := range targets {
			fmt.Fprintf(&table, "  %-23s", target.name)
			p := newPolicyFixture(t, role, held, target)
			for n, action := range roleActions {
				fmt.Fprintf(&table, "%-*s", columns[n], p.cell(action))
			}
			for n, action := range plainActions {
				fmt.Fprintf(&table, "%-*s", columns[len(roleActions)+n], p.outcome("yes", action.try(p)))
			}
			table.WriteString("\n")
		}
		if n := slices.Index(tables, table.String()); n >= 0 {
			titles[n] += "; " + held.name
			continue
		}
		titles, tables = append(titles, held.name), append(tables, table.String())
	}
	return titles, tables
}

// columns are the widths of the table's columns.
var columns = func() (widths []int) {
	for _, a := range roleActions {
		widths = append(widths, max(len(a.name), len(targetRoles))+2)
	}
	for _, a := range plainActions {
		widths = append(widths, len(a.name)+2)
	}
	return widths
}()

func block(titles, tables []string) string {
	var out strings.Builder
	for n, title := range titles {
		fmt.Fprintf(&out, "at %s, over\n%25s", title, "")
		for n, name := range append(fixture.Each(roleActions, roleAction.title), fixture.Each(plainActions, plainAction.title)...) {
			fmt.Fprintf(&out, "%-*s", columns[n], name)
		}
		fmt.Fprintf(&out, "\n%s\n", tables[n])
	}
	lines := strings.Split(out.String(), "\n")
	return strings.Join(fixture.Each(lines, func(line string) string { return strings.TrimRight(line, " ") }), "\n")
}

// cell tries an action with each role.
func (p *policyFixture) cell(action roleAction) string {
	var cell strings.Builder
	for _, target := range targetRoles {
		outcome := action.try(p, target.role)
		if done, want := outcome == nil, p.allowed(action, target.role); done != want {
			p.Errorf("%s at %s, over %s: %s %s: %v, want done: %t", p.role, p.held.name, p.target.name, action.name, target.role, outcome, want)
		}
		cell.WriteString(p.outcome(target.letter, outcome))
	}
	return cell.String()
}

// outcome returns the sign of an action's outcome.
func (p *policyFixture) outcome(done string, outcome error) string {
	if outcome == nil {
		return done
	}
	sign, known := map[access.Kind]string{
		access.RoleNotAllowed: "-", access.InvitationNotAuthorised: "-", access.Forbidden: "x", access.NotFound: ".",
		access.Invalid: "!", access.InheritedAccess: "^", access.LimitReached: "deep",
	}[access.KindOf(outcome)]
	if !known {
		p.Errorf("%s at %s, over %s: %v", p.role, p.held.name, p.target.name, outcome)
	}
	return cmp.Or(sign, "E")
}

// allowed reports whether the product allows an action on a role. It is
// independent of the code of the policy.
func (p *policyFixture) allowed(action roleAction, role access.RoleID) bool {
	governs := false
	switch p.role {
	case fixture.PartnerAdmin: // any role there, below and in all accounts
		governs = slices.Contains([]string{fourAbove, oneAbove, direct}, p.held.name)
	case fixture.OrganisationAdmin: // any but Partner Organisation Admin, in the organisation and its accounts
		governs = p.held.name == direct && role != fixture.PartnerAdmin
	case fixture.AccountAdmin: // in that account only
		governs = p.held.name == sameAccount && p.target.account
	}
	given := map[access.RoleID]string{
		fixture.PartnerAdmin: "partner", fixture.OrganisationAdmin: "partner organisation", fixture.AccountAdmin: "account",
		"partner-viewer": "partner", "organisation-viewer": "organisation", "account-viewer": "account",
	}[role]
	return governs && (action.takes || slices.Contains(strings.Fields(given), p.target.kind))
}
