package access_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// importLines imports lines in one part, and returns the outcomes as text.
func importLines(f *fixture.Fixture, r access.ImportRequest) []string {
	f.Helper()
	outcomes, err := f.Import().Do(f.Context(), r)
	f.Must(err)
	return fixture.Each(outcomes, outcomeText)
}

// outcomeText returns "status" or "status: what is wrong".
func outcomeText(o access.ImportOutcome) string {
	text := string(o.Status)
	if refusal, is := errors.AsType[*access.Error](o.Refused); is {
		text += ": "
		for _, field := range refusal.Fields {
			text += field.Field + " " + field.Message + "; "
		}
		if len(refusal.Fields) == 0 {
			text += refusal.Detail
		}
	}
	return strings.TrimSuffix(text, "; ")
}

// importedState returns what an import may change: everything that an export has, the
// events, and the invitations.
func importedState(f *fixture.Fixture, lines []access.Line) string {
	f.Helper()
	state := strings.Join(exported(f), "\n")
	for _, line := range lines {
		if o, is := line.(access.OrganisationLine); is {
			organisation := access.Organisation{ID: o.ID}
			invitations, err := f.Store.Invitations(f.Context(), access.InvitationQuery{Organisation: o.ID, Limit: 100})
			f.Must(err)
			state += fmt.Sprintf("\n%+v\n%+v", f.Events(organisation), invitations)
		}
	}
	return state
}

// exported returns the lines of a whole export, in their order, as text.
func exported(f *fixture.Fixture) []string {
	f.Helper()
	lines := exportedLines(f)
	return fixture.Each(lines, func(l access.Line) string { return fmt.Sprintf("%+v", l) })
}

func exportedLines(f *fixture.Fixture) []access.Line {
	f.Helper()
	part, err := f.Export().Do(f.Context(), "")
	f.Must(err)
	slices.SortFunc(part.Lines, func(a, b access.Line) int { return strings.Compare(a.SortKey(), b.SortKey()) })
	return part.Lines
}

// memberLine returns the line of a person with an identity and roles in an organisation.
func memberLine(organisation access.OrganisationID, name string, roles ...access.RoleID) access.MemberLine {
	return access.MemberLine{Organisation: organisation, Issuer: fixture.Issuer, Subject: name, Email: fixture.Mailbox(name), Roles: roles}
}

// importCase is a line of a file, and its outcome.
type importCase struct {
	line access.Line
	want string
}

