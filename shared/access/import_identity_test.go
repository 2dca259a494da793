package access_test

import (
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestImportByAddress gives roles to people whom only the directory can identify.
func TestImportByAddress(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	grace := f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("grace")), true, "secret")
	f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("eve")), false, "secret")
	f.BreakOffRegistration(f.Invited(admin, fixture.Whole(organisation), "bob", fixture.Viewer))
	line := func(name string) access.MemberLine {
		return access.MemberLine{Organisation: organisation.ID, Email: fixture.Mailbox(name), Roles: []access.RoleID{fixture.Signer}}
	}
	f.WantList("import", importLines(f, access.ImportRequest{Lines: []access.Line{line("ada"), line("grace"), line("eve"), line("bob"), line("admin")}}), nil,
		"created", "created", "refused: email is not verified at the identity provider", "created", "created")

	if f.HeldRoles(grace, organisation) != string(fixture.Signer) {
		t.Error("the identity that existed has no role")
	}
	if caller, ok := f.Directory.SignIn(fixture.Address(t, fixture.Mailbox("grace")), "secret"); !ok || caller != grace {
		t.Error("the password of an identity that existed has changed")
	}
	for _, name := range []string{"ada", "bob"} {
		identity, err := f.Directory.Find(t.Context(), fixture.Address(t, fixture.Mailbox(name)))
		f.Must(err)
		if identity.Unfinished || f.HeldRoles(access.Caller{Issuer: identity.Issuer, Subject: identity.Subject}, organisation) != string(fixture.Signer) {
			t.Errorf("%s: %+v", name, identity)
		}
		if _, ok := f.Directory.SignIn(fixture.Address(t, fixture.Mailbox(name)), ""); ok {
			t.Errorf("%s can sign in without a password", name)
		}
	}
	// A link that was sent before cannot set the password of the user.
	invited := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	_, err := f.Register().Do(t.Context(), invited.ID, fixture.Registration(f.Token(invited.ID)))
	f.WantRefusal("registration", err, access.AlreadyRegistered)
}

// TestImportNotes checks what an operator is told of people who cannot sign in yet.
func TestImportNotes(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, _ := f.Organisation("admin", false)
	elsewhere := memberLine(organisation.ID, "ada", fixture.Viewer)
	elsewhere.Issuer = "https://other.example"
	for name, c := range map[string]struct {
		line access.MemberLine
		want string
	}{
		"a new identity": {access.MemberLine{Organisation: organisation.ID, Email: fixture.Mailbox("bob"), Roles: []access.RoleID{fixture.Viewer}}, "Forgot your password?"},
		"another issuer": {elsewhere, fixture.Issuer},
		"this issuer":    {memberLine(organisation.ID, "cay", fixture.Viewer), ""},
	} {
		for _, dry := range []bool{true, false} {
			outcomes, err := f.Import().Do(t.Context(), access.ImportRequest{Lines: []access.Line{c.line}, DryRun: dry})
			f.Must(err)
			if o := outcomes[0]; o.Status != access.ImportCreated || !strings.Contains(o.Note, c.want) || (c.want == "") != (o.Note == "") {
				t.Errorf("%s (dry run: %t): %+v", name, dry, o)
			}
		}
	}
}

// TestImportWithoutADirectory needs the identity of every member.
func TestImportWithoutADirectory(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, _ := f.Organisation("admin", false)
	c := f.Import()
	c.Directory = nil
	lines := []access.Line{access.MemberLine{Organisation: organisation.ID, Email: fixture.Mailbox("ada"), Roles: []access.RoleID{fixture.Viewer}},
		memberLine(organisation.ID, "bob", fixture.Viewer), access.MemberLine{Organisation: organisation.ID, Email: fixture.Mailbox("bob"), Roles: []access.RoleID{fixture.Signer}}}
	outcomes, err := c.Do(t.Context(), access.ImportRequest{Lines: lines})
	f.Must(err)
	f.WantList("outcomes", fixture.Each(outcomes, outcomeText), nil,
		"refused: subject is required, with the issuer: Admit creates no identities here. Or invite the members", "created", "created")
}

// TestImportInvites sends invitations, which are accepted like any other.
func TestImportInvites(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	line := func(name string) access.MemberLine {
		return access.MemberLine{Organisation: organisation.ID, Email: fixture.Mailbox(name), FirstName: "Ada", Locale: "nb", Roles: []access.RoleID{fixture.Signer, fixture.Viewer}}
	}
	r := access.ImportRequest{Invite: true, Lines: []access.Line{line("ada"), line("bob"), line("cay"), line("admin")}}
	f.WantList("import", importLines(f, r), nil, "created", "created", "created", "created")
	_, page, err := f.List().Invitations(t.Context(), admin.ID(), organisation.ID, access.Filter{Status: []access.Status{access.Pending}, Limit: 9})
	f.Must(err)
	for _, i := range page.Items {
		if i.Inviter != access.Operator.Person || i.FirstName != "Ada" || i.Locale != "nb" {
			t.Errorf("the invitation is %+v", i)
		}
	}
	ada := f.Join(page.Items[0].Invitation)
	f.Must(f.Decline().Do(t.Context(), page.Items[2].ID, f.Token(page.Items[2].ID)))
	if held := f.HeldRoles(ada, organisation); held != string(fixture.Viewer)+" "+string(fixture.Signer) {
		t.Errorf("after the acceptance: %q", held)
	}
	f.WantList("again", importLines(f, r), nil, "exists", "exists", "exists", "exists")

	// Other roles that were held in part are invited to for the rest.
	more := line("ada")
	more.Roles = append(more.Roles, fixture.Biller)
	r.Lines = []access.Line{more}
	for _, want := range []string{"created", "exists"} {
		f.WantList("more", importLines(f, r), nil, want)
	}
}
