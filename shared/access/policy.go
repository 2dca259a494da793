package access

import (
	"slices"
	"time"
)

// Snapshot is the state that a judgement is made on: an organisation, an account of
// it if the query names one, and what each user in question holds there. It is read
// with strongly consistent reads, but not at one moment. So a write that depends on it
// names its [Authority] and versions, and the store checks them.
type Snapshot struct {
	Organisation Organisation
	Account      *Account // nil for the whole organisation, and for an unknown account
	Access       map[UserID]EffectiveAccess
	At           time.Time   // of the judgement, by which grants end; stores leave it zero
	Addressee    UserID      // the user who has the address of the query; empty if nobody has it
	Language     string      // in which the addressee accepted last; empty if that is not known
	Suppression  Suppression // of the organisation's emails to that address
}

// EffectiveAccess is what counts for one user in an organisation: the direct
// membership, and the memberships of the organisations above.
type EffectiveAccess struct {
	Direct Membership
	Above  []Membership // the nearest first
}

// Authority is the grant that allows a write, as it was read. A write that names an
// authority is stale if a later change than AsOf took any administrative grant away from
// the membership that has the grant, and from the end of the grant on.
type Authority struct {
	User  UserID
	Role  RoleID
	Scope Scope
	AsOf  time.Time // the ChangedAt of that membership
	Until time.Time // when the grant ends; zero if it does not end
}

// Scope returns the scope of the snapshot.
func (s Snapshot) Scope() Scope {
	scope := Scope{Organisation: s.Organisation.ID}
	if s.Account != nil {
		scope.Account = s.Account.ID
	}
	return scope
}

// names returns the current names of the scope.
func (s Snapshot) names() Names {
	names := s.Organisation.names()
	if s.Account != nil {
		names.Account = s.Account.Name
	}
	return names
}

// kind returns the kind of scope of an account, or of the whole organisation if account
// is empty.
func (o Organisation) kind(account AccountID) ScopeKind {
	switch {
	case account != "":
		return AtAccount
	case o.Partner:
		return AtPartner
	}
	return AtOrganisation
}

// governs is the policy. It reports whether a grant lets its holder give, change and
// take away a role at a scope of the organisation. It does not judge whether the role
// can be given at that scope at all: see [Role.mayBeGivenAt].
//
//   - A Partner Organisation Admin governs every role in the organisation, in
//     every organisation below it and in all their accounts.
//   - An Organisation Admin governs every role but Partner Organisation Admin
//     in the organisation and all its accounts.
//   - An Account Admin governs every role that is given at that account.
func governs(held Grant, role RoleID, org Organisation, account AccountID) bool {
	switch held.Role {
	case PartnerOrganisationAdmin:
		return held.Scope.Account == "" &&
			(held.Scope.Organisation == org.ID || org.below(held.Scope.Organisation))
	case OrganisationAdmin:
		return held.Scope == Scope{Organisation: org.ID} && role != PartnerOrganisationAdmin
	case AccountAdmin:
		return account != "" && held.Scope == Scope{Organisation: org.ID, Account: account}
	}
	return false
}

// HoldsBelow reports whether the grant also governs every organisation below its scope.
func (g Grant) HoldsBelow() bool {
	below := Organisation{Ancestors: []Ancestor{{ID: g.Scope.Organisation}}}
	return governs(g, anyRole, below, "")
}

// allows reports whether a grant gives its holder a permission at a scope of the
// organisation. An administrative role counts where it governs. Every other role counts
// at its own scope: at an account, or in a whole organisation with all its accounts. A
// role that has left the catalogue gives nothing.
func (c Catalogue) allows(held Grant, p Permission, org Organisation, account AccountID) bool {
	if !c.byID[held.Role].permits(p) {
		return false
	}
	if _, is := administrative[held.Role]; is {
		return governs(held, anyRole, org, account)
	}
	return held.Scope.covers(Scope{org.ID, account})
}

