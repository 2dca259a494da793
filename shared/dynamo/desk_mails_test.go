package dynamo

import (
	"admit/shared/access"
	"admit/shared/delivery"
)

func (d *desk) claim(i access.Invitation) delivery.Claim {
	secret := access.HashSecret(string(i.ID))
	return delivery.Claim{Invitation: i.ID, Attempt: 1, At: noon, Until: later, Token: &secret}
}

func (d *desk) claimed(name string) access.Invitation {
	d.Helper()
	i := d.invited(name)
	d.must(d.store.ClaimDelivery(d.ctx, d.claim(i)))
	return i
}

func (d *desk) report(name string, status access.DeliveryStatus, stop string) func() error {
	d.Helper()
	i := d.claimed(name)
	d.must(d.store.SettleDelivery(d.ctx, delivery.Settlement{Invitation: i.ID, Attempt: 1, Delivery: sent}))
	i.Delivery = sent
	told := access.Delivery{Status: status, At: later, Detail: stop, Message: sent.Message}
	report := delivery.StatusUpdate{Before: i, Delivery: told, Event: d.record(i.Scope)}
	if stop != "" {
		report.Suppress = suppression(i, stop)
	}
	return func() error { return d.store.UpdateDelivery(d.ctx, report) }
}

// suppression is a change to an address that is not suppressed.
func suppression(i access.Invitation, reason string) *access.SuppressionChange {
	return &access.SuppressionChange{Organisation: i.Scope.Organisation, Address: i.Email,
		After: access.Suppression{Reason: reason, At: later}}
}

// suppressed is an invitation to an address that is suppressed.
func (d *desk) suppressed(name string) (access.Invitation, access.SuppressionChange) {
	d.Helper()
	i := d.invited(name)
	change := suppression(i, "550 5.1.1 no such user")
	d.must(d.store.Suppress(d.ctx, delivery.SuppressionEvent{SuppressionChange: *change, Event: d.record(i.Scope)}))
	return i, *change
}
