package access

import (
	"context"
	"errors"
	"time"
)

// AcceptStore is what [Accept] reads and writes.
type AcceptStore interface {
	SnapshotReader
	InvitationReader
	UserReader
	MembershipLister
	InvitationAccepter
	AddressFreer
}

// Accept accepts an invitation for a person who has signed in.
type Accept struct {
	Store      AcceptStore
	Identities Identities
	Directory  Directory // nil if Admit creates no identities
	Roles      Catalogue
	Limits     Limits
	Continue   Continuation
	Now        Clock
}

// AcceptRequest is what a person who accepts sends. The ID token is needed only where the
// identity provider cannot be asked, and only for somebody who is not a user yet.
type AcceptRequest struct {
	Token    string // of the link
	IDToken  string
	Language string // in which the person accepts; empty if it is not known
}

// Do adds the roles that the invitation offers to what the user already holds.
// The invitation must be pending, the token must be one that was emailed in its
// current attempt, the caller must have the invited address, and the inviter must
// still be able to grant these roles. Do refuses a user who would then hold more grants
// than the limit, and one who has already accepted the invitation. Everything is
// written in one transaction, so of several requests at once one succeeds.
func (c Accept) Do(ctx context.Context, caller Caller, id InvitationID, r AcceptRequest) (AcceptResult, error) {
	var acceptance Acceptance
	err := RetryStale(ctx, func(ctx context.Context) error {
		known := inBackground(ctx, func(ctx context.Context) (User, error) { return c.Store.User(ctx, caller.ID()) })
		defer known.stop()
		invitation, err := c.open(ctx, caller, id, r.Token)
		if err != nil {
			return err
		}
		if acceptance, err = c.judge(ctx, caller, r, known, invitation); err != nil {
			return invitation.mismatch(caller, err)
		}
		return c.Store.Accept(ctx, acceptance)
	})
	if err != nil {
		return AcceptResult{}, err
	}
	return c.result(acceptance), nil
}

// result returns what a person who has accepted is told.
func (c Accept) result(a Acceptance) AcceptResult {
	return AcceptResult{a.After.User, a.After, c.Continue.of(a.Invitation)}
}

// open returns the pending invitation that a link opens. It refuses every other one, and
// tells the caller if they have accepted it.
func (c Accept) open(ctx context.Context, caller Caller, id InvitationID, token string) (Invitation, error) {
	invitation, err := invitationByToken(ctx, c.Store, c.Now, id, token)
	if err != nil {
		return Invitation{}, err
	}
	return invitation, c.requireOpen(caller, invitation)
}

// requireOpen refuses an invitation that is not pending, and tells the caller if they have
// accepted it.
func (c Accept) requireOpen(caller Caller, i Invitation) error {
	if i.AcceptedBy == caller.ID() {
		return c.Continue.refusal(i, Refuse(AlreadyGranted, "You have already accepted this invitation."))
	}
	if err := i.requirePending(c.Now()); err != nil {
		return c.Continue.refusal(i, err)
	}
	return nil
}

// judge returns the write that accepts a pending invitation. It refuses a caller
// who does not have the invited address, and an inviter who could no longer grant
// the roles.
func (c Accept) judge(ctx context.Context, caller Caller, r AcceptRequest, known *background[User], i Invitation) (Acceptance, error) {
	user, isNew, err := c.user(ctx, caller, r, known)
	if err != nil {
		return Acceptance{}, err
	}
	if user.Email.Key() != i.Email.Key() {
		return Acceptance{}, errWrongUser(user.Email, "This invitation is for a different email address than the one you signed in with.")
	}
	return c.give(ctx, user, isNew, r.Language, i)
}

// give returns the write that accepts a pending invitation for its invitee.
func (c Accept) give(ctx context.Context, user User, isNew bool, language string, i Invitation) (Acceptance, error) {
	if isNew && user.FirstName == "" && user.LastName == "" { // as the identity provider knows them
		user.FirstName, user.LastName = i.FirstName, i.LastName
	}
	acceptance, snapshot, err := i.acceptance(ctx, c.Store, c.Roles, user, isNew, c.Now())
	if err != nil {
		return Acceptance{}, err
	}
	if isNew || snapshot.Addressee == user.ID && snapshot.Language != language {
		acceptance.Language = language
	}
	return acceptance, acceptance.within(c.Limits)
}

// acceptance returns the write that accepts the invitation for a user, and the snapshot of
// its scope. It refuses an inviter who could no longer grant the roles, and a user who is
// suspended in the organisation.
func (i Invitation) acceptance(ctx context.Context, store SnapshotReader, roles Catalogue, user User, isNew bool, now time.Time) (Acceptance, Snapshot, error) {
	snapshot, authority, err := i.requireAcceptable(ctx, store, roles, now, user.ID)
	if err != nil {
		return Acceptance{}, Snapshot{}, err
	}
	if err := snapshot.requireNotSuspended(user.ID); err != nil {
		return Acceptance{}, Snapshot{}, err
	}
	acceptance := i.accept(snapshot, user, authority, now)
	if isNew {
		acceptance.NewUser = &user
	}
	return acceptance, snapshot, nil
}