// decide returns the first grants, up to a number, that give the user a permission at a
// scope of the snapshot's organisation.
func (s Snapshot) decide(roles Catalogue, user UserID, check Check, reasons int) Decision {
	decision := Decision{Organisation: s.Organisation}
	if check.Scope.Account != "" && s.Account == nil {
		return decision
	}
	for _, held := range s.held(user).grants() {
		if len(decision.Because) < reasons && roles.allows(held, check.Permission, s.Organisation, check.Scope.Account) {
			decision.Because = append(decision.Because, held)
		}
	}
	return decision
}

// mayBeGivenAt reports whether the catalogue lets the role be given at a kind of scope.
func (r Role) mayBeGivenAt(kind ScopeKind) bool { return slices.Contains(r.GivenAt, kind) }

// grants returns the direct grants and then all grants of the organisations above,
// whether or not they count in the organisation. The caller must not change them.
func (e EffectiveAccess) grants() []Grant {
	all := e.Direct.Grants
	for _, membership := range e.Above {
		all = concat(all, membership.Grants)
	}
	return all
}

// concat returns one list of two. It makes none if one of them is empty, as they mostly
// are: a list of many users has many lists of grants.
func concat(a, b []Grant) []Grant {
	switch {
	case len(a) == 0:
		return b
	case len(b) == 0:
		return a
	}
	return slices.Concat(a, b)
}

// User returns the user. It returns the zero User if the user holds nothing.
func (e EffectiveAccess) User() User {
	for _, membership := range append([]Membership{e.Direct}, e.Above...) {
		if membership.User.ID != "" {
			return membership.User
		}
	}
	return User{}
}

// inherited returns the grants of the organisations above that govern the organisation
// too, the nearest first. It leaves out those of suspended memberships.
func (e EffectiveAccess) inherited(org Organisation) []Grant {
	var grants []Grant
	for _, membership := range e.Above {
		for _, g := range membership.Grants {
			if !membership.Suspended && governs(g, anyRole, org, "") {
				grants = append(grants, g)
			}
		}
	}
	return grants
}

// authority returns one grant of the user that governs the scope and all the roles
// there. Every use case judges by it which roles the user governs (governed roles):
// invite, accept, edit, revoke and remove.
func (s Snapshot) authority(user UserID, account AccountID, roles ...RoleID) (Authority, bool) {
	return s.findAuthority(user, account, roles, func(Grant) bool { return true })
}

// lastingAuthority is authority by a grant that lasts until the roles end, so that nobody
// gives a role for longer than they could take it away.
func (s Snapshot) lastingAuthority(user UserID, account AccountID, roles []ScopedRole) (Authority, bool) {
	return s.findAuthority(user, account, roleIDs(roles), func(held Grant) bool {
		return !slices.ContainsFunc(roles, func(r ScopedRole) bool { return !lastsUntil(held.Until, r.Until) })
	})
}

// findAuthority returns the first grant of the user that counts, governs the scope and all
// the roles there, and suffices.
func (s Snapshot) findAuthority(user UserID, account AccountID, roles []RoleID, suffices func(Grant) bool) (Authority, bool) {
	for _, held := range s.held(user).grants() {
		ungoverned := func(role RoleID) bool { return !governs(held, role, s.Organisation, account) }
		if !ungoverned(anyRole) && !slices.ContainsFunc(roles, ungoverned) && suffices(held) {
			return s.Access[user].authority(user, held), true
		}
	}
	return Authority{}, false
}

// anyRole stands for a role that is not an administrative one.
const anyRole RoleID = ""

// administers reports whether the user is an administrator of the scope. Callers use
// it to choose the refusal: role-not-allowed for administrators, forbidden for
// everybody else.
func (s Snapshot) administers(user UserID, account AccountID) bool {
	_, ok := s.authority(user, account)
	return ok
}

// sees reports whether the user holds any role in the organisation, or governs it
// from above. For everybody else the organisation does not exist.
func (s Snapshot) sees(user UserID) bool {
	return len(s.held(user).Direct.Grants) > 0 || s.governsFromAbove(user)
}

// governsFromAbove reports whether the user governs the organisation by a grant of an
// organisation above.
func (s Snapshot) governsFromAbove(user UserID) bool {
	_, above := s.authorityAbove(user)
	return above
}

