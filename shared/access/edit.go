package access

import (
	"context"
	"slices"
	"time"
)

// EditStore is what [Edit] reads and writes.
type EditStore interface {
	SnapshotReader
	AccountReader
	OfferReader
	InvitationCloser
	MembershipChanger
}

// Edit changes the roles that a user holds in an organisation, as far as the
// caller may see and govern them.
type Edit struct {
	Store  EditStore
	Roles  Catalogue
	Limits Limits
	Now    Clock

	precondition Precondition
}

// EditRequest is what the user is to hold from now on.
type EditRequest struct {
	Grants []ScopedRole
}

// If returns an edit of a row in one of these versions. Every edit needs it, so
// that nobody's change is overwritten unseen.
func (c Edit) If(p Precondition) Edit {
	c.precondition = p
	return c
}

// Do replaces the direct grants that the caller may see. What the caller does
// not see stays, and what is inherited cannot be changed here. Open invitations
// that would bring a taken role back are revoked in the same step, whoever sent
// them and whatever else they offer.
func (c Edit) Do(ctx context.Context, caller UserID, organisation OrganisationID, user UserID, r EditRequest) (Organisation, EffectiveAccess, error) {
	if err := c.validate(r); err != nil {
		return Organisation{}, EffectiveAccess{}, err
	}
	var snapshot Snapshot
	var shown EffectiveAccess
	err := RetryStale(ctx, func() error {
		var err error
		snapshot, err = loadScope(ctx, c.Store, caller, SnapshotQuery{Scope: Scope{Organisation: organisation}, Users: known(user)})
		if err != nil {
			return err
		}
		visible, err := snapshot.visibility(caller, "")
		if err != nil {
			return err
		}
		effective := snapshot.Access[user]
		if err := c.editable(visible.filterAccess(effective), snapshot.Organisation); err != nil {
			return err
		}
		edit, err := c.plan(ctx, snapshot, caller, effective.Direct, visible.filterAccess(effective).Direct, r.Grants)
		if err != nil {
			return err
		}
		shown = visible.filterAccess(EffectiveAccess{Direct: edit.After, Above: effective.Above})
		if edit.After.Version == effective.Direct.Version {
			return nil
		}
		if len(edit.Revocations) > MaxRevocations {
			_, err := revokeFirst(ctx, c.Store, edit)
			return err
		}
		return c.Store.ChangeMembership(ctx, edit)
	})
	return snapshot.Organisation, shown, err
}

func (c Edit) validate(r EditRequest) error {
	var wrong fieldErrors
	switch limits := c.Limits; {
	case !c.precondition.given():
		wrong.add(c.precondition.Field, "is required: the version of the permission row")
	case len(r.Grants) == 0:
		wrong.add("grants", "needs at least one grant: to take all access away, remove it")
	case len(r.Grants) > limits.Grants:
		wrong.add("grants", "has more than %d grants", limits.Grants)
	}
	for n, grant := range r.Grants[:min(len(r.Grants), c.Limits.Grants)] {
		if slices.Contains(r.Grants[:n], grant) {
			wrong.add("grants", "entry %d stands there twice", n+1)
		}
	}
	return wrong.err()
}

// editable tells whether there is something to edit, and whether it is still
// what the caller saw.
func (c Edit) editable(seen EffectiveAccess, in Organisation) error {
	if len(seen.Shown(in)) == 0 {
		return errNotFound()
	}
	if err := c.precondition.check(seen.Direct.Version); err != nil {
		return err
	}
	if len(seen.Direct.Grants) == 0 {
		return Refuse(InheritedAccess, "This access comes from an organisation above and cannot be changed here.")
	}
	return nil
}

