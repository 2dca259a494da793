package access_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// partedStore is a store that returns its exports in some parts, each with some items.
type partedStore struct {
	fixture.Store
	parts, items int
	person       access.PersonPart // what each part of a person has besides
	queries      []access.PersonQuery
	pages        int
	passes       func() // in each part
	snapshots    error  // instead of a snapshot
}

// Snapshot implements [access.SnapshotReader].
func (s *partedStore) Snapshot(ctx context.Context, q access.SnapshotQuery) (access.Snapshot, error) {
	if s.snapshots != nil {
		return access.Snapshot{}, s.snapshots
	}
	return s.Store.Snapshot(ctx, q)
}

// PersonPart implements [access.PersonReader].
func (s *partedStore) PersonPart(_ context.Context, q access.PersonQuery) (access.PersonPart, error) {
	s.queries = append(s.queries, q)
	part := s.person
	part.Events, part.Invitations = make([]access.Event, s.items-s.items/2), append(slices.Clone(part.Invitations), make([]access.Invitation, s.items/2)...)
	part.Examined, part.Total = 10, int64(10*s.parts)
	part.Next = s.next(len(s.queries))
	return part, nil
}

// Export implements [access.Exporter].
func (s *partedStore) Export(context.Context, string) (access.ExportPage, error) {
	s.pages++
	return access.ExportPage{Accounts: make([]access.Account, s.items), Next: s.next(s.pages), Examined: 10, Total: int64(10 * s.parts)}, nil
}

// next returns the position after a part that is read now.
func (s *partedStore) next(part int) string {
	if s.passes != nil {
		s.passes()
	}
	return s.after(part)
}

// after returns the position after a part, which is empty after the last one.
func (s *partedStore) after(part int) string {
	if part >= s.parts {
		return ""
	}
	return fmt.Sprint("after ", part)
}

// TestHowFarAnExportReads reads parts until there are none, until the answer is large
// enough, or until a minute is over.
func TestHowFarAnExportReads(t *testing.T) {
	for _, c := range []struct {
		name           string
		parts, items   int
		pass           time.Duration // in each part
		export, person int           // how many parts are read
	}{
		{"all parts", 5, 100, 0, 5, 5},
		{"as many items as are enough", 5, 500, 0, 4, 2},
		{"one item less", 9, 333, 0, 7, 4},
		{"exactly a minute, and one part more", 9, 1, 20 * time.Second, 4, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := fixture.InMemory(t)
			store := &partedStore{Store: f.Store, parts: c.parts, items: c.items, passes: func() { f.Pass(c.pass) }}
			part, err := access.Export{Store: store, For: time.Minute, Now: f.Now}.Do(t.Context(), "")
			f.Must(err)
			if len(part.Lines) != c.export*c.items || part.Examined != 10*c.export || part.Total != int64(10*c.parts) || part.Next != store.after(c.export) {
				t.Errorf("%d lines of %d examined, then %q; want %d parts", len(part.Lines), part.Examined, part.Next, c.export)
			}
			person, err := exportPerson(f, store, access.ExportPersonRequest{Email: fixture.Mailbox("ada"), After: "before"})
			f.Must(err)
			if len(person.Events)+len(person.Invitations) != c.person*c.items || person.Examined != 10*c.person || person.Total != int64(10*c.parts) || person.Next != store.after(c.person) {
				t.Errorf("%d items of %d examined, then %q; want %d parts of a person", len(person.Events)+len(person.Invitations), person.Examined, person.Next, c.person)
			}
			positions := fixture.Each(store.queries, func(q access.PersonQuery) string { return q.After })
			if positions[0] != "before" || positions[1] != "after 1" {
				t.Errorf("the parts are after %q", positions)
			}
		})
	}
}

// exportPerson exports what a store keeps about a person.
func exportPerson(f *fixture.Fixture, store access.ExportPersonStore, r access.ExportPersonRequest) (access.ExportedPerson, error) {
	return access.ExportPerson{Store: store, For: time.Minute, Now: f.Now}.Do(f.Context(), r)
}