// importCases has every outcome of a line.
func importCases(invite bool) []importCase {
	with := func(l access.MemberLine, change func(*access.MemberLine)) access.MemberLine {
		change(&l)
		return l
	}
	ada := memberLine("acme", "ada", fixture.Viewer)
	cases := []importCase{
		{access.OrganisationLine{ID: "partner", Name: "Partner", Partner: true}, "created"},
		{access.OrganisationLine{ID: "acme", Name: "Acme", Parent: "partner"}, "created"},
		{access.OrganisationLine{ID: "acme", Name: "Acme", Parent: "partner"}, "exists"},
		{access.OrganisationLine{ID: "acme", Name: "Other", Partner: true}, `refused: name differs from what exists with this id: "Acme"; parent differs from what exists with this id: "partner"; partner is true, and false in the organisation with this id`},
		{access.OrganisationLine{ID: "a b"}, "refused: id is not 1 to 64 of A-Z, a-z, 0-9, - and _; name is required"},
		{access.OrganisationLine{ID: "orphan", Name: "Orphan", Parent: "nowhere"}, "refused: parent does not exist"},
		{access.OrganisationLine{ID: "below", Name: "Below", Parent: "acme"}, "refused: Only a partner organisation can have organisations below it."},
		{access.AccountLine{Organisation: "acme", ID: "shop", Name: "Shop"}, "created"},
		{access.AccountLine{Organisation: "acme", ID: "shop", Name: "Shop"}, "exists"},
		{access.AccountLine{Organisation: "acme", ID: "shop", Name: "Store"}, `refused: name differs from what exists with this id: "Shop"`},
		{access.AccountLine{Organisation: "nowhere", ID: "shop", Name: "Shop"}, "refused: organisation does not exist"},
		{access.AccountLine{Organisation: "acme"}, "refused: id is required; name is required"},

		{ada, "created"},
		{ada, "exists"},
		{with(ada, func(l *access.MemberLine) { l.Account, l.Roles = "shop", []access.RoleID{access.AccountAdmin} }), "created"},
		{with(ada, func(l *access.MemberLine) { l.Account = "yard" }), "refused: account does not exist"},
		{with(ada, func(l *access.MemberLine) { l.Organisation = "nowhere" }), "refused: organisation does not exist"},
		{with(ada, func(l *access.MemberLine) { l.Roles = []access.RoleID{"king"} }), "refused: roles entry 1 is not a role in the catalogue"},
		{with(ada, func(l *access.MemberLine) { l.Roles = []access.RoleID{access.AccountAdmin} }), "refused: roles account-admin cannot be granted at this scope"},
		{with(ada, func(l *access.MemberLine) { l.Roles = nil }), "refused: roles must have at least one role"},
		{with(ada, func(l *access.MemberLine) { l.Email = "ada" }), "refused: email is not a valid email address, such as ada@example.com"},
		{with(ada, func(l *access.MemberLine) { l.Subject = "" }), "refused: subject is required with an issuer"},
		{with(ada, func(l *access.MemberLine) { l.Issuer = "" }), "refused: issuer is required with a subject"},
		{with(ada, func(l *access.MemberLine) { l.GrantedBy.ID, l.Invitation = "#", "#" }), "refused: grantedBy.id is not 1 to 64 of A-Z, a-z, 0-9, - and _; invitation is not 1 to 64 of A-Z, a-z, 0-9, - and _"},
	}
	if invite {
		other := importCase{with(ada, func(l *access.MemberLine) { l.Roles = []access.RoleID{fixture.Signer} }), "refused: This address already has an open invitation here."}
		return append(cases, other)
	}
	return append(cases,
		importCase{with(ada, func(l *access.MemberLine) { l.Roles = []access.RoleID{fixture.Viewer, fixture.Signer} }), "created"},
		importCase{with(ada, func(l *access.MemberLine) { l.Email = fixture.Mailbox("other") }), `refused: email differs from that of the user with this identity: "ada@example.com"`},
		importCase{with(ada, func(l *access.MemberLine) { l.Subject = "other" }), "refused: email belongs to a different user than the one with this issuer and subject"},
		importCase{with(ada, func(l *access.MemberLine) { l.FirstName, l.LastName = "Grace", "Hopper" }), `refused: firstName differs from that of the user: ""; lastName differs from that of the user: ""`},
		importCase{access.MemberLine{Organisation: "acme", Email: "ADA@example.com", Roles: []access.RoleID{fixture.Viewer}}, "exists"},
		importCase{access.MemberLine{Organisation: "partner", Email: fixture.Mailbox("bob"), Roles: []access.RoleID{access.PartnerOrganisationAdmin}}, "created"},
		importCase{access.MemberLine{Organisation: "acme", Email: fixture.Mailbox("bob"), Roles: []access.RoleID{fixture.Viewer}}, "created"},
	)
}

