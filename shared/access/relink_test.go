package access_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// TestRelink moves a user to another identity, another address, or both.
func TestRelink(t *testing.T) {
	for name, r := range map[string]access.RelinkRequest{
		"another identity": {Issuer: "https://new.example", Subject: "ada"},
		"another address":  {Email: fixture.Mailbox("Lovelace")},
		"both":             {Issuer: "https://new.example", Subject: "ada", Email: fixture.Mailbox("lovelace")},
		"another spelling": {Email: fixture.Mailbox("ADA")},
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			top, ada := f.Organisation("ada", true)
			child := f.ChildOrganisation("child", top)
			f.Member(fixture.Whole(child), "ada", fixture.Viewer)
			want := f.HeldRoles(ada, top) + f.HeldRoles(ada, child)
			r.User = ada.ID()
			user, err := f.Relink().Do(t.Context(), r)
			f.Must(err)
			relinked := access.Caller{Issuer: user.Issuer, Subject: user.Subject}
			if relinked.ID() != user.ID || (r.Issuer != "" && relinked.Issuer != r.Issuer) || (r.Email != "" && user.Email.String() != r.Email) {
				t.Errorf("the user is %+v", user)
			}
			if held := f.HeldRoles(relinked, top) + f.HeldRoles(relinked, child); held != want {
				t.Errorf("holds %q, want %q", held, want)
			}
			if relinked != ada && f.HeldRoles(ada, top)+f.HeldRoles(ada, child) != "" {
				t.Error("the old identity holds something")
			}
			for _, email := range []string{user.Email.String(), fixture.Mailbox("ada")} {
				holder, err := f.Store.UserByAddress(t.Context(), fixture.Address(t, email))
				if same := user.Email.Key() == fixture.Address(t, email).Key(); same != (err == nil) || (same && holder != user) {
					t.Errorf("%s belongs to %+v (%v)", email, holder, err)
				}
			}
			moved := slices.Concat(f.EventsOfType(top, access.EventAccessRemoved), f.EventsOfType(top, access.EventAccessChanged))
			if len(moved) != 1 || moved[0].Actor != access.Operator {
				t.Errorf("the events of the move are %+v", moved)
			}
			if f.Snapshot(fixture.Whole(top)).Organisation.Admins != 1 {
				t.Error("the count of administrators is wrong")
			}
			again, err := f.Relink().Do(t.Context(), r)
			if err != nil || again != user {
				t.Errorf("repeated: %+v (%v)", again, err)
			}
		})
	}
}

// TestRelinkToAUser gives a user who has registered again what the old one holds.
func TestRelinkToAUser(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.OrganisationAdmin, fixture.Viewer)
	f.Must(f.Directory.Delete(t.Context(), ada.Subject))
	again := f.Join(f.Invited(admin, fixture.Whole(organisation), "ada", fixture.OrganisationAdmin, fixture.Signer))
	user, err := f.Relink().Do(t.Context(), access.RelinkRequest{User: ada.ID(), Issuer: again.Issuer, Subject: again.Subject})
	f.Must(err)
	if held := f.HeldRoles(again, organisation); user.ID != again.ID() || held != "audit-viewer organisation-admin signing-editor" {
		t.Errorf("%s holds %q", user.ID, held)
	}
	if n := f.Snapshot(fixture.Whole(organisation)).Organisation.Admins; n != 2 || f.HeldRoles(ada, organisation) != "" {
		t.Errorf("%d administrators, the old user holds %q", n, f.HeldRoles(ada, organisation))
	}
	if _, err := f.Store.User(t.Context(), ada.ID()); !errors.Is(err, access.ErrNotFound) {
		t.Errorf("the old user: %v", err)
	}
}

func TestRelinkIsRefused(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, ada := f.Organisation("ada", false)
	bob := f.Member(fixture.Whole(organisation), "bob", fixture.Viewer)
	for name, c := range map[string]struct {
		r    access.RelinkRequest
		want access.Kind
	}{
		"nobody":                     {access.RelinkRequest{User: "nobody", Email: fixture.Mailbox("x")}, access.NotFound},
		"a malformed id":             {access.RelinkRequest{User: "#", Email: fixture.Mailbox("x")}, access.NotFound},
		"nothing":                    {access.RelinkRequest{User: ada.ID()}, access.Invalid},
		"half an identity":           {access.RelinkRequest{User: ada.ID(), Issuer: "x"}, access.Invalid},
		"no address":                 {access.RelinkRequest{User: ada.ID(), Email: "x"}, access.Invalid},
		"an address of another user": {access.RelinkRequest{User: ada.ID(), Email: fixture.Mailbox("BOB")}, access.Invalid},
		"a user and another address": {access.RelinkRequest{User: ada.ID(), Issuer: bob.Issuer, Subject: bob.Subject, Email: fixture.Mailbox("x")}, access.Invalid},
	} {
		before := exported(f)
		_, err := f.Relink().Do(t.Context(), c.r)
		f.WantRefusal(name, err, c.want)
		f.WantList(name, exported(f), nil, before...)
	}
}

