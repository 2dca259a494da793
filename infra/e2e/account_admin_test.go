package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// An Account Admin has full control of one account, and of nothing else.

// accountFixture is an organisation with two accounts. One of them has an Account Admin, and
// there are users in each account and in the whole organisation.
type accountFixture struct {
	organisation
	own, other   account
	accountAdmin person // Account Admin of own
	colleague    person // at own
	outsider     person // at other
	member       person // of the whole organisation
}

func newAccountFixture(t *testing.T) accountFixture {
	t.Helper()
	return addAccounts(t, newOrganisation(t))
}

func addAccounts(t *testing.T, org organisation) accountFixture {
	t.Helper()
	o := accountFixture{organisation: org, own: org.createAccount(t, "Own"), other: org.createAccount(t, "Other")}
	o.accountAdmin, o.colleague = org.joinAccount(t, o.own, "account-admin"), org.joinAccount(t, o.own, "billing-viewer")
	o.outsider, o.member = org.joinAccount(t, o.other, "billing-viewer"), org.join(t, "billing-viewer")
	return o
}

// accountInvitationBody returns the body of an invitation of a new person to an account.
func accountInvitationBody(account string, roles ...string) map[string]any {
	return map[string]any{"email": address("offered"), "roles": roles, "accountId": account}
}

func TestAnAccountAdminInvitesOnlyToTheirAccount(t *testing.T) {
	t.Parallel()
	o, elsewhere := newAccountFixture(t), newOrganisation(t).createAccount
	foreign := elsewhere(t, "Foreign")
	for what, c := range map[string]struct {
		body    map[string]any
		status  int
		problem string
	}{
		"a role of the account":                      {accountInvitationBody(o.own.ID, "billing-viewer", "signing-editor"), 201, ""},
		"their own role":                             {accountInvitationBody(o.own.ID, "account-admin"), 201, ""},
		"a role for organisations":                   {accountInvitationBody(o.own.ID, "organisation-admin"), 403, "role-not-allowed"},
		"one allowed role and one not":               {accountInvitationBody(o.own.ID, "billing-viewer", "billing-admin"), 403, "role-not-allowed"},
		"a role for partners":                        {accountInvitationBody(o.own.ID, "partner-organisation-admin"), 403, "role-not-allowed"},
		"an unknown role":                            {accountInvitationBody(o.own.ID, "billing-god"), 400, "invalid-request"},
		"to the whole organisation":                  {invitationBody("billing-viewer"), 403, "forbidden"},
		"an administrator of the whole organisation": {invitationBody("organisation-admin"), 403, "forbidden"},
		"to another account":                         {accountInvitationBody(o.other.ID, "billing-viewer"), 404, "not-found"},
		"to an account of another organisation":      {accountInvitationBody(foreign.ID, "billing-viewer"), 404, "not-found"},
		"to an unknown account":                      {accountInvitationBody(strings.Repeat("A", 20), "billing-viewer"), 404, "not-found"},
	} {
		t.Run(what, func(t *testing.T) {
			a := post(t, o.path("/invitations"), o.accountAdmin.token, c.body)
			if c.problem != "" {
				a.wantProblem(t, c.status, c.problem)
				return
			}
			i := decode[invitation](t, a.want(t, c.status))
			if i.AccountID != o.own.ID || i.OrganisationID != o.id || i.InvitedBy.UserID != o.accountAdmin.id {
				t.Errorf("the invitation differs from the request\n\n%s", a)
			}
			shown := decode[offer](t, postAction(t, i, "preview", "", mails.waitFor(t, i).token(i)).want(t, http.StatusOK))
			if shown.Account == nil || *shown.Account != o.own {
				t.Errorf("the preview shows the account %v, want %v", shown.Account, o.own)
			}
		})
	}
}

