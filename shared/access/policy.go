package access

import "slices"

// Place is a scope as it was read for a decision: the organisation, the account
// if one is meant, and what each of the users in question holds there. It is
// read strongly consistent, and what is decided on it is checked again, by the
// [Witness], in the write.
type Place struct {
	Organisation Organisation
	Account      *Account // nil: the whole organisation, or no such account
	Standings    map[UserID]Standing
	Addressee    UserID      // the user who has the address that was asked for, if any
	Suppression  Suppression // of the organisation's mails to that address
}

// Standing is what one user holds in an organisation: by grants of its own, and
// by grants of the organisations above it.
type Standing struct {
	Direct Row
	Above  []Row // the nearest first
}

// Witness is the grant that a decision rests on. A write that names a witness
// happens only while that grant stands.
type Witness struct {
	User  UserID
	Role  RoleID
	Scope Scope
}

// Scope is the scope that the place is about.
func (p Place) Scope() Scope {
	scope := Scope{Organisation: p.Organisation.ID}
	if p.Account != nil {
		scope.Account = p.Account.ID
	}
	return scope
}

// names are what the place is called now.
func (p Place) names() Names {
	names := Names{Organisation: p.Organisation.Name}
	if p.Account != nil {
		names.Account = p.Account.Name
	}
	return names
}

// kind is the kind of scope of an account, or of the whole organisation.
func (o Organisation) kind(account AccountID) PlaceKind {
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

func (r Role) mayBeGivenAt(kind PlaceKind) bool { return slices.Contains(r.GivenAt, kind) }

// grants lists everything that counts in the organisation, direct grants first.
func (s Standing) grants() []Grant {
	all := slices.Clone(s.Direct.Grants)
	for _, row := range s.Above {
		all = append(all, row.Grants...)
	}
	return all
}

// User is whose standing it is: nobody, where nothing is held.
func (s Standing) User() User {
	for _, row := range append([]Row{s.Direct}, s.Above...) {
		if row.User.ID != "" {
			return row.User
		}
	}
	return User{}
}

// person is the user of the standing, as named now.
func (s Standing) person() Person {
	if user := s.User(); user.ID != "" {
		return user.Person()
	}
	return Person{}
}

// inherited is the grants of organisations above that hold in the organisation
// too, the nearest first.
func (s Standing) inherited(org Organisation) []Grant {
	var grants []Grant
	for _, row := range s.Above {
		for _, g := range row.Grants {
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
func (p Place) authority(user UserID, account AccountID, roles ...RoleID) (Witness, bool) {
	for _, held := range p.Standings[user].grants() {
		above := func(role RoleID) bool { return !governs(held, role, p.Organisation, account) }
		if !above(anyRole) && !slices.ContainsFunc(roles, above) {
			return Witness{User: user, Role: held.Role, Scope: held.Scope}, true
		}
	}
	return Witness{}, false
}

// anyRole stands for a role that is not an administrative one.
const anyRole RoleID = ""

// administers tells whether the user is an administrator of the scope. To an
// administrator a refused role is too high; everybody else has no business
// there at all.
func (p Place) administers(user UserID, account AccountID) bool {
	_, ok := p.authority(user, account)
	return ok
}

// sees tells whether the user holds any role in the organisation, or governs it
// from above. To everybody else the organisation does not exist.
func (p Place) sees(user UserID) bool {
	return len(p.Standings[user].Direct.Grants) > 0 || p.governsFromAbove(user)
}

func (p Place) governsFromAbove(user UserID) bool {
	_, above := p.authorityAbove(user)
	return above
}

// authorityAbove finds the grant by which the user governs the organisation from
// above. Only a Partner Organisation Admin does, who governs every role.
func (p Place) authorityAbove(user UserID) (Witness, bool) {
	for _, held := range p.Standings[user].inherited(p.Organisation) {
		return Witness{User: user, Role: held.Role, Scope: held.Scope}, true
	}
	return Witness{}, false
}

// seesAccount tells whether the user holds a role at the account or at the
// whole organisation.
func (p Place) seesAccount(user UserID, account AccountID) bool {
	return p.governsFromAbove(user) || slices.ContainsFunc(p.Standings[user].Direct.Grants, func(g Grant) bool {
		return g.Scope.Account == "" || g.Scope.Account == account
	})
}

// governedAccounts lists the accounts that an Account Admin administers, for
// one who does not administer the whole organisation.
func (p Place) governedAccounts(user UserID) []AccountID {
	var accounts []AccountID
	for _, g := range p.Standings[user].Direct.Grants {
		if g.Role == AccountAdmin && g.Scope.Account != "" {
			accounts = append(accounts, g.Scope.Account)
		}
	}
	return accounts
}

// admit lets only those pass who may know of the place: rule 4.
func (p Place) admit(user UserID, account AccountID) error {
	if !p.sees(user) {
		return errNotFound()
	}
	if account != "" && (p.Account == nil || !p.seesAccount(user, account)) {
		return errNotFound()
	}
	return nil
}

// mayGive is rule 1 for roles that are to be given: each is in the catalogue,
// can be given at the scope, and is governed by the user.
func (p Place) mayGive(catalogue Catalogue, user UserID, account AccountID, roles []RoleID) (Witness, error) {
	if !p.administers(user, account) {
		return Witness{}, errNotAdministrator()
	}
	for _, id := range roles {
		role, known := catalogue.Role(id)
		if !known || !role.mayBeGivenAt(p.Organisation.kind(account)) {
			return Witness{}, Refuse(RoleNotAllowed, "The role %s cannot be given at this scope.", id)
		}
	}
	witness, ok := p.authority(user, account, roles...)
	if !ok {
		return Witness{}, Refuse(RoleNotAllowed, "One of the roles is above your own authority.")
	}
	return witness, nil
}

// mayTake is rule 1 for roles that are to be taken away, or whose offer is.
func (p Place) mayTake(user UserID, account AccountID, roles ...RoleID) (Witness, error) {
	if !p.administers(user, account) {
		return Witness{}, errNotAdministrator()
	}
	witness, ok := p.authority(user, account, roles...)
	if !ok {
		return Witness{}, Refuse(RoleNotAllowed, "This would take a role away that is above your own authority.")
	}
	return witness, nil
}
