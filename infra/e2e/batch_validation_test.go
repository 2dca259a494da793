package e2e

import (
	"net/http"
	"strings"
	"testing"
)

func TestInvalidBatch(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	good := invitationFor(address("good"), "billing-viewer")
	rows := func(n int) []map[string]any {
		var rows []map[string]any
		for range n {
			rows = append(rows, invitationFor(address("row"), "billing-viewer"))
		}
		return rows
	}
	list := func(rows ...any) map[string]any { return map[string]any{"invitations": rows} }
	for kind, c := range map[string]struct {
		body  any
		field string
	}{
		"101 rows":             {map[string]any{"invitations": rows(101)}, "invitations"},
		"no rows":              {list(), "invitations"},
		"nothing":              {map[string]any{}, "invitations"},
		"a dry run of nothing": {map[string]any{"dryRun": true}, "invitations"},
		"an object":            {map[string]any{"invitations": good}, "invitations"},
		"null":                 {map[string]any{"invitations": nil}, "invitations"},
		"a row as array":       {list(good, []any{good}), "invitations"},
		"a row as text":        {list(good, good["email"]), "invitations"},
		"a row of null":        {list(good, nil), "invitations"},
		"two addresses in one": {list(good, merge(good, map[string]any{"email": []string{address("a"), address("b")}})), "invitations[1].email"},
		"roles as text":        {list(good, merge(good, map[string]any{"roles": "billing-viewer"})), "invitations[1].roles"},
		"another field":        {list(good, merge(good, map[string]any{"status": "accepted"})), "invitations[1].status"},
		"a dry run as text":    {merge(list(good), map[string]any{"dryRun": "true"}), "dryRun"},
		"a field of a batch":   {merge(list(good), map[string]any{"email": address("x")}), "email"},
	} {
		t.Run(kind, func(t *testing.T) {
			post(t, org.path("/invitations/batch"), org.admin.token, c.body).wantInvalid(t, c.field)
		})
	}
	if open := pages[invitation](t, org.path("/invitations?status=pending"), org.admin, 10); len(open) != 0 {
		t.Errorf("an invalid batch created the invitations of %v", addresses(open))
	}
}

// The size limits of a body are exact to the octet.
func TestBatchSizeLimit(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	const most, single = 256 << 10, 64 << 10
	padded := func(size int) raw {
		body := asJSON(t, map[string]any{"dryRun": true, "invitations": []any{invitationFor(address("wide"), "billing-viewer")}})
		return raw(body[:len(body)-1] + strings.Repeat(" ", size-len(body)) + "}")
	}
	path := org.path("/invitations/batch")
	post(t, path, org.admin.token, padded(most)).want(t, http.StatusOK)
	post(t, path, org.admin.token, padded(most+1)).wantProblem(t, http.StatusRequestEntityTooLarge, "payload-too-large")
	post(t, path, org.admin.token, padded(6<<20-1024)).want(t, http.StatusRequestEntityTooLarge)
	post(t, org.path("/invitations"), org.admin.token, padded(single+1)).wantProblem(t, http.StatusRequestEntityTooLarge, "payload-too-large")
}

func TestGovernedRolesOfABatch(t *testing.T) {
	t.Parallel()
	org, other := newOrganisation(t), newOrganisation(t)
	viewer := org.join(t, "billing-viewer")
	row := invitationFor(address("row"), "billing-viewer")
	never := send(t, organisation{id: unknownID(org.id)}.batchRequest(other.admin, false, row))
	never.wantProblem(t, http.StatusNotFound, "not-found")
	for _, dry := range []bool{false, true} {
		send(t, org.batchRequest(viewer, dry, row)).wantProblem(t, http.StatusForbidden, "forbidden")
		if a := send(t, org.batchRequest(other.admin, dry, row)); a.fingerprint() != never.fingerprint() {
			t.Errorf("a stranger can tell that the organisation exists:\n%s", a)
		}
	}
	if open := pages[invitation](t, org.path("/invitations?status=pending"), org.admin, 10); len(open) != 0 {
		t.Errorf("refused batches created the invitations of %v", addresses(open))
	}
}
