package api

import (
	"time"

	"admit/shared/access"
)

// The functions in this file return what a caller sees together with what they may do
// with it. The fields about that are absent where nothing is known of the caller.

// Capabilities is what the caller may do in an organisation. The roles are absent in
// lists of organisations.
type Capabilities struct {
	Administer          bool `json:"administer"`
	AdministerAny       bool `json:"administerAny"`
	ReadEvents          bool `json:"readEvents"`
	CreateAccounts      bool `json:"createAccounts"`
	CreateOrganisations bool `json:"createOrganisations"`
	Delete              bool `json:"delete"`

	GrantableRoles        []access.RoleID `json:"grantableRoles,omitzero"`
	GrantableAccountRoles []access.RoleID `json:"grantableAccountRoles,omitzero"`
}

// capabilitiesOf returns capabilities without roles, or nil if there are none.
func capabilitiesOf(c *access.Capabilities) *Capabilities {
	if c == nil {
		return nil
	}
	return &Capabilities{
		Administer: c.Administer(""), AdministerAny: c.AdministerAny(), ReadEvents: c.ReadEvents(),
		CreateAccounts: c.CreateAccounts(), CreateOrganisations: c.CreateOrganisations(), Delete: c.Delete(),
	}
}

// OrganisationWithAccounts is an organisation with a page of those of its accounts that
// the caller can see. NextCursor is empty on the last page.
type OrganisationWithAccounts struct {
	Organisation
	Accounts   []AccountView `json:"accounts"`
	NextCursor string        `json:"nextCursor,omitempty"`
}

// AccountView is an account as the caller sees it.
type AccountView struct {
	Account
	Administer *bool `json:"administer,omitempty"`
}

// OrganisationWithAccountsOf returns an organisation with some of its accounts and the
// roles that the caller may give there.
func OrganisationWithAccountsOf(view access.OrganisationView, accounts []access.Account, roles access.Catalogue) OrganisationWithAccounts {
	shown := OrganisationWithAccounts{Organisation: OrganisationViewOf(view), Accounts: make([]AccountView, 0, len(accounts))}
	if view.Capabilities != nil {
		shown.Capabilities.GrantableRoles = view.Capabilities.Grantable(roles, "")
		shown.Capabilities.GrantableAccountRoles = view.Capabilities.GrantableAtAccounts(roles)
	}
	for _, a := range accounts {
		account := AccountView{Account: Account{ID: a.ID, Name: a.Name}}
		if view.Capabilities != nil {
			account.Administer = new(view.Capabilities.Administer(a.ID))
		}
		shown.Accounts = append(shown.Accounts, account)
	}
	return shown
}

// PermissionRowViewOf returns the permission row of a user, with what the caller may
// change of it.
func PermissionRowViewOf(view access.OrganisationView, effective access.EffectiveAccess, roles access.Catalogue) PermissionRow {
	grants := effective.Shown(view.Organisation)
	row := permissionRow(view.Organisation, effective, grants, roles)
	if view.Capabilities != nil {
		for n, grant := range grants {
			row.Grants[n].Editable = new(view.Capabilities.EditGrant(grant))
		}
	}
	return row
}

// InvitationViewOf returns an invitation with its status at a time, and whether it needs an
// inviter and the caller may change it.
func InvitationViewOf(view access.OrganisationView, i access.ListedInvitation, now time.Time) Invitation {
	shown := InvitationOf(i.Invitation, now)
	shown.NeedsInviter = i.NeedsInviter
	if view.Capabilities != nil {
		shown.Editable = new(view.Capabilities.EditInvitation(i.Invitation))
	}
	return shown
}
