package access

import (
	"context"
	"errors"
	"slices"
	"time"
)

// ConfirmAcceptanceStore is what [ConfirmAcceptance] reads and writes.
type ConfirmAcceptanceStore interface {
	SnapshotReader
	InvitationReader
	UserReader
	InvitationAccepter
}

// ConfirmAcceptance accepts an invitation for the person who asked for it, on the word of
// an administrator.
type ConfirmAcceptance struct {
	Store  ConfirmAcceptanceStore
	Roles  Catalogue
	Limits Limits
	Now    Clock

	precondition Precondition
}

// If returns a ConfirmAcceptance that requires a version of the invitation.
func (c ConfirmAcceptance) If(p Precondition) ConfirmAcceptance {
	c.precondition = p
	return c
}

// Do accepts the invitation for the user whose request it confirms, and returns it. The
// caller must be allowed to give every role that it offers, and so must the inviter. The
// request must still be open. Everything is written in one transaction, which is stale if
// either of the two has lost that authority or the invitation has changed. Confirming again
// what the user has accepted returns the invitation, whatever its version.
func (c ConfirmAcceptance) Do(ctx context.Context, caller UserID, organisation OrganisationID, id InvitationID, requester UserID) (Invitation, error) {
	var accepted Invitation
	err := RetryStale(ctx, func(ctx context.Context) error {
		invitation, snapshot, err := loadInvitation(ctx, c.Store, c.Now, caller, organisation, id)
		if err != nil {
			return err
		}
		confirmer, err := snapshot.mayGive(c.Roles, caller, invitation.Scope.Account, invitation.offersAt(snapshot.At))
		if err != nil {
			return err
		}
		if invitation.Status == Accepted && invitation.AcceptedBy == requester {
			accepted = invitation
			return nil
		}
		if err := c.precondition.check(invitation.VersionTag()); err != nil {
			return err
		}
		if err := invitation.requirePending(c.Now()); err != nil {
			return err
		}
		request, err := invitation.request(requester)
		if err != nil {
			return err
		}
		acceptance, err := c.judge(ctx, invitation, request)
		if err != nil {
			return err
		}
		acceptance.Confirmer = &confirmer
		acceptance.Events[0].Actor = snapshot.Access[caller].party()
		acceptance.Events[0].InvitedEmail = invitation.Email.String()
		accepted = acceptance.accepted()
		return c.Store.Accept(ctx, acceptance)
	})
	if err != nil {
		return Invitation{}, err
	}
	return accepted, nil
}

// judge returns the write that accepts the invitation for the person who asked. It refuses
// an inviter who could no longer grant the roles, and a person who already has all of them.
func (c ConfirmAcceptance) judge(ctx context.Context, i Invitation, request AcceptanceRequest) (Acceptance, error) {
	user, isNew, err := c.user(ctx, request)
	if err != nil {
		return Acceptance{}, err
	}
	acceptance, _, err := i.acceptance(ctx, c.Store, c.Roles, user, isNew, c.Now())
	if err != nil {
		return Acceptance{}, err
	}
	if slices.Equal(acceptance.After.Grants, acceptance.Before.Grants) {
		if slices.ContainsFunc(acceptance.Before.Grants, func(g Grant) bool { return g.Invitation == i.ID }) {
			return Acceptance{}, ErrStale // confirmed since the invitation was read
		}
		return Acceptance{}, Refuse(AlreadyGranted, "This person already has all of these roles. Decline the request.")
	}
	acceptance.Language = request.Language
	return acceptance, acceptance.within(c.Limits)
}

// user returns the person who asked as a user, and whether the user is new. The user has
// the address that the administrator was shown. It refuses a person who was deleted, and
// one who does not have that address any more.
func (c ConfirmAcceptance) user(ctx context.Context, request AcceptanceRequest) (user User, isNew bool, err error) {
	user, err = c.Store.User(ctx, request.User.ID)
	isNew = request.New && errors.Is(err, ErrNotFound)
	switch {
	case isNew:
		user, err = request.User, nil
		user.CreatedAt = c.Now().UTC().Truncate(time.Second)
	case errors.Is(err, ErrNotFound):
		err = Refuse(RequestNotPending, "This person was deleted. Decline the request.")
	case err == nil && user.Email.Key() != request.User.Email.Key():
		err = Refuse(RequestNotPending, "This person has another email address now. Decline the request.")
	}
	if err == nil {
		err = c.requireAddress(ctx, user, isNew)
	}
	return user, isNew, err
}

// requireAddress refuses a user who does not have their address, and a new user whose
// address another user has. The acceptance of a new user who has become one meanwhile is
// stale.
func (c ConfirmAcceptance) requireAddress(ctx context.Context, user User, isNew bool) error {
	holder, err := c.Store.UserByAddress(ctx, user.Email)
	switch {
	case errors.Is(err, ErrNotFound) && isNew:
		return nil
	case errors.Is(err, ErrNotFound):
		return Refuse(RequestNotPending, "This person no longer has this email address. Decline the request.")
	case err != nil:
		return err
	case holder.ID != user.ID:
		return Refuse(AlreadyRegistered, "The email address of this person belongs to another user now. Decline the request.")
	}
	return nil
}

// accepted returns the invitation after the acceptance.
func (a Acceptance) accepted() Invitation {
	i := a.Invitation
	i.Status, i.ClosedAt, i.AcceptedBy, i.AcceptanceRequest = Accepted, a.At, a.After.User.ID, AcceptanceRequest{}
	return i
}
