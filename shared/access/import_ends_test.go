package access_test

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestImportInvitesUntil invites to roles that end. Another end is another invitation, as
// other roles are.
func TestImportInvitesUntil(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, _ := f.Organisation("admin", false)
	until := f.Now().Add(1000*time.Hour + 500*time.Millisecond)
	line := access.MemberLine{Organisation: organisation.ID, Email: fixture.Mailbox("ada"), Roles: []access.RoleID{fixture.Viewer}, Until: until}
	open := func() access.Invitation {
		t.Helper()
		offers, err := f.Store.Offers(t.Context(), organisation.ID, fixture.Address(t, line.Email))
		f.Must(err)
		if len(offers) != 1 {
			t.Fatalf("%d invitations are open", len(offers))
		}
		return offers[0]
	}
	try := func(what, want string) {
		t.Helper()
		f.WantList(what, importLines(f, access.ImportRequest{Lines: []access.Line{line}, Invite: true}), nil, want)
	}
	try("until a time", "created")
	if end := open().Ends[fixture.Viewer]; !end.Equal(until.Truncate(time.Second)) {
		t.Errorf("the role ends at %s", end)
	}
	f.Must(f.Decline().Do(t.Context(), open().ID, f.Token(open().ID)))
	try("until a time, again", "exists")
	line.Until = until.Add(time.Hour)
	try("an hour later", "created")
	f.Must(f.Decline().Do(t.Context(), open().ID, f.Token(open().ID)))
	line.Until = time.Time{}
	try("without an end", "created")
	if ends := open().Ends; ends != nil {
		t.Errorf("the roles end: %v", ends)
	}
	line.Until = until
	try("until a time, while one without an end is open", "exists")
	line.Until = until.Add(2 * time.Hour)
	try("another time, while one without an end is open", "refused: This address already has an open invitation here.")
}

// TestImportOfASuspendedMember suspends a membership that the line creates, and no other.
func TestImportOfASuspendedMember(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, _ := f.Organisation("admin", false)
	suspended := memberLine(organisation.ID, "ada", fixture.Viewer)
	suspended.Suspended = true
	again := memberLine(organisation.ID, "ada", fixture.Signer)
	active := memberLine(organisation.ID, "bob", fixture.Viewer)
	later := memberLine(organisation.ID, "bob", fixture.Signer)
	later.Suspended = true
	f.WantList("import", importLines(f, access.ImportRequest{Lines: []access.Line{suspended, again, active, later}}), nil, "created", "created", "created", "created")
	for name, want := range map[string]bool{"ada": true, "bob": false} {
		m := f.Membership(access.NewUserID(fixture.Issuer, name), organisation.ID)
		if m.Suspended != want || len(m.Grants) != 2 {
			t.Errorf("%s: suspended %t with %d roles", name, m.Suspended, len(m.Grants))
		}
	}
}

// TestPositionOfAMemberLine checks that lines about one address are beside each other in an
// export, however it is written, also if a rule refuses the address today.
func TestPositionOfAMemberLine(t *testing.T) {
	key := func(email string) string { return access.MemberLine{Organisation: "acme", Email: email}.SortKey() }
	for a, b := range map[string]string{
		"ada@bücher.example": "ADA@xn--bcher-kva.example",
		"no address":         "NO address",
	} {
		if key(a) != key(b) {
			t.Errorf("%q and %q have the positions %q and %q", a, b, key(a), key(b))
		}
	}
	if key("no address") == key("another") {
		t.Error("two addresses that are refused have one position")
	}
}
