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

// Remove takes all of a user's access to an organisation, or to one account of
// it, in one step, and revokes every open invitation of theirs there, whoever
// sent it and whatever it offers.
type Remove struct {
	Store RemoveStore
	Now   Clock

	precondition Precondition
}

// If returns a removal from a row in one of these versions, as the caller sees
// the row.
func (c Remove) If(p Precondition) Remove {
	c.precondition = p
	return c
}

// RemoveResult is what goes, and what stays because it is held elsewhere.
type RemoveResult struct {
	Organisation Organisation
	Removed      []Grant
	Revoked      []InvitationID
	Remaining    []Grant
}

// Preview tells what Do would do now.
func (c Remove) Preview(ctx context.Context, caller UserID, scope Scope, user UserID) (RemoveResult, error) {
	removed, _, err := c.plan(ctx, caller, scope, user)
	return removed, err
}

// Do removes. The very next request of the user is judged without what went.
func (c Remove) Do(ctx context.Context, caller UserID, scope Scope, user UserID) (RemoveResult, error) {
	var removed RemoveResult
	var early []InvitationID
	err := RetryStale(ctx, func() error {
		planned, removal, err := c.plan(ctx, caller, scope, user)
		if err != nil {
			return err
		}
		if len(removal.Revocations) > MaxRevocations {
			closed, err := revokeFirst(ctx, c.Store, removal)
			early = append(early, closed...)
			return err
		}
		removed = planned
		return c.Store.ChangeMembership(ctx, removal)
	})
	if err != nil {
		return RemoveResult{}, err
	}
	removed.Revoked = append(removed.Revoked, early...)
	slices.Sort(removed.Revoked)
	removed.Revoked = slices.Compact(removed.Revoked)
	return removed, nil
}

// plan judges a removal: what goes must be governed by the caller, in whole.
func (c Remove) plan(ctx context.Context, caller UserID, scope Scope, user UserID) (RemoveResult, MembershipChange, error) {
	snapshot, err := loadScope(ctx, c.Store, caller, SnapshotQuery{Scope: scope, Users: known(user)})
	if err != nil {
		return RemoveResult{}, MembershipChange{}, err
	}
	if !snapshot.administers(caller, scope.Account) {
		return RemoveResult{}, MembershipChange{}, errNotAdministrator()
	}
	effective := snapshot.Access[user]
	goes := effective.Direct.filter(func(g Grant) bool { return scope.covers(g.Scope) })
	stays, err := snapshot.remaining(caller, effective, scope)
	if err != nil {
		return RemoveResult{}, MembershipChange{}, err
	}
	if len(goes.Grants)+len(stays) == 0 {
		return RemoveResult{}, MembershipChange{}, errNotFound()
	}
	if err := c.removable(snapshot, caller, effective, scope.Account, goes.Grants); err != nil {
		return RemoveResult{}, MembershipChange{}, err
	}
	removal := MembershipChange{Before: effective.Direct, At: c.Now().UTC()}
	removal.After = effective.Direct.filter(func(g Grant) bool { return !scope.covers(g.Scope) })
	removal.After.Version = NewID()
	actor := snapshot.Access[caller].person()
	if err := removal.revokeOffers(ctx, c.Store, actor, func(i Invitation) bool { return scope.covers(i.Scope) }); err != nil {
		return RemoveResult{}, MembershipChange{}, err
	}
	if err := snapshot.mayRemove(caller, scope.Account, goes.Grants, &removal); err != nil {
		return RemoveResult{}, MembershipChange{}, err
	}
	removal.Event = accessEvent(EventAccessRemoved, removal.Before, removal.After, scope, snapshot.names(), removal.At, actor)
	return RemoveResult{Organisation: snapshot.Organisation, Removed: goes.Grants, Revoked: removal.revoked(), Remaining: stays}, removal, nil
}

// removable tells whether the caller governs what goes, whether the row is in a
// version that the caller allows, and whether anything goes at all.
func (c Remove) removable(snapshot Snapshot, caller UserID, from EffectiveAccess, account AccountID, goes []Grant) error {
	if _, err := snapshot.mayTake(caller, account, rolesOf(goes)...); err != nil {
		return err
	}
	visible, err := snapshot.visibility(caller, "")
	if err != nil {
		return err
	}
	if err := c.precondition.check(visible.filterAccess(from).Direct.Version); err != nil {
		return err
	}
	if len(goes) == 0 {
		return Refuse(InheritedAccess, "This access comes from elsewhere and cannot be removed here.")
	}
	return nil
}

