// Package world stores what exists before a measurement: organisations, their members
// and invitations. It uses the use cases and the store of Admit, so that it repeats no
// format of an item.
package world

import (
	"context"
	"fmt"
	"sync"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/dynamo"
	"admit/shared/identity"
)

// Roles that members get.
const (
	Viewer        = access.RoleID("audit-viewer")
	AccountViewer = access.RoleID("billing-viewer")
)

// Limits are limits that no measurement reaches.
var Limits = access.Limits{OpenInvitations: 1_000_000, InvitationsPerHour: 1_000_000, MailsPerDay: 1_000_000, MailsPerDayOfPartner: 1_000_000,
	Batch: access.DefaultLimits.Batch, Roles: access.DefaultLimits.Roles, Grants: access.DefaultLimits.Grants}

// World is a table with its use cases.
type World struct {
	Store      dynamo.Store
	Identities identity.Cognito
	Roles      access.Catalogue
	mails      tokens
}

// New returns the world of a table.
func New(store dynamo.Store, identities identity.Cognito) (*World, error) {
	roles, err := access.Roles()
	return &World{Store: store, Identities: identities, Roles: roles}, err
}

// Mailbox returns the address of a person.
func Mailbox(name string) string { return name + "@example.com" }

// tokens is a mailer that keeps the link of each mail.
type tokens struct{ byInvitation sync.Map }

// Send implements [delivery.Mailer].
func (t *tokens) Send(_ context.Context, m delivery.Mail) (string, error) {
	t.byInvitation.Store(m.Invitation, m.Link[len(m.Link)-tokenLength:])
	return "message", nil
}

// tokenLength is the length of the token at the end of a link.
const tokenLength = 43

// noLetters is a queue for mails that cannot be sent. There are none.
type noLetters struct{}

// Park implements [delivery.DeadLetters].
func (noLetters) Park(_ context.Context, letter delivery.DeadLetter) error {
	return fmt.Errorf("a mail cannot be sent: %s", letter.Reason)
}

// Token delivers an invitation, without the functions, and returns the link's token.
func (w *World) Token(ctx context.Context, id access.InvitationID) (string, error) {
	send := delivery.Send{Store: w.Store, Mailer: &w.mails, DeadLetters: noLetters{}, Roles: w.Roles, BaseURL: "https://admit.example.com", Now: time.Now}
	if err := send.Do(ctx, id); err != nil {
		return "", err
	}
	token, ok := w.mails.byInvitation.LoadAndDelete(id)
	if !ok {
		return "", fmt.Errorf("no mail was sent for invitation %s", id)
	}
	return token.(string), nil
}

// Organisation creates a top-level organisation with its first administrator, whose
// address begins with name.
func (w *World) Organisation(ctx context.Context, name string, partner bool) (access.Organisation, access.Caller, error) {
	create := access.CreateOrganisation{Store: w.Store, Limits: Limits, Now: time.Now}
	organisation, invitation, err := create.Do(ctx, access.CreateOrganisationRequest{
		Name: "Organisation of " + name, Partner: partner, Admin: access.InviteRequest{Email: Mailbox(name), FirstName: "Ada", LastName: "Lovelace"}})
	if err != nil {
		return organisation, access.Caller{}, err
	}
	admin, err := w.Join(ctx, invitation.ID)
	return organisation, admin, err
}

// Invite lets an administrator invite somebody.
func (w *World) Invite(ctx context.Context, admin access.Caller, scope access.Scope, name string, roles ...access.RoleID) (access.Invitation, error) {
	invite := access.Invite{Store: w.Store, Roles: w.Roles, Limits: Limits, Now: time.Now}
	return invite.Do(ctx, admin.ID(), scope.Organisation, access.InviteRequest{Email: Mailbox(name), Account: scope.Account, Roles: roles}, "")
}

// Join registers the person who was invited.
func (w *World) Join(ctx context.Context, id access.InvitationID) (access.Caller, error) {
	token, err := w.Token(ctx, id)
	if err != nil {
		return access.Caller{}, err
	}
	register := access.Register{Store: w.Store, Directory: w.Identities, Roles: w.Roles, Limits: Limits, Passwords: access.DefaultPasswords, Now: time.Now}
	accepted, err := register.Do(ctx, id, access.RegisterRequest{Token: token, FirstName: "Grace", LastName: "Hopper", Password: Password})
	return access.Caller{Issuer: accepted.User.Issuer, Subject: accepted.User.Subject}, err
}

// Password is the password of everybody.
const Password = "Correct horse 9 battery" // #nosec G101 -- of people who do not exist

// Member lets an administrator invite a person, who registers.
func (w *World) Member(ctx context.Context, admin access.Caller, scope access.Scope, name string, roles ...access.RoleID) (access.Caller, error) {
	invitation, err := w.Invite(ctx, admin, scope, name, roles...)
	if err != nil {
		return access.Caller{}, err
	}
	return w.Join(ctx, invitation.ID)
}
