package access_test

import (
	"context"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// importing returns the operation that imports a line.
func importing(invite bool, line func(f inOrganisation) access.Line) operation {
	return func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.Import().ImportLine(ctx, line(f), invite))
	}
}

// importingAddress returns the import of a line that names somebody by their address.
func importingAddress(invite bool, name string, role access.RoleID) operation {
	return importing(invite, func(f inOrganisation) access.Line {
		return access.MemberLine{Organisation: f.organisation.ID, Email: fixture.Mailbox(name), Roles: []access.RoleID{role}}
	})
}

var importOperations = map[string]struct {
	do    operation
	calls int // of the store; an import of many thousand lines makes as many for each
}{
	"an organisation": {importing(false, func(inOrganisation) access.Line { return access.OrganisationLine{ID: "acme", Name: "Acme"} }), 2},
	"an account": {importing(false, func(f inOrganisation) access.Line {
		return access.AccountLine{Organisation: f.organisation.ID, ID: "yard", Name: "Yard"}
	}), 2},
	"a new identity": {importing(false, func(f inOrganisation) access.Line { return memberLine(f.organisation.ID, "bob", fixture.Viewer) }), 3},
	"the identity of a user": {importing(false, func(f inOrganisation) access.Line {
		return access.MemberLine{Organisation: f.organisation.ID, Issuer: f.member.Issuer, Subject: f.member.Subject, Email: fixture.Mailbox("eve"), Roles: []access.RoleID{fixture.Viewer}}
	}), 3},
	"a new address":                 {importingAddress(false, "bob", fixture.Viewer), 5},
	"the address of a user":         {importingAddress(false, "eve", fixture.Viewer), 4},
	"an invitation":                 {importingAddress(true, "bob", fixture.Viewer), 3},
	"an invitation to a user":       {importingAddress(true, "eve", fixture.Viewer), 4},
	"an invitation that is pending": {importingAddress(true, "ada", fixture.Viewer), 5},
	"a role that is held":           {importingAddress(true, "eve", fixture.Biller), 3},
}

// TestAFailureOfTheStoreInAnImport lets each call of the store fail. The line does not count
// as done then, and a repetition does what is missing.
func TestAFailureOfTheStoreInAnImport(t *testing.T) {
	for name, o := range importOperations {
		if calls := fixture.FailEachCall(t, name, o.do.prepare); calls != o.calls {
			t.Errorf("%s: %d calls, want %d", name, calls, o.calls)
		}
	}
}

// TestAFailureOfTheDirectoryInAnImport lets a call to the identity provider fail, while a
// person is imported whom it has, and one whom it does not have.
func TestAFailureOfTheDirectoryInAnImport(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, _ := f.Organisation("admin", false)
	f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("grace")), true, "secret")
	for _, c := range []struct{ call, name string }{{"Create", "ada"}, {"SetPassword", "ada"}, {"Find", "grace"}} {
		r := access.ImportRequest{Lines: []access.Line{access.MemberLine{Organisation: organisation.ID, Email: fixture.Mailbox(c.name), Roles: []access.RoleID{fixture.Viewer}}}}
		f.BreakDirectory(c.call, false)
		_, err := f.Import().Do(t.Context(), r)
		f.WantRefusal(c.call, err, access.Unavailable)
		if f.Directory.Around = nil; c.call != "Create" {
			f.WantList("again", importLines(f, r), nil, "created")
		}
	}
}

// TestAFailureOfTheDirectoryInADryRun checks that a dry run says nothing of its lines if it
// could not judge an earlier line, to which they may refer.
func TestAFailureOfTheDirectoryInADryRun(t *testing.T) {
	f := fixture.InMemory(t)
	acme := access.OrganisationLine{ID: "acme", Name: "Acme"}
	ada := access.MemberLine{Organisation: "acme", Email: fixture.Mailbox("ada"), Roles: []access.RoleID{fixture.Viewer}}
	shop := access.AccountLine{Organisation: "acme", ID: "shop", Name: "Shop"}
	r := access.ImportRequest{Lines: []access.Line{shop}, Earlier: []access.Line{acme, ada}, DryRun: true}
	f.BreakDirectory("Find", false)
	_, err := f.Import().Do(t.Context(), r)
	f.WantRefusal("without the directory", err, access.Unavailable)
	f.Directory.Around = nil
	f.WantList("with it", importLines(f, r), nil, "created")
}