// plan judges an edit: every role that is added could be given, and every role
// that goes could be taken, at its own scope. Where nothing changes, the row
// keeps its version.
func (c Edit) plan(ctx context.Context, snapshot Snapshot, caller UserID, before, seen Membership, wanted []ScopedRole) (MembershipChange, error) {
	now, actor := c.Now().UTC(), snapshot.Access[caller].person()
	edit := MembershipChange{Before: before, After: before, At: now}
	added, taken := differences(scopedRoles(seen.Grants), wanted)
	if err := c.known(added); err != nil {
		return MembershipChange{}, err
	}
	if err := c.accounts(ctx, snapshot, caller, added); err != nil {
		return MembershipChange{}, err
	}
	if len(added)+len(taken) == 0 {
		return edit, nil
	}
	edit.After = before.filter(func(g Grant) bool { return !slices.Contains(taken, ScopedRole{g.Role, g.Scope.Account}) })
	for _, new := range added {
		edit.After.Grants = append(edit.After.Grants, Grant{Role: new.Role, Scope: Scope{before.Organisation, new.Account}, By: actor, At: now.Truncate(time.Second)})
	}
	SortGrants(edit.After.Grants)
	edit.After.Version = NewID()
	if len(edit.After.Grants) > c.Limits.Grants {
		return MembershipChange{}, errTooManyGrants(c.Limits)
	}
	if len(taken) > 0 {
		if err := edit.revokeOffers(ctx, c.Store, actor, offersAnyOf(taken)); err != nil {
			return MembershipChange{}, err
		}
	}
	if err := c.judge(snapshot, caller, added, taken, &edit); err != nil {
		return MembershipChange{}, err
	}
	edit.Event = accessEvent(EventAccessChanged, edit.Before, edit.After, Scope{Organisation: before.Organisation}, snapshot.names(), now, actor)
	return edit, nil
}

// differences is what is to be added to what is there, and what is to go.
func differences(there, wanted []ScopedRole) (added, taken []ScopedRole) {
	without := func(list, others []ScopedRole) []ScopedRole {
		return slices.DeleteFunc(slices.Clone(list), func(h ScopedRole) bool { return slices.Contains(others, h) })
	}
	return without(wanted, there), without(there, wanted)
}

// known refuses roles that are not in the catalogue. One that has left it may
// still be held, and stay.
func (c Edit) known(added []ScopedRole) error {
	var wrong fieldErrors
	for _, h := range added {
		if _, known := c.Roles.Role(h.Role); !known {
			wrong.add("grants", "has a role that is not in the catalogue")
		}
	}
	return wrong.err()
}

// accounts refuses accounts that are not there, or not the caller's to see.
func (c Edit) accounts(ctx context.Context, snapshot Snapshot, caller UserID, added []ScopedRole) error {
	atAccount := func(h ScopedRole) bool { return h.Account != "" }
	if !slices.ContainsFunc(added, atAccount) {
		return nil
	}
	there, err := c.Store.Accounts(ctx, snapshot.Organisation.ID)
	if err != nil {
		return err
	}
	for _, h := range added {
		known := slices.ContainsFunc(there, func(a Account) bool { return a.ID == h.Account })
		if atAccount(h) && (!known || !snapshot.seesAccount(caller, h.Account)) {
			return errNotFound()
		}
	}
	return nil
}

// offersAnyOf tells of an invitation whether it offers any of the roles.
func offersAnyOf(roles []ScopedRole) func(Invitation) bool {
	return func(i Invitation) bool {
		return slices.ContainsFunc(i.offers(), func(h ScopedRole) bool { return slices.Contains(roles, h) })
	}
}

// judge sets the grants that the edit rests on. A revocation rests on the grant
// that allows the caller to take the role that the invitation would bring back;
// the other roles that it offers are not judged.
func (c Edit) judge(snapshot Snapshot, caller UserID, added, taken []ScopedRole, edit *MembershipChange) error {
	for account, roles := range byAccount(added) {
		authority, err := snapshot.mayGive(c.Roles, caller, account, roles)
		if err != nil {
			return err
		}
		edit.addAuthority(authority)
	}
	for account, roles := range byAccount(taken) {
		authority, err := snapshot.mayTake(caller, account, roles...)
		if err != nil {
			return err
		}
		edit.addAuthority(authority)
		for n, closing := range edit.Revocations {
			if closing.Invitation.Scope.Account == account {
				edit.Revocations[n].Authority = &authority
			}
		}
	}
	if refusal := snapshot.removesLastAdmin(*edit); refusal != nil {
		authority, above := snapshot.authorityAbove(caller)
		if !above {
			return refusal
		}
		edit.AllowNoAdmin = true
		edit.addAuthority(authority)
	}
	return nil
}

func (c *MembershipChange) addAuthority(authority Authority) {
	if !slices.Contains(c.Authorities, authority) {
		c.Authorities = append(c.Authorities, authority)
	}
}

func byAccount(list []ScopedRole) map[AccountID][]RoleID {
	roles := map[AccountID][]RoleID{}
	for _, h := range list {
		roles[h.Account] = append(roles[h.Account], h.Role)
	}
	return roles
}
