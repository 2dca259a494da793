package access

import (
	"context"
	"slices"
)

// RemoveStore is what [Remove] reads and writes.
type RemoveStore interface {
	SnapshotReader
	OfferReader
	InvitationCloser
	MembershipChanger
}

// Remove removes all direct access of a user to an organisation, or to one account of
// it. It also revokes every pending invitation to the user's address at that scope or at
// an account in it, whoever sent the invitation and whatever it offers. With the last
// grant of somebody who is suspended it revokes all of them in the organisation.
type Remove struct {
	Store RemoveStore
	Now   Clock

	precondition Precondition
}

// If returns a copy of Remove that requires one of p's versions. They are compared with
// the version that the caller sees.
func (c Remove) If(p Precondition) Remove {
	c.precondition = p
	return c
}

// RemoveResult is what a removal removes, and what it does not.
type RemoveResult struct {
	Organisation Organisation
	Removed      []Grant
	Revoked      []InvitationID // those that the caller may see
	Remaining    []Grant        // grants that still count at the scope: inherited, or at the whole organisation
	Suspended    bool           // the removed grants did not count, because the user is suspended
}

// Preview returns what Do would do now. It changes nothing.
func (c Remove) Preview(ctx context.Context, caller UserID, scope Scope, user UserID) (RemoveResult, error) {
	var result RemoveResult
	err := RetryStale(ctx, func(ctx context.Context) (err error) {
		result, _, err = c.plan(ctx, caller, scope, user)
		return err
	})
	return result, err
}

// Do removes the access. The user's next request is judged without it (immediate
// effect). Invitations beyond MaxRevocations are revoked first, each in its own
// transaction.
func (c Remove) Do(ctx context.Context, caller UserID, scope Scope, user UserID) (RemoveResult, error) {
	return c.do(ctx, func(ctx context.Context) (RemoveResult, MembershipChange, error) {
		return c.plan(ctx, caller, scope, user)
	})
}

// do removes what plan returns, which is called again after a conflict.
func (c Remove) do(ctx context.Context, plan func(context.Context) (RemoveResult, MembershipChange, error)) (RemoveResult, error) {
	var result RemoveResult
	var revokedFirst []InvitationID
	err := RetryStale(ctx, func(ctx context.Context) error {
		planned, removal, err := plan(ctx)
		if err != nil {
			return err
		}
		result = planned
		closed, err := removal.write(ctx, c.Store)
		for _, id := range closed {
			if slices.Contains(planned.Revoked, id) {
				revokedFirst = append(revokedFirst, id)
			}
		}
		return err
	})
	if err != nil {
		return RemoveResult{}, err
	}
	result.Revoked = append(result.Revoked, revokedFirst...)
	slices.Sort(result.Revoked)
	result.Revoked = slices.Compact(result.Revoked)
	return result, nil
}

// plan judges a removal and returns its result and its write. The caller must govern
// everything that is removed.
func (c Remove) plan(ctx context.Context, caller UserID, scope Scope, user UserID) (RemoveResult, MembershipChange, error) {
	snapshot, err := loadScope(ctx, c.Store, c.Now, caller, SnapshotQuery{Scope: scope, Users: usersToRead(user)})
	if err != nil {
		return RemoveResult{}, MembershipChange{}, err
	}
	visible, err := snapshot.visibility(caller, "")
	if err != nil {
		return RemoveResult{}, MembershipChange{}, err
	}
	if !snapshot.administers(caller, scope.Account) {
		return RemoveResult{}, MembershipChange{}, errNotAdministrator()
	}
	effective := snapshot.Access[user]
	removed := effective.Direct.filter(func(g Grant) bool { return scope.covers(g.Scope) })
	remaining := snapshot.remaining(visible, effective, scope)
	if len(removed.Grants)+len(remaining) == 0 {
		return RemoveResult{}, MembershipChange{}, errNotFound()
	}
	authority, err := c.removable(snapshot, caller, visible.filterAccess(effective), scope.Account, removed.Grants)
	if err != nil {
		return RemoveResult{}, MembershipChange{}, err
	}
	removal, err := c.removal(ctx, snapshot, effective, scope, snapshot.Access[caller].party())
	if err != nil {
		return RemoveResult{}, MembershipChange{}, err
	}
	if err := snapshot.authorise(caller, authority, &removal); err != nil {
		return RemoveResult{}, MembershipChange{}, confirmLastAdmin(ctx, c.Store, err, effective.Direct)
	}
	return RemoveResult{Organisation: snapshot.Organisation, Removed: removed.Grants, Revoked: removal.revoked(visible.sees), Remaining: remaining, Suspended: effective.Direct.Suspended}, removal, nil
}

