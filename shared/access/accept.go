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

// Do adds the roles that the invitation offers to what the user already holds.
// The invitation must be pending, the token must be one that was emailed in its
// current attempt, the caller must have the invited address, and the inviter must
// still be able to grant these roles. Do refuses a user who would then hold more grants
// than the limit, and one who has already accepted the invitation. Everything is
// written in one transaction, so of several requests at once one succeeds.
func (c Accept) Do(ctx context.Context, caller Caller, id InvitationID, token string) (AcceptResult, error) {
	var acceptance Acceptance
	err := RetryStale(ctx, func(ctx context.Context) error {
		known := inBackground(ctx, func(ctx context.Context) (User, error) { return c.Store.User(ctx, caller.ID()) })
		defer known.stop()
		invitation, err := invitationByToken(ctx, c.Store, id, token)
		if err != nil {
			return err
		}
		if invitation.AcceptedBy == caller.ID() {
			return Refuse(AlreadyGranted, "You have already accepted this invitation.")
		}
		if err := invitation.requirePending(c.Now()); err != nil {
			return err
		}
		if acceptance, err = c.judge(ctx, caller, known, invitation); err != nil {
			return err
		}
		return c.Store.Accept(ctx, acceptance)
	})
	if err != nil {
		return AcceptResult{}, err
	}
	return AcceptResult{acceptance.After.User, acceptance.After}, nil
}

// judge returns the write that accepts a pending invitation. It refuses a caller
// who does not have the invited address, and an inviter who could no longer grant
// the roles.
func (c Accept) judge(ctx context.Context, caller Caller, known *background[User], i Invitation) (Acceptance, error) {
	user, isNew, err := c.user(ctx, caller, known)
	if err != nil {
		return Acceptance{}, err
	}
	if user.Email.Key() != i.Email.Key() {
		return Acceptance{}, Refuse(WrongUser, "This invitation is for a different email address than the one you signed in with.")
	}
	snapshot, err := loadInvitationScope(ctx, c.Store, i, user.ID)
	if err != nil {
		return Acceptance{}, err
	}
	authority, err := inviterAuthority(c.Roles, snapshot, i)
	if err != nil {
		return Acceptance{}, err
	}
	acceptance := i.accept(user, snapshot.Access[user.ID].Direct, authority, snapshot.inviter(i), c.Now())
	if isNew {
		acceptance.NewUser = &user
	}
	return acceptance, acceptance.within(c.Limits)
}

// within refuses an acceptance after which the user would hold too many grants.
func (a Acceptance) within(limits Limits) error {
	if len(a.After.Grants) > limits.Grants {
		return errTooManyGrants(limits)
	}
	return nil
}

// user returns the caller as a user. If the caller is not a user yet, it returns a new
// user made from the caller's identity, and isNew is true. The identity must have a
// verified address that no user has.
func (c Accept) user(ctx context.Context, caller Caller, known *background[User]) (user User, isNew bool, err error) {
	user, err = known.wait()
	if !errors.Is(err, ErrNotFound) {
		return user, false, err
	}
	identity, err := c.Identities.FindSubject(ctx, caller.Subject)
	if errors.Is(err, ErrNotFound) || (err == nil && !identity.Verified) {
		return User{}, false, Refuse(WrongUser, "The email address of the user you signed in with is not verified.")
	}
	if err != nil {
		return User{}, false, err
	}
	address, err := ParseAddress(identity.Email)
	if err != nil {
		return User{}, false, Refuse(WrongUser, "The user you signed in with has no valid email address.")
	}
	switch _, err := c.Store.UserByAddress(ctx, address); {
	case err == nil:
		return User{}, false, Refuse(WrongUser, "Your email address belongs to a different user than the one you signed in with.")
	case !errors.Is(err, ErrNotFound):
		return User{}, false, err
	}
	return User{ID: caller.ID(), Issuer: caller.Issuer, Subject: caller.Subject, Email: address,
		FirstName: safeName(identity.FirstName), LastName: safeName(identity.LastName),
		CreatedAt: c.Now().UTC().Truncate(time.Second)}, true, nil
}

// accept returns the write that adds the offered roles to the user's membership.
// A role that the user already holds at the scope keeps its grant.
func (i Invitation) accept(user User, before Membership, authority *Authority, inviter Party, now time.Time) Acceptance {
	now = before.nextChange(now)
	after := Membership{User: user, Organisation: i.Scope.Organisation, Grants: slices.Clone(before.Grants), Version: NewID(), ChangedAt: now}
	for _, role := range i.Roles {
		if !after.Holds(role, i.Scope) {
			after.Grants = append(after.Grants, Grant{Role: role, Scope: i.Scope, By: i.Inviter, At: now.Truncate(time.Second), Invitation: i.ID})
		}
	}
	SortGrants(after.Grants)
	accepted := i.endedEvent(EventInvitationAccepted, now, user.Party())
	accepted.Subject = user.Party()
	granted := accessEvent(EventAccessGranted, before, after, i.Scope, i.Names, now, inviter)
	granted.Invitation = i.ID
	return Acceptance{Invitation: i, At: now, Authority: authority, Before: before, After: after, Events: [2]Event{accepted, granted}}
}
