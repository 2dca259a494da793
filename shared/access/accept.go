package access

import (
	"context"
	"errors"
	"slices"
	"time"
)

// AcceptStore is what [Accept] reads and writes.
type AcceptStore interface {
	SnapshotReader
	InvitationReader
	UserReader
	InvitationAccepter
}

// Accept accepts an invitation for a person who has signed in.
type Accept struct {
	Store      AcceptStore
	Identities Identities
	Roles      Catalogue
	Limits     Limits
	Now        Clock
}

// Do gives what the invitation offers, added to what the user holds already. It
// happens once, in one transaction, and only while the invitation is pending
// and not past its time, the secret is the one that was mailed, the caller is
// the person invited, and the inviter could still give these roles.
func (c Accept) Do(ctx context.Context, caller Caller, id InvitationID, token string) (AcceptResult, error) {
	var acceptance Acceptance
	err := RetryStale(ctx, func() error {
		invitation, err := invitationByToken(ctx, c.Store, id, token)
		if err != nil {
			return err
		}
		if invitation.AcceptedBy == caller.ID() {
			return Refuse(AlreadyGranted, "You have accepted this invitation already.")
		}
		if err := invitation.requirePending(c.Now()); err != nil {
			return err
		}
		if acceptance, err = c.judge(ctx, caller, invitation); err != nil {
			return err
		}
		return c.Store.Accept(ctx, acceptance)
	})
	if err != nil {
		return AcceptResult{}, err
	}
	return AcceptResult{acceptance.After.User, acceptance.After}, nil
}

// judge is what the caller is given by an open invitation, if it is for them and
// may still be given.
func (c Accept) judge(ctx context.Context, caller Caller, i Invitation) (Acceptance, error) {
	user, isNew, err := c.user(ctx, caller)
	if err != nil {
		return Acceptance{}, err
	}
	if user.Email.Key() != i.Email.Key() {
		return Acceptance{}, Refuse(WrongAccount, "This invitation is for another mail address than the one you signed in with.")
	}
	snapshot, err := loadOffer(ctx, c.Store, i, user.ID)
	if err != nil {
		return Acceptance{}, err
	}
	authority, err := inviterAuthority(c.Roles, snapshot, i)
	if err != nil {
		return Acceptance{}, err
	}
	acceptance := i.accept(user, snapshot.Access[user.ID].Direct, authority, c.Now())
	if isNew {
		acceptance.NewUser = &user
	}
	return acceptance, acceptance.within(c.Limits)
}

// within tells whether somebody may hold this much.
func (a Acceptance) within(limits Limits) error {
	if len(a.After.Grants) > limits.Grants {
		return errTooManyGrants(limits)
	}
	return nil
}

// user finds the caller, who may have an identity and not be a user yet: then
// the provider's verified address stands for the person.
func (c Accept) user(ctx context.Context, caller Caller) (user User, isNew bool, err error) {
	user, err = c.Store.User(ctx, caller.ID())
	if !errors.Is(err, ErrNone) {
		return user, false, err
	}
	identity, err := c.Identities.FindSubject(ctx, caller.Subject)
	if errors.Is(err, ErrNone) || (err == nil && !identity.Verified) {
		return User{}, false, Refuse(WrongAccount, "You signed in with a user whose mail address is not verified.")
	}
	if err != nil {
		return User{}, false, err
	}
	address, err := ParseAddress(identity.Email)
	if err != nil {
		return User{}, false, Refuse(WrongAccount, "You signed in with a user that has no usable mail address.")
	}
	switch _, err := c.Store.UserByAddress(ctx, address); {
	case err == nil:
		return User{}, false, Refuse(WrongAccount, "Your mail address belongs to another user than the one you signed in with.")
	case !errors.Is(err, ErrNone):
		return User{}, false, err
	}
	return User{ID: caller.ID(), Issuer: caller.Issuer, Subject: caller.Subject, Email: address,
		FirstName: safeName(identity.FirstName), LastName: safeName(identity.LastName),
		CreatedAt: c.Now().UTC().Truncate(time.Second)}, true, nil
}

// accept is the write that gives a user what the invitation offers: the union
// with what the user holds. A role that is held already keeps its history.
func (i Invitation) accept(user User, before Membership, authority *Authority, now time.Time) Acceptance {
	now = now.UTC()
	after := Membership{User: user, Organisation: i.Scope.Organisation, Grants: slices.Clone(before.Grants), Version: NewID()}
	for _, role := range i.Roles {
		if !after.Holds(role, i.Scope) {
			after.Grants = append(after.Grants, Grant{Role: role, Scope: i.Scope, By: i.Inviter, At: now.Truncate(time.Second)})
		}
	}
	SortGrants(after.Grants)
	taken := i.endedEvent(EventInvitationAccepted, now, user.Person())
	taken.Subject = user.Person()
	granted := accessEvent(EventAccessGranted, before, after, i.Scope, i.Names, now, i.Inviter)
	granted.Invitation = i.ID
	return Acceptance{Invitation: i, At: now, Authority: authority, Before: before, After: after, Events: []Event{taken, granted}}
}