// TestExportOfAPersonNamesOrganisations checks that an export has the name of each
// organisation that is in it, and what each part has.
func TestExportOfAPersonNamesOrganisations(t *testing.T) {
	f := fixture.InMemory(t)
	ids := make([]access.OrganisationID, 4)
	for n := range ids {
		organisation, _ := f.Organisation(fmt.Sprint("admin", n), false)
		ids[n] = organisation.ID
	}
	ada := f.Member(access.Scope{Organisation: ids[0]}, "ada", fixture.Viewer)
	store := &partedStore{Store: f.Store, parts: 2, person: access.PersonPart{
		Invitations:  []access.Invitation{{Scope: access.Scope{Organisation: ids[1]}}},
		Suppressions: map[access.OrganisationID]access.Suppression{ids[2]: {Reason: "bounced"}},
		Mails:        []access.MailCount{{Organisation: ids[3], Mails: 3}},
		Users:        []access.UserID{"former"},
		Addresses:    []access.Address{fixture.Address(t, fixture.Mailbox("former"))},
	}}
	got, err := exportPerson(f, store, access.ExportPersonRequest{User: ada.ID()})
	f.Must(err)
	for n, id := range ids {
		if want := fmt.Sprint("Organisation of admin", n); got.Organisations[id] != want {
			t.Errorf("an organisation is called %q, want %q", got.Organisations[id], want)
		}
	}
	if len(got.Organisations) != 4 || len(got.Suppressions) != 1 || len(got.Invitations) != 2 || len(got.Mails) != 2 || len(got.Users) != 2 || len(got.Addresses) != 2 {
		t.Errorf("two parts together are %+v", got)
	}
}

// TestWhoIsExported checks whom a request names, and what the first part has of a user.
func TestWhoIsExported(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	_, err := f.Register().Do(t.Context(), i.ID, access.RegisterRequest{Token: f.Token(i.ID), FirstName: "Ada", LastName: "Lovelace", Password: fixture.Password, Language: "sv"})
	f.Must(err)
	ada := f.Invitation(i.ID).AcceptedBy
	store := &partedStore{Store: f.Store, parts: 1}
	for name, c := range map[string]struct {
		r         access.ExportPersonRequest
		users     string
		addresses string
		profile   bool
	}{
		"a user":                         {access.ExportPersonRequest{User: ada}, "ada", "ada@example.com", true},
		"the address of a user":          {access.ExportPersonRequest{Email: "ADA@example.com"}, "ada", "ADA@example.com ada@example.com", true},
		"a further part":                 {access.ExportPersonRequest{User: ada, After: "x"}, "ada", "ada@example.com", false},
		"with what earlier parts showed": {access.ExportPersonRequest{User: ada, Emails: []string{"old@example.com", ""}, Users: []access.UserID{"former"}}, "former ada", "old@example.com ada@example.com", true},
		"an address without a user":      {access.ExportPersonRequest{Email: "bob@example.com"}, "", "bob@example.com", false},
	} {
		store.queries = nil
		got, err := exportPerson(f, store, c.r)
		f.Must(err)
		users := strings.ReplaceAll(strings.Join(fixture.Each(store.queries[0].Users, func(u access.UserID) string { return string(u) }), " "), string(ada), "ada")
		addresses := strings.Join(fixture.Each(store.queries[0].Addresses, access.Address.String), " ")
		if users != c.users || addresses != c.addresses || (got.Profile != nil) != c.profile || !slices.Equal(got.Self.Users, store.queries[0].Users) {
			t.Errorf("%s: asked for the users %q with the addresses %q, profile %+v", name, users, addresses, got.Profile)
		}
		if c.profile && (got.Profile.Language != "sv" || got.Profile.User.ID != ada || len(got.Profile.Memberships) != 1) {
			t.Errorf("%s: the profile is %+v", name, got.Profile)
		}
	}
}

// TestWhatAnExportDoesNotFind exports a user whose organisation is deleted meanwhile and one
// who has left, and refuses a request that names nobody.
func TestWhatAnExportDoesNotFind(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, _ := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer).ID()
	store := &partedStore{Store: f.Store, parts: 1}
	store.snapshots = access.ErrNotFound
	deleted, err := exportPerson(f, store, access.ExportPersonRequest{User: ada})
	if err != nil || deleted.Profile.Language != "" || len(deleted.Profile.Memberships) != 1 {
		t.Errorf("of an organisation that is deleted meanwhile: %+v (%v)", deleted.Profile, err)
	}
	f.Must(fixture.Err(f.Remove().Leave(t.Context(), ada, fixture.Whole(organisation))))
	left, err := exportPerson(f, store, access.ExportPersonRequest{User: ada})
	if err != nil || left.Profile.User.ID != ada || len(left.Profile.Memberships) != 0 {
		t.Errorf("after leaving: %+v (%v)", left.Profile, err)
	}
	for name, c := range map[string]struct {
		r    access.ExportPersonRequest
		want access.Kind
	}{
		"nobody":                {access.ExportPersonRequest{}, access.Invalid},
		"no address":            {access.ExportPersonRequest{Email: "ada"}, access.Invalid},
		"no further address":    {access.ExportPersonRequest{User: ada, Emails: []string{"ada"}}, access.Invalid},
		"a user who is unknown": {access.ExportPersonRequest{User: "unknown"}, access.NotFound},
		"no id":                 {access.ExportPersonRequest{User: "#"}, access.NotFound},
	} {
		_, err := exportPerson(f, store, c.r)
		f.WantRefusal(name, err, c.want)
	}
}