// TestImportJudgesEveryLine imports lines with every outcome. A dry run says the same
// before and changes nothing. A repetition changes nothing, and finds what was created.
func TestImportJudgesEveryLine(t *testing.T) {
	for name, invite := range map[string]bool{"silent": false, "invited": true} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			var r access.ImportRequest
			var want []string
			for _, c := range importCases(invite) {
				r.Lines, want = append(r.Lines, c.line), append(want, c.want)
			}
			r.Invite, r.DryRun = invite, true
			before := importedState(f, r.Lines)
			f.WantList("dry run", importLines(f, r), nil, want...)
			if importedState(f, r.Lines) != before || f.Directory.People() != 0 {
				t.Error("the dry run has changed something")
			}
			r.DryRun = false
			f.WantList("import", importLines(f, r), nil, want...)

			imported, people := importedState(f, r.Lines), f.Directory.People()
			for n := range want {
				want[n] = strings.ReplaceAll(want[n], "created", "exists")
			}
			f.WantList("again", importLines(f, r), nil, want...)
			r.DryRun = true
			f.WantList("dry run afterwards", importLines(f, r), nil, want...)
			if importedState(f, r.Lines) != imported || f.Directory.People() != people {
				t.Error("the repetition has changed something")
			}
		})
	}
}

// TestDryRunInParts gives a dry run the lines of earlier parts.
func TestDryRunInParts(t *testing.T) {
	f := fixture.InMemory(t)
	cases := importCases(false)
	var earlier []access.Line
	for _, c := range cases {
		got := importLines(f, access.ImportRequest{DryRun: true, Lines: []access.Line{c.line}, Earlier: earlier})
		f.WantList(fmt.Sprintf("%+v", c.line), got, nil, c.want)
		if earlier = append(earlier, c.line); len(exportedLines(f)) != 0 {
			t.Fatal("something was written")
		}
	}
}

// TestImportIsOnRecord checks the events and the counts of an import.
func TestImportIsOnRecord(t *testing.T) {
	f := fixture.InMemory(t)
	at := fixture.Noon.Add(-1000 * time.Hour)
	by := access.Person{ID: "grace", Name: "Grace Hopper", Email: "grace@example.com"}
	member := memberLine("acme", "ada", access.OrganisationAdmin)
	member.FirstName, member.RegisteredAt, member.GrantedAt, member.GrantedBy, member.Invitation = "Ada", at, at.Add(time.Hour), by, "invitation"
	importLines(f, access.ImportRequest{Lines: []access.Line{
		access.OrganisationLine{ID: "acme", Name: "Acme", CreatedAt: at}, access.AccountLine{Organisation: "acme", ID: "shop", Name: "Shop"}, member,
	}})
	acme := f.Snapshot(access.Scope{Organisation: "acme"}).Organisation
	var types []string
	for _, e := range f.Events(acme) {
		types = append(types, string(e.Type))
		if e.Actor != access.Operator || !e.At.Equal(f.Now()) {
			t.Errorf("%s by %s at %s", e.Type, e.Actor.Name, e.At)
		}
	}
	f.WantList("events", types, nil, "organisation.created", "account.created", "access.granted")
	if acme.Admins != 1 || !acme.CreatedAt.Equal(at) {
		t.Errorf("the organisation is %+v", acme)
	}
	membership := f.Membership(access.NewUserID(fixture.Issuer, "ada"), "acme")
	want := access.Grant{Role: access.OrganisationAdmin, Scope: fixture.Whole(acme), By: by, At: at.Add(time.Hour), Invitation: "invitation"}
	if !slices.Equal(membership.Grants, []access.Grant{want}) || !membership.User.CreatedAt.Equal(at) || membership.User.FirstName != "Ada" {
		t.Errorf("the membership is %+v", membership)
	}
}

// TestImportLimits imports more grants than a user may have.
func TestImportLimits(t *testing.T) {
	f := fixture.InMemory(t)
	f.Limits.Grants = 2
	lines := []access.Line{access.OrganisationLine{ID: "acme", Name: "Acme"}, memberLine("acme", "ada", fixture.Viewer, fixture.Signer),
		memberLine("acme", "ada", fixture.Biller), memberLine("acme", "bob", fixture.Viewer, fixture.Signer, fixture.Biller)}
	for _, dry := range []bool{true, false} {
		f.WantList("import", importLines(f, access.ImportRequest{Lines: lines, DryRun: dry}), nil, "created", "created",
			"refused: A person can have at most 2 roles in an organisation.", "refused: roles has more than 2 roles")
	}
}

