// Package delivery sends the emails of an invitation and follows what happens to
// them.
//
// [Send.Do] sends a queued email, and [Send.Remind] its reminder. [Notify] sends a notice
// to an administrator. [Track] writes the delivery events of the email service to the
// invitation, and suppresses an address to which emails must not be sent. The use cases
// reach the outside world through the interfaces [Store], [Mailer], [NoticeMailer],
// [Scheduler] and [DeadLetters].
//
// The package belongs to the domain, like package access: it gets the time
// from an [access.Clock] and reads no environment, and does not know which database and
// which email service are used.
package delivery
