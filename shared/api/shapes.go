package api

import (
	"time"

	"admit/shared/access"
)

// The types in this file are the JSON objects that several functions return.

// Invitation is an invitation as administrators see it.
type Invitation struct {
	ID             access.InvitationID   `json:"id"`
	OrganisationID access.OrganisationID `json:"organisationId"`
	AccountID      access.AccountID      `json:"accountId,omitempty"`
	Email          string                `json:"email"`
	FirstName      string                `json:"firstName"`
	LastName       string                `json:"lastName"`
	Roles          []access.RoleID       `json:"roles"`
	Until          access.Ends           `json:"until,omitzero"`
	Locale         string                `json:"locale,omitempty"`
	ReturnURL      string                `json:"returnUrl,omitempty"`
	Metadata       access.Metadata       `json:"metadata,omitempty"`
	Status         access.Status         `json:"status"`
	Delivery       Delivery              `json:"delivery"`
	InvitedBy      Person                `json:"invitedBy"`
	CreatedAt      time.Time             `json:"createdAt"`
	ExpiresAt      time.Time             `json:"expiresAt"`
	Editable       *bool                 `json:"editable,omitempty"`
	NeedsInviter   bool                  `json:"needsInviter,omitzero"`

	AcceptanceRequest  *AcceptanceRequest `json:"acceptanceRequest,omitempty"`
	RenewalRequestedAt time.Time          `json:"renewalRequestedAt,omitzero"`
}

// AcceptanceRequest is the request of a person to accept an invitation to another address
// than theirs.
type AcceptanceRequest struct {
	UserID      access.UserID `json:"userId"`
	Email       string        `json:"email"`
	FirstName   string        `json:"firstName"`
	LastName    string        `json:"lastName"`
	RequestedAt time.Time     `json:"requestedAt"`
}

// AcceptanceRequestOf returns a request as the API shows it.
func AcceptanceRequestOf(r access.AcceptanceRequest) AcceptanceRequest {
	return AcceptanceRequest{r.User.ID, r.User.Email.String(), r.User.FirstName, r.User.LastName, r.At.UTC()}
}

// Delivery is what is known about the email of an invitation.
type Delivery struct {
	Status access.DeliveryStatus `json:"status"`
	At     time.Time             `json:"at"`
	Detail string                `json:"detail,omitempty"`
}

// Person is a person with the name and email address of the time of an event.
type Person struct {
	UserID access.UserID `json:"userId"`
	Name   string        `json:"name"`
	Email  string        `json:"email,omitempty"`
}

// InvitationOf returns an invitation with its status at a time. Only a pending one shows
// who asks to accept it.
func InvitationOf(i access.Invitation, now time.Time) Invitation {
	shown := Invitation{
		ID: i.ID, OrganisationID: i.Scope.Organisation, AccountID: i.Scope.Account,
		Email: i.Email.String(), FirstName: i.FirstName, LastName: i.LastName, Roles: i.Roles, Until: i.Ends, Locale: i.Locale,
		ReturnURL: i.ReturnURL, Metadata: i.Metadata, Status: i.StatusAt(now),
		Delivery:  Delivery{i.Delivery.Status, i.Delivery.At.UTC(), i.Delivery.Detail},
		InvitedBy: personOf(i.Inviter), CreatedAt: i.CreatedAt.UTC(), ExpiresAt: i.ExpiresAt.UTC(),
		RenewalRequestedAt: i.RenewalRequestedAt.UTC(),
	}
	if i.AcceptanceRequest.IsOpen() && shown.Status == access.Pending {
		shown.AcceptanceRequest = new(AcceptanceRequestOf(i.AcceptanceRequest))
	}
	return shown
}

func personOf(p access.Person) Person { return Person{UserID: p.ID, Name: p.Name, Email: p.Email} }

// User is a person who has registered.
type User struct {
	ID        access.UserID `json:"id"`
	Email     string        `json:"email"`
	FirstName string        `json:"firstName"`
	LastName  string        `json:"lastName"`
}

// UserOf returns a user as the API shows it.
func UserOf(u access.User) User { return User{u.ID, u.Email.String(), u.FirstName, u.LastName} }

