package access

import (
	"context"
	"errors"
	"time"
)

// RegisterStore is what [Register] reads and writes.
type RegisterStore interface {
	SnapshotReader
	InvitationReader
	UserReader
	InvitationAccepter
	AddressReserver
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
	Store      RegisterStore
	Identities Identities
	Roles      Catalogue
	Limits     Limits
	Passwords  PasswordRule
	Now        Clock
}

// RegisterRequest is what a new person enters. The last name may be empty, because not
// everybody has one.
type RegisterRequest struct {
	Token               string
	FirstName, LastName string
	Password            string
}

// AcceptResult is the user who accepted, and everything that they now hold directly in
// the organisation.
type AcceptResult struct {
	User       User
	Membership Membership
}

// reservedFor is how long a reservation lasts that is not released. It is longer than
// the 15 seconds for which the function of its holder may run.
const reservedFor = 20 * time.Second

// Do registers the person. While another registration of the address is in progress,
// it waits for the end of that one, as long as for other conflicts. Then it returns an
// [Unavailable] error.
func (c Register) Do(ctx context.Context, id InvitationID, r RegisterRequest) (AcceptResult, error) {
	if err := r.validate(c.Passwords); err != nil {
		return AcceptResult{}, err
	}
	registration := &registration{Register: c, request: r, holder: NewID()}
	err := registration.waitAndRegister(ctx, id)
	if err != nil {
		registration.release(ctx)
		return AcceptResult{}, err
	}
	// If Finish fails, the identity stays marked as unfinished. Even so, no registration
	// takes it over, because the user exists.
	_ = c.Identities.Finish(ctx, registration.identity)
	return registration.accepted, nil
}

// registration is one registration in progress.
type registration struct {
	Register
	request     RegisterRequest
	holder      string       // of the reservation
	reservation *Reservation // nil before it is made
	identity    Identity     // zero before its password is set
	accepted    AcceptResult
}

// errTaken means that another registration has reserved the address.
var errTaken = Refuse(Unavailable, "A registration with this address is in progress. Try again in a few seconds.")

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
	invitation, err := invitationByToken(ctx, g.Store, id, g.request.Token)
	if err != nil {
		return err
	}
	if err := invitation.requirePending(g.Now()); err != nil {
		return err
	}
	reserving := inBackground(ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, g.reserve(ctx, invitation.Email) })
	inviter, authority, err := g.judge(ctx, invitation)
	if err != nil {
		reserving.stop()
		return err
	}
	if _, err := reserving.wait(); err != nil {
		return err
	}
	user, err := g.user(ctx, invitation.Email)
	if err != nil {
		return err
	}
	acceptance := invitation.accept(user, Membership{}, authority, inviter, g.Now())
	acceptance.NewUser, acceptance.Holder = &user, g.holder
	g.accepted = AcceptResult{user, acceptance.After}
	return g.Store.Accept(ctx, acceptance)
}

// judge returns the inviter and the inviter's authority, or a refusal if a new person
// cannot accept the invitation.
func (g *registration) judge(ctx context.Context, i Invitation) (Party, *Authority, error) {
	snapshot, err := loadInvitationScope(ctx, g.Store, i)
	if err != nil {
		return Party{}, nil, err
	}
	authority, err := inviterAuthority(g.Roles, snapshot, i)
	switch {
	case err != nil:
		return Party{}, nil, err
	case snapshot.Addressee != "":
		return Party{}, nil, g.refuseRegistered(ctx, i.ID)
	case len(i.Roles) > g.Limits.Grants:
		return Party{}, nil, errTooManyGrants(g.Limits)
	}
	return snapshot.inviter(i), authority, nil
}

// refuseRegistered returns the refusal for an address that has a user. If another
// registration has accepted this invitation since it was read, the refusal says so.
func (g *registration) refuseRegistered(ctx context.Context, id InvitationID) error {
	invitation, err := orNotFound(g.Store.Invitation(ctx, id))
	if err != nil {
		return err
	}
	if err := invitation.requirePending(g.Now()); err != nil {
		return err
	}
	return RefuseRegistered()
}

// reserve reserves the address for this registration.
func (g *registration) reserve(ctx context.Context, address Address) error {
	now := g.Now().UTC()
	reservation := Reservation{Address: address, Holder: g.holder, At: now, Until: now.Add(reservedFor)}
	err := g.Store.ReserveAddress(ctx, reservation)
	if errors.Is(err, ErrStale) {
		return errTaken
	}
	g.reservation = &reservation // also after an error: it may have been written
	return err
}

// release ends the reservation, so that the next registration of the address can begin
// at once. If release fails, the next one waits until the reservation ends.
func (g *registration) release(ctx context.Context) {
	if g.reservation == nil {
		return
	}
	ctx, cancel := CleanupContext(ctx)
	defer cancel()
	_ = g.Store.ReleaseAddress(ctx, *g.reservation)
}

// user creates the identity, sets its password and returns the new user. The identity
// and the password are written once, however often the acceptance is tried.
func (g *registration) user(ctx context.Context, address Address) (User, error) {
	if g.identity.Subject == "" {
		identity, err := g.newIdentity(ctx, address)
		if err != nil {
			return User{}, err
		}
		if err := g.Identities.SetPassword(ctx, identity, g.request.Password); err != nil {
			return User{}, err
		}
		g.identity = identity
	}
	return User{ID: g.identity.User(), Issuer: g.identity.Issuer, Subject: g.identity.Subject, Email: address,
		FirstName: g.request.FirstName, LastName: g.request.LastName, CreatedAt: g.Now().UTC().Truncate(time.Second)}, nil
}

// newIdentity creates an identity, or returns the one that exists if nobody signs in
// with it.
func (g *registration) newIdentity(ctx context.Context, address Address) (Identity, error) {
	identity, created, err := g.Identities.Create(ctx, address, g.request.FirstName, g.request.LastName)
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