// TestImportOfAnExport exports a deployment that people have used,
// imports that into an empty one, and exports it again.
func TestImportOfAnExport(t *testing.T) {
	f := fixture.InMemory(t)
	top, chief := f.Organisation("chief", true)
	child := f.CreateBelow(chief, top, "Child", true)
	shop := f.Account(child, "Shop")
	f.Pass(time.Hour)
	ada := f.Join(f.Invited(chief, fixture.Whole(child), "ada", access.OrganisationAdmin, fixture.Viewer))
	f.Pass(time.Hour)
	f.Join(f.Invited(ada, fixture.ScopeOf(shop), "ada", access.AccountAdmin))
	bob := f.Join(f.Invited(ada, fixture.ScopeOf(shop), "BOB", fixture.Signer))
	again := f.Invited(chief, fixture.Whole(top), "bob", fixture.Viewer)
	_, err := f.Accept().Do(t.Context(), bob, again.ID, access.AcceptRequest{Token: f.Token(again.ID), Language: "sv"})
	f.Must(err)
	f.EditRoles(ada, child, bob, access.ScopedRole{Role: fixture.Viewer}, access.ScopedRole{Role: fixture.Signer, Account: shop.ID})

	g := fixture.New(t, memory.New())
	lines := exportedLines(f)
	for _, outcome := range importLines(g, access.ImportRequest{Lines: lines}) {
		if outcome != "created" {
			t.Errorf("a line: %s", outcome)
		}
	}
	f.WantList("the second export", exported(g), nil, exported(f)...)
	if len(lines) != 9 {
		t.Errorf("%d lines are exported, want 2 organisations, 1 account and 6 members", len(lines))
	}
	for _, line := range lines {
		if m, is := line.(access.MemberLine); is && (m.Locale == "sv") != strings.EqualFold(m.Email, fixture.Mailbox("bob")) {
			t.Errorf("the locale of %s is %q", m.Email, m.Locale)
		}
	}
	address := fixture.Address(t, fixture.Mailbox("bob"))
	snapshot, err := g.Store.Snapshot(t.Context(), access.SnapshotQuery{Scope: fixture.Whole(top), Address: &address})
	f.Must(err)
	if snapshot.Language != "sv" {
		t.Errorf("the language of an imported user is %q", snapshot.Language)
	}
	for _, o := range []access.Organisation{top, child} {
		if got, want := g.Snapshot(fixture.Whole(o)).Organisation, f.Snapshot(fixture.Whole(o)).Organisation; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("the organisation is %+v, want %+v", got, want)
		}
	}
	f.WantList("imported again", importLines(f, access.ImportRequest{Lines: lines}), nil, slices.Repeat([]string{"exists"}, len(lines))...)
}

// killedStore cancels a context at one of its writes: before it, or after it.
type killedStore struct {
	fixture.Store
	kill   context.CancelFunc
	writes int // left before the kill
	after  bool
}

// write makes a write, or is killed.
func (k *killedStore) write(ctx context.Context, do func(ctx context.Context) error) error {
	if k.writes--; k.writes < 0 && !k.after {
		k.kill()
	}
	err := do(ctx)
	if k.writes < 0 {
		k.kill()
		return context.Canceled
	}
	return err
}

func (k *killedStore) CreateOrganisation(ctx context.Context, w access.NewOrganisation) error {
	return k.write(ctx, func(ctx context.Context) error { return k.Store.CreateOrganisation(ctx, w) })
}

func (k *killedStore) CreateAccount(ctx context.Context, w access.NewAccount) error {
	return k.write(ctx, func(ctx context.Context) error { return k.Store.CreateAccount(ctx, w) })
}

func (k *killedStore) ReserveAddress(ctx context.Context, w access.Reservation) error {
	return k.write(ctx, func(ctx context.Context) error { return k.Store.ReserveAddress(ctx, w) })
}

