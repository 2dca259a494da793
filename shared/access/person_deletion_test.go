package access

import (
	"context"
	"errors"
	"slices"
	"testing"
)

// personWith returns the deletion of a person with two ids and an address.
func personWith(t *testing.T, address string) PersonDeletion {
	t.Helper()
	parsed, err := ParseAddress(address)
	if err != nil {
		t.Fatal(err)
	}
	return PersonDeletion{Pseudonym: NewPseudonym(), Users: []UserID{"ada", "ada-before"}, Addresses: []Address{parsed}}
}

// TestWhoTheDeletedPersonIs tells the person from others, by id where there is one.
func TestWhoTheDeletedPersonIs(t *testing.T) {
	d := personWith(t, "Ada@bücher.example")
	for _, c := range []struct {
		who  string
		p    Person
		want bool
	}{
		{"the user", Person{ID: "ada", Email: "else@example.com"}, true},
		{"an identity from which the user was moved", Person{ID: "ada-before"}, true},
		{"another user with the address", Person{ID: "eve", Email: "Ada@bücher.example"}, false},
		{"an invitee with the address", Person{Email: "Ada@bücher.example"}, true},
		{"an invitee with another address", Person{Email: "eve@bücher.example"}, false},
		{"nobody", Person{Name: "Ada"}, false},
	} {
		if got := d.Names(c.p); got != c.want {
			t.Errorf("%s: %t, want %t", c.who, got, c.want)
		}
	}
	for text, want := range map[string]bool{
		"ADA@BÜCHER.example": true, "Ada@xn--bcher-kva.example": true, "ada@xn--bcher-kva.example": true,
		"ada@bücher.example.com": false, "": false, "ada": false,
	} {
		if got := d.HasAddress(text); got != want {
			t.Errorf("%q is an address of the person: %t, want %t", text, got, want)
		}
	}
	stored := PersonDeletion{Addresses: []Address{StoredAddress("Ada@pаypal.example", "Ada@xn--pypal-4ve.example")}} // no longer accepted
	if !stored.HasAddress("Ada@pаypal.example") || stored.HasAddress("Ada@paypal.example") {
		t.Error("an address is not found that was accepted under earlier rules, or one that looks like it")
	}
}

// TestADeletionLearns adds ids and addresses, each once.
func TestADeletionLearns(t *testing.T) {
	known := personWith(t, "Ada@example.com").Addresses[0]
	again, other := personWith(t, "ADA@example.com").Addresses[0], personWith(t, "countess@example.com").Addresses[0]
	for _, c := range []struct {
		what     string
		user     UserID
		address  Address
		new      bool
		ids, all int
	}{
		{"nothing", "", Address{}, false, 2, 1},
		{"a known id", "ada", Address{}, false, 2, 1},
		{"a known address in another spelling", "", again, false, 2, 1},
		{"both known", "ada-before", known, false, 2, 1},
		{"a new id", "ada-later", Address{}, true, 3, 1},
		{"a new address", "", other, true, 2, 2},
		{"a new address of a known id", "ada", other, true, 2, 2},
		{"a new id with a known address", "ada-later", again, true, 3, 1},
		{"both new", "ada-later", other, true, 3, 2},
	} {
		for _, found := range []bool{false, true} {
			d := personWith(t, "Ada@example.com")
			d.Found = found
			if got := d.Learn(c.user, c.address); got != c.new || len(d.Users) != c.ids || len(d.Addresses) != c.all {
				t.Errorf("%s: new %t, and now %v and %v", c.what, got, d.Users, d.Addresses)
			}
			if d.Found != (found || c.new) {
				t.Errorf("%s: another pass follows: %t, and before %t", c.what, d.Found, found)
			}
		}
	}
}

// people is what a store knows of users: the id of each, and whose an address is.
type people struct {
	ids       map[UserID]bool
	addresses map[string]UserID
	fails     error
	asked     int
}

func (p *people) User(_ context.Context, id UserID) (User, error) {
	p.asked++
	if p.fails == nil && !p.ids[id] {
		return User{}, ErrNotFound
	}
	return User{ID: id}, p.fails
}

func (p *people) UserByAddress(_ context.Context, a Address) (User, error) {
	p.asked++
	if p.fails == nil && p.addresses[a.Key()] == "" {
		return User{}, ErrNotFound
	}
	return User{ID: p.addresses[a.Key()]}, p.fails
}

