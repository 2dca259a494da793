package api

import (
	"time"

	"admit/shared/access"
)

// The shapes that several functions answer with.

// Invitation is an invitation as administrators see it.
type Invitation struct {
	ID             access.InvitationID   `json:"id"`
	OrganisationID access.OrganisationID `json:"organisationId"`
	AccountID      access.AccountID      `json:"accountId,omitempty"`
	Email          string                `json:"email"`
	FirstName      string                `json:"firstName"`
	LastName       string                `json:"lastName"`
	Roles          []access.RoleID       `json:"roles"`
	Locale         string                `json:"locale,omitempty"`
	Status         access.Status         `json:"status"`
	Delivery       Delivery              `json:"delivery"`
	InvitedBy      Person                `json:"invitedBy"`
	CreatedAt      time.Time             `json:"createdAt"`
	ExpiresAt      time.Time             `json:"expiresAt"`
}

// Delivery is what is known of an invitation's mail.
type Delivery struct {
	Status access.DeliveryStatus `json:"status"`
	At     time.Time             `json:"at"`
	Detail string                `json:"detail,omitempty"`
}

// Person is somebody as they were named at the time.
type Person struct {
	UserID access.UserID `json:"userId"`
	Name   string        `json:"name"`
	Email  string        `json:"email,omitempty"`
}

// InvitationOf shows an invitation as it stands at a moment.
func InvitationOf(i access.Invitation, now time.Time) Invitation {
	return Invitation{
		ID: i.ID, OrganisationID: i.Scope.Organisation, AccountID: i.Scope.Account,
		Email: i.Email.String(), FirstName: i.FirstName, LastName: i.LastName, Roles: i.Roles, Locale: i.Locale,
		Status:    i.StatusAt(now),
		Delivery:  Delivery{i.Delivery.Status, i.Delivery.At.UTC(), i.Delivery.Detail},
		InvitedBy: personOf(i.Inviter), CreatedAt: i.CreatedAt.UTC(), ExpiresAt: i.ExpiresAt.UTC(),
	}
}

func personOf(p access.Person) Person { return Person{UserID: p.ID, Name: p.Name, Email: p.Email} }

// User is a person who has registered.
type User struct {
	ID        access.UserID `json:"id"`
	Email     string        `json:"email"`
	FirstName string        `json:"firstName"`
	LastName  string        `json:"lastName"`
}

// UserOf shows a user.
func UserOf(u access.User) User { return User{u.ID, u.Email.String(), u.FirstName, u.LastName} }

// PermissionRow is everything one user holds in one organisation.
type PermissionRow struct {
	User    User    `json:"user"`
	Grants  []Grant `json:"grants"`
	Version string  `json:"version"`
}

// Grant is a role held at a scope.
type Grant struct {
	Role          RoleName  `json:"role"`
	Scope         Scope     `json:"scope"`
	InheritedFrom *Source   `json:"inheritedFrom,omitempty"`
	GrantedBy     Person    `json:"grantedBy"`
	GrantedAt     time.Time `json:"grantedAt"`
}

// RoleName is a role as it is named in the catalogue.
type RoleName struct {
	ID   access.RoleID `json:"id"`
	Name string        `json:"name"`
}

// Scope is where a role holds.
type Scope struct {
	OrganisationID access.OrganisationID `json:"organisationId"`
	AccountID      access.AccountID      `json:"accountId,omitempty"`
}

// Source is the organisation through which a grant is held.
type Source struct {
	OrganisationID access.OrganisationID `json:"organisationId"`
	Name           string                `json:"name"`
}

// PermissionRowOf shows what somebody holds in an organisation as its permission row.
// Without anything direct it has no version: there is nothing to change.
func PermissionRowOf(in access.Organisation, s access.EffectiveAccess, roles access.Catalogue) PermissionRow {
	return PermissionRow{UserOf(s.User()), GrantsOf(s.Shown(in), in, roles), s.Direct.Version}
}

// GrantsOf shows grants as seen from an organisation: those of one above it are
// inherited.
func GrantsOf(grants []access.Grant, in access.Organisation, roles access.Catalogue) []Grant {
	shown := make([]Grant, 0, len(grants))
	for _, g := range grants {
		grant := Grant{
			Role:      RoleName{g.Role, roles.Name(g.Role)},
			Scope:     Scope{g.Scope.Organisation, g.Scope.Account},
			GrantedBy: personOf(g.By), GrantedAt: g.At.UTC(),
		}
		for _, above := range in.Ancestors {
			if above.ID == g.Scope.Organisation {
				grant.InheritedFrom = &Source{above.ID, above.Name}
			}
		}
		shown = append(shown, grant)
	}
	return shown
}

// Organisation is an organisation as its people see it. Parent and
// InheritedFrom are there for those who may know of them.
type Organisation struct {
	ID            access.OrganisationID `json:"id"`
	Name          string                `json:"name"`
	Partner       bool                  `json:"partner"`
	ParentID      access.OrganisationID `json:"parentId,omitempty"`
	InheritedFrom *Source               `json:"inheritedFrom,omitempty"`
}

// OrganisationOf shows an organisation by itself.
func OrganisationOf(o access.Organisation) Organisation {
	return Organisation{ID: o.ID, Name: o.Name, Partner: o.Partner}
}

// OrganisationViewOf shows an organisation where the caller sees it.
func OrganisationViewOf(s access.OrganisationView) Organisation {
	shown := OrganisationOf(s.Organisation)
	shown.ParentID = s.Parent
	if s.Through != nil {
		shown.InheritedFrom = &Source{s.Through.ID, s.Through.Name}
	}
	return shown
}

// Account is an account of an organisation.
type Account struct {
	ID   access.AccountID `json:"id"`
	Name string           `json:"name"`
}

// Role is a role of the catalogue.
type Role struct {
	ID          access.RoleID      `json:"id"`
	Name        string             `json:"name"`
	Description string             `json:"description"`
	Category    string             `json:"category"`
	Type        access.RoleType    `json:"type"`
	Recommended bool               `json:"recommended"`
	GivenAt     []access.ScopeKind `json:"givenAt"`
}