// PermissionRow is everything that one user holds in one organisation, directly and
// inherited. Version is that of the direct membership, and so is Suspended.
type PermissionRow struct {
	User    User    `json:"user"`
	Grants  []Grant `json:"grants"`
	Version string  `json:"version"`

	Suspended bool `json:"suspended,omitzero"`
}

// Grant is a role that a user holds at a scope. InheritedFrom is nil for a direct
// grant.
type Grant struct {
	Role          RoleName  `json:"role"`
	Scope         Scope     `json:"scope"`
	Below         bool      `json:"below,omitempty"`
	InheritedFrom *Source   `json:"inheritedFrom,omitempty"`
	GrantedBy     Person    `json:"grantedBy"`
	GrantedAt     time.Time `json:"grantedAt"`
	Until         time.Time `json:"until,omitzero"`

	InvitationID access.InvitationID `json:"invitationId,omitempty"`
	Editable     *bool               `json:"editable,omitempty"`
}

// RoleName is the id and the name of a role.
type RoleName struct {
	ID   access.RoleID `json:"id"`
	Name string        `json:"name"`
}

// Scope is where a role applies: an organisation, or one account in it.
type Scope struct {
	OrganisationID access.OrganisationID `json:"organisationId"`
	AccountID      access.AccountID      `json:"accountId,omitempty"`
}

// Source is the organisation from which a grant is inherited.
type Source struct {
	OrganisationID access.OrganisationID `json:"organisationId"`
	Name           string                `json:"name"`
}

// PermissionRowOf returns the permission row for the effective access of a user in an
// organisation. Its version is empty if the user has no direct membership, because
// then there is nothing to change.
func PermissionRowOf(in access.Organisation, effective access.EffectiveAccess, roles access.Catalogue) PermissionRow {
	return permissionRow(in, effective, effective.Shown(in), roles)
}

func permissionRow(in access.Organisation, effective access.EffectiveAccess, grants []access.Grant, roles access.Catalogue) PermissionRow {
	return PermissionRow{UserOf(effective.User()), GrantsOf(grants, in, roles), effective.Direct.Version, effective.Direct.Suspended}
}

// GrantsOf returns grants as they are seen in an organisation: those of an
// organisation above it are inherited.
func GrantsOf(grants []access.Grant, in access.Organisation, roles access.Catalogue) []Grant {
	shown := make([]Grant, 0, len(grants))
	for _, g := range grants {
		grant := Grant{
			Role:      RoleName{g.Role, roles.Name(g.Role)},
			Scope:     Scope{g.Scope.Organisation, g.Scope.Account},
			Below:     g.HoldsBelow(),
			GrantedBy: personOf(g.By), GrantedAt: g.At.UTC(), Until: g.Until, InvitationID: g.Invitation,
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

// Organisation is an organisation as its members see it. ParentID and InheritedFrom
// are empty for a caller who may not know about the organisation above. Capabilities is
// nil where the caller's are not known.
type Organisation struct {
	ID            access.OrganisationID `json:"id"`
	Name          string                `json:"name"`
	Partner       bool                  `json:"partner"`
	ParentID      access.OrganisationID `json:"parentId,omitempty"`
	InheritedFrom *Source               `json:"inheritedFrom,omitempty"`
	Capabilities  *Capabilities         `json:"capabilities,omitempty"`
}

// OrganisationOf returns an organisation without what depends on the caller.
func OrganisationOf(o access.Organisation) Organisation {
	return Organisation{ID: o.ID, Name: o.Name, Partner: o.Partner}
}

// OrganisationViewOf returns an organisation as a caller may see it.
func OrganisationViewOf(view access.OrganisationView) Organisation {
	shown := OrganisationOf(view.Organisation)
	shown.ParentID = view.Parent
	if view.Through != nil {
		shown.InheritedFrom = &Source{view.Through.ID, view.Through.Name}
	}
	shown.Capabilities = capabilitiesOf(view.Capabilities)
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

	Permissions []access.Permission `json:"permissions"`
}
