package dynamo

import (
	"admit/shared/access"
	"admit/shared/delivery"
)

func (d *storeFixture) claim(i access.Invitation) delivery.Claim {
	secret := access.HashToken(string(i.ID))
	return delivery.Claim{Invitation: i.ID, Attempt: 1, At: noon, Until: later, Token: &secret}
}

func (d *storeFixture) claimed(name string) access.Invitation {
	d.Helper()
	i := d.invited(name)
	d.must(d.store.ClaimDelivery(d.ctx, d.claim(i)))
	return i
}

func (d *storeFixture) statusUpdate(name string, status access.DeliveryStatus, reason string) func() error {
	d.Helper()
	i := d.claimed(name)
	d.must(d.store.SettleDelivery(d.ctx, delivery.Settlement{Invitation: i.ID, Attempt: 1, Delivery: sent}))
	i.Delivery = sent
	outcome := access.Delivery{Status: status, At: later, Detail: reason, Message: sent.Message}
	statusUpdate := delivery.StatusUpdate{Before: i, Delivery: outcome, Event: d.newEvent(i.Scope)}
	if reason != "" {
		statusUpdate.Suppress = suppression(i, reason)
	}
	return func() error { return d.store.UpdateDelivery(d.ctx, statusUpdate) }
}

// suppression returns the change that suppresses the address of an invitation.
func suppression(i access.Invitation, reason string) *access.SuppressionChange {
	return &access.SuppressionChange{Organisation: i.Scope.Organisation, Address: i.Email,
		After: access.Suppression{Reason: reason, At: later}}
}

// suppressed returns an invitation to a suppressed address, and the change that
// suppressed it.
func (d *storeFixture) suppressed(name string) (access.Invitation, access.SuppressionChange) {
	d.Helper()
	i := d.invited(name)
	change := suppression(i, "550 5.1.1 no such user")
	d.must(d.store.Suppress(d.ctx, delivery.SuppressionEvent{SuppressionChange: *change, Event: d.newEvent(i.Scope)}))
	return i, *change
}
