package access

import "context"

// Leave is [Remove.Do] by the user themselves, who needs no authority for it. It is
// refused to the last administrator whom the organisation must keep.
func (c Remove) Leave(ctx context.Context, user UserID, scope Scope) (RemoveResult, error) {
	return c.do(ctx, func(ctx context.Context) (RemoveResult, MembershipChange, error) {
		return c.planLeave(ctx, user, scope)
	})
}

// planLeave judges a removal of one's own access and returns its result and its write.
func (c Remove) planLeave(ctx context.Context, user UserID, scope Scope) (RemoveResult, MembershipChange, error) {
	snapshot, err := loadScope(ctx, c.Store, c.Now, user, SnapshotQuery{Scope: scope})
	if err != nil {
		return RemoveResult{}, MembershipChange{}, err
	}
	effective := snapshot.Access[user]
	shown := effective // as the user sees their own access
	if visible, err := snapshot.visibility(user, ""); err == nil {
		shown = visible.filterAccess(effective)
	}
	if err := c.precondition.check(shown.Direct.Version); err != nil {
		return RemoveResult{}, MembershipChange{}, err
	}
	removed := effective.Direct.filter(func(g Grant) bool { return scope.covers(g.Scope) })
	if len(removed.Grants) == 0 {
		return RemoveResult{}, MembershipChange{}, Refuse(InheritedAccess, "You hold no role of your own here that you could give up.")
	}
	removal, err := c.removal(ctx, snapshot, effective, scope, effective.party())
	if err != nil {
		return RemoveResult{}, MembershipChange{}, err
	}
	if refusal := snapshot.removesLastAdmin(removal); refusal != nil {
		above, governs := snapshot.authorityAbove(user)
		if !governs {
			return RemoveResult{}, MembershipChange{}, confirmLastAdmin(ctx, c.Store, refusal, effective.Direct)
		}
		removal.AllowNoAdmin, removal.Authorities = true, []Authority{above}
	}
	remaining := snapshot.stillCounting(effective, scope)
	return RemoveResult{Organisation: snapshot.Organisation, Removed: removed.Grants, Revoked: removal.revoked(scope.covers), Remaining: remaining}, removal, nil
}
