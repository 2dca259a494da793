// Package delivery sends the email of an invitation and follows what happens to
// the email.
//
// [Send] sends a queued email. [Track] writes the delivery events of the email
// service to the invitation, and suppresses an address to which emails must not be
// sent. The use cases reach the outside world through three interfaces:
// [Store], [Mailer] and [DeadLetters].
//
// The package belongs to the domain, like package access: it gets the time
// from an [access.Clock] and reads no environment, and does not know which database and
// which email service are used.
package delivery
