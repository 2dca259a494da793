// Package delivery sends the mail of an invitation and follows what happens to
// the mail.
//
// [Send] sends a queued mail. [Track] records the delivery events of the mail
// provider on the invitation, and suppresses an address to which mails must not be
// sent. The use cases reach the outside world through three interfaces:
// [Store], [Mailer] and [DeadLetters].
//
// The package belongs to the domain, like package access: it reads no clock and no
// environment, and does not know which database and which mail provider are used.
package delivery
