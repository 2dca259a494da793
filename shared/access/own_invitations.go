package access

import (
	"context"
	"errors"
)

// OwnInvitationsStore is what [OwnInvitations] reads and writes.
type OwnInvitationsStore interface {
	AcceptStore
	InviteeReader
	InvitationCloser
}

// OwnInvitations shows a person who has signed in the invitations to their verified email
// address, and answers them without the link.
type OwnInvitations struct {
	Accept Accept
	Store  OwnInvitationsStore
}

// List returns the pending invitations that the caller can accept, as [Preview.Do] shows
// them. An invitation whose inviter could no longer send it is left out, and so is one at a
// scope that no longer exists.
func (c OwnInvitations) List(ctx context.Context, caller Caller, f Filter) (Page[InvitationPreview], error) {
	user, _, err := c.invitee(ctx, caller, c.requireAbandoned)
	if err != nil {
		return Page[InvitationPreview]{}, err
	}
	found, err := c.Store.InvitationsTo(ctx, InvitationsToQuery{Address: user.Email, At: c.Accept.Now(), After: f.After, Limit: f.Limit})
	if err != nil {
		return Page[InvitationPreview]{}, err
	}
	page := Page[InvitationPreview]{Next: found.Next}
	for n, i := range found.Items {
		shown, err := i.preview(ctx, c.Store, c.Accept.Roles, c.Accept.Now())
		switch {
		case KindOf(err) == InvitationNotAuthorised, KindOf(err) == InvitationExpired:
			continue
		case err != nil:
			return Page[InvitationPreview]{}, err
		}
		page.Items, page.Positions = append(page.Items, shown), append(page.Positions, found.Positions[n])
	}
	return page, nil
}

// DoAccept accepts an invitation to the caller's address as [Accept.Do] does.
func (c OwnInvitations) DoAccept(ctx context.Context, caller Caller, id InvitationID, language string) (AcceptResult, error) {
	var acceptance Acceptance
	err := RetryStale(ctx, func(ctx context.Context) error {
		invitation, user, isNew, err := c.find(ctx, caller, id)
		if err != nil {
			return err
		}
		if err := c.Accept.requireOpen(caller, invitation); err != nil {
			return err
		}
		if isNew { // only an acceptance frees the address
			if user, isNew, err = c.invitee(ctx, caller, c.Accept.freeAddress); err != nil {
				return err
			}
		}
		if acceptance, err = c.Accept.give(ctx, user, isNew, language, invitation); err != nil {
			return err
		}
		acceptance.HoldsAddress = true
		return c.Store.Accept(ctx, acceptance)
	})
	if err != nil {
		return AcceptResult{}, err
	}
	return c.Accept.result(acceptance), nil
}

// DoDecline declines an invitation to the caller's address as [Decline.Do] does.
func (c OwnInvitations) DoDecline(ctx context.Context, caller Caller, id InvitationID) error {
	return RetryStale(ctx, func(ctx context.Context) error {
		invitation, user, isNew, err := c.find(ctx, caller, id)
		if err != nil {
			return err
		}
		actor := user.Party()
		if isNew {
			actor = invitation.subject()
		}
		return invitation.decline(ctx, c.Store, c.Accept.Now(), actor)
	})
}

// find returns an invitation to the caller's address, whatever became of it, and the caller
// as a user.
func (c OwnInvitations) find(ctx context.Context, caller Caller, id InvitationID) (i Invitation, user User, isNew bool, err error) {
	if user, isNew, err = c.invitee(ctx, caller, c.requireAbandoned); err != nil {
		return Invitation{}, User{}, false, err
	}
	if !ValidID(string(id)) {
		return Invitation{}, User{}, false, errNotFound()
	}
	i, err = orNotFound(c.Store.Invitation(ctx, id))
	if err == nil && (i.Email.Key() != user.Email.Key() || i.GoneAt(c.Accept.Now())) {
		err = errNotFound()
	}
	return i, user, isNew, err
}

// invitee returns the caller as a user, as an acceptance by link does, and requires that
// the address is theirs. There is no link that proves it: somebody else may have the
// address by now. If a new user's address has a holder, taken says whether that matters.
func (c OwnInvitations) invitee(ctx context.Context, caller Caller, taken func(context.Context, Address, User) error) (user User, isNew bool, err error) {
	user, err = c.Store.User(ctx, caller.ID())
	if errors.Is(err, ErrNotFound) {
		isNew = true
		user, err = c.Accept.newUser(ctx, caller, IdentityProof{})
	}
	switch {
	case KindOf(err) == Invalid: // the identity provider cannot be asked
		return User{}, false, Refuse(WrongUser, "Your email address is not known yet. Open the link in the email to accept your first invitation.")
	case err != nil:
		return User{}, false, err
	}
	holder, err := c.Store.UserByAddress(ctx, user.Email)
	switch {
	case errors.Is(err, ErrNotFound) && isNew, err == nil && holder.ID == user.ID:
		return user, isNew, nil
	case err == nil && isNew:
		return user, true, taken(ctx, user.Email, holder)
	case err != nil && !errors.Is(err, ErrNotFound):
		return User{}, false, err
	}
	return User{}, false, errOtherHolder()
}

// requireAbandoned refuses an address whose user can still sign in. It changes nothing: an
// acceptance frees the address.
func (c OwnInvitations) requireAbandoned(ctx context.Context, address Address, holder User) error {
	if c.Accept.Directory == nil {
		return errOtherHolder()
	}
	is, err := abandoned(ctx, c.Accept.Directory, address, holder.ID)
	if err == nil && !is {
		return errOtherHolder()
	}
	return err
}

func errOtherHolder() error {
	return Refuse(WrongUser, "Your email address belongs to a different user.")
}