// TestRelinkKeepsAnAdministrator relinks administrators to a user who is suspended in one of
// the organisations. Nothing is moved as long as that would leave it without one.
func TestRelinkKeepsAnAdministrator(t *testing.T) {
	f := fixture.InMemory(t)
	other, admin := f.Organisation("admin", false)
	organisation, chief := f.Organisation("chief", false)
	f.Member(fixture.Whole(organisation), "admin", fixture.OrganisationAdmin)
	again := f.Member(fixture.Whole(organisation), "again", fixture.Viewer)
	f.Must(suspend(f, chief, organisation, again, true))
	f.Must(fixture.Err(f.Remove().Do(t.Context(), admin.ID(), fixture.Whole(organisation), chief.ID())))
	relink := func() error {
		return fixture.Err(f.Relink().Do(t.Context(), access.RelinkRequest{User: admin.ID(), Issuer: again.Issuer, Subject: again.Subject}))
	}
	before := exported(f)
	f.WantRefusal("the only administrator", relink(), access.LastAdministrator)
	f.WantList("after the refusal", exported(f), nil, before...)
	f.Must(suspend(f, admin, organisation, again, false))
	f.Must(relink())
	if held := f.HeldRoles(again, other) + " " + f.HeldRoles(again, organisation); held != "organisation-admin audit-viewer organisation-admin" {
		t.Errorf("holds %q", held)
	}
}

// brokenRelink fails at one of its writes, before it or after it.
type brokenRelink struct {
	access.RelinkStore
	left  int
	after bool
}

var errBroken = errors.New("broken")

func (b *brokenRelink) write(do func() error) error {
	if b.left--; b.left >= 0 {
		return do()
	}
	if b.after {
		_ = do()
	}
	return errBroken
}

func (b *brokenRelink) RelinkUser(ctx context.Context, w access.UserRelink) error {
	return b.write(func() error { return b.RelinkStore.RelinkUser(ctx, w) })
}

func (b *brokenRelink) MoveMembership(ctx context.Context, w access.MembershipMove) error {
	return b.write(func() error { return b.RelinkStore.MoveMembership(ctx, w) })
}

func (b *brokenRelink) DeleteUser(ctx context.Context, u access.User) error {
	return b.write(func() error { return b.RelinkStore.DeleteUser(ctx, u) })
}

// TestRelinkIsRepeated breaks a relink off at each of its writes and repeats it.
func TestRelinkIsRepeated(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]access.RelinkRequest{
		"both":    {Issuer: "https://new.example", Subject: "ada", Email: fixture.Mailbox("lovelace")},
		"address": {Email: fixture.Mailbox("lovelace")},
	} {
		for n := range 8 {
			f := fixture.New(t, memory.New())
			first, ada := f.Organisation("ada", false)
			second, _ := f.Organisation("second", false)
			f.Member(fixture.Whole(second), "ada", fixture.Viewer)
			r.User = ada.ID()
			_, err := access.Relink{Store: &brokenRelink{f.Store, n / 2, n%2 == 1}, Now: f.Now}.Do(t.Context(), r)
			if err != nil && !errors.Is(err, errBroken) {
				t.Errorf("%s, broken off: %v", name, err)
			}
			user, err := f.Relink().Do(t.Context(), r)
			f.Must(err)
			var held []string
			memberships, err := f.Store.Memberships(t.Context(), user.ID)
			f.Must(err)
			for _, m := range memberships {
				if m.User != user {
					t.Errorf("%s, broken off at %d: the user of a membership is %+v", name, n, m.User)
				}
				held = append(held, string(m.Grants[0].Role))
			}
			slices.Sort(held)
			f.WantList(name, held, nil, "audit-viewer", "organisation-admin")
			for _, o := range []access.Organisation{first, second} {
				if events := len(f.EventsOfType(o, access.EventAccessRemoved)) + len(f.EventsOfType(o, access.EventAccessChanged)); events != 1 {
					t.Errorf("%s, broken off at %d: %d events of the move", name, n, events)
				}
			}
		}
	}
}