// TestWhatADeletionLearnsFromAnEvent finds ids by addresses and addresses by ids, unless they
// are another user's by now.
func TestWhatADeletionLearnsFromAnEvent(t *testing.T) {
	party := func(id UserID, email string) Party { return Party{Person: Person{ID: id, Email: email}} }
	for _, c := range []struct {
		what           string
		event          Event
		learned        bool
		ids, addresses int
		asked          int
	}{
		{"an id with the address", Event{Type: EventAccessGranted, Subject: party("ada-later", "ADA@example.com")}, true, 3, 1, 1},
		{"an id with the address, of another user", Event{Type: EventAccessGranted, Subject: party("eve", "ada@example.com")}, false, 2, 1, 1},
		{"an address with an id", Event{Type: EventAccessGranted, Actor: party("ada", "countess@example.com")}, true, 2, 2, 1},
		{"an address with an id, of another user", Event{Type: EventAccessGranted, Actor: party("ada", "eve@example.com")}, false, 2, 1, 1},
		{"an address with an id that nobody could have today", Event{Type: EventAccessGranted, Actor: party("ada", "countess")}, false, 2, 1, 0},
		{"an id without an address", Event{Type: EventAccessGranted, Actor: party("ada", "")}, false, 2, 1, 0},
		{"an address without an id", Event{Type: EventAccessGranted, Subject: party("", "ada@example.com")}, false, 2, 1, 0},
		{"what is known", Event{Type: EventAccessGranted, Actor: party("ada", "Ada@example.com")}, false, 2, 1, 0},
		{"somebody else", Event{Type: EventAccessGranted, Actor: party("bob", "bob@example.com")}, false, 2, 1, 0},
		{"both of an event", Event{Type: EventAccessGranted, Actor: party("ada-later", "ada@example.com"), Subject: party("ada", "countess@example.com")}, true, 3, 2, 2},
		{"the first of an event, and not the second", Event{Type: EventAccessGranted, Actor: party("ada-later", "ada@example.com"), Subject: party("eve", "ada@example.com")}, true, 3, 1, 2},
		{"the second of an event, and not the first", Event{Type: EventAccessGranted, Actor: party("ada", "countess"), Subject: party("ada-later", "ada@example.com")}, true, 3, 1, 1},
		{"the invited address with the id of who accepted", Event{Type: EventInvitationAccepted, Subject: party("bob", "ada@example.com")}, false, 2, 1, 0},
		{"who acted on an invitation", Event{Type: EventInvitationRevoked, Actor: party("ada-later", "ada@example.com")}, true, 3, 1, 1},
	} {
		store := &people{ids: map[UserID]bool{"eve": true}, addresses: map[string]UserID{"eve@example.com": "eve"}}
		d := personWith(t, "Ada@example.com")
		learned, err := d.LearnFrom(t.Context(), store, c.event)
		if err != nil || learned != c.learned || len(d.Users) != c.ids || len(d.Addresses) != c.addresses || d.Found != c.learned || store.asked != c.asked {
			t.Errorf("%s: learned %t (%v), and now %v and %v, with %d reads", c.what, learned, err, d.Users, d.Addresses, store.asked)
		}
	}
	fault := errors.New("fault")
	d := personWith(t, "Ada@example.com")
	if learned, err := d.LearnFrom(t.Context(), &people{fails: fault}, Event{Actor: party("ada-later", "ada@example.com")}); learned || !errors.Is(err, fault) {
		t.Errorf("without an answer of the store: learned %t (%v)", learned, err)
	}
}

// TestThePseudonymInAnEvent puts the pseudonym everywhere where an event names the person,
// and nowhere else.
func TestThePseudonymInAnEvent(t *testing.T) {
	d := personWith(t, "Ada@example.com")
	ada, eve := Party{Person: Person{ID: "ada", Name: "Ada", Email: "ada@example.com"}, Issuer: "i", Subject: "s"}, Party{Person: Person{ID: "eve", Name: "Eve"}}
	deleted := Party{Person: d.Pseudonym.Person()}
	full := func(actor, subject Party, invited string) Event {
		return Event{Actor: actor, Subject: subject, InvitedEmail: invited, Metadata: Metadata{"k": "v"}, Detail: "said", FormerName: "A"}
	}
	for _, c := range []struct {
		what                 string
		event                Event
		actor, subject       Party
		invited, former, say string
		named                bool
	}{
		{"neither", full(eve, eve, "eve@example.com"), eve, eve, "eve@example.com", "A", "said", false},
		{"nobody was invited", full(eve, eve, ""), eve, eve, "", "A", "said", false},
		{"who did it", full(ada, eve, ""), deleted, eve, "", "A", "said", true},
		{"whom it is about", full(eve, ada, "eve@example.com"), eve, deleted, "", d.Pseudonym.Name, "", true},
		{"both", full(ada, ada, ""), deleted, deleted, "", d.Pseudonym.Name, "", true},
		{"the invited address", full(eve, eve, "ADA@example.com"), eve, eve, d.Pseudonym.Email(), "A", "said", true},
	} {
		got, named := d.Pseudonymise(c.event)
		if named != c.named || got.Actor != c.actor || got.Subject != c.subject || got.InvitedEmail != c.invited || got.FormerName != c.former ||
			got.Detail != c.say || (len(got.Metadata) == 0) != (c.say == "") {
			t.Errorf("%s: named %t, and now %+v", c.what, named, got)
		}
	}
	if got, _ := d.Pseudonymise(Event{Subject: ada}); got.FormerName != "" {
		t.Errorf("an event without a former name has %q", got.FormerName)
	}
}

