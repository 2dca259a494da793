package access

import "time"

// Capabilities is what one user may do in an organisation, for programs that offer
// only what is allowed. The functions of the policy that judge a request compute it, so
// that no other program needs a copy of the policy. It promises nothing: each request is
// judged again, and a state may forbid what the policy allows, such as the removal of
// the last administrator.
type Capabilities struct {
	snapshot Snapshot
	user     UserID
}

// capabilities returns what a user may do in the snapshot's organisation.
func (s Snapshot) capabilities(user UserID) *Capabilities { return &Capabilities{s, user} }

// Administer reports whether the user is an administrator of an account, or of the
// whole organisation if account is empty.
func (c Capabilities) Administer(account AccountID) bool {
	return c.snapshot.administers(c.user, account)
}

// AdministerAny reports whether the user is an administrator of the whole organisation
// or of at least one account.
func (c Capabilities) AdministerAny() bool { return c.snapshot.administersAny(c.user) }

// ReadEvents reports whether the user may read the audit log of the organisation, or the
// part of it that concerns their accounts.
func (c Capabilities) ReadEvents() bool { return c.AdministerAny() }

// CreateAccounts reports whether the user may create accounts in the organisation.
func (c Capabilities) CreateAccounts() bool { return c.snapshot.administers(c.user, "") }

// CreateOrganisations reports whether the user may create organisations below the
// organisation.
func (c Capabilities) CreateOrganisations() bool {
	_, err := c.snapshot.mayCreateBelow(c.user)
	return err == nil
}

// Delete reports whether the user may delete the organisation once it is empty.
func (c Capabilities) Delete() bool { return c.snapshot.governsFromAbove(c.user) }

// Grantable returns the roles that the user may give at an account, or at the whole
// organisation if account is empty, in the order of the catalogue. A user whose own role
// ends may give them until then.
func (c Capabilities) Grantable(roles Catalogue, account AccountID) []RoleID {
	ids := []RoleID{}
	next := wholeSecond(c.snapshot.At).Add(time.Second) // every grant that counts lasts until then
	for _, role := range roles.All() {
		if _, err := c.snapshot.mayGive(roles, c.user, account, []ScopedRole{{role.ID, account, next}}); err == nil {
			ids = append(ids, role.ID)
		}
	}
	return ids
}

// GrantableAtAccounts returns the roles that the user may give at each account that they
// administer. They are the same at all of them.
func (c Capabilities) GrantableAtAccounts(roles Catalogue) []RoleID {
	if c.Administer("") {
		return c.Grantable(roles, "any") // for the administrator of all accounts, the id does not matter
	}
	for _, account := range c.snapshot.governedAccounts(c.user) {
		return c.Grantable(roles, account)
	}
	return []RoleID{}
}

// EditGrant reports whether the user may take a grant away in this organisation. An
// inherited grant is taken away in the organisation where it was given.
func (c Capabilities) EditGrant(g Grant) bool {
	if g.Scope.Organisation != c.snapshot.Organisation.ID {
		return false
	}
	_, err := c.snapshot.mayTake(c.user, g.Scope.Account, g.Role)
	return err == nil
}

// EditInvitation reports whether the user may revoke an invitation of the organisation
// while it is pending.
func (c Capabilities) EditInvitation(i Invitation) bool {
	_, err := c.snapshot.mayTake(c.user, i.Scope.Account, i.Roles...)
	return err == nil
}
