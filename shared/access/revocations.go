package access

import "context"

// endsSuspension reports whether the change removes the last grant of somebody who is
// suspended, and with it the mark that keeps them from accepting an invitation.
func (c MembershipChange) endsSuspension() bool {
	return c.Before.Suspended && len(c.After.Grants) == 0
}

// everyInvitation lets planRevocations revoke all invitations of the user.
func everyInvitation(Invitation) bool { return true }

// planRevocations adds the revocation of each pending invitation of the user in the
// organisation for which restores returns true: an invitation that would bring the
// removed access back. An invitation that is opened while this request runs counts as
// sent after the change.
func (c *MembershipChange) planRevocations(ctx context.Context, store OfferReader, actor Party, restores func(Invitation) bool) error {
	offers, err := store.Offers(ctx, c.Before.Organisation, c.Before.User.Email)
	if err != nil {
		return err
	}
	for _, i := range offers {
		if i.StatusAt(c.At) == Pending && restores(i) {
			c.Revocations = append(c.Revocations, i.closure(Revoked, c.At, nil, actor))
		}
	}
	return nil
}

// write writes the change. If it revokes more than MaxRevocations invitations, write only
// revokes those for which the change has no room, and returns their ids with ErrStale, so
// that the caller reads and judges the rest again.
func (c MembershipChange) write(ctx context.Context, store interface {
	InvitationCloser
	MembershipChanger
}) (revokedFirst []InvitationID, err error) {
	if len(c.Revocations) <= MaxRevocations {
		return nil, store.ChangeMembership(ctx, c)
	}
	for _, closure := range c.Revocations[MaxRevocations:] {
		if err := store.Close(ctx, closure); err != nil {
			return revokedFirst, err
		}
		revokedFirst = append(revokedFirst, closure.Invitation.ID)
	}
	return revokedFirst, ErrStale
}

// revoked returns the ids of the invitations that the change revokes and that the caller
// sees.
func (c MembershipChange) revoked(sees func(Scope) bool) []InvitationID {
	ids := make([]InvitationID, 0, len(c.Revocations))
	for _, closure := range c.Revocations {
		if sees(closure.Invitation.Scope) {
			ids = append(ids, closure.Invitation.ID)
		}
	}
	return ids
}
