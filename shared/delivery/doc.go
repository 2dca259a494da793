// Package delivery sends the mail of an invitation and follows what happens to
// the mail.
//
// [Send] sends a queued mail. [Track] records the delivery events of the mail
// provider on the invitation, and suppresses an address that mails must not be
// sent to. Each use case states what it needs of the outside world as an interface:
// [Store], [Mailer] and [DeadLetters].
//
// The package belongs to the domain, like package access: it reads no clock and no
// environment, and knows neither DynamoDB nor SES.
package delivery
