package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// batchResponse is the response to a batch.
type batchResponse struct {
	DryRun bool       `json:"dryRun"`
	Items  []batchRow `json:"items"`
}

type batchRow struct {
	Index      int         `json:"index"`
	Email      string      `json:"email"`
	Outcome    string      `json:"outcome"`
	Invitation *invitation `json:"invitation"`
	Problem    *rowProblem `json:"problem"`
}

// rowProblem is the problem of a refused row.
type rowProblem struct {
	problem
	Index *int `json:"index"`
}

func (r batchRow) problemName() string {
	if r.Problem == nil {
		return ""
	}
	return strings.TrimPrefix(r.Problem.Type, "urn:admit:problem:")
}

// invitationFor returns the body of an invitation, which is also a row of a batch.
func invitationFor(email string, roles ...string) map[string]any {
	return map[string]any{"email": email, "roles": roles}
}

func (o organisation) batchRequest(by person, dry bool, rows ...map[string]any) request {
	body := map[string]any{"invitations": rows}
	if dry {
		body["dryRun"] = true
	}
	return request{method: http.MethodPost, path: o.path("/invitations/batch"), token: by.token, body: body}
}

// batch sends a batch. It ends the test unless there is one consistent outcome for
// each row, in the order of the rows.
func (o organisation) batch(t *testing.T, dry bool, rows ...map[string]any) []batchRow {
	t.Helper()
	a := send(t, o.batchRequest(o.admin, dry, rows...)).want(t, http.StatusOK)
	answered := decode[batchResponse](t, a)
	if answered.DryRun != dry || len(answered.Items) != len(rows) {
		t.Fatalf("dry run %t with %d outcomes, want %t and %d\n\n%s", answered.DryRun, len(answered.Items), dry, len(rows), a)
	}
	for n, row := range answered.Items {
		if row.Index != n || row.Email != rows[n]["email"] {
			t.Fatalf("outcome %d is that of row %d, %q\n\n%s", n, row.Index, row.Email, a)
		}
		created, refused := row.Invitation != nil, row.Problem != nil
		if created != (row.Outcome == "created") || refused != (row.Outcome == "refused") || (row.Outcome == "valid") != (dry && !refused) {
			t.Fatalf("row %d is %s with an invitation: %t, a problem: %t\n\n%s", n, row.Outcome, created, refused, a)
		}
	}
	return answered.Items
}

func TestABatchOfAHundredRows(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	var rows []map[string]any
	for n := range 100 {
		rows = append(rows, invitationFor(address(fmt.Sprintf("row-%03d", n)), []string{"billing-viewer", "audit-viewer"}[n%2]))
	}
	var made []invitation
	var want []string
	for n, row := range org.batch(t, false, rows...) {
		i := row.Invitation
		if row.Outcome != "created" || i.Email != row.Email || i.Status != "pending" || i.InvitedBy.UserID != org.admin.id ||
			!slices.Equal(i.Roles, rows[n]["roles"].([]string)) {
			t.Fatalf("row %d: the outcome is %+v", n, row)
		}
		made, want = append(made, *i), append(want, i.Email)
	}
	if got := addresses(pages[invitation](t, org.path("/invitations?status=pending"), org.admin, 30)); !slices.Equal(got, want) {
		t.Errorf("the list has %d invitations, want those of the batch, sorted by address:\n%v", len(got), got)
	}
	for _, i := range made {
		mails.waitFor(t, i)
	}
	for email, n := range mailsPerRecipient(t, want) {
		if n != 1 {
			t.Errorf("%s got %d mails, want one", email, n)
		}
	}
}

// mailsPerRecipient returns the number of mails to each of the given addresses.
func mailsPerRecipient(t *testing.T, among []string) map[string]int {
	t.Helper()
	count := map[string]int{}
	for _, m := range mails.matching(t, func(m mail) bool { return len(m.to) == 1 && slices.Contains(among, m.to[0]) }) {
		count[m.to[0]]++
	}
	return count
}

