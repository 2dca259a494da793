package dynamo

import "admit/shared/access"

func (d *desk) claim(i access.Invitation) access.Claim {
	secret := access.HashSecret(string(i.ID))
	return access.Claim{Invitation: i.ID, Round: 1, At: noon, Until: later, Secret: &secret}
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
	d.must(d.store.SettleDelivery(d.ctx, access.Settlement{Invitation: i.ID, Round: 1, Delivery: sent}))
	i.Delivery = sent
	told := access.Delivery{Status: status, At: later, Detail: stop, Message: sent.Message}
	report := access.Report{Before: i, Delivery: told, Record: d.record(i.Scope)}
	if stop != "" {
		report.Suppress = suppression(i, stop)
	}
	return func() error { return d.store.ReportDelivery(d.ctx, report) }
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
	d.must(d.store.Suppress(d.ctx, access.SuppressionEvent{SuppressionChange: *change, Record: d.record(i.Scope)}))
	return i, *change
}
