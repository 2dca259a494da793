// Package access is what Admit knows: organisations, accounts, roles, grants
// and invitations, who may do what to them, and one use case a file.
//
// It imports the standard library and pure text libraries only. It reads no
// environment, gets the time from a [Clock] and knows nothing of HTTP. It uses the
// world through [Store], [Identities], [Mailer] and [DeadLetters].
package access
