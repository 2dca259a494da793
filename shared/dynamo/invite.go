package dynamo

import (
	"context"
	"errors"
	"time"

	"admit/shared/access"
)

// Invite writes an invitation and its place in the list of offers.
func (s Store) Invite(ctx context.Context, w access.Offer) error {
	t := s.begin()
	t.putInvitation(w)
	return s.commit(ctx, t)
}

func (t *transaction) putInvitation(w access.Offer) {
	t.put(invitationToItem(w.Invitation), absent, nil)
	t.putOffer(w, false)
}

// putOffer gives the invitation its place, where it may be already, puts it on
// record and counts it. The place is what keeps a second invitation from the
// same address and scope, and is held for as long as the invitation counts as
// open. DynamoDB does not remove it: what an invitation leaves behind that was
// removed at its end is seen to by Expire, or by Vacate.
func (t *transaction) putOffer(w access.Offer, placed bool) {
	i, opened := w.Invitation, 1
	condition, values := absent, args(nil)
	switch {
	case w.Expired != nil:
		t.close(*w.Expired)
		condition, values, opened = "#invitation = :lapsed", args{":lapsed": w.Expired.Invitation.ID}, 0
	case placed:
		condition, values, opened = "#invitation = :own", args{":own": i.ID}, 0
	}
	t.put(listedItem{keyed: offerKey(i.Scope, i.Email).of("offer"), Invitation: i.ID, OfferedUntil: i.ExpiresAt.Unix()}, condition, values)
	t.put(listedItem{keyed: listingKey(i).of("listing"), Invitation: i.ID, ExpiresAt: i.ExpiresAt.Add(listingKept).Unix()}, "", nil)
	if w.Lift != nil {
		t.putSuppression(*w.Lift, i.QueuedAt)
	}
	t.putEvent(w.Event)
	t.versionOffers(i, i.QueuedAt)
	t.countOffer(w, opened)
}

// listingKept is how long an invitation stays listed after the end of its offer:
// longer than the invitation itself is kept. Nothing but a resend extends it,
// and an invitation is kept for ClosedKept from the moment at which its end is
// written down. That may be late: DynamoDB removes what expired within a few
// days, and the removal may then wait in the dead-letter queue for 14.
const listingKept = access.ClosedKept + 20*24*time.Hour

// releaseSlot gives up the place of an invitation, which is open no more.
func (t *transaction) releaseSlot(i access.Invitation) {
	t.delete(offerKey(i.Scope, i.Email), "#invitation = :invitation", args{":invitation": i.ID})
	t.countClosed(i)
}

// ReleaseSlot gives up the place of an invitation that is not there.
func (s Store) ReleaseSlot(ctx context.Context, scope access.Scope, address access.Address) error {
	slot, err := s.slot(ctx, scope, address)
	if errors.Is(err, access.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := s.Invitation(ctx, slot.Invitation); !errors.Is(err, access.ErrNone) {
		return err
	}
	return s.releaseSlot(ctx, scope.Organisation, slot)
}

// releaseSlot gives up a place, if its invitation is not there.
func (s Store) releaseSlot(ctx context.Context, o access.OrganisationID, slot listedItem) error {
	t := s.begin()
	t.check(invitationKey(slot.Invitation), absent, nil)
	t.delete(key{slot.PK, slot.SK}, "#invitation = :invitation", args{":invitation": slot.Invitation})
	t.countClosed(access.Invitation{ID: slot.Invitation, Scope: access.Scope{Organisation: o}})
	return s.commit(ctx, t)
}

func (s Store) slot(ctx context.Context, scope access.Scope, address access.Address) (listedItem, error) {
	var slot listedItem
	err := s.get(ctx, offerKey(scope, address), &slot)
	return slot, err
}
