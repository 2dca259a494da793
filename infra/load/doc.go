// Package load runs the built functions under load and compares what clients were told with what
// came of it.
//
// Clients play stories: an invitation from first to last, each with people of its own, in many
// organisations of which some are hot. A first part finds out how many requests this machine
// answers in a second. A second part asks for a part of that for a long time, while processes of
// functions are killed in the middle of requests, and while DynamoDB, SES, EventBridge and
// Cognito throttle, fail and lose answers. A client repeats a request that has no clear answer, with the same
// idempotency key, as a client of the API should.
//
// The ledger has what the clients were told. At the end it is compared with the table, the
// emails and the published events: nothing that a client was told is lost, and nothing was
// done twice.
package load
