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

// EditRequest contains the direct grants that the user has after the edit, among
// those that the caller may see. A grant without an end does not end, whatever it did
// before.
type EditRequest struct {
	Grants []ScopedRole
}

// If returns a copy of the edit that requires one of these versions of the
// membership. Every edit requires a version, so that nobody overwrites a change
// that they have not seen.
func (c Edit) If(p Precondition) Edit {
	c.precondition = p
	return c
}

// Do replaces the direct grants that the caller may see. Grants that the caller may
// not see stay. Inherited grants cannot be changed here. Pending invitations that
// would restore a removed role are revoked in the same transaction, whoever sent
// them and whatever else they offer. If there are more than MaxRevocations, the
// others are revoked before it.
func (c Edit) Do(ctx context.Context, caller UserID, organisation OrganisationID, user UserID, r EditRequest) (Organisation, EffectiveAccess, error) {
	if err := c.validate(r); err != nil {
		return Organisation{}, EffectiveAccess{}, err
	}
	var snapshot Snapshot
	var result EffectiveAccess
	for n := range r.Grants {
		r.Grants[n].Until = wholeSecond(r.Grants[n].Until)
	}
	err := RetryStale(ctx, func(ctx context.Context) error {
		var err error
		snapshot, err = loadScope(ctx, c.Store, c.Now, caller, SnapshotQuery{Scope: Scope{Organisation: organisation}, Users: usersToRead(user)})
		if err != nil {
			return err
		}
		visible, err := snapshot.visibility(caller, "")
		if err != nil {
			return err
		}
		effective := snapshot.Access[user]
		seen := visible.filterAccess(effective)
		if err := c.editable(seen, snapshot.Organisation); err != nil {
			return err
		}
		edit, err := c.plan(ctx, snapshot, caller, effective.Direct, seen.Direct, r.Grants)
		if err != nil {
			return confirmLastAdmin(ctx, c.Store, err, effective.Direct)
		}
		result = visible.filterAccess(EffectiveAccess{Direct: edit.After, Above: effective.Above})
		if edit.After.Version == effective.Direct.Version {
			return nil
		}
		_, err = edit.write(ctx, c.Store)
		return err
	})
	return snapshot.Organisation, result, err
}

// validate checks the fields of a request, before anything is read.
func (c Edit) validate(r EditRequest) error {
	var wrong fieldErrors
	switch limits := c.Limits; {
	case !c.precondition.isSet():
		wrong.add(c.precondition.Field, "is required: the version of the permission row")
	case len(r.Grants) == 0:
		wrong.add("grants", "must have at least one grant: to remove all access, delete the permission row")
	case len(r.Grants) > limits.Grants:
		wrong.add("grants", "has more than %d grants", limits.Grants)
	}
	for n, grant := range r.Grants[:min(len(r.Grants), c.Limits.Grants)] {
		if slices.ContainsFunc(r.Grants[:n], grant.sameRole) {
			wrong.add("grants", "entry %d is a duplicate", n+1)
		}
	}
	return wrong.err()
}

// editable refuses an edit if the caller sees no access of the user, if the version
// is not one that the caller allows, or if all of the access is inherited.
func (c Edit) editable(visible EffectiveAccess, in Organisation) error {
	if len(visible.Shown(in)) == 0 {
		return errNotFound()
	}
	if err := c.precondition.check(visible.Direct.Version); err != nil {
		return err
	}
	if len(visible.Direct.Grants) == 0 {
		return Refuse(InheritedAccess, "This access is inherited and cannot be changed here.")
	}
	return nil
}

