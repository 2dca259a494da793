package dynamo

import (
	"context"

	"admit/shared/access"
)

// Invite writes an invitation and takes its slot.
func (s Store) Invite(ctx context.Context, w access.Offer) error {
	t := s.begin()
	t.putInvitation(w)
	return s.commit(ctx, t)
}

// putInvitation writes a new invitation.
func (t *transaction) putInvitation(w access.Offer) {
	t.put(invitationToItem(w.Invitation), absent, nil)
	t.putOffer(w, false)
}

// putOffer takes the slot of an invitation, lists and counts the invitation, and
// writes its event. If holdsSlot, the invitation already holds the slot.
//
// The slot prevents a second pending invitation to the same address at the same
// scope. It is held as long as the invitation counts as open, and has no
// time-to-live. If the time-to-live removes the invitation, Expire or ReleaseSlot
// releases the slot.
func (t *transaction) putOffer(w access.Offer, holdsSlot bool) {
	i, openChange := w.Invitation, 1
	condition, values := absent, args(nil)
	switch {
	case w.Expired != nil:
		t.close(*w.Expired)
		condition, values, openChange = "#invitation = :expired", args{":expired": textOf(w.Expired.Invitation.ID)}, 0
	case holdsSlot:
		condition, values, openChange = "#invitation = :own", args{":own": textOf(i.ID)}, 0
	}
	t.put(&listEntry{header: slotKey(i.Scope, i.Email).header(kindSlot), Invitation: i.ID, OfferedUntil: i.ExpiresAt.Unix()}, condition, values)
	t.put(&listEntry{header: listingKey(i).header(kindListing), Invitation: i.ID, ExpiresAt: t.retention.ListedUntil(i.ExpiresAt).Unix()}, "", nil)
	if k, atAccount := accountSlotKey(slotKey(i.Scope, i.Email)); atAccount {
		t.put(&listEntry{header: k.header(kindAccountSlot), Invitation: i.ID, OfferedUntil: i.ExpiresAt.Unix()}, "", nil)
	}
	if w.Replaces != nil {
		t.close(*w.Replaces)
		t.deleteSlot(slotKey(w.Replaces.Invitation.Scope, w.Replaces.Invitation.Email), w.Replaces.Invitation.ID)
		t.checkAuthority(w.Replaces.Authority, w.Replaces.At)
		openChange--
	}
	if w.Lift != nil {
		t.putSuppression(*w.Lift, i.QueuedAt)
	}
	t.putEvent(w.Event)
	t.countOffer(w, openChange)
}
