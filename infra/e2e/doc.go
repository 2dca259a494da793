// Package e2e tests a deployment from outside, through its API, its mails and AWS. It
// shares no types and no code with the system, so that it detects a change of the API
// even if client and server change together.
//
// ADMIT_E2E_OUTPUTS names the file that describes the deployment. `make up` writes one
// to .local/outputs.json. `make test-e2e` creates its own deployment and sets the
// variable. The tests leave organisations and users behind, with unique names and
// addresses.
//
// ADMIT_E2E_SECOND describes a second deployment in the same account and region, which one
// of the tests deletes. `make test-e2e` creates it too.
//
// ADMIT_E2E_CALLS names the record of the calls on which the emulator's IAM decided. The
// emulator that `make test-e2e` starts writes it. At the end of a complete run, the calls are
// compared with the roles; see roles_test.go.
//
// `make test-identity` runs some of the tests where people have their identities in a
// user pool that Admit does not own, and at Keycloak. ways_test.go has the differences.
//
// outputs.json of a deployment on AWS has no endpoint. The tests then use the shell's
// credentials and region, the client must allow password sign-in (the context
// environment=development), the user pool must send through SES (signInMails=ses), and something must receive the mails: ADMIT_E2E_MAILBOX is
// the URL of a document with the received mails in the format of LocalStack's /_aws/ses,
// and ADMIT_E2E_MAIL_DOMAIN is the domain of their recipients.
package e2e