// The rows of a batch follow the same rules as single invitations.
func TestAnAccountAdminsBatch(t *testing.T) {
	t.Parallel()
	o := newAccountFixture(t)
	rows := []map[string]any{
		accountInvitationBody(o.own.ID, "billing-viewer"), invitationBody("billing-viewer"), accountInvitationBody(o.other.ID, "billing-viewer"),
		accountInvitationBody(strings.Repeat("A", 20), "billing-viewer"), accountInvitationBody(o.own.ID, "organisation-admin"),
	}
	want := []string{"", "forbidden", "not-found", "not-found", "role-not-allowed"}
	for _, dry := range []bool{true, false} {
		a := post(t, o.path("/invitations/batch"), o.accountAdmin.token, map[string]any{"invitations": rows, "dryRun": dry}).want(t, http.StatusOK)
		type outcome struct {
			Index      int         `json:"index"`
			Email      string      `json:"email"`
			Outcome    string      `json:"outcome"`
			Invitation *invitation `json:"invitation"`
			Problem    *problem    `json:"problem"`
		}
		outcomes := decode[struct {
			DryRun bool      `json:"dryRun"`
			Items  []outcome `json:"items"`
		}](t, a).Items
		if len(outcomes) != len(want) {
			t.Fatalf("%d outcomes for %d rows\n\n%s", len(outcomes), len(want), a)
		}
		for n, got := range outcomes {
			name := ""
			if got.Problem != nil {
				name = strings.TrimPrefix(got.Problem.Type, "urn:admit:problem:")
			}
			if name != want[n] || (got.Invitation != nil) != (want[n] == "" && !dry) {
				t.Errorf("row %d: %q, want %q\n\n%s", n, name, want[n], a)
			}
		}
		hidden, nothing := *outcomes[2].Problem, *outcomes[3].Problem
		if hidden.Detail != nothing.Detail || hidden.Title != nothing.Title {
			t.Errorf("the problem distinguishes a hidden account from an unknown one: %+v, %+v", hidden, nothing)
		}
	}
	if open := pages[invitation](t, o.path("/invitations?status=pending"), o.admin, 50); len(open) != 1 {
		t.Errorf("the batch created the invitations of %v, want one", addresses(open))
	}
}

func TestAnAccountAdminSeesOnlyTheirAccount(t *testing.T) {
	t.Parallel()
	o := newAccountFixture(t)
	seen := []invitation{o.inviteToAccount(t, o.own, o.admin, address("Ada"), "billing-viewer"), o.inviteToAccount(t, o.own, o.accountAdmin, address("Bea"), "billing-viewer")}
	o.inviteToAccount(t, o.other, o.admin, address("hidden"), "billing-viewer")
	o.invite(t, address("hidden"), "billing-viewer")

	whole := organisationID{ID: o.id, Name: o.name, Accounts: []account{o.own}}
	if got := decode[organisationID](t, get(t, o.path(""), o.accountAdmin.token).want(t, http.StatusOK)); got.Name != whole.Name || !slices.Equal(got.Accounts, whole.Accounts) {
		t.Errorf("the Account Admin sees the organisation as %+v", got)
	}
	for _, account := range []string{"", "&account=" + o.own.ID} {
		for _, size := range []int{1, 2, 50} {
			open := addresses(pages[invitation](t, o.path("/invitations?status=pending"+account), o.accountAdmin, size))
			if !slices.Equal(open, addresses(seen)) {
				t.Errorf("with %q, in pages of %d, the Account Admin sees the invitations of %v, want %v", account, size, open, addresses(seen))
			}
			var rows []string
			for _, r := range pages[userAndGrants](t, o.path("/permissions?email="+account), o.accountAdmin, size) {
				rows = append(rows, r.User.Email)
				for _, g := range r.Grants {
					if g.Scope.AccountID != o.own.ID {
						t.Errorf("the Account Admin sees the grant %+v", g)
					}
				}
			}
			if want := []string{o.accountAdmin.email, o.colleague.email}; !slices.Equal(rows, sorted(want)) {
				t.Errorf("with %q, in pages of %d, the Account Admin sees the rows of %v, want %v", account, size, rows, want)
			}
		}
	}
	if closed := pages[invitation](t, o.path("/invitations?status=accepted"), o.accountAdmin, 1); len(closed) != 2 {
		t.Errorf("the Account Admin sees the accepted invitations %v, want the two of the account", addresses(closed))
	}
	for _, query := range []string{"email=" + escaped(o.member.email), "email=" + escaped(o.outsider.email), "role=organisation-admin"} {
		if rows := pages[userAndGrants](t, o.path("/permissions?"+query), o.accountAdmin, 50); len(rows) != 0 {
			t.Errorf("%s returns %v, want nothing", query, rows)
		}
	}
	for _, query := range []string{"", "?account=" + o.own.ID} {
		events := pages[event](t, o.path("/events"+query), o.accountAdmin, 50)
		if len(events) == 0 {
			t.Errorf("the Account Admin sees no event with %q", query)
		}
		for _, e := range events {
			elsewhere := func(g roleGrant) bool { return g.AccountID != o.own.ID }
			if e.Account == nil || e.Account.ID != o.own.ID || slices.ContainsFunc(slices.Concat(e.Before, e.After), elsewhere) {
				t.Errorf("with %q, the Account Admin sees the event %+v", query, e)
			}
		}
	}
	wantGrants(t, permissionRow(t, o.organisation, o.accountAdmin, o.colleague.id), roleGrant{"billing-viewer", o.own.ID})
}

