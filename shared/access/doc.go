// Package access is what Admit knows: organisations, accounts, roles, grants
// and invitations, who may do what to them, and one use case a file.
//
// It imports nothing but the standard library and pure text libraries, reads
// no clock and no environment, and knows neither DynamoDB nor HTTP. What it
// needs of the world it asks for through [Store] and [Identities]. The mails are
// sent by package delivery.
package access