// requireNotSuspended refuses a user who is suspended in the organisation.
func (s Snapshot) requireNotSuspended(user UserID) error {
	if s.Access[user].Direct.Suspended {
		return Refuse(AccessSuspended, "Access to this organisation is suspended. Ask one of its administrators.")
	}
	return nil
}

// requireAcceptable returns a snapshot of the invitation's scope, with what the inviter and
// further users hold there, and the inviter's authority. It refuses roles that have all
// ended and an inviter who could no longer grant them. It returns ErrStale while a deletion
// of the scope runs.
func (i Invitation) requireAcceptable(ctx context.Context, store SnapshotReader, roles Catalogue, now time.Time, users ...UserID) (Snapshot, *Authority, error) {
	if err := i.requireRole(now); err != nil {
		return Snapshot{}, nil, err
	}
	snapshot, err := loadInvitationScope(ctx, store, now, i, users...)
	if err != nil {
		return Snapshot{}, nil, err
	}
	if err := snapshot.Organisation.requireOpen(i.Scope.Account, now); err != nil {
		return Snapshot{}, nil, err
	}
	authority, err := inviterAuthority(roles, snapshot, i)
	return snapshot, authority, err
}

// within refuses an acceptance after which the user would hold too many grants.
func (a Acceptance) within(limits Limits) error {
	if a.After.lasting(a.After.ChangedAt) > limits.Grants {
		return errTooManyGrants(limits)
	}
	return nil
}

// user returns the caller as a user. If the caller is not a user yet, it returns a new
// user made from the caller's identity, and isNew is true. The identity must have a
// verified address that no user has.
func (c Accept) user(ctx context.Context, caller Caller, r AcceptRequest, known *background[User]) (user User, isNew bool, err error) {
	user, err = known.wait()
	if !errors.Is(err, ErrNotFound) {
		return user, false, err
	}
	user, err = c.newUser(ctx, caller, IdentityProof{r.IDToken, IDTokenNonce(r.Token)})
	if err == nil {
		err = c.requireFree(ctx, user)
	}
	return user, true, err
}

// requireFree refuses a new user whose address another user has. It returns ErrStale if it
// has freed the address, or if they became a user after it was read who they are.
func (c Accept) requireFree(ctx context.Context, user User) error {
	holder, err := c.Store.UserByAddress(ctx, user.Email)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case err != nil:
		return err
	case holder.ID == user.ID:
		return ErrStale
	}
	return c.freeAddress(ctx, user.Email, holder)
}

// newUser returns the user that the caller becomes with their first acceptance. Their
// identity must have a verified address.
func (c Accept) newUser(ctx context.Context, caller Caller, proof IdentityProof) (User, error) {
	identity, err := c.Identities.Identity(ctx, caller, proof)
	if errors.Is(err, ErrNotFound) || (err == nil && !identity.Verified) {
		return User{}, Refuse(WrongUser, "The email address of the user you signed in with is not verified.")
	}
	if err != nil {
		return User{}, err
	}
	address, err := ParseAddress(identity.Email)
	if err != nil {
		return User{}, Refuse(WrongUser, "The user you signed in with has no valid email address.")
	}
	return User{ID: caller.ID(), Issuer: caller.Issuer, Subject: caller.Subject, Email: address,
		FirstName: safeName(identity.FirstName), LastName: safeName(identity.LastName),
		CreatedAt: c.Now().UTC().Truncate(time.Second)}, nil
}

// freeAddress frees an address whose user can no longer sign in, and returns ErrStale.
// Otherwise it refuses the caller.
func (c Accept) freeAddress(ctx context.Context, address Address, holder User) error {
	if err := freeIfAbandoned(ctx, c.Store, c.Directory, address, holder); err != nil {
		return err
	}
	return errWrongUser(address, "Your email address belongs to a different user than the one you signed in with.")
}

// accept returns the write that adds the offered roles to the user's membership.
// A role that the user already holds at the scope keeps its grant, unless that has ended.
// A role that has ended is not given. The snapshot must have what the user and the inviter
// hold at the scope.
func (i Invitation) accept(s Snapshot, user User, authority *Authority, now time.Time) Acceptance {
	i.Names = s.names()
	before := s.Access[user.ID].Direct
	now = before.nextChange(now)
	after := before.next(user, i.Scope.Organisation, now)
	for _, offered := range i.offersAt(now) {
		after.give(Grant{Role: offered.Role, Scope: i.Scope, By: i.Inviter, At: now.Truncate(time.Second), Invitation: i.ID, Until: offered.Until})
	}
	SortGrants(after.Grants)
	accepted := i.endedEvent(EventInvitationAccepted, now, user.Party())
	accepted.Subject = user.Party()
	granted := accessEvent(EventAccessGranted, before, after, i.Scope, i.Names, now, s.inviter(i))
	granted.Invitation, granted.Metadata = i.ID, i.Metadata
	return Acceptance{Invitation: i, At: now, Authority: authority, Before: before, After: after, Events: [2]Event{accepted, granted}}
}
