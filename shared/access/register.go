package access

import (
	"context"
	"errors"
	"time"
)

// Register makes a user of a new person and accepts the invitation for them, in
// one go. It proves the address: only its mailbox has had the secret.
//
// The order is identity, acceptance, password. Only whoever wins the acceptance
// sets a password, and a registration that broke off at any point is finished
// by repeating it; once the invitation's time is up, by registering with a later
// one, whose link proves the address again.
type Register struct {
	Store      Store
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

// Accepting is who accepted and everything they hold in the organisation now.
type Accepting struct {
	User User
	Row  Row
}

// Do registers, accepts and sets the password.
func (c Register) Do(ctx context.Context, id InvitationID, r RegisterRequest) (Accepting, error) {
	if err := r.validate(c.Passwords); err != nil {
		return Accepting{}, err
	}
	var accepted Accepting
	var identity Identity
	raced := false
	err := decide(ctx, func() error {
		invitation, err := openWith(ctx, c.Store, id, r.Token)
		if err != nil {
			return err
		}
		if invitation.Status == Accepted && !raced {
			accepted, identity, err = c.unfinished(ctx, invitation)
			return err
		}
		raced = true
		if err := invitation.open(c.Now()); err != nil {
			return err
		}
		accepted, identity, err = c.accept(ctx, invitation, r)
		return err
	})
	if err != nil {
		return Accepting{}, err
	}
	return accepted, c.Identities.Activate(ctx, identity, r.Password)
}

func (c Register) accept(ctx context.Context, i Invitation, r RegisterRequest) (Accepting, Identity, error) {
	place, err := offered(ctx, c.Store, i)
	if err != nil {
		return Accepting{}, Identity{}, err
	}
	witness, err := stillGiven(c.Roles, place, i)
	if err != nil {
		return Accepting{}, Identity{}, err
	}
	if place.Addressee != "" {
		return c.acceptAgain(ctx, i, place.Addressee, witness)
	}
	identity, err := c.Identities.Create(ctx, i.Email, r.FirstName, r.LastName)
	if err != nil {
		return Accepting{}, Identity{}, err
	}
	user := User{ID: identity.User(), Issuer: identity.Issuer, Subject: identity.Subject, Email: i.Email,
		FirstName: r.FirstName, LastName: r.LastName, CreatedAt: c.Now().UTC().Truncate(time.Second)}
	acceptance := i.accept(user, Row{}, witness, c.Now())
	acceptance.NewUser = &user
	return Accepting{user, acceptance.After}, identity, c.Store.Accept(ctx, acceptance)
}

// acceptAgain accepts for a user whose first registration broke off and who has
// no password to this day. The user keeps the name that was given then.
func (c Register) acceptAgain(ctx context.Context, i Invitation, id UserID, witness *Witness) (Accepting, Identity, error) {
	identity, registered, err := hasUser(ctx, c.Identities, i.Email, id)
	if err == nil && registered {
		err = RefuseRegistered()
	}
	if err != nil {
		return Accepting{}, Identity{}, err
	}
	user, err := found(c.Store.User(ctx, id))
	if err != nil {
		return Accepting{}, Identity{}, err
	}
	if c.Now().Sub(user.CreatedAt) < finishing+time.Second { // it is kept to the second
		return Accepting{}, Identity{}, errUnderWay()
	}
	place, err := offered(ctx, c.Store, i, id)
	if err != nil {
		return Accepting{}, Identity{}, err
	}
	acceptance := i.accept(user, place.Standings[id].Direct, witness, c.Now())
	if err := acceptance.within(c.Limits); err != nil {
		return Accepting{}, Identity{}, err
	}
	return Accepting{user, acceptance.After}, identity, c.Store.Accept(ctx, acceptance)
}

func errUnderWay() error {
	return Refuse(Unavailable, "This registration is under way. Try again in some seconds.")
}

// finishing is how long a registration has to set its password before it counts
// as broken off: as long as its function may run.
const finishing = 15 * time.Second

// brokenOff finds the identity of a registration that accepted the invitation
// and has set no password. Until the end of the offer it can be finished; where
// there is nothing to finish the answer is ErrNone.
func brokenOff(ctx context.Context, identities Identities, i Invitation, now time.Time) (Identity, error) {
	if i.Status != Accepted || !now.Before(i.ExpiresAt) {
		return Identity{}, ErrNone
	}
	identity, err := identities.Find(ctx, i.Email)
	if err == nil && (!identity.Unfinished || identity.User() != i.AcceptedBy) {
		return Identity{}, ErrNone
	}
	return identity, err
}

// unfinished is what a registration that broke off has accepted.
func (c Register) unfinished(ctx context.Context, i Invitation) (Accepting, Identity, error) {
	identity, err := brokenOff(ctx, c.Identities, i, c.Now())
	if errors.Is(err, ErrNone) {
		return Accepting{}, Identity{}, i.open(c.Now())
	}
	if err != nil {
		return Accepting{}, Identity{}, err
	}
	if c.Now().Sub(i.ClosedAt) < finishing {
		return Accepting{}, Identity{}, errUnderWay()
	}
	user, err := found(c.Store.User(ctx, i.AcceptedBy))
	if err != nil {
		return Accepting{}, Identity{}, err
	}
	place, err := offered(ctx, c.Store, i, user.ID)
	if err != nil {
		return Accepting{}, Identity{}, err
	}
	row := place.Standings[user.ID].Direct
	if len(row.At(i.Scope).Grants) == 0 {
		return Accepting{}, Identity{}, i.open(c.Now()) // removed meanwhile: there is nothing to finish
	}
	return Accepting{user, row}, identity, nil
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
