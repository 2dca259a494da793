package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// ExpiredOffers lists invitations that have a place and whose time is up, and frees the
// places of those that are gone.
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
	var lapsed access.ExpiredOffers
	for _, slot := range slots {
		invitation, there := found[slot.Invitation]
		switch {
		case !there:
			if err := s.releaseSlot(ctx, o, slot); err != nil && !errors.Is(err, access.ErrStale) {
				return access.ExpiredOffers{}, err
			}
			lapsed.Freed++
		case invitation.StatusAt(at) == access.Expired:
			lapsed.Invitations = append(lapsed.Invitations, invitation)
		}
	}
	return lapsed, nil
}

// expiredSlots lists places whose offer was over at a moment.
func (s Store) expiredSlots(ctx context.Context, o access.OrganisationID, at time.Time, limit int) ([]listedItem, error) {
	var slots []listedItem
	err := s.query(ctx, query{partition: offersPartition(o)}, func(item map[string]types.AttributeValue) (bool, error) {
		slot, err := read[listedItem](item)
		if slot.OfferedUntil <= at.Unix() {
			slots = append(slots, slot)
		}
		return len(slots) < limit, err
	})
	return slots, err
}

// invitations reads those of the invitations that are there.
func (s Store) invitations(ctx context.Context, ids []access.InvitationID) (map[access.InvitationID]access.Invitation, error) {
	keys := make([]key, 0, len(ids))
	for _, id := range distinct(ids) {
		keys = append(keys, invitationKey(id))
	}
	items, err := s.batch(ctx, keys)
	if err != nil {
		return nil, err
	}
	found := make(map[access.InvitationID]access.Invitation, len(items))
	for _, item := range items {
		stored, err := read[invitationItem](item)
		if err != nil {
			return nil, err
		}
		found[stored.ID] = stored.invitation()
	}
	return found, nil
}
