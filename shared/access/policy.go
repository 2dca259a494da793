package access

import "slices"

// Snapshot is a scope as it was read for a decision: the organisation, the account
// if one is meant, and what each of the users in question holds there. It is
// read strongly consistent, and what is decided on it is checked again, by the
// [Authority], in the write.
type Snapshot struct {
	Organisation Organisation
	Account      *Account // nil: the whole organisation, or no such account
	Access       map[UserID]EffectiveAccess
	Addressee    UserID      // the user who has the address that was asked for, if any
	Suppression  Suppression // of the organisation's mails to that address
}

// EffectiveAccess is what one user holds in an organisation: by grants of its own, and
// by grants of the organisations above it.
type EffectiveAccess struct {
	Direct Membership
	Above  []Membership // the nearest first
}

// Authority is the grant that a decision rests on. A write that names a witness
// happens only while that grant stands.
type Authority struct {
	User  UserID
	Role  RoleID
	Scope Scope
}

// Scope is the scope that the place is about.
func (s Snapshot) Scope() Scope {
	scope := Scope{Organisation: s.Organisation.ID}
	if s.Account != nil {
		scope.Account = s.Account.ID
	}
	return scope
}

// names are what the place is called now.
func (s Snapshot) names() Names {
	names := Names{Organisation: s.Organisation.Name}
	if s.Account != nil {
		names.Account = s.Account.Name
	}
	return names
}

// kind is the kind of scope of an account, or of the whole organisation.
func (o Organisation) kind(account AccountID) ScopeKind {
	switch {
	case account != "":
		return AtAccount
	case o.Partner:
		return AtPartner
	}
	return AtOrganisation
}

// governs is the policy: whether holding one grant lets a user give, change and
// take away a role at a scope of the organisation. It judges authority alone;
// whether the role can be given there at all is [Role.mayBeGivenAt].
//
//   - A Partner Organisation Admin governs every role in the organisation, in
//     every organisation below it and in all their accounts.
//   - An Organisation Admin governs every role but Partner Organisation Admin
//     in the organisation and all its accounts.
//   - An Account Admin governs what is given at that account.
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

func (r Role) mayBeGivenAt(kind ScopeKind) bool { return slices.Contains(r.GivenAt, kind) }

// grants lists everything that counts in the organisation, direct grants first.
func (s EffectiveAccess) grants() []Grant {
	all := slices.Clone(s.Direct.Grants)
	for _, membership := range s.Above {
		all = append(all, membership.Grants...)
	}
	return all
}

// User is whose standing it is: nobody, where nothing is held.
func (s EffectiveAccess) User() User {
	for _, membership := range append([]Membership{s.Direct}, s.Above...) {
		if membership.User.ID != "" {
			return membership.User
		}
	}
	return User{}
}

// person is the user of the standing, as named now.
func (s EffectiveAccess) person() Person {
	if user := s.User(); user.ID != "" {
		return user.Person()
	}
	return Person{}
}

// inherited is the grants of organisations above that hold in the organisation
// too, the nearest first.
func (s EffectiveAccess) inherited(org Organisation) []Grant {
	var grants []Grant
	for _, membership := range s.Above {
		for _, g := range membership.Grants {
			if governs(g, anyRole, org, "") {
				grants = append(grants, g)
			}
		}
	}
	return grants
}

// authority finds one grant of the user that governs the scope and all the
// roles there. It is how rule 1 is judged at every door: invite, accept, edit,
// revoke and remove.
func (s Snapshot) authority(user UserID, account AccountID, roles ...RoleID) (Authority, bool) {
	for _, held := range s.Access[user].grants() {
		above := func(role RoleID) bool { return !governs(held, role, s.Organisation, account) }
		if !above(anyRole) && !slices.ContainsFunc(roles, above) {
			return Authority{User: user, Role: held.Role, Scope: held.Scope}, true
		}
	}
	return Authority{}, false
}

// anyRole stands for a role that is not an administrative one.
const anyRole RoleID = ""

// administers tells whether the user is an administrator of the scope. To an
// administrator a refused role is too high; everybody else has no business
// there at all.
func (s Snapshot) administers(user UserID, account AccountID) bool {
	_, ok := s.authority(user, account)
	return ok
}

// sees tells whether the user holds any role in the organisation, or governs it
// from above. To everybody else the organisation does not exist.
func (s Snapshot) sees(user UserID) bool {
	return len(s.Access[user].Direct.Grants) > 0 || s.governsFromAbove(user)
}

func (s Snapshot) governsFromAbove(user UserID) bool {
	_, above := s.authorityAbove(user)
	return above
}

// authorityAbove finds the grant by which the user governs the organisation from
// above. Only a Partner Organisation Admin does, who governs every role.
func (s Snapshot) authorityAbove(user UserID) (Authority, bool) {
	for _, held := range s.Access[user].inherited(s.Organisation) {
		return Authority{User: user, Role: held.Role, Scope: held.Scope}, true
	}
	return Authority{}, false
}

// seesAccount tells whether the user holds a role at the account or at the
// whole organisation.
func (s Snapshot) seesAccount(user UserID, account AccountID) bool {
	return s.governsFromAbove(user) || slices.ContainsFunc(s.Access[user].Direct.Grants, func(g Grant) bool {
		return g.Scope.Account == "" || g.Scope.Account == account
	})
}

// governedAccounts lists the accounts that an Account Admin administers, for
// one who does not administer the whole organisation.
func (s Snapshot) governedAccounts(user UserID) []AccountID {
	var accounts []AccountID
	for _, g := range s.Access[user].Direct.Grants {
		if g.Role == AccountAdmin && g.Scope.Account != "" {
			accounts = append(accounts, g.Scope.Account)
		}
	}
	return accounts
}

// requireVisible lets only those pass who may know of the place: rule 4.
func (s Snapshot) requireVisible(user UserID, account AccountID) error {
	if !s.sees(user) {
		return errNotFound()
	}
	if account != "" && (s.Account == nil || !s.seesAccount(user, account)) {
		return errNotFound()
	}
	return nil
}

// mayGive is rule 1 for roles that are to be given: each is in the catalogue,
// can be given at the scope, and is governed by the user.
func (s Snapshot) mayGive(catalogue Catalogue, user UserID, account AccountID, roles []RoleID) (Authority, error) {
	if !s.administers(user, account) {
		return Authority{}, errNotAdministrator()
	}
	for _, id := range roles {
		role, known := catalogue.Role(id)
		if !known || !role.mayBeGivenAt(s.Organisation.kind(account)) {
			return Authority{}, Refuse(RoleNotAllowed, "The role %s cannot be given at this scope.", id)
		}
	}
	authority, ok := s.authority(user, account, roles...)
	if !ok {
		return Authority{}, Refuse(RoleNotAllowed, "One of the roles is above your own authority.")
	}
	return authority, nil
}

// mayTake is rule 1 for roles that are to be taken away, or whose offer is.
func (s Snapshot) mayTake(user UserID, account AccountID, roles ...RoleID) (Authority, error) {
	if !s.administers(user, account) {
		return Authority{}, errNotAdministrator()
	}
	authority, ok := s.authority(user, account, roles...)
	if !ok {
		return Authority{}, Refuse(RoleNotAllowed, "This would take a role away that is above your own authority.")
	}
	return authority, nil
}
