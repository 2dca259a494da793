package access

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Scope is where a role holds: a whole organisation, or one account in it.
type Scope struct {
	Organisation OrganisationID
	Account      AccountID // empty: the whole organisation
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

// MaxLevels is how many organisations may stand above each other, the top
// included.
const MaxLevels = 5

// below tells whether the organisation is below another.
func (o Organisation) below(other OrganisationID) bool {
	return slices.ContainsFunc(o.Ancestors, func(a Ancestor) bool { return a.ID == other })
}

// Names are what an organisation, and an account of it where one is meant, were
// called at the time.
type Names struct{ Organisation, Account string }

// Account is a separate part of one organisation.
type Account struct {
	ID           AccountID
	Organisation OrganisationID
	Name         string
	CreatedAt    time.Time
}

// User is a person who has registered. Issuer and Subject identify the person;
// the address is only where mail goes.
type User struct {
	ID                  UserID
	Issuer, Subject     string
	Email               Address
	FirstName, LastName string
	CreatedAt           time.Time
}

// Person names somebody as they were named at the time.
type Person struct {
	ID    UserID
	Name  string
	Email string
}

// Operator is the person on record for what is done with AWS credentials.
var Operator = Person{ID: "operator", Name: "Operator"}

// Person is the user as named now: the mail address where there is no name.
func (u User) Person() Person {
	name := fullName(u.FirstName, u.LastName)
	if name == "" {
		name = u.Email.String()
	}
	return Person{ID: u.ID, Name: name, Email: u.Email.String()}
}

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
	Role  RoleID
	Scope Scope
	By    Person
	At    time.Time
}

// Membership is everything one user holds in one organisation by grants of that
// organisation. Version changes with every change.
type Membership struct {
	User         User
	Organisation OrganisationID
	Grants       []Grant
	Version      string
}

// Holds tells whether the row has the role at exactly this scope.
func (r Membership) Holds(role RoleID, at Scope) bool {
	return slices.ContainsFunc(r.Grants, func(g Grant) bool { return g.Role == role && g.Scope == at })
}

// IsOrganisationAdmin tells whether the row makes its user an administrator of
// the organisation, one of those of whom the last may not go.
func (r Membership) IsOrganisationAdmin() bool {
	whole := Scope{Organisation: r.Organisation}
	return r.Holds(OrganisationAdmin, whole) || r.Holds(PartnerOrganisationAdmin, whole)
}

// At is the row narrowed to the grants at one scope.
func (r Membership) At(scope Scope) Membership {
	return r.filter(func(g Grant) bool { return g.Scope == scope })
}

func (r Membership) filter(keep func(Grant) bool) Membership {
	var kept []Grant
	for _, g := range r.Grants {
		if keep(g) {
			kept = append(kept, g)
		}
	}
	r.Grants = kept
	return r
}

// GovernsBelow tells whether the row gives its user authority over the
// organisations below, where they are listed for it.
func (r Membership) GovernsBelow() bool {
	return r.Holds(PartnerOrganisationAdmin, Scope{Organisation: r.Organisation})
}

// ScopedRole is a role that somebody holds, or is offered: at the whole organisation,
// or at one account of it.
type ScopedRole struct {
	Role    RoleID
	Account AccountID
}

// scopedRoles lists what grants give, in their order.
func scopedRoles(grants []Grant) []ScopedRole {
	list := make([]ScopedRole, 0, len(grants))
	for _, g := range grants {
		list = append(list, ScopedRole{g.Role, g.Scope.Account})
	}
	return list
}

// SortGrants puts grants in the order in which they are shown: those of the
// whole organisation first, then by account, and by role.
func SortGrants(grants []Grant) {
	slices.SortFunc(grants, func(a, b Grant) int {
		return cmp.Or(cmp.Compare(a.Scope.Account, b.Scope.Account), cmp.Compare(a.Role, b.Role))
	})
}

// Snapshot is where an organisation stands in a list by name: no two share one.
func (o Organisation) Snapshot() string {
	return strings.ToLower(o.Name) + "\x1f" + string(o.ID)
}
