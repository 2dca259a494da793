package access

import (
	"context"
	"errors"
	"slices"
	"time"
)

// PersonQuery asks for what the store has about a person.
type PersonQuery struct {
	Users     []UserID
	Addresses []Address
	After     string // PersonPart.Next
	At        time.Time
}

// PersonPart is a part of what the store has about a person.
type PersonPart struct {
	Invitations  []Invitation // to the person, by the person, or with the person's wish to accept
	Events       []Event      // that name the person
	Suppressions map[OrganisationID]Suppression
	Mails        []MailCount
	Addresses    []Address // the person's, besides those of the query
	Users        []UserID  // the person's former ids
	Next         string    // where the next part begins; empty at the end
	Examined     int       // items of the store in this part
	Total        int64     // items of the store, an estimate
}

// MailCount is how many emails an organisation has sent to the person in a day.
type MailCount struct {
	Organisation OrganisationID
	Day          string // 2006-01-02, in UTC
	Mails        int
	BelowPartner bool // of all organisations below this one
}

// Profile is what is kept about a user themselves.
type Profile struct {
	User        User
	Language    string // in which the user accepted last
	Memberships []Membership
}

// ExportPersonStore is what [ExportPerson] reads.
type ExportPersonStore interface {
	UserReader
	MembershipReader
	OrganisationReader
	SnapshotReader
	PersonReader
}

// ExportPerson lists everything that is kept about one person. It only reads. Only
// operators use it.
type ExportPerson struct {
	Store ExportPersonStore
	For   time.Duration // after it, no further part is read
	Now   Clock
}

// ExportPersonRequest names a user, or a person by an address. Emails are further addresses
// of the person, and Users former ids, which earlier parts have shown.
type ExportPersonRequest struct {
	User   UserID
	Email  string
	Emails []string
	Users  []UserID
	After  string
}

// ExportedPerson is a part of an export. The first part has the profile of a user.
type ExportedPerson struct {
	Profile       *Profile
	Organisations map[OrganisationID]string // the names of those in the part
	Self          PersonDeletion            // who is the person in events
	PersonPart
}

// Do returns the part after a position, which is empty at the beginning. It returns a
// [NotFound] error for an unknown user.
func (c ExportPerson) Do(ctx context.Context, r ExportPersonRequest) (ExportedPerson, error) {
	q, user, err := c.query(ctx, r)
	if err != nil {
		return ExportedPerson{}, err
	}
	exported := ExportedPerson{Self: PersonDeletion{Users: q.Users, Addresses: q.Addresses}}
	if user.ID != "" && r.After == "" {
		if exported.Profile, err = c.profile(ctx, user); err != nil {
			return ExportedPerson{}, err
		}
	}
	const enoughEvents = 1000
	exported.Next = r.After
	for until := c.Now().Add(c.For); ; {
		q.After = exported.Next
		part, err := c.Store.PersonPart(ctx, q)
		if err != nil {
			return ExportedPerson{}, err
		}
		exported.add(part)
		if exported.Next == "" || len(exported.Events)+len(exported.Invitations) >= enoughEvents || c.Now().After(until) {
			break
		}
	}
	exported.Organisations, err = c.names(ctx, exported)
	return exported, err
}

// query returns who is asked for, and the user if there is one.
func (c ExportPerson) query(ctx context.Context, r ExportPersonRequest) (PersonQuery, User, error) {
	q := PersonQuery{At: c.Now().UTC(), Users: slices.Clone(r.Users)}
	for _, email := range append(slices.Clone(r.Emails), r.Email) {
		if email == "" {
			continue
		}
		address, err := ParseAddress(email)
		if err != nil {
			return PersonQuery{}, User{}, InvalidField("email", err.Error())
		}
		q.Addresses = append(q.Addresses, address)
	}
	var user User
	var err error
	switch {
	case r.User != "" && !ValidID(string(r.User)):
		return PersonQuery{}, User{}, errNotFound()
	case r.User != "":
		if user, err = orNotFound(c.Store.User(ctx, r.User)); err != nil {
			return PersonQuery{}, User{}, err
		}
	case r.Email == "":
		return PersonQuery{}, User{}, InvalidField("userId", "or email is required")
	default:
		address, _ := ParseAddress(r.Email) // it is valid
		if user, err = c.Store.UserByAddress(ctx, address); err != nil && !errors.Is(err, ErrNotFound) {
			return PersonQuery{}, User{}, err
		}
	}
	if user.ID != "" {
		q.Users, q.Addresses = append(q.Users, user.ID), append(q.Addresses, user.Email)
	}
	return q, user, nil
}

// profile reads what is kept about a user themselves.
func (c ExportPerson) profile(ctx context.Context, user User) (*Profile, error) {
	memberships, err := c.Store.Memberships(ctx, user.ID)
	if err != nil {
		return nil, err
	}
	p := &Profile{User: user, Memberships: memberships}
	if len(memberships) > 0 {
		snapshot, err := c.Store.Snapshot(ctx, SnapshotQuery{Scope: Scope{Organisation: memberships[0].Organisation}, Address: &user.Email})
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, err
		}
		p.Language = snapshot.Language
	}
	return p, nil
}

// add adds a part.
func (e *ExportedPerson) add(part PersonPart) {
	e.Invitations, e.Events = append(e.Invitations, part.Invitations...), append(e.Events, part.Events...)
	e.Mails, e.Addresses, e.Users = append(e.Mails, part.Mails...), append(e.Addresses, part.Addresses...), append(e.Users, part.Users...)
	for o, s := range part.Suppressions {
		if e.Suppressions == nil {
			e.Suppressions = map[OrganisationID]Suppression{}
		}
		e.Suppressions[o] = s
	}
	e.Next, e.Total = part.Next, part.Total
	e.Examined += part.Examined
}

// names returns the present names of the organisations of a part.
func (c ExportPerson) names(ctx context.Context, e ExportedPerson) (map[OrganisationID]string, error) {
	ids := map[OrganisationID]bool{}
	if e.Profile != nil {
		for _, m := range e.Profile.Memberships {
			ids[m.Organisation] = true
		}
	}
	for _, i := range e.Invitations {
		ids[i.Scope.Organisation] = true
	}
	for o := range e.Suppressions {
		ids[o] = true
	}
	for _, m := range e.Mails {
		ids[m.Organisation] = true
	}
	names := map[OrganisationID]string{}
	list := make([]OrganisationID, 0, len(ids))
	for id := range ids {
		list = append(list, id)
	}
	slices.Sort(list)
	for chunk := range slices.Chunk(list, 100) {
		found, err := c.Store.Organisations(ctx, chunk)
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			names[o.ID] = o.Name
		}
	}
	return names, nil
}
