package storetest

import (
	"maps"

	"admit/shared/access"
	"admit/shared/fixture"
)

var languageTests = []test{
	{"the language of an acceptance is kept with the address", languageIsKept},
	{"the language of an import is kept with the address", importedLanguageIsKept},
	{"a language is kept only for a user who has the address", languageNeedsAddress},
	{"a language goes with the user to another identity and another address", languageIsMoved},
	{"an export has the language of every member", languageIsExported},
	{"a deleted user leaves no language behind", languageIsDeleted},
}

// wantLanguage checks the language that is kept with an address.
func (f *storeFixture) wantLanguage(what string, address access.Address, want string) {
	f.Helper()
	snapshot, err := f.store.Snapshot(f.Context(), access.SnapshotQuery{Scope: fixture.Whole(f.organisation()), Address: &address})
	f.Must(err)
	f.same("language "+what, snapshot.Language, want)
}

// accepted lets somebody accept an invitation to a new organisation in a language.
func (f *storeFixture) accepted(user access.User, language string) access.Membership {
	f.Helper()
	scope := fixture.Whole(f.organisation())
	offer := f.offerTo(scope, user.Email, fixture.Viewer)
	w := f.acceptance(f.invite(offer), user)
	w.Language = language
	f.Must(f.store.Accept(f.Context(), w))
	return w.After
}

func languageIsKept(f *storeFixture) {
	ada := f.person("ada")
	f.wantLanguage("of nobody", ada.Email, "")
	f.accepted(ada, "de")
	f.wantLanguage("of a new user", f.address("ADA"), "de")
	f.accepted(ada, "")
	f.wantLanguage("after an acceptance without a language", ada.Email, "de")
	f.accepted(ada, "fr")
	f.wantLanguage("after an acceptance in another language", ada.Email, "fr")
	bob := f.person("bob")
	f.accepted(bob, "")
	f.wantLanguage("of a new user without a language", bob.Email, "")
	f.accepted(bob, "nb")
	f.wantLanguage("of a user who had none", bob.Email, "nb")
	f.wantLanguage("of somebody else", ada.Email, "fr")
}

func importedLanguageIsKept(f *storeFixture) {
	w := f.newUserImport("ada", grant(fixture.Viewer, fixture.Whole(f.organisation())))
	w.Language = "fi"
	f.Must(f.store.ImportMembership(f.Context(), w))
	f.wantLanguage("of an import", f.address("ada"), "fi")
}

func languageNeedsAddress(f *storeFixture) {
	organisation := f.organisation()
	ada := f.accepted(f.person("ada"), "de").User
	f.Must(f.store.FreeAddress(f.Context(), ada))
	f.wantLanguage("of a freed address", ada.Email, "")
	w := f.acceptance(f.invited(fixture.Whole(organisation), "ada", fixture.Viewer), ada)
	w.Language = "fr"
	f.stale(func() error { return f.store.Accept(f.Context(), w) })
	next := f.person("ADA")
	f.accepted(next, "sv")
	f.stale(func() error { return f.store.Accept(f.Context(), w) })
	f.wantLanguage("of the next user", next.Email, "sv")
}

func languageIsMoved(f *storeFixture) {
	ada := f.accepted(f.person("ada"), "de").User
	identity := relinkOf(ada, f.otherIdentity)
	f.Must(f.store.RelinkUser(f.Context(), identity))
	f.wantLanguage("of another identity", ada.Email, "de")
	address := relinkOf(identity.To, func(u *access.User) { u.Email = f.address("lovelace") })
	f.Must(f.store.RelinkUser(f.Context(), address))
	f.wantLanguage("of another address", f.address("lovelace"), "de")
	f.wantLanguage("of the old address", ada.Email, "")
}

func languageIsExported(f *storeFixture) {
	ada, bob := f.accepted(f.person("ada"), "de").User, f.accepted(f.person("bob"), "").User
	former := f.accepted(f.person("former"), "fr").User
	f.Must(f.store.FreeAddress(f.Context(), former))
	next := f.accepted(f.person("FORMER"), "fi").User
	languages := map[access.UserID]string{}
	for after := ""; ; {
		page, err := f.store.Export(f.Context(), after)
		f.Must(err)
		maps.Copy(languages, page.Languages)
		if after = page.Next; after == "" {
			break
		}
	}
	for user, want := range map[access.UserID]string{ada.ID: "de", bob.ID: "", former.ID: "", next.ID: "fi"} {
		if languages[user] != want {
			f.Errorf("the language of a user is %q, want %q", languages[user], want)
		}
	}
}

func languageIsDeleted(f *storeFixture) {
	ada := f.accepted(f.person("ada"), "de")
	f.Must(f.store.ChangeMembership(f.Context(), removal(ada)))
	f.Must(f.store.DeleteUser(f.Context(), ada.User))
	f.wantLanguage("of a deleted user", ada.User.Email, "")
	f.accepted(f.person("ada"), "")
	f.wantLanguage("of the next user", ada.User.Email, "")
}
