package e2e

import (
	"net/http"
	"slices"
	"testing"
	"time"
)

// Helpers for decisions: what a person may do, where, and why.

// check is a question of POST /decisions.
type check struct {
	Permission     string `json:"permission"`
	OrganisationID string `json:"organisationId"`
	AccountID      string `json:"accountId,omitempty"`
}

// subject names a person: by the id of the user, or by the issuer and the subject of their
// tokens.
type subject struct {
	ID      string `json:"id,omitempty"`
	Issuer  string `json:"issuer,omitempty"`
	Subject string `json:"subject,omitempty"`
}

type decision struct {
	Allowed bool    `json:"allowed"`
	Because []grant `json:"because"`
}

type decisions struct {
	AsOf  time.Time  `json:"asOf"`
	Items []decision `json:"items"`
}

type memberDecision struct {
	decision
	AsOf time.Time `json:"asOf"`
}

type ownPermissions struct {
	OrganisationID string    `json:"organisationId"`
	AccountID      string    `json:"accountId"`
	Permissions    []string  `json:"permissions"`
	AsOf           time.Time `json:"asOf"`
}

type allowedScope struct {
	OrganisationID string `json:"organisationId"`
	AccountID      string `json:"accountId"`
	Below          bool   `json:"below"`
}

type allowedScopes struct {
	AsOf       time.Time      `json:"asOf"`
	Items      []allowedScope `json:"items"`
	NextCursor string         `json:"nextCursor"`
}

// question returns the body of a request about the caller.
func question(checks ...check) map[string]any { return map[string]any{"checks": checks} }

// questionAbout returns the body of a request about a person.
func questionAbout(about any, checks ...check) map[string]any {
	return map[string]any{"user": about, "checks": checks}
}

// claims returns the issuer and the subject of a person's tokens.
func (p person) claims(t *testing.T) subject {
	t.Helper()
	payload := tokenClaims(t, p.token)
	return subject{Issuer: payload["iss"].(string), Subject: payload["sub"].(string)}
}

// may asks about a person with the person's own token.
func (p person) may(t *testing.T, permission string, o organisation, account string) decision {
	t.Helper()
	a := post(t, "/decisions", p.token, question(check{permission, o.id, account})).want(t, http.StatusOK)
	return decode[decisions](t, a).Items[0]
}

// shop is an organisation with two accounts below a partner, and the people who work
// there. Its administrator is the partner's, from above.
type shop struct {
	organisation
	partner      organisation
	first, other account
	hidden       account    // where nobody has a role
	owner        person     // Organisation Admin, invited with the account left empty
	offer        invitation // the owner's
	viewer       person     // Billing Viewer of the organisation
	keeper       person     // Account Admin of the first account, Audit Viewer of the other and of the partner
}

func newShop(t *testing.T) shop {
	t.Helper()
	partner := newPartner(t)
	s := shop{organisation: partner.createChild(t, "Shop", false), partner: partner}
	s.first, s.other, s.hidden = s.createAccount(t, "First"), s.createAccount(t, "Other"), s.createAccount(t, "Hidden")
	s.offer = s.invite(t, address("owner"), "organisation-admin")
	s.owner = register(t, s.offer)
	s.viewer = s.join(t, "billing-viewer")
	s.keeper = s.joinAccount(t, s.first, "account-admin")
	s.keeper.accept(t, s.inviteToAccount(t, s.other, s.admin, s.keeper.email, "audit-viewer"))
	s.keeper.accept(t, partner.invite(t, s.keeper.email, "audit-viewer"))
	return s
}

// scopesOf reads the whole list of scopes at which the caller, or the user of the body, has
// a permission, in pages of a size.
func scopesOf(t *testing.T, by person, size int, body map[string]any) []allowedScope {
	t.Helper()
	all := []allowedScope{}
	for cursor, more := "", true; more; more = cursor != "" {
		ask := map[string]any{"limit": size, "cursor": cursor}
		for name, value := range body {
			ask[name] = value
		}
		page := decode[allowedScopes](t, post(t, "/decisions/scopes", by.token, ask).want(t, http.StatusOK))
		if len(page.Items) > size || page.AsOf.IsZero() {
			t.Fatalf("a page of %d scopes as of %s", len(page.Items), page.AsOf)
		}
		all, cursor = append(all, page.Items...), page.NextCursor
	}
	sorted := slices.IsSortedFunc(all, func(a, b allowedScope) int {
		return slices.Compare([]string{a.OrganisationID, a.AccountID}, []string{b.OrganisationID, b.AccountID})
	})
	if !sorted {
		t.Errorf("the scopes are not sorted: %v", all)
	}
	return all
}