// A row is refused with the same problem as a single invitation, and does not affect
// the other rows.
func TestRowsAreIndependent(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	shop := org.createAccount(t, "Shop")
	member, other := org.join(t, "billing-viewer"), org.join(t, "billing-viewer")
	pending := org.invite(t, address("pending"), "billing-viewer")
	fresh := func(more map[string]any, roles ...string) map[string]any {
		return merge(invitationFor(address("fresh"), roles...), more)
	}
	cases := []struct {
		row     map[string]any
		problem string
	}{
		{fresh(nil, "billing-viewer"), ""},
		{invitationFor("not an address", "billing-viewer"), "invalid-request"},
		{fresh(map[string]any{"roles": []string{}}), "invalid-request"},
		{map[string]any{"email": address("fresh")}, "invalid-request"},
		{fresh(nil, "emperor"), "invalid-request"},
		{fresh(map[string]any{"firstName": "\x00", "locale": "?"}, "billing-viewer"), "invalid-request"},
		{fresh(nil, "partner-organisation-admin"), "role-not-allowed"},
		{fresh(nil, "account-admin"), "role-not-allowed"},
		{invitationFor(pending.Email, "audit-viewer"), "invitation-pending"},
		{invitationFor(member.email, "billing-viewer"), "already-granted"},
		{invitationFor(other.email, "billing-viewer", "audit-viewer"), ""},
		{fresh(map[string]any{"accountId": "nowhere"}, "billing-viewer"), "not-found"},
		{fresh(map[string]any{"accountId": shop.ID, "firstName": "Ada", "lastName": "Lovelace", "locale": "nb"}, "account-admin"), ""},
		{invitationFor(strings.ToUpper(other.email), "identity-viewer"), "duplicate-row"},
		{fresh(nil, "organisation-admin"), ""},
	}
	var rows []map[string]any
	for _, c := range cases {
		rows = append(rows, c.row)
	}
	for n, row := range org.batch(t, false, rows...) {
		if name := row.problemName(); name != cases[n].problem {
			t.Errorf("row %d %v: the problem is %q, want %q", n, rows[n], name, cases[n].problem)
			continue
		}
		switch {
		case row.Outcome == "created":
			shown := org.invitation(t, row.Invitation.ID)
			shown.Delivery = row.Invitation.Delivery // the mail may have been sent meanwhile
			if asJSON(t, shown) != asJSON(t, row.Invitation) {
				t.Errorf("row %d created\n%s\nbut the invitation is\n%s", n, asJSON(t, row.Invitation), asJSON(t, shown))
			}
		case cases[n].problem == "duplicate-row":
			if row.Problem.Index == nil || *row.Problem.Index != 10 || row.Problem.Status != http.StatusConflict {
				t.Errorf("row %d: the problem does not name row 10 as the first one: %+v", n, row.Problem)
			}
		default:
			alone := post(t, org.path("/invitations"), org.admin.token, rows[n]).wantProblem(t, row.Problem.Status, cases[n].problem)
			alone.Instance = ""
			if asJSON(t, row.Problem.problem) != asJSON(t, alone) {
				t.Errorf("row %d is refused with\n%s\nbut a single invitation with\n%s", n, asJSON(t, row.Problem.problem), asJSON(t, alone))
			}
		}
	}
}

