package dynamo_test

import (
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// Short names of the fixture's values.
const (
	password          = fixture.Password
	organisationAdmin = fixture.OrganisationAdmin
	partnerAdmin      = fixture.PartnerAdmin
	accountAdmin      = fixture.AccountAdmin
	viewer            = fixture.Viewer
	signer            = fixture.Signer
	biller            = fixture.Biller
)

var noon = fixture.Noon

func whole(o access.Organisation) access.Scope         { return fixture.Whole(o) }
func scopeOf(a access.Account) access.Scope            { return fixture.ScopeOf(a) }
func mailbox(name string) string                       { return fixture.Mailbox(name) }
func registration(token string) access.RegisterRequest { return fixture.Registration(token) }

func address(t testing.TB, typed string) access.Address {
	t.Helper()
	return fixture.Address(t, typed)
}