// plan judges an edit and returns its write. The caller must be able to grant every
// role that is added, and to remove every role that is removed, at its own scope.
// An edit that changes nothing keeps the version of the membership. Before is the
// whole membership, and visible is what the caller sees of it.
func (c Edit) plan(ctx context.Context, snapshot Snapshot, caller UserID, before, visible Membership, requested []ScopedRole) (MembershipChange, error) {
	now, actor := before.nextChange(c.Now()), snapshot.Access[caller].party()
	edit := MembershipChange{Before: before, After: before, At: now, Deletion: snapshot.Organisation.Deletion}
	added, removed := differences(scopedRoles(visible.Grants), requested)
	if err := c.requireInCatalogue(added, now); err != nil {
		return MembershipChange{}, err
	}
	if err := c.requireAccounts(ctx, snapshot, caller, added); err != nil {
		return MembershipChange{}, err
	}
	if len(added)+len(removed) == 0 {
		return edit, nil
	}
	edit.After = before.filter(func(g Grant) bool { return !slices.Contains(removed, g.scopedRole()) })
	for _, new := range added {
		edit.After.Grants = append(edit.After.Grants, Grant{Role: new.Role, Scope: Scope{before.Organisation, new.Account}, By: actor.Person, At: now.Truncate(time.Second), Until: new.Until})
	}
	SortGrants(edit.After.Grants)
	edit.After.Version, edit.After.ChangedAt = NewID(), now
	if edit.After.lasting(now) > c.Limits.Grants {
		return MembershipChange{}, errTooManyGrants(c.Limits)
	}
	if lost := shortened(added, removed); len(lost) > 0 {
		if err := edit.planRevocations(ctx, c.Store, actor, offersAnyOf(lost)); err != nil {
			return MembershipChange{}, err
		}
	}
	if err := c.judge(snapshot, caller, added, removed, &edit); err != nil {
		return MembershipChange{}, err
	}
	edit.Event = accessEvent(EventAccessChanged, edit.Before, edit.After, Scope{Organisation: before.Organisation}, snapshot.names(), now, actor)
	return edit, nil
}

// requireInCatalogue refuses to add roles that are not in the catalogue, or that have ended.
// A user keeps a role that has left the catalogue, and one that has ended.
func (c Edit) requireInCatalogue(added []ScopedRole, now time.Time) error {
	var wrong fieldErrors
	for _, r := range added {
		if err := checkEnd(r.Until, now); err != nil {
			wrong.add("grants", "has the role %s, which %s", r.Role, err)
		}
		if _, known := c.Roles.Role(r.Role); !known {
			wrong.add("grants", "has a role that is not in the catalogue")
		}
	}
	return wrong.err()
}

// requireAccounts refuses to add roles at accounts that do not exist or that the caller
// may not see.
func (c Edit) requireAccounts(ctx context.Context, snapshot Snapshot, caller UserID, added []ScopedRole) error {
	var ids []AccountID
	for _, r := range added {
		switch {
		case r.Account == "" || slices.Contains(ids, r.Account):
		case !ValidID(string(r.Account)) || !snapshot.seesAccount(caller, r.Account):
			return errNotFound()
		default:
			ids = append(ids, r.Account)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	accounts, err := c.Store.Accounts(ctx, snapshot.Organisation.ID, ids)
	if err != nil {
		return err
	}
	if len(accounts) < len(ids) {
		return errNotFound()
	}
	for _, account := range ids {
		if err := snapshot.Organisation.requireOpen(account, c.Now()); err != nil {
			return err
		}
	}
	return nil
}

// judge checks the caller's authority for an edit and sets the authorities of its
// write. The authority of a revocation is the grant that allows the caller to
// remove the role that the invitation would restore. The other roles that the
// invitation offers are not judged.
func (c Edit) judge(snapshot Snapshot, caller UserID, added, removed []ScopedRole, edit *MembershipChange) error {
	for account, roles := range byAccount(added) {
		authority, err := snapshot.mayGive(c.Roles, caller, account, roles)
		if err != nil {
			return err
		}
		edit.addAuthority(authority)
	}
	for account, roles := range byAccount(removed) {
		authority, err := snapshot.mayTake(caller, account, roleIDs(roles)...)
		if err != nil {
			return err
		}
		edit.addAuthority(authority)
		for n, revocation := range edit.Revocations {
			if revocation.Invitation.Scope.Account == account {
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

// addAuthority adds an authority unless the change has it.
func (c *MembershipChange) addAuthority(authority Authority) {
	if !slices.Contains(c.Authorities, authority) {
		c.Authorities = append(c.Authorities, authority)
	}
}