// Two spellings of one address are duplicates if their scopes are equal.
func TestDuplicateRows(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	shop, name := org.createAccount(t, "Shop"), unique("ada")
	rows := []map[string]any{
		invitationFor(name+"@bücher.example", "billing-viewer"),
		invitationFor(strings.ToUpper(name)+"@xn--bcher-kva.example", "billing-viewer"),
		merge(invitationFor(name+"@BÜCHER.example", "billing-viewer"), map[string]any{"accountId": shop.ID}),
		invitationFor(strings.ToUpper(name)+"@bücher.EXAMPLE", "audit-viewer"),
		merge(invitationFor(name+"@bücher.example", "audit-viewer"), map[string]any{"accountId": shop.ID}),
		invitationFor(name+"+tag@bücher.example", "billing-viewer"),
	}
	firsts := []int{-1, 0, -1, 0, 2, -1}
	for n, row := range org.batch(t, false, rows...) {
		if firsts[n] < 0 {
			if row.Outcome != "created" {
				t.Errorf("row %d is not a duplicate, but %s: %+v", n, row.Outcome, row.Problem)
			}
			continue
		}
		if row.problemName() != "duplicate-row" || row.Problem.Index == nil || *row.Problem.Index != firsts[n] {
			t.Errorf("row %d repeats row %d, but the outcome is %+v", n, firsts[n], row)
		}
	}
	if open := pages[invitation](t, org.path("/invitations?status=pending"), org.admin, 10); len(open) != 3 {
		t.Errorf("%d invitations are open, want 3", len(open))
	}
}

// A dry run writes no item, sends no mail and creates no event.
func TestADryRunChangesNothing(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	pending := org.waitUntilSent(t, org.invite(t, address("pending"), "billing-viewer"))
	fresh, other := address("fresh"), address("fresh")
	rows := []map[string]any{
		invitationFor(fresh, "billing-viewer"), invitationFor("not an address", "billing-viewer"), invitationFor(pending.Email, "billing-viewer"),
		invitationFor(member.email, "billing-viewer"), invitationFor(strings.ToUpper(fresh), "audit-viewer"), invitationFor(other, "audit-viewer", "partner-organisation-admin"),
	}
	before, eventCount := tableDump(t, org.id), len(auditLog(t, org, org.admin))
	dry := org.batch(t, true, rows...)
	if after := tableDump(t, org.id); after != before {
		t.Errorf("the table contained\n%s\nand contains\n%s", before, after)
	}
	if sent := mailsPerRecipient(t, []string{fresh, other, strings.ToUpper(fresh)}); len(sent) != 0 {
		t.Errorf("mails were sent: %v", sent)
	}
	real := org.batch(t, false, rows...)
	for n, row := range real {
		if dry[n].problemName() != row.problemName() || (dry[n].Outcome == "valid") != (row.Outcome == "created") {
			t.Errorf("row %d was %s %s in the dry run, but %s %s in the run", n, dry[n].Outcome, dry[n].problemName(), row.Outcome, row.problemName())
		}
	}
	if real[0].Outcome != "created" || len(auditLog(t, org, org.admin)) == eventCount || !strings.Contains(before, pending.ID) {
		t.Error("the run changed nothing, or the table was not read: the comparison proves nothing")
	}
}

func TestABatchCanBeRepeated(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	rows := []map[string]any{invitationFor(address("first"), "billing-viewer"), invitationFor("nobody", "billing-viewer"), invitationFor(address("second"), "audit-viewer")}
	first := org.batch(t, false, rows...)
	for n, row := range org.batch(t, false, rows...) { // without a key: the first invitations conflict
		if made := first[n].Invitation; made != nil && (row.problemName() != "invitation-pending" || row.Problem.InvitationID != made.ID) {
			t.Errorf("row %d: the problem is %+v, want one that names the invitation %s", n, row.Problem, made.ID)
		}
	}
	keyed := org.batchRequest(org.admin, false, invitationFor(address("third"), "billing-viewer"), invitationFor("nobody", "billing-viewer"))
	keyed.header = map[string]string{"Idempotency-Key": unique("batch")}
	one, other := send(t, keyed).want(t, http.StatusOK), send(t, keyed).want(t, http.StatusOK)
	if string(one.body) != string(other.body) || decode[batchResponse](t, one).Items[0].Outcome != "created" {
		t.Errorf("the responses to the same request differ:\n%s\n\n%s", one, other)
	}
}