// authorityAbove returns a grant by which the user governs the organisation from
// above. It is always Partner Organisation Admin, which governs every role.
func (s Snapshot) authorityAbove(user UserID) (Authority, bool) {
	for _, held := range s.held(user).inherited(s.Organisation) {
		return s.Access[user].authority(user, held), true
	}
	return Authority{}, false
}

// authority returns a grant of the user's effective access as an authority.
func (e EffectiveAccess) authority(user UserID, held Grant) Authority {
	authority := Authority{User: user, Role: held.Role, Scope: held.Scope, Until: held.Until}
	for _, membership := range append([]Membership{e.Direct}, e.Above...) {
		if membership.Organisation == held.Scope.Organisation {
			authority.AsOf = membership.ChangedAt
		}
	}
	return authority
}

// seesAccount reports whether the user holds a role at the account or at the whole
// organisation, or governs the organisation from above.
func (s Snapshot) seesAccount(user UserID, account AccountID) bool {
	return s.governsFromAbove(user) || slices.ContainsFunc(s.held(user).Direct.Grants, func(g Grant) bool {
		return g.Scope.Account == "" || g.Scope.Account == account
	})
}

// visibleAccounts returns the accounts that the user sees: every account of the
// organisation, or else those with some ids, each once.
func (s Snapshot) visibleAccounts(user UserID) (everything bool, ids []AccountID) {
	if s.governsFromAbove(user) {
		return true, nil
	}
	for _, g := range s.held(user).Direct.Grants {
		switch {
		case g.Scope.Account == "":
			return true, nil
		case !slices.Contains(ids, g.Scope.Account):
			ids = append(ids, g.Scope.Account)
		}
	}
	return false, ids
}

// governedAccounts returns the accounts at which the user is Account Admin.
func (s Snapshot) governedAccounts(user UserID) []AccountID {
	var accounts []AccountID
	for _, g := range s.held(user).Direct.Grants {
		if g.Role == AccountAdmin && g.Scope.Account != "" {
			accounts = append(accounts, g.Scope.Account)
		}
	}
	return accounts
}

// requireVisible returns the answer for an unknown id unless the user may know of the
// scope (immediate effect).
func (s Snapshot) requireVisible(user UserID, account AccountID) error {
	if !s.sees(user) {
		return errNotFound()
	}
	if account != "" && (s.Account == nil || !s.seesAccount(user, account)) {
		return errNotFound()
	}
	return nil
}

// mayGive returns the grant by which the user may give the roles at the scope. It
// returns a refusal unless each role is in the catalogue, can be given at the scope
// and is governed by the user until it ends (governed roles).
func (s Snapshot) mayGive(catalogue Catalogue, user UserID, account AccountID, roles []ScopedRole) (Authority, error) {
	if !s.administers(user, account) {
		return Authority{}, errNotAdministrator()
	}
	for _, given := range roles {
		role, known := catalogue.Role(given.Role)
		if !known || !role.mayBeGivenAt(s.Organisation.kind(account)) {
			return Authority{}, Refuse(RoleNotAllowed, "The role %s cannot be granted at this scope.", given.Role)
		}
	}
	authority, ok := s.lastingAuthority(user, account, roles)
	if ok {
		return authority, nil
	}
	if authority, ok = s.authority(user, account, roleIDs(roles)...); !ok {
		return Authority{}, Refuse(RoleNotAllowed, "One of the roles is above your own authority.")
	}
	return Authority{}, Refuse(RoleNotAllowed, "Your own role ends on %s. Grant roles that end by then.", shownEnd(authority.Until))
}

// mayTake returns the grant by which the user may take the roles away at the scope, or
// end an offer of them. It returns a refusal unless the user governs each role
// (governed roles).
func (s Snapshot) mayTake(user UserID, account AccountID, roles ...RoleID) (Authority, error) {
	if !s.administers(user, account) {
		return Authority{}, errNotAdministrator()
	}
	authority, ok := s.authority(user, account, roles...)
	if !ok {
		return Authority{}, Refuse(RoleNotAllowed, "One of the roles that this would remove is above your own authority.")
	}
	return authority, nil
}
