package dynamo

import (
	"context"
	"errors"

	"admit/shared/access"
)

// releaseSlot releases the slot of an invitation that is closed in the same
// transaction.
func (t *transaction) releaseSlot(i access.Invitation) {
	t.deleteSlot(slotKey(i.Scope, i.Email), i.ID)
	t.countClosed(i)
}

// ReleaseSlot releases the slot of an address and scope if the invitation in it does
// not exist.
func (s Store) ReleaseSlot(ctx context.Context, scope access.Scope, address access.Address) error {
	slot, err := s.slot(ctx, scope, address)
	if errors.Is(err, access.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := s.Invitation(ctx, slot.Invitation); !errors.Is(err, access.ErrNotFound) {
		return err
	}
	return s.releaseAbandonedSlot(ctx, scope.Organisation, slot)
}

// releaseAbandonedSlot releases a slot. It is stale if the invitation in the slot
// exists.
func (s Store) releaseAbandonedSlot(ctx context.Context, o access.OrganisationID, slot listEntry) error {
	t := s.begin()
	t.check(invitationKey(slot.Invitation), absent, nil)
	t.deleteSlot(key{slot.PK, slot.SK}, slot.Invitation)
	t.countClosed(access.Invitation{ID: slot.Invitation, Scope: access.Scope{Organisation: o}})
	return s.commit(ctx, t)
}

// deleteSlot deletes a slot if an invitation holds it, and its entry in the list of its
// account.
func (t *transaction) deleteSlot(slot key, holder access.InvitationID) {
	t.delete(slot, "#invitation = :invitation", args{":invitation": textOf(holder)})
	if entry, atAccount := accountSlotKey(slot); atAccount {
		t.delete(entry, "", nil)
	}
}

// slot reads a slot, or returns access.ErrNotFound if it is free.
func (s Store) slot(ctx context.Context, scope access.Scope, address access.Address) (listEntry, error) {
	var slot listEntry
	err := s.get(ctx, slotKey(scope, address), &slot)
	return slot, err
}
