package storetest

import (
	"admit/shared/access"
	"admit/shared/fixture"
)

// Short names of the fixture's values.
const (
	organisationAdmin = fixture.OrganisationAdmin
	partnerAdmin      = fixture.PartnerAdmin
	viewer            = fixture.Viewer
	signer            = fixture.Signer
	biller            = fixture.Biller
)

var noon = fixture.Noon

func whole(o access.Organisation) access.Scope         { return fixture.Whole(o) }
func scopeOf(a access.Account) access.Scope            { return fixture.ScopeOf(a) }
func mailbox(name string) string                       { return fixture.Mailbox(name) }
func registration(token string) access.RegisterRequest { return fixture.Registration(token) }
