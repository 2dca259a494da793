package access

import (
	"strings"
	"time"
)

// Scope is where a role applies: a whole organisation, or one account in it.
type Scope struct {
	Organisation OrganisationID
	Account      AccountID // empty for the whole organisation
}

// valid reports whether the ids of the scope have the form of ids. The scope may still
// not exist.
func (s Scope) valid() bool {
	return ValidID(string(s.Organisation)) && (s.Account == "" || ValidID(string(s.Account)))
}

// Organisation is a legal entity. A partner organisation may have organisations
// below it.
type Organisation struct {
	ID            OrganisationID
	Name          string
	Partner       bool
	Ancestors     []Ancestor // from the parent up to the top
	Admins        int        // how many users hold an administrative role at the organisation itself
	PartnerAdmins int        // how many of them are Partner Organisation Admins
	Children      int        // how many organisations are directly below
	CreatedAt     time.Time
	Deletion      Deletion
}

// Ancestor is an organisation above another. Its name is the present one where a [Store]
// says so, and otherwise one that it had when the other was created or last renamed.
type Ancestor struct {
	ID   OrganisationID
	Name string
}

// MaxLevels is the maximum depth of a tree of organisations. The top is the first
// level.
const MaxLevels = 5

// below reports whether the organisation is below another.
func (o Organisation) below(other OrganisationID) bool { return o.ancestor(other) != nil }

// ancestor returns the organisation above that has an id, or nil if there is none.
func (o Organisation) ancestor(id OrganisationID) *Ancestor {
	for n := range o.Ancestors {
		if o.Ancestors[n].ID == id {
			return &o.Ancestors[n]
		}
	}
	return nil
}

// ancestorIDs returns the organisations above, from the parent up to the top.
func (o Organisation) ancestorIDs() []OrganisationID {
	var ids []OrganisationID
	for _, ancestor := range o.Ancestors {
		ids = append(ids, ancestor.ID)
	}
	return ids
}

// VersionTag returns the version as a [Precondition] names it. It changes with the name,
// which is all that can be changed of an organisation itself.
func (o Organisation) VersionTag() string { return Derive("name", o.Name) }

// names returns the present names of the whole organisation as a scope.
func (o Organisation) names() Names { return Names{Organisation: o.Name} }

// Names are the names that a scope had when something happened. Account is empty if
// the scope is a whole organisation.
type Names struct{ Organisation, Account string }

// Account is a separate part of one organisation.
type Account struct {
	ID           AccountID
	Organisation OrganisationID
	Name         string
	CreatedAt    time.Time
}

// VersionTag returns the version as a [Precondition] names it. It changes with the name.
func (a Account) VersionTag() string { return Derive("name", a.Name) }

// User is a person who has registered. Issuer and Subject identify the person. The
// email address does not: it is only where emails are sent.
type User struct {
	ID                  UserID
	Issuer, Subject     string
	Email               Address
	FirstName, LastName string
	CreatedAt           time.Time
}

// VersionTag returns the version as a [Precondition] names it. It changes with the names,
// which are all that a user can change.
func (u User) VersionTag() string { return Derive("name", u.FirstName, u.LastName) }

// Person is a user as named when something happened.
type Person struct {
	ID    UserID
	Name  string
	Email string
}

// Person returns the user as named now. The name of a user without one is the email
// address.
func (u User) Person() Person {
	name := fullName(u.FirstName, u.LastName)
	if name == "" {
		name = u.Email.String()
	}
	return Person{ID: u.ID, Name: name, Email: u.Email.String()}
}

// fullName joins a first and a last name. Either may be empty.
func fullName(first, last string) string {
	switch {
	case first == "":
		return last
	case last == "":
		return first
	}
	return first + " " + last
}

// SortKey returns the sort key of the organisation in a list by name. No two
// organisations have the same one.
func (o Organisation) SortKey() string { return sortKey(o.Name, o.ID) }

// SortKey returns the sort key of the account in a list by name. No two accounts of an
// organisation have the same one.
func (a Account) SortKey() string { return sortKey(a.Name, a.ID) }

func sortKey[ID ~string](name string, id ID) string {
	return strings.ToLower(name) + "\x1f" + string(id)
}