// removal returns the write of a removal, without the authority that it needs.
func (c Remove) removal(ctx context.Context, s Snapshot, effective EffectiveAccess, scope Scope, actor Party) (MembershipChange, error) {
	removal := MembershipChange{Before: effective.Direct, At: effective.Direct.nextChange(c.Now())}
	removal.After = effective.Direct.filter(func(g Grant) bool { return !scope.covers(g.Scope) })
	removal.After.Version, removal.After.ChangedAt = NewID(), removal.At
	removal.Event = accessEvent(EventAccessRemoved, removal.Before, removal.After, scope, s.names(), removal.At, actor)
	return removal, removal.planRevocations(ctx, c.Store, actor, func(i Invitation) bool {
		return scope.covers(i.Scope) || removal.endsSuspension()
	})
}

// removable returns the authority by which the caller removes the grants. It refuses a
// caller who does not govern them, a membership in a version that the caller does not
// allow, and a removal of nothing.
func (c Remove) removable(snapshot Snapshot, caller UserID, seen EffectiveAccess, account AccountID, grants []Grant) (Authority, error) {
	authority, err := snapshot.mayTake(caller, account, rolesOf(grants)...)
	if err != nil {
		return Authority{}, err
	}
	if err := c.precondition.check(seen.Direct.Version); err != nil {
		return Authority{}, err
	}
	if len(grants) == 0 {
		return Authority{}, Refuse(InheritedAccess, "This access is inherited and cannot be removed here.")
	}
	return authority, nil
}

// authorise sets the authority of a removal. It refuses a removal that leaves the
// organisation without the administrators that it must keep, unless the caller governs
// it from above (last administrator), which then is the authority. The roles of the
// revoked invitations are not judged: a caller who may remove somebody may also end every
// offer to them.
func (s Snapshot) authorise(caller UserID, authority Authority, change *MembershipChange) error {
	if refusal := s.removesLastAdmin(*change); refusal != nil {
		if authority, change.AllowNoAdmin = s.authorityAbove(caller); !change.AllowNoAdmin {
			return refusal
		}
	}
	change.Authorities = []Authority{authority}
	for n := range change.Revocations {
		change.Revocations[n].Authority = &authority
	}
	return nil
}

// removesLastAdmin returns a refusal if a change would leave the organisation without the
// administrators that it must keep.
func (s Snapshot) removesLastAdmin(change MembershipChange) error {
	return s.requireAdmins(AdminsChange(change.Before, change.After), PartnerAdminsChange(change.Before, change.After))
}

// requireAdmins returns a refusal if changes of the numbers of administrators would leave
// the organisation without an administrator of its own. It also does if the organisation
// has organisations below it and would be left without a Partner Organisation Admin, whom
// an Organisation Admin does not replace.
func (s Snapshot) requireAdmins(adminsChange, partnerAdminsChange int) error {
	removesLast := func(count, by int) bool { return by < 0 && count+by < 1 }
	switch {
	case s.Organisation.Children > 0 && removesLast(s.Organisation.PartnerAdmins, partnerAdminsChange):
		return Refuse(LastAdministrator, "This organisation has organisations below it, so it must keep a Partner Organisation Admin. "+
			"Make somebody else a Partner Organisation Admin first.")
	case removesLast(s.Organisation.Admins, adminsChange):
		return Refuse(LastAdministrator, "An organisation must keep an administrator. Make somebody else an administrator first.")
	}
	return nil
}

// covers reports whether the other scope is this one, or an account of this
// organisation.
func (s Scope) covers(other Scope) bool {
	return s == other || (s.Account == "" && s.Organisation == other.Organisation)
}

// remaining returns the grants that still count for a user at a scope after a removal:
// the inherited ones and, for an account, those at the whole organisation. It returns
// none to a caller who may not see the whole organisation.
func (s Snapshot) remaining(visible visibility, effective EffectiveAccess, scope Scope) []Grant {
	if !visible.everything {
		return nil
	}
	return s.stillCounting(effective, scope)
}

// stillCounting returns the grants that still count for a user at a scope after a removal.
func (s Snapshot) stillCounting(effective EffectiveAccess, scope Scope) []Grant {
	effective = effective.heldAt(s.At)
	var kept []Grant
	if scope.Account != "" {
		kept = effective.Direct.At(Scope{Organisation: scope.Organisation}).Grants
	}
	return append(kept, effective.inherited(s.Organisation)...)
}
