package access

import (
	"context"
	"errors"
	"strings"
)

// PreviewStore is what [Preview] reads.
type PreviewStore interface {
	SnapshotReader
	InvitationReader
	UserReader
}

// Preview shows the holder of a link what the invitation offers. It changes nothing.
type Preview struct {
	Store      PreviewStore
	Identities Identities
	Roles      Catalogue
	Now        Clock
}

// InvitationPreview is what an invitee is shown before they decide.
type InvitationPreview struct {
	Invitation   Invitation
	Email        string // the address with which the invitee signs in
	Organisation Organisation
	Account      *Account // nil for the whole organisation
	Roles        []Role
	HasUser      bool // the invitee signs in instead of registering
}

// Do returns the preview of a pending invitation that the inviter could still send.
// Otherwise it returns a refusal that says what happened to the invitation.
func (c Preview) Do(ctx context.Context, id InvitationID, token string) (InvitationPreview, error) {
	invitation, err := invitationByToken(ctx, c.Store, id, token)
	if err != nil {
		return InvitationPreview{}, err
	}
	if err := invitation.requirePending(c.Now()); err != nil {
		return InvitationPreview{}, err
	}
	snapshot, err := loadInvitationScope(ctx, c.Store, invitation)
	if err != nil {
		return InvitationPreview{}, err
	}
	if _, err := inviterAuthority(c.Roles, snapshot, invitation); err != nil {
		return InvitationPreview{}, err
	}
	shown := InvitationPreview{Invitation: invitation, Organisation: snapshot.Organisation, Account: snapshot.Account,
		Roles: c.Roles.Describe(invitation.Roles)}
	identity, signsIn, err := c.identity(ctx, invitation.Email)
	shown.HasUser, shown.Email = snapshot.Addressee != "" || signsIn, signInAddress(invitation.Email, identity)
	return shown, err
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

// identity returns the identity of an address, and reports whether somebody signs in
// with it. That person may not be a user of Admit yet.
func (c Preview) identity(ctx context.Context, address Address) (identity Identity, signsIn bool, err error) {
	identity, err = c.Identities.Find(ctx, address)
	if errors.Is(err, ErrNotFound) {
		return Identity{}, false, nil
	}
	if err != nil {
		return Identity{}, false, err
	}
	signsIn, err = identity.taken(ctx, c.Store)
	return identity, signsIn, err
}
