// Package e2e tests a deployment from outside: through its API, its mails and
// AWS. It shares no type and no code with the system, so that a promise broken
// on both sides at once is still seen.
//
// ADMIT_E2E_OUTPUTS names the file that describes the deployment, as `make up`
// writes it to .local/outputs.json; `make test-e2e` makes a deployment of its
// own and names it. The tests leave organisations and people behind, under
// names and addresses that nobody else has.
//
// Against AWS, where outputs.json has no endpoint, the credentials and the
// region are the shell's, the client must allow password sign-in (the context
// environment=development), and somebody must catch the mails: ADMIT_E2E_MAILBOX
// is the address of a document that shows them in the shape of LocalStack's
// /_aws/ses, and ADMIT_E2E_MAIL_DOMAIN the domain whose mails it shows.
package e2e
