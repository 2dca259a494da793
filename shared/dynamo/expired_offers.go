package dynamo

import (
	"context"
	"errors"
	"time"

	"admit/shared/access"
)

// ExpiredOffers lists expired invitations that hold a slot, and releases the slots of
// those that the time-to-live has removed.
func (s Store) ExpiredOffers(ctx context.Context, o access.OrganisationID, at time.Time, limit int) (access.ExpiredOffers, error) {
	slots, err := s.expiredSlots(ctx, o, at, limit)
	if err != nil {
		return access.ExpiredOffers{}, err
	}
	ids := make([]access.InvitationID, 0, len(slots))
	for _, slot := range slots {
		ids = append(ids, slot.Invitation)
	}
	found, err := s.invitations(ctx, ids)
	if err != nil {
		return access.ExpiredOffers{}, err
	}
	var expired access.ExpiredOffers
	for _, slot := range slots {
		invitation, exists := found[slot.Invitation]
		switch {
		case !exists:
			if err := s.releaseAbandonedSlot(ctx, o, slot); err != nil && !errors.Is(err, access.ErrStale) {
				return access.ExpiredOffers{}, err
			}
			expired.Released++
		case invitation.StatusAt(at) == access.Expired:
			expired.Invitations = append(expired.Invitations, *invitation)
		}
	}
	return expired, nil
}

// expiredSlots lists up to limit slots whose invitations had expired at a time.
func (s Store) expiredSlots(ctx context.Context, o access.OrganisationID, at time.Time, limit int) ([]listEntry, error) {
	var slots []listEntry
	err := s.query(ctx, query{partition: slotsPartition(o, "")}, func(item item) (bool, error) {
		slot, err := read[listEntry](item)
		if slot.OfferedUntil <= at.Unix() {
			slots = append(slots, slot)
		}
		return len(slots) < limit, err
	})
	return slots, err
}

// CountExpired counts up to limit slots whose invitations had expired at a time.
func (s Store) CountExpired(ctx context.Context, o access.OrganisationID, at time.Time, limit int) (int, error) {
	slots, err := s.expiredSlots(ctx, o, at, limit)
	return len(slots), err
}