// TestThePseudonymInAnInvitation puts the pseudonym into invitations to others, which get
// another version with it.
func TestThePseudonymInAnInvitation(t *testing.T) {
	d := personWith(t, "Ada@example.com")
	pseudonym, eve := d.Pseudonym.Person(), Person{ID: "eve", Name: "Eve"}
	asks := func(user UserID, address string) AcceptanceRequest {
		return AcceptanceRequest{User: User{ID: user, Email: personWith(t, address).Addresses[0]}, At: d.At.AddDate(1, 0, 0)}
	}
	byEve, byAda, byAddress := asks("eve", "eve@example.com"), asks("ada", "other@example.com"), asks("bob", "ada@example.com")
	for _, c := range []struct {
		what          string
		before, after Invitation
	}{
		{"neither", Invitation{Inviter: eve, AcceptedBy: "eve", AcceptanceRequest: byEve}, Invitation{Inviter: eve, AcceptedBy: "eve", AcceptanceRequest: byEve}},
		{"accepted by nobody", Invitation{Inviter: eve}, Invitation{Inviter: eve}},
		{"who invited", Invitation{Inviter: Person{ID: "ada"}}, Invitation{Inviter: pseudonym, Version: 1}},
		{"who accepted", Invitation{Inviter: eve, AcceptedBy: "ada-before"}, Invitation{Inviter: eve, AcceptedBy: pseudonym.ID, Version: 1}},
		{"who asks", Invitation{Inviter: eve, AcceptanceRequest: byAda, Notice: Notice{Tries: 1}}, Invitation{Inviter: eve, Version: 1}},
		{"who asks, by the address", Invitation{Inviter: eve, AcceptanceRequest: byAddress, Notice: Notice{Tries: 1}}, Invitation{Inviter: eve, Version: 1}},
	} {
		got, named := d.PseudonymiseInvitation(c.before)
		if named != (c.after.Version > 0) || got.Inviter != c.after.Inviter || got.AcceptedBy != c.after.AcceptedBy || got.Version != c.after.Version ||
			got.AcceptanceRequest.IsOpen() != c.after.AcceptanceRequest.IsOpen() || got.Notice != c.after.Notice {
			t.Errorf("%s: named %t, and now %+v", c.what, named, got)
		}
	}
	m := Membership{Grants: []Grant{{By: eve}, {By: Person{ID: "ada"}}, {By: eve}}}
	if got, named := d.PseudonymiseGrants(m); !named || !slices.Equal(got.Grants, []Grant{{By: eve}, {By: pseudonym}, {By: eve}}) || m.Grants[1].By == pseudonym {
		t.Errorf("grants: named %t, and now %+v; before %+v", named, got, m)
	}
	if _, named := d.PseudonymiseGrants(Membership{Grants: []Grant{{By: eve}}}); named {
		t.Error("grants by somebody else are the person's")
	}
}

// TestThePseudonymOfAnID tells pseudonyms from other ids.
func TestThePseudonymOfAnID(t *testing.T) {
	new := NewPseudonym()
	if got, is := PseudonymWithID(new.ID); !is || got != new {
		t.Errorf("%s: %+v (%t), want %+v", new.ID, got, is, new)
	}
	for _, id := range []UserID{"", "deleted-", "deleted-0123456789a", "deleted-0123456789abc", "0123456789ab", "erased--0123456789ab"} {
		if got, is := PseudonymWithID(id); is {
			t.Errorf("%q is the pseudonym %+v", id, got)
		}
	}
}
