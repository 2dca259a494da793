package dynamo_test

import (
	"cmp"

	"admit/shared/access"
	"admit/shared/fixture"
)

// Operations of an operator who imports. The members of each are one person, so that
// their calls have an order.
var importOperations = []operation{
	{name: "import", of: "operator import", act: func(f *fixture.Fixture, s *scene) error {
		eve := access.MemberLine{Organisation: "imported", Issuer: fixture.Issuer, Subject: "eve", Email: fixture.Mailbox("eve"),
			Roles: []access.RoleID{access.OrganisationAdmin, fixture.Viewer}}
		atShop := eve
		atShop.Account, atShop.Roles = "shop", []access.RoleID{access.AccountAdmin}
		return imported(f, false, access.OrganisationLine{ID: "imported", Name: "Imported", Parent: s.group.ID},
			access.AccountLine{Organisation: "imported", ID: "shop", Name: "Shop"}, eve, atShop)
	}},
	{name: "import by address", of: "operator import", act: func(f *fixture.Fixture, s *scene) error { return imported(f, false, byAddress(s)) },
		check: func(f *fixture.Fixture, _ *scene) {
			if f.Directory.People() != 1+registered {
				f.Errorf("people: %d, want %d", f.Directory.People(), 1+registered)
			}
		}},
	{name: "import with invitations", of: "operator import", act: func(f *fixture.Fixture, s *scene) error { return imported(f, true, byAddress(s)) }},
	{name: "export", of: "operator export", act: func(f *fixture.Fixture, _ *scene) error {
		_, err := f.Export().Do(f.Context(), "")
		return err
	}},
}

func byAddress(s *scene) access.MemberLine {
	return access.MemberLine{Organisation: s.organisation.ID, Account: s.shop.ID, Email: fixture.Mailbox("eve"), Roles: []access.RoleID{fixture.Signer}}
}

// imported imports lines, and returns why one of them was not imported.
func imported(f *fixture.Fixture, invite bool, lines ...access.Line) error {
	outcomes, err := f.Import().Do(f.Context(), access.ImportRequest{Lines: lines, Invite: invite})
	for _, o := range outcomes {
		err = cmp.Or(err, o.Refused)
	}
	return err
}
