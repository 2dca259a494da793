package dynamo

import (
	"cmp"
	"context"
	"slices"

	"admit/shared/access"
)

// Offers lists the pending invitations of one address in one organisation.
func (s Store) Offers(ctx context.Context, o access.OrganisationID, address access.Address) ([]access.Invitation, error) {
	ids, err := s.slotHolders(ctx, o, address)
	if err != nil {
		return nil, err
	}
	found, err := s.invitations(ctx, ids)
	if err != nil {
		return nil, err
	}
	offers := []access.Invitation{}
	for _, invitation := range found {
		if invitation.Status == access.Pending {
			offers = append(offers, *invitation)
		}
	}
	slices.SortFunc(offers, func(a, b access.Invitation) int { return cmp.Compare(a.Scope.Account, b.Scope.Account) })
	return offers, nil
}

// slotHolders lists the invitations to an address that hold a slot.
func (s Store) slotHolders(ctx context.Context, o access.OrganisationID, address access.Address) ([]access.InvitationID, error) {
	var ids []access.InvitationID
	q := query{partition: slotsPartition(o, ""), prefix: address.Key() + " "}
	err := s.query(ctx, q, func(item item) (bool, error) {
		slot, err := read[listEntry](item)
		ids = append(ids, slot.Invitation)
		return true, err
	})
	return ids, err
}
