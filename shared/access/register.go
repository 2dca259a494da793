package access

import (
	"cmp"
	"context"
	"errors"
	"time"
)

// RegisterStore is what [Register] reads and writes.
type RegisterStore interface {
	SnapshotReader
	InvitationReader
	UserReader
	MembershipLister
	InvitationAccepter
	AddressReserver
	AddressFreer
}

// Register makes a new person a user and accepts the invitation for them, in one
// request. The token proves that the person has the address: it was only sent there.
//
// The order is reservation, identity, password, acceptance. The reservation makes
// registrations of one address follow one another. So only one of them creates an
// identity and sets a password, whatever the directory does. The acceptance comes
// last, so that every user can sign in. A registration that broke off has accepted
// nothing. To finish it, the invitee repeats it with the same link, or with the link
// of a later invitation.
type Register struct {
	Store     RegisterStore
	Directory Directory // nil if Admit registers nobody
	Roles     Catalogue
	Limits    Limits
	Passwords PasswordRule
	Continue  Continuation
	Now       Clock
}

// RegisterRequest is what a new person enters. The last name may be empty, because not
// everybody has one.
type RegisterRequest struct {
	Token               string
	FirstName, LastName string
	Password            string
	Language            string // in which the person registers; empty if it is not known
}

// AcceptResult is the user who accepted, everything that they now hold directly in the
// organisation, and where they continue.
type AcceptResult struct {
	User        User
	Membership  Membership
	ContinueURL string // see Continuation
}

// Do registers the person. While another registration of the address is in progress,
// it waits for the end of that one, as long as for other conflicts. Then it returns an
// [Unavailable] error.
func (c Register) Do(ctx context.Context, id InvitationID, r RegisterRequest) (AcceptResult, error) {
	if c.Directory == nil {
		return AcceptResult{}, c.refuse(ctx, id, r.Token)
	}
	if err := r.validate(c.Passwords); err != nil {
		return AcceptResult{}, err
	}
	registration := &registration{Register: c, request: r, addressHold: newAddressHold(c.Store, c.Now)}
	err := registration.waitAndRegister(ctx, id)
	if err != nil {
		registration.release(ctx)
		return AcceptResult{}, err
	}
	// If Finish fails, the identity stays marked as unfinished. Even so, no registration
	// takes it over, because the user exists.
	_ = c.Directory.Finish(ctx, registration.identity)
	return registration.accepted, nil
}

// refuse returns the refusal of a deployment in which nobody registers. A wrong token
// and an invitation that is not pending are refused as they are elsewhere.
func (c Register) refuse(ctx context.Context, id InvitationID, token string) error {
	invitation, err := invitationByToken(ctx, c.Store, c.Now, id, token)
	if err != nil {
		return err
	}
	if err := invitation.requirePending(c.Now()); err != nil {
		return c.Continue.refusal(invitation, err)
	}
	return Refuse(SignInRequired, "Nobody registers here with a password. Sign in to accept the invitation.")
}

// registration is one registration in progress.
type registration struct {
	Register
	addressHold
	request  RegisterRequest
	identity Identity // zero before its password is set
	accepted AcceptResult
}

// waitAndRegister registers as soon as no other registration has reserved the address.
func (g *registration) waitAndRegister(ctx context.Context, id InvitationID) error {
	ctx, backoff := ConflictBackoff(ctx)
	for {
		err := RetryStale(ctx, func(ctx context.Context) error { return g.try(ctx, id) })
		if !errors.Is(err, errTaken) || backoff.Spent() {
			return err
		}
		if err := backoff.Wait(ctx); err != nil {
			return err
		}
	}
}

// try judges the invitation and accepts it for a new user.
func (g *registration) try(ctx context.Context, id InvitationID) error {
	invitation, err := invitationByToken(ctx, g.Store, g.Now, id, g.request.Token)
	if err != nil {
		return err
	}
	if err := invitation.requirePending(g.Now()); err != nil {
		return g.Continue.refusal(invitation, err)
	}
	reserving := inBackground(ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, g.reserve(ctx, invitation.Email) })
	snapshot, authority, err := g.judge(ctx, invitation)
	if err != nil {
		reserving.stop()
		return err
	}
	if _, err := reserving.wait(); err != nil {
		return err
	}
	user, err := g.user(ctx, invitation)
	if err != nil {
		return err
	}
	acceptance := invitation.accept(snapshot, user, authority, g.Now())
	acceptance.NewUser, acceptance.Holder, acceptance.Language = &user, g.holder, g.request.Language
	g.accepted = AcceptResult{user, acceptance.After, g.Continue.of(invitation)}
	return g.Store.Accept(ctx, acceptance)
}

