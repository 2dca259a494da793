package access

import "time"

// Suppression says why an organisation's mails to an address are suppressed. A
// complaint or a permanent bounce begins it, about whichever mail. A resend to the
// address lifts it, and so does an operator who invites the address. The zero value is no suppression.
//
// Delivery events come late and more than once. So At stays when the suppression
// is lifted: an event that is not later than At was known when an administrator
// answered it, and is a duplicate. The time of the resend itself would not do: an
// event that happened before it and comes after it has been answered by nobody.
type Suppression struct {
	Reason string    // for administrators
	At     time.Time // of the latest event, by the provider's clock, to the second
	Lifted bool
}

// Active tells whether mails to the address are suppressed.
func (s Suppression) Active() bool { return s.Reason != "" && !s.Lifted }

// SuppressionChange changes the suppression of an address in an organisation. It
// is stale unless the suppression is as in Before.
type SuppressionChange struct {
	Organisation  OrganisationID
	Address       Address
	Before, After Suppression
}

// SuppressionEvent is a delivery event that changes a suppression and nothing of
// the invitation.
type SuppressionEvent struct {
	SuppressionChange
	Record Record
}

// suppresses says, for administrators, why no more mails go to the address; it is
// empty for an event that suppresses nothing. To write to somebody who is not
// there, or does not want it, costs all of a deployment's mails their good name.
func (t Told) suppresses() string {
	switch {
	case t.Status == Complained:
		return "The recipient reported an earlier mail as spam. Resend the invitation to write to this address again."
	case t.Status == Bounced && t.Permanent:
		return "An earlier mail to this address came back for good. Resend the invitation to try the address again."
	}
	return ""
}

// suppress is the change that an event makes to a suppression.
func (i Invitation) suppress(before Suppression, told Told) *SuppressionChange {
	after := Suppression{Reason: told.suppresses(), At: told.At}
	if before.At.After(after.At) {
		after.At = before.At
	}
	return &SuppressionChange{Organisation: i.Scope.Organisation, Address: i.Email, Before: before, After: after}
}

// lift is the change that a resend, or an operator, makes to a suppression, or nil.
func (i Invitation) lift(before Suppression) *SuppressionChange {
	if !before.Active() {
		return nil
	}
	after := before
	after.Lifted = true
	return &SuppressionChange{Organisation: i.Scope.Organisation, Address: i.Email, Before: before, After: after}
}