func (k *killedStore) ImportMembership(ctx context.Context, w access.MembershipImport) error {
	return k.write(ctx, func(ctx context.Context) error { return k.Store.ImportMembership(ctx, w) })
}

func (k *killedStore) Invite(ctx context.Context, w access.Offer) error {
	return k.write(ctx, func(ctx context.Context) error { return k.Store.Invite(ctx, w) })
}

// TestKilledImportIsResumed kills an import at each of its writes. When it is run again,
// nothing is there twice and nothing is missing.
func TestKilledImportIsResumed(t *testing.T) {
	t.Parallel()
	lines := []access.Line{
		access.OrganisationLine{ID: "acme", Name: "Acme", Partner: true}, access.OrganisationLine{ID: "child", Name: "Child", Parent: "acme"},
		access.AccountLine{Organisation: "acme", ID: "shop", Name: "Shop"},
		access.MemberLine{Organisation: "acme", Email: fixture.Mailbox("ada"), Roles: []access.RoleID{access.OrganisationAdmin}},
		access.MemberLine{Organisation: "acme", Account: "shop", Email: fixture.Mailbox("ada"), Roles: []access.RoleID{fixture.Viewer}},
	}
	for _, invite := range []bool{false, true} {
		whole := fixture.New(t, memory.New())
		importLines(whole, access.ImportRequest{Lines: lines, Invite: invite})
		for n := range 12 {
			f := fixture.New(t, memory.New())
			ctx, kill := context.WithCancel(t.Context())
			c := f.Import()
			c.Store = &killedStore{Store: f.Store, kill: kill, writes: n / 2, after: n%2 == 1}
			_, _ = c.Do(ctx, access.ImportRequest{Lines: lines, Invite: invite})
			kill()
			f.Pass(time.Minute) // a reservation of the killed run ends
			importLines(f, access.ImportRequest{Lines: lines, Invite: invite})
			for _, o := range []access.OrganisationID{"acme", "child"} {
				organisation := access.Organisation{ID: o}
				kind := func(e access.Event) string { return string(e.Type) }
				f.WantList(fmt.Sprintf("events of %s, killed at %d", o, n), fixture.Each(f.Events(organisation), kind), nil, fixture.Each(whole.Events(organisation), kind)...)
			}
			if got, want := len(exportedLines(f)), len(exportedLines(whole)); got != want || f.Directory.People() != whole.Directory.People() {
				t.Errorf("killed at %d: %d lines and %d people, want %d and %d", n, got, f.Directory.People(), want, whole.Directory.People())
			}
		}
	}
}

// TestImportWhileTheServiceIsBusy checks that a line is not refused because the identity
// provider does not answer.
func TestImportWhileTheServiceIsBusy(t *testing.T) {
	f := fixture.InMemory(t)
	byAddress := access.MemberLine{Organisation: "acme", Email: fixture.Mailbox("bob"), Roles: []access.RoleID{fixture.Viewer}}
	r := access.ImportRequest{Lines: []access.Line{access.OrganisationLine{ID: "acme", Name: "Acme"}, memberLine("acme", "ada", fixture.Viewer), byAddress,
		access.AccountLine{Organisation: "acme", ID: "shop", Name: "Shop"}}}
	f.BreakDirectory("Create", false)
	outcomes, err := f.Import().Do(t.Context(), r)
	f.Must(err)
	got := fixture.Each(outcomes, func(o access.ImportOutcome) string { return string(o.Status) })
	f.WantList("outcomes", got, nil, "created", "created", "unjudged", "unjudged")
	_, err = f.Import().Do(t.Context(), access.ImportRequest{Lines: r.Lines[2:]})
	f.WantRefusal("nothing but unjudged lines", err, access.Unavailable)
	f.Directory.Around = nil
	f.WantList("again", importLines(f, r), nil, "exists", "exists", "created", "created")
}
