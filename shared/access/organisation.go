package access

import (
	"cmp"
	"slices"
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
}

// Ancestor is an organisation above another.
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

// User is a person who has registered. Issuer and Subject identify the person. The
// email address does not: it is only where emails are sent.
type User struct {
	ID                  UserID
	Issuer, Subject     string
	Email               Address
	FirstName, LastName string
	CreatedAt           time.Time
}

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

// Grant is a role held by a user at a scope.
type Grant struct {
	Role       RoleID
	Scope      Scope
	By         Person
	At         time.Time
	Invitation InvitationID // that gave it; empty if an administrator added it by an edit
}

// Membership is everything that one user holds directly in one organisation.
// Version changes with every change.
type Membership struct {
	User         User
	Organisation OrganisationID
	Grants       []Grant
	Version      string
	ChangedAt    time.Time // the At of the event of the last change; zero if it is not known
}

// nextChange returns the time of a change that is made now. It is later than that of
// the last change, even if the clocks of two functions differ. So the event with the
// latest time is the last change.
func (m Membership) nextChange(now time.Time) time.Time {
	next := eventTime(now)
	if !next.After(m.ChangedAt) {
		next = m.ChangedAt.Add(time.Microsecond)
	}
	return next
}

// Holds reports whether the membership has the role at exactly this scope.
func (m Membership) Holds(role RoleID, at Scope) bool {
	return slices.ContainsFunc(m.Grants, func(g Grant) bool { return g.Role == role && g.Scope == at })
}

// IsOrganisationAdmin reports whether the user is an administrator of the whole
// organisation by this membership. An organisation must keep one (last
// administrator).
func (m Membership) IsOrganisationAdmin() bool {
	whole := Scope{Organisation: m.Organisation}
	return m.Holds(OrganisationAdmin, whole) || m.Holds(PartnerOrganisationAdmin, whole)
}

// Listed returns the membership as lists have it: without who the user is to the identity
// provider, and without the times of the user's creation and of the last change.
func (m Membership) Listed() Membership {
	m.User.Issuer, m.User.Subject, m.User.CreatedAt, m.ChangedAt = "", "", time.Time{}, time.Time{}
	return m
}

// Administers reports whether the membership has an administrative grant.
func (m Membership) Administers() bool { return LosesAuthority(m, Membership{}) }

// LosesAuthority reports whether a change takes an administrative grant away from a
// membership. What was judged on that membership before is then stale.
func LosesAuthority(before, after Membership) bool {
	return slices.ContainsFunc(before.Grants, func(g Grant) bool {
		_, is := administrative[g.Role]
		return is && !after.Holds(g.Role, g.Scope)
	})
}

// At returns the membership with only the grants at one scope.
func (m Membership) At(scope Scope) Membership {
	return m.filter(func(g Grant) bool { return g.Scope == scope })
}

// filter returns the membership with only the grants for which keep returns true.
func (m Membership) filter(keep func(Grant) bool) Membership {
	var kept []Grant
	for _, g := range m.Grants {
		if keep(g) {
			kept = append(kept, g)
		}
	}
	m.Grants = kept
	return m
}

// Governing returns the membership with only the grants that govern the organisations
// below.
func (m Membership) Governing() Membership { return m.filter(Grant.HoldsBelow) }

// GovernsBelow reports whether the user governs the organisations below by this
// membership. Such a user is also listed among the people of those organisations.
func (m Membership) GovernsBelow() bool {
	return slices.ContainsFunc(m.Grants, Grant.HoldsBelow)
}

// ScopedRole is a role that somebody holds or is offered in an organisation, with its
// scope.
type ScopedRole struct {
	Role    RoleID
	Account AccountID // empty for the whole organisation
}

// scopedRoles returns the roles of grants, in the order of the grants.
func scopedRoles(grants []Grant) []ScopedRole {
	list := make([]ScopedRole, 0, len(grants))
	for _, g := range grants {
		list = append(list, ScopedRole{g.Role, g.Scope.Account})
	}
	return list
}

// SortGrants sorts grants into the order in which they are shown: the grants at the
// whole organisation first, then by account and by role.
func SortGrants(grants []Grant) {
	slices.SortFunc(grants, func(a, b Grant) int {
		return cmp.Or(cmp.Compare(a.Scope.Account, b.Scope.Account), cmp.Compare(a.Role, b.Role))
	})
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