// For an Account Admin, users, invitations and accounts outside the account are
// indistinguishable from ones that do not exist, in every request.
func TestAnAccountAdminCannotDetectHiddenResources(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	o := addAccounts(t, partner.createChild(t, "Office", false))
	email := address("new")
	unknown := fingerprints(t, o.allRequests(unknownTargets(email)), o.accountAdmin)
	for what, hidden := range map[string]targets{
		"at another account":        {o.outsider.id, o.inviteToAccount(t, o.other, o.admin, address("hidden"), "billing-viewer").ID, o.other.ID, email},
		"of the whole organisation": {o.member.id, o.invite(t, address("hidden"), "billing-viewer").ID, o.other.ID, email},
		"from above":                {partner.admin.id, partner.invite(t, address("hidden"), "billing-viewer").ID, o.other.ID, email},
	} {
		t.Run(what, func(t *testing.T) {
			for n, r := range o.allRequests(hidden) {
				a := r.sendAs(t, o.accountAdmin)
				if a.fingerprint() != unknown[n] {
					t.Errorf("hidden ids are answered differently from unknown ids:\n%s\n\n%s", a, unknown[n])
				}
				if changes := r.method != http.MethodGet && !strings.HasSuffix(r.path, "/batch"); changes && a.status < 400 {
					t.Errorf("a change of a hidden resource succeeded\n\n%s", a)
				}
			}
		})
	}
	if open := pages[invitation](t, o.path("/invitations?status=pending"), o.admin, 50); len(open) != 2 {
		t.Errorf("the requests created invitations; pending are %v", addresses(open))
	}
}

// A cursor is a position in a list. It gives no access to hidden entries.
func TestAnAccountAdminsCursors(t *testing.T) {
	t.Parallel()
	o := newAccountFixture(t)
	for range 2 {
		o.inviteToAccount(t, o.own, o.accountAdmin, address("seen"), "billing-viewer")
		o.inviteToAccount(t, o.other, o.admin, address("hidden"), "billing-viewer")
	}
	for _, list := range []string{"/permissions?limit=1", "/invitations?limit=1"} {
		own, foreign := nextCursor(t, o.path(list), o.accountAdmin), nextCursor(t, o.path(list), o.admin)
		get(t, o.path(list+"&cursor="+own), o.accountAdmin.token).want(t, http.StatusOK)
		get(t, o.path(list+"&cursor="+foreign), o.accountAdmin.token).wantInvalid(t, "cursor")
		get(t, o.path(list+"&account="+o.own.ID+"&cursor="+own), o.accountAdmin.token).wantInvalid(t, "cursor")
		get(t, o.path(list+"&account="+o.other.ID+"&cursor="+own), o.accountAdmin.token).wantInvalid(t, "cursor")
		del(t, o.path("/permissions/"+o.accountAdmin.id+"?account="+o.own.ID), o.admin.token).want(t, http.StatusOK)
		get(t, o.path(list+"&cursor="+own), o.accountAdmin.token).wantProblem(t, http.StatusNotFound, "not-found")
		o.accountAdmin.accept(t, o.inviteToAccount(t, o.own, o.admin, o.accountAdmin.email, "account-admin"))
	}
}
