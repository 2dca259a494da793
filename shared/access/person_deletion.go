package access

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// PersonDeletion is the deletion of everything that names a person, and how far it has come.
// The store keeps it until it ends, so that a deletion that broke off goes on with the same
// pseudonym. One of a person who is no user is forgotten 30 days after its last part.
type PersonDeletion struct {
	User      User    // zero for a person who is no user
	Email     Address // by which the person was named, if they are no user
	Pseudonym Pseudonym
	Users     []UserID  // that are the person: the user, and identities from which the user was moved
	Addresses []Address // the person's, also earlier ones
	At        time.Time

	// Version counts how often the deletion was stored. Of two calls that go on with the same
	// one, only the first stores what it has learned.
	Version  int
	Position string // where the next part of this pass begins; empty at its beginning
	Pass     int    // how many passes have ended
	Found    bool   // this pass has changed something, so that another one follows
	Examined int    // items, in all passes
	Changed  int    // items, in all passes
}

// PersonDeletionRun says what to do with the next part of the store.
type PersonDeletionRun struct {
	Deletion PersonDeletion
	Until    time.Time // after it, nothing more is written in this part
	// FencesBefore is the time before which the fences of the person's memberships are
	// deleted. Later ones still keep out requests of the person that are under way. Zero
	// deletes all.
	FencesBefore time.Time
	Now          Clock
}

// DeletedPart is what became of a part of the store.
type DeletedPart struct {
	Deletion PersonDeletion // as it is stored now
	Open     []Invitation   // pending invitations to the person; the part is not over before they are closed
	Waits    bool           // a fence has stayed
}

// deletionOf returns the deletion of a user.
func deletionOf(user User, at time.Time) PersonDeletion {
	return PersonDeletion{User: user, Pseudonym: NewPseudonym(), Users: []UserID{user.ID}, Addresses: []Address{user.Email}, At: at}
}

// deletionOfAddress returns the deletion of a person who is no user.
func deletionOfAddress(email Address, at time.Time) PersonDeletion {
	return PersonDeletion{Email: email, Pseudonym: NewPseudonym(), Addresses: []Address{email}, At: at}
}

// Names reports whether a person in an item is the deleted one. A person with the address
// and the id of another user is not.
func (d PersonDeletion) Names(p Person) bool {
	if p.ID != "" {
		return slices.Contains(d.Users, p.ID)
	}
	return p.Email != "" && d.HasAddress(p.Email)
}

// HasAddress reports whether a text is one of the person's addresses, in any spelling.
func (d PersonDeletion) HasAddress(text string) bool {
	typed := AddressPrefix(text)
	return slices.ContainsFunc(d.Addresses, func(a Address) bool { return a.Key() == typed || a.String() == text || a.ASCII() == text })
}

// HasKey reports whether an address key is one of the person's.
func (d PersonDeletion) HasKey(key string) bool {
	return slices.ContainsFunc(d.Addresses, func(a Address) bool { return a.Key() == key })
}

// Learn adds an id or an address that an item shows to be the person's. It reports whether
// it is a new one. Items that were examined before may have it, so another pass follows.
func (d *PersonDeletion) Learn(user UserID, address Address) bool {
	learned := false
	if user != "" && !slices.Contains(d.Users, user) {
		d.Users, learned = append(slices.Clone(d.Users), user), true
	}
	if address != (Address{}) && !d.HasKey(address.Key()) {
		d.Addresses, learned = append(slices.Clone(d.Addresses), address), true
	}
	d.Found = d.Found || learned
	return learned
}

// Pseudonymise replaces the person in an event. It reports whether the event named them. An
// event about the person loses what a product or a mail server has said of them, too.
func (d PersonDeletion) Pseudonymise(e Event) (Event, bool) {
	actor, subject := d.Names(e.Actor.Person), d.Names(e.Subject.Person)
	invited := e.InvitedEmail != "" && d.HasAddress(e.InvitedEmail)
	if actor {
		e.Actor = Party{Person: d.Pseudonym.Person()}
	}
	if invited {
		e.InvitedEmail = d.Pseudonym.Email()
	}
	if subject {
		e.Subject = Party{Person: d.Pseudonym.Person()}
		e.Metadata, e.Detail, e.InvitedEmail = nil, "", ""
		if e.FormerName != "" {
			e.FormerName = d.Pseudonym.Name
		}
	}
	return e, actor || subject || invited
}

// PseudonymiseGrants replaces the person as the giver of another user's grants. It reports
// whether the membership named them.
func (d PersonDeletion) PseudonymiseGrants(m Membership) (Membership, bool) {
	named := false
	m.Grants = slices.Clone(m.Grants)
	for n, g := range m.Grants {
		if d.Names(g.By) {
			m.Grants[n].By, named = d.Pseudonym.Person(), true
		}
	}
	return m, named
}

// PseudonymiseInvitation replaces the person in an invitation to somebody else: as the
// inviter, and as the person who accepted it. The person's wish to accept it is removed. It
// reports whether the invitation named them.
func (d PersonDeletion) PseudonymiseInvitation(i Invitation) (Invitation, bool) {
	named := false
	if d.Names(i.Inviter) {
		i.Inviter, named = d.Pseudonym.Person(), true
	}
	if i.AcceptedBy != "" && slices.Contains(d.Users, i.AcceptedBy) {
		i.AcceptedBy, named = d.Pseudonym.ID, true
	}
	if asks := i.AcceptanceRequest.User; i.AcceptanceRequest.IsOpen() && (d.Names(asks.Person()) || d.HasAddress(asks.Email.String())) {
		i.AcceptanceRequest, i.Notice, named = AcceptanceRequest{}, Notice{}, true
	}
	if named {
		i.Version++
	}
	return i, named
}

// LearnFrom learns what an event shows to be the person's besides what is known: an id with
// one of the addresses, and an address with one of the ids. What belongs to another user now
// is theirs. It reports whether it has learned something.
func (d *PersonDeletion) LearnFrom(ctx context.Context, users UserReader, e Event) (bool, error) {
	learned := false
	for _, p := range e.evidence() {
		known, address := slices.Contains(d.Users, p.ID), d.HasAddress(p.Email)
		if p.ID == "" || known == address {
			continue
		}
		var parsed Address
		var err error
		if known {
			if parsed, err = ParseAddress(p.Email); err != nil {
				continue
			}
			_, err = users.UserByAddress(ctx, parsed)
		} else {
			_, err = users.User(ctx, p.ID)
		}
		switch {
		case errors.Is(err, ErrNotFound):
			if d.Learn(p.ID, parsed) {
				learned = true
			}
		case err != nil:
			return learned, err
		}
	}
	return learned, nil
}

// evidence returns the people of an event who are there with an address of their own. The
// subject of an event of an invitation has the invited address, which may be another
// person's.
func (e Event) evidence() []Party {
	if strings.HasPrefix(string(e.Type), "invitation.") {
		return []Party{e.Actor}
	}
	return []Party{e.Actor, e.Subject}
}