// mayRemove judges a removal and sets the grant that it rests on. The caller must
// govern every role that goes. The organisation must keep its administrators,
// unless the caller governs it from above. The roles of the revoked invitations
// are not judged: whoever may remove somebody may also end every offer to them.
func (s Snapshot) mayRemove(caller UserID, account AccountID, goes []Grant, r *MembershipChange) error {
	authority, err := s.mayTake(caller, account, rolesOf(goes)...)
	if err != nil {
		return err
	}
	if refusal := s.removesLastAdmin(*r); refusal != nil {
		if authority, r.AllowNoAdmin = s.authorityAbove(caller); !r.AllowNoAdmin {
			return refusal
		}
	}
	r.Authorities = []Authority{authority}
	for n := range r.Revocations {
		r.Revocations[n].Authority = &authority
	}
	return nil
}

// removesLastAdmin refuses a change after which the organisation would have no
// administrator of its own, or the organisations below it nobody here who governs
// them: an Organisation Admin does not replace a Partner Organisation Admin.
func (s Snapshot) removesLastAdmin(r MembershipChange) error {
	lost := func(count, change int) bool { return change < 0 && count+change < 1 }
	switch {
	case s.Organisation.Children > 0 && lost(s.Organisation.PartnerAdmins, PartnerAdminsChange(r.Before, r.After)):
		return Refuse(LastAdministrator, "This organisation has organisations below it, so it keeps a Partner Organisation Admin. "+
			"Make somebody else Partner Organisation Admin first.")
	case lost(s.Organisation.Admins, AdminsChange(r.Before, r.After)):
		return Refuse(LastAdministrator, "An organisation keeps an administrator. Make somebody else one first.")
	}
	return nil
}

func rolesOf(grants []Grant) []RoleID {
	roles := make([]RoleID, 0, len(grants))
	for _, g := range grants {
		roles = append(roles, g.Role)
	}
	return roles
}

// covers tells whether a grant at the other scope belongs to this one: an
// organisation covers its accounts.
func (s Scope) covers(other Scope) bool {
	return s == other || (s.Account == "" && s.Organisation == other.Organisation)
}

// remaining is what a user still holds at a scope after a removal, as far as the
// caller may know: grants of organisations above, and for an account those of
// the whole organisation.
func (s Snapshot) remaining(caller UserID, effective EffectiveAccess, scope Scope) ([]Grant, error) {
	visible, err := s.visibility(caller, "")
	if err != nil || !visible.everything {
		return nil, err
	}
	var stays []Grant
	if scope.Account != "" {
		stays = effective.Direct.At(Scope{Organisation: scope.Organisation}).Grants
	}
	return append(stays, effective.inherited(s.Organisation)...), nil
}

// revokeOffers adds the revocation of every open invitation of the user in the
// organisation that would restore what is taken. An offer that is opened or
// widened after this read makes the change stale.
func (c *MembershipChange) revokeOffers(ctx context.Context, store OfferReader, actor Person, restores func(Invitation) bool) error {
	offers, err := store.Offers(ctx, c.Before.Organisation, c.Before.User.Email)
	if err != nil {
		return err
	}
	c.OffersVersion = &offers.Version
	for _, i := range offers.Pending {
		if i.StatusAt(c.At) == Pending && restores(i) {
			c.Revocations = append(c.Revocations, i.closure(Revoked, c.At, nil, actor))
		}
	}
	return nil
}

// revokeFirst closes the invitations that one transaction has no room for, and
// asks for another try.
func revokeFirst(ctx context.Context, store InvitationCloser, r MembershipChange) (closed []InvitationID, err error) {
	for _, closing := range r.Revocations[MaxRevocations:] {
		if err := store.Close(ctx, closing); err != nil {
			return closed, err
		}
		closed = append(closed, closing.Invitation.ID)
	}
	return closed, ErrStale
}

func (r MembershipChange) revoked() []InvitationID {
	ids := make([]InvitationID, 0, len(r.Revocations))
	for _, closing := range r.Revocations {
		ids = append(ids, closing.Invitation.ID)
	}
	return ids
}