// judge returns a snapshot of the scope and the inviter's authority, or a refusal if a new
// person cannot accept the invitation.
func (g *registration) judge(ctx context.Context, i Invitation) (Snapshot, *Authority, error) {
	snapshot, authority, err := i.requireAcceptable(ctx, g.Store, g.Roles, g.Now())
	switch {
	case err != nil:
		return Snapshot{}, nil, err
	case snapshot.Addressee != "":
		return Snapshot{}, nil, g.freeAddress(ctx, i, snapshot.Addressee)
	case len(i.Roles) > g.Limits.Grants:
		return Snapshot{}, nil, errTooManyGrants(g.Limits)
	}
	return snapshot, authority, nil
}

// freeAddress frees an address whose user can no longer sign in, and returns ErrStale.
// Otherwise it refuses the registration.
func (g *registration) freeAddress(ctx context.Context, i Invitation, user UserID) error {
	holder, err := g.Store.User(ctx, user)
	if errors.Is(err, ErrNotFound) {
		return ErrStale // deleted meanwhile
	}
	if err != nil {
		return err
	}
	if err := freeIfAbandoned(ctx, g.Store, g.Directory, i.Email, holder); err != nil {
		return err
	}
	return g.refuseRegistered(ctx, i.ID)
}

// refuseRegistered returns the refusal for an address that has a user. If another
// registration has accepted this invitation since it was read, the refusal says so.
func (g *registration) refuseRegistered(ctx context.Context, id InvitationID) error {
	invitation, err := orNotFound(g.Store.Invitation(ctx, id))
	if err != nil {
		return err
	}
	if err := invitation.requirePending(g.Now()); err != nil {
		return g.Continue.refusal(invitation, err)
	}
	return RefuseRegistered()
}

// user creates the identity, sets its password and returns the new user. The identity
// and the password are written once, however often the acceptance is tried.
func (g *registration) user(ctx context.Context, i Invitation) (User, error) {
	if g.identity.Subject == "" {
		identity, err := g.newIdentity(ctx, i)
		if err != nil {
			return User{}, err
		}
		if err := g.Directory.SetPassword(ctx, identity, g.request.Password); err != nil {
			return User{}, err
		}
		g.identity = identity
	}
	return User{ID: g.identity.User(), Issuer: g.identity.Issuer, Subject: g.identity.Subject, Email: i.Email,
		FirstName: g.request.FirstName, LastName: g.request.LastName, CreatedAt: g.Now().UTC().Truncate(time.Second)}, nil
}

// newIdentity creates an identity, or returns the one that exists if nobody signs in
// with it. The provider writes to the person in the language of the registration, or else
// of the invitation.
func (g *registration) newIdentity(ctx context.Context, i Invitation) (Identity, error) {
	identity, created, err := g.Directory.Create(ctx, NewIdentity{
		Address: i.Email, FirstName: g.request.FirstName, LastName: g.request.LastName,
		Language: cmp.Or(g.request.Language, i.Locale),
	})
	if err != nil || created {
		return identity, err
	}
	taken, err := identity.taken(ctx, g.Store)
	if err == nil && taken {
		err = RefuseRegistered()
	}
	return identity, err
}

// taken reports whether somebody signs in with the identity. No registration may set
// the password of such an identity. Unfinished alone is not enough: the identity
// is marked as finished after the user is written, so an unfinished identity may have
// a user.
func (i Identity) taken(ctx context.Context, store UserReader) (bool, error) {
	if !i.Unfinished {
		return true, nil
	}
	_, err := store.User(ctx, i.User())
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// identityOf returns the identity of an address, or none, and reports whether somebody signs in
// with it. That person may not be a user of Admit yet.
func identityOf(ctx context.Context, directory Directory, store UserReader, address Address) (identity Identity, signsIn bool, err error) {
	identity, err = directory.Find(ctx, address)
	if errors.Is(err, ErrNotFound) {
		return Identity{}, false, nil
	}
	if err == nil {
		signsIn, err = identity.taken(ctx, store)
	}
	return identity, signsIn, err
}

// validate returns an error that names every invalid field.
func (r RegisterRequest) validate(rule PasswordRule) error {
	var wrong fieldErrors
	wrong.check("firstName", requireName(r.FirstName))
	wrong.check("lastName", checkName(r.LastName))
	wrong.check("password", rule.Check(r.Password))
	return wrong.err()
}

// RefuseRegistered returns the refusal to register an address with which somebody can
// already sign in.
func RefuseRegistered() error {
	return Refuse(AlreadyRegistered, "This address already has a user. Sign in to accept the invitation.")
}
