package access

import (
	"context"
	"strings"
	"time"
)

// PreviewStore is what [Preview] reads.
type PreviewStore interface {
	renewalReader
	InvitationReader
	UserReader
}

// Preview shows the holder of a link what the invitation offers. It changes nothing.
type Preview struct {
	Store     PreviewStore
	Directory Directory // nil if Admit registers nobody
	Roles     Catalogue
	Continue  Continuation
	Now       Clock
}

// InvitationPreview is what an invitee is shown before they decide.
type InvitationPreview struct {
	Invitation   Invitation
	Email        string // the address with which the invitee signs in
	Organisation Organisation
	Account      *Account // nil for the whole organisation
	Roles        []Role
	Registration Registration // empty for somebody who has signed in

	addressee UserID // who has the invited address; empty if nobody has
}

// Registration says what an invitee does to accept.
type Registration string

// The ways to accept. The API shows these names.
const (
	RegistrationNew      Registration = "new"      // register with a password
	RegistrationExisting Registration = "existing" // sign in as the user or identity that has the address
	RegistrationSignIn   Registration = "sign-in"  // sign in at the identity provider, where Admit registers nobody
)

// Do returns the preview of a pending invitation that the inviter could still send.
// Otherwise it returns a refusal that says what happened to the invitation.
func (c Preview) Do(ctx context.Context, id InvitationID, token string) (InvitationPreview, error) {
	invitation, err := invitationByToken(ctx, c.Store, c.Now, id, token)
	if err != nil {
		return InvitationPreview{}, err
	}
	now := c.Now()
	if err := invitation.requirePending(now); err != nil {
		return InvitationPreview{}, invitation.expiredRefusal(ctx, c.Store, now, c.Continue.refusal(invitation, err))
	}
	shown, err := invitation.preview(ctx, c.Store, c.Roles, now)
	if err != nil {
		return InvitationPreview{}, err
	}
	shown.Registration, shown.Email, err = c.registration(ctx, invitation.Email, shown.addressee)
	return shown, err
}

// preview returns what an invitation offers at a time. It refuses one that the inviter could
// no longer send, and one whose roles have ended.
func (i Invitation) preview(ctx context.Context, store SnapshotReader, roles Catalogue, now time.Time) (InvitationPreview, error) {
	if err := i.requireRole(now); err != nil {
		return InvitationPreview{}, err
	}
	snapshot, err := loadInvitationScope(ctx, store, now, i)
	if err != nil {
		return InvitationPreview{}, err
	}
	if _, err := inviterAuthority(roles, snapshot, i); err != nil {
		return InvitationPreview{}, err
	}
	return InvitationPreview{Invitation: i, Email: i.Email.String(), Organisation: snapshot.Organisation, Account: snapshot.Account,
		Roles: roles.Describe(i.RolesAt(now)), addressee: snapshot.Addressee}, nil
}

// registration returns what the holder of an address does to accept, and the address
// with which they sign in. A user whose identity is gone registers again.
func (c Preview) registration(ctx context.Context, address Address, user UserID) (Registration, string, error) {
	way, hasUser := RegistrationSignIn, user != ""
	var identity Identity
	if c.Directory != nil {
		way = RegistrationNew
		found, signsIn, err := identityOf(ctx, c.Directory, c.Store, address)
		if err != nil {
			return "", "", err
		}
		identity, hasUser = found, signsIn
	}
	if hasUser {
		way = RegistrationExisting
	}
	return way, signInAddress(address, identity), nil
}

// signInAddress returns the address as the directory has it, or will have it after
// the registration. An international domain is in Unicode form, unless the invitee's
// identity has it in ASCII form.
func signInAddress(invited Address, identity Identity) string {
	switch {
	case invited.Unicode() == invited.ASCII():
		return invited.String()
	case strings.EqualFold(identity.Email, invited.ASCII()):
		return invited.ASCII()
	}
	return invited.Unicode()
}
