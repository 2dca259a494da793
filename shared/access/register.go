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

// Register makes a user of a new person and accepts the invitation for them, in
// one go. It proves the address: only its mailbox has had the secret.
//
// The order is reservation, identity, password, acceptance. The reservation makes
// registrations of one address follow one another, so that only one of them
// makes an identity and sets a password, whatever the directory does. The
// acceptance comes last: every user can sign in. A registration that broke off
// has accepted nothing. It is finished by repeating it, with the same link or
// with that of a later invitation.
type Register struct {
	Store      RegisterStore
	Identities Identities
	Roles      Catalogue
	Limits     Limits
	Passwords  PasswordRule
	Now        Clock
}

// RegisterRequest is what a new person fills in. The last name may be empty:
// not everybody has one.
type RegisterRequest struct {
	Token               string
	FirstName, LastName string
	Password            string
}

// AcceptResult is who accepted and everything they hold in the organisation now.
type AcceptResult struct {
	User       User
	Membership Membership
}

const (
	// reservedFor is how long a reservation lasts that is not released: longer
	// than the function of its holder may run, which is 15 seconds.
	reservedFor = 20 * time.Second
	// turnPatience is how long a registration waits for another one of the same
	// address. It leaves a function of 15 seconds the time to register then.
	turnPatience = 8 * time.Second
	// releaseTimeout limits the call that releases a reservation.
	releaseTimeout = 300 * time.Millisecond
)

// Do registers. While another registration of the address is under way, it waits
// for what comes of that, and asks to try again after 8 seconds.
func (c Register) Do(ctx context.Context, id InvitationID, r RegisterRequest) (AcceptResult, error) {
	if err := r.validate(c.Passwords); err != nil {
		return AcceptResult{}, err
	}
	registration := &registration{Register: c, request: r, holder: NewID()}
	err := registration.inTurn(ctx, id)
	if err != nil {
		registration.release(ctx)
		return AcceptResult{}, err
	}
	// The user exists, so no registration takes the identity over, marked or not.
	_ = c.Identities.Finish(ctx, registration.identity)
	return registration.accepted, nil
}

// registration is one registration under way.
type registration struct {
	Register
	request     RegisterRequest
	holder      string       // of the reservation
	reservation *Reservation // nil before it is made
	identity    Identity     // zero before its password is set
	accepted    AcceptResult
}

// errTaken says that another registration holds the address.
var errTaken = Refuse(Unavailable, "This registration is under way. Try again in some seconds.")

// inTurn registers once no other registration holds the address.
func (g *registration) inTurn(ctx context.Context, id InvitationID) error {
	backoff := Backoff{Limit: turnPatience}
	for {
		err := RetryStale(ctx, func() error { return g.try(ctx, id) })
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
	authority, err := g.judge(ctx, invitation)
	if err != nil {
		return err
	}
	if err := g.reserve(ctx, invitation.Email); err != nil {
		return err
	}
	user, err := g.user(ctx, invitation.Email)
	if err != nil {
		return err
	}
	acceptance := invitation.accept(user, Membership{}, authority, g.Now())
	acceptance.NewUser, acceptance.Holder = &user, g.holder
	g.accepted = AcceptResult{user, acceptance.After}
	return g.Store.Accept(ctx, acceptance)
}

// judge refuses what a new person cannot accept.
func (g *registration) judge(ctx context.Context, i Invitation) (*Authority, error) {
	if err := i.requirePending(g.Now()); err != nil {
		return nil, err
	}
	snapshot, err := loadOffer(ctx, g.Store, i)
	if err != nil {
		return nil, err
	}
	authority, err := inviterAuthority(g.Roles, snapshot, i)
	switch {
	case err != nil:
		return nil, err
	case snapshot.Addressee != "":
		return nil, g.refuseRegistered(ctx, i.ID)
	case len(i.Roles) > g.Limits.Grants:
		return nil, errTooManyGrants(g.Limits)
	}
	return authority, nil
}

// refuseRegistered refuses an address that has a user. If another registration
// accepted this very invitation after it was read, that is the reason.
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

// reserve makes this the only registration of the address.
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

// release lets the next registration of the address begin at once. If it fails,
// that waits for the end of the reservation.
func (g *registration) release(ctx context.Context) {
	if g.reservation == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTimeout)
	defer cancel()
	_ = g.Store.ReleaseAddress(ctx, *g.reservation)
}

// user makes the identity and sets its password, both once however often the
// acceptance is tried.
func (g *registration) user(ctx context.Context, address Address) (User, error) {
	if g.identity.Subject == "" {
		identity, err := g.newIdentity(ctx, address)
		if err != nil {
			return User{}, err
		}
		if err := g.Identities.Activate(ctx, identity, g.request.Password); err != nil {
			return User{}, err
		}
		g.identity = identity
	}
	return User{ID: g.identity.User(), Issuer: g.identity.Issuer, Subject: g.identity.Subject, Email: address,
		FirstName: g.request.FirstName, LastName: g.request.LastName, CreatedAt: g.Now().UTC().Truncate(time.Second)}, nil
}

// newIdentity makes an identity, or finds one that is nobody's yet.
func (g *registration) newIdentity(ctx context.Context, address Address) (Identity, error) {
	identity, made, err := g.Identities.Create(ctx, address, g.request.FirstName, g.request.LastName)
	if err != nil || made {
		return identity, err
	}
	taken, err := identity.taken(ctx, g.Store)
	if err == nil && taken {
		err = RefuseRegistered()
	}
	return identity, err
}

// taken tells whether somebody signs in with the identity, so that no
// registration may set its password. The mark alone does not tell: it is written
// after the user.
func (i Identity) taken(ctx context.Context, store UserReader) (bool, error) {
	if !i.Unfinished {
		return true, nil
	}
	_, err := store.User(ctx, i.User())
	if errors.Is(err, ErrNone) {
		return false, nil
	}
	return err == nil, err
}

func (r RegisterRequest) validate(rule PasswordRule) error {
	var wrong fieldErrors
	wrong.check("firstName", requireName(r.FirstName))
	wrong.check("lastName", checkName(r.LastName))
	wrong.check("password", rule.Check(r.Password))
	return wrong.err()
}

// RefuseRegistered refuses to register an address with which somebody can sign
// in already.
func RefuseRegistered() error {
	return Refuse(AlreadyRegistered, "This address has a user already. Sign in and accept the invitation.")
}
