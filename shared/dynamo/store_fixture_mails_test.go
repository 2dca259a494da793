package dynamo

import (
	"admit/shared/access"
	"admit/shared/delivery"
)

func (f *storeFixture) claim(i access.Invitation) delivery.Claim {
	secret := access.HashToken(string(i.ID))
	return delivery.Claim{Invitation: i.ID, Attempt: 1, At: noon, Until: later, Token: &secret}
}

func (f *storeFixture) claimed(name string) access.Invitation {
	f.Helper()
	i := f.invited(name)
	f.must(f.store.ClaimDelivery(f.ctx, f.claim(i)))
	return i
}

// mailed returns an invitation whose mail was sent.
func (f *storeFixture) mailed(name string) access.Invitation {
	f.Helper()
	i := f.claimed(name)
	f.must(f.store.SettleDelivery(f.ctx, delivery.Settlement{Invitation: i.ID, Attempt: 1, Delivery: sent}))
	i.Delivery = sent
	return i
}

func (f *storeFixture) reminderClaim(name string) delivery.ReminderClaim {
	f.Helper()
	return delivery.ReminderClaim{Invitation: f.mailed(name).ID, Attempt: 1, At: later, Token: access.HashToken(name)}
}

func (f *storeFixture) statusUpdate(name string, status access.DeliveryStatus, reason string) func() error {
	f.Helper()
	i := f.mailed(name)
	outcome := access.Delivery{Status: status, At: later, Detail: reason, Message: sent.Message}
	statusUpdate := delivery.StatusUpdate{Before: i, Delivery: outcome, Event: f.newEvent(i.Scope)}
	if reason != "" {
		statusUpdate.Suppress = suppression(i, reason)
	}
	return func() error { return f.store.UpdateDelivery(f.ctx, statusUpdate) }
}

// suppression returns the change that suppresses the address of an invitation.
func suppression(i access.Invitation, reason string) *access.SuppressionChange {
	return &access.SuppressionChange{Organisation: i.Scope.Organisation, Address: i.Email,
		After: access.Suppression{Reason: reason, At: later}}
}

// suppressed returns an invitation to a suppressed address, and the change that
// suppressed it.
func (f *storeFixture) suppressed(name string) (access.Invitation, access.SuppressionChange) {
	f.Helper()
	i := f.invited(name)
	change := suppression(i, "550 5.1.1 no such user")
	f.must(f.store.Suppress(f.ctx, delivery.SuppressionEvent{SuppressionChange: *change, Event: f.newEvent(i.Scope)}))
	return i, *change
}
