package access

import (
	"context"
	"errors"
	"slices"
	"time"
)

// RelinkStore is what [Relink] reads and writes.
type RelinkStore interface {
	SnapshotReader
	UserReader
	MembershipReader
	UserRelinker
	UserDeleter
}

// Relink moves a user, with everything that the user holds, to another identity, to
// another address, or to both. Only operators use it: nobody's roles follow an identity
// without one. If it fails half-way, it can be repeated.
type Relink struct {
	Store RelinkStore
	Now   Clock
}

// RelinkRequest says who a user is from now on. Issuer and Subject are both empty for a
// user who keeps the identity, and Email is empty for one who keeps the address.
type RelinkRequest struct {
	User            UserID
	Issuer, Subject string
	Email           string
}

// Do moves the user and returns it as it is then. With another identity it has another
// id. If the identity has a user already, that user gets the roles in addition to its
// own, and keeps its address. A repetition of a request that has succeeded returns the
// user.
func (c Relink) Do(ctx context.Context, r RelinkRequest) (User, error) {
	if err := r.validate(); err != nil {
		return User{}, err
	}
	var to User
	err := RetryStale(ctx, func(ctx context.Context) error {
		move, done, err := c.judge(ctx, r)
		if err != nil {
			return err
		}
		to = move.To
		if done {
			return nil
		}
		if err := c.Store.RelinkUser(ctx, move); err != nil {
			return err
		}
		return c.moveAll(ctx, move)
	})
	return to, err
}

// validate checks the fields, before anything is read.
func (r RelinkRequest) validate() error {
	var wrong fieldErrors
	if !ValidID(string(r.User)) {
		return errNotFound()
	}
	if (r.Issuer == "") != (r.Subject == "") {
		wrong.add("subject", "and issuer are required together")
	}
	if r.Issuer == "" && r.Email == "" {
		wrong.add("issuer", "and subject, or email, are required")
	}
	wrong.check("issuer", checkText(r.Issuer, maxClaim))
	wrong.check("subject", checkText(r.Subject, maxClaim))
	if r.Email != "" {
		_, err := ParseAddress(r.Email)
		wrong.check("email", err)
	}
	return wrong.err()
}

// judge returns the write that makes the user of the new identity. It is done if the user
// has been moved already.
func (c Relink) judge(ctx context.Context, r RelinkRequest) (move UserRelink, done bool, err error) {
	from, err := c.Store.User(ctx, r.User)
	gone := errors.Is(err, ErrNotFound)
	if err != nil && !gone {
		return UserRelink{}, false, err
	}
	to := from
	if r.Issuer != "" {
		to.ID, to.Issuer, to.Subject = NewUserID(r.Issuer, r.Subject), r.Issuer, r.Subject
	}
	if r.Email != "" {
		to.Email, _ = ParseAddress(r.Email) // it is valid
	}
	move = UserRelink{From: from, To: to, At: c.Now().UTC()}
	if to.ID != r.User {
		existing, err := c.Store.User(ctx, to.ID)
		switch {
		case err == nil && r.Email != "" && existing.Email.Key() != to.Email.Key():
			return UserRelink{}, false, InvalidField("email", "differs from that of the user who has the identity")
		case err == nil:
			move.To, move.Exists = existing, true
			return move, gone, nil
		case !errors.Is(err, ErrNotFound):
			return UserRelink{}, false, err
		}
	}
	if gone {
		return UserRelink{}, false, errNotFound()
	}
	return move, false, c.addressIsFree(ctx, move)
}

// addressIsFree refuses an address that belongs to a third user.
func (c Relink) addressIsFree(ctx context.Context, move UserRelink) error {
	holder, err := c.Store.UserByAddress(ctx, move.To.Email)
	switch {
	case errors.Is(err, ErrNotFound), err == nil && holder.ID == move.From.ID:
		return nil
	case err == nil:
		return InvalidField("email", "belongs to another user")
	}
	return err
}

// moveAll moves what the user holds, and deletes the user whose identity was replaced. It
// also moves what the user was given meanwhile.
func (c Relink) moveAll(ctx context.Context, move UserRelink) error {
	memberships, err := c.Store.Memberships(ctx, move.From.ID)
	if err != nil {
		return err
	}
	memberships = slices.DeleteFunc(memberships, func(m Membership) bool { return m.User == move.To })
	for _, m := range memberships { // refused before anything is moved
		if _, err := c.judgeMove(ctx, m.Organisation, move); err != nil {
			return err
		}
	}
	for _, m := range memberships {
		if err := c.move(ctx, m.Organisation, move); err != nil {
			return err
		}
	}
	if move.From.ID == move.To.ID {
		return nil
	}
	return c.Store.DeleteUser(ctx, move.From)
}

// move moves what the user holds in one organisation.
func (c Relink) move(ctx context.Context, organisation OrganisationID, users UserRelink) error {
	return RetryStale(ctx, func(ctx context.Context) error {
		move, err := c.judgeMove(ctx, organisation, users)
		if err != nil || len(move.From.Grants) == 0 {
			return err
		}
		return c.Store.MoveMembership(ctx, move)
	})
}

// judgeMove returns the write that moves what the user holds in one organisation. It is zero
// if there is nothing to move. It refuses a move that leaves the organisation without the
// administrators that it must keep, because the other user is suspended there.
func (c Relink) judgeMove(ctx context.Context, organisation OrganisationID, users UserRelink) (MembershipMove, error) {
	snapshot, err := c.Store.Snapshot(ctx, SnapshotQuery{Scope: Scope{Organisation: organisation}, Users: []UserID{users.From.ID, users.To.ID}})
	if err != nil {
		return MembershipMove{}, err
	}
	from, before := snapshot.Access[users.From.ID].Direct, snapshot.Access[users.To.ID].Direct
	if len(from.Grants) == 0 || from.User == users.To {
		return MembershipMove{}, nil
	}
	move := moveOf(from, before, users.To, snapshot.names(), c.Now())
	move.Deletion = snapshot.Organisation.Deletion
	return move, snapshot.requireAdmins(move.AdminsChange(), move.PartnerAdminsChange())
}

// moveOf returns the write that gives a user what another one holds. From and before are
// the same membership if the user keeps the identity.
func moveOf(from, before Membership, to User, names Names, now time.Time) MembershipMove {
	same := from.User.ID == to.ID
	at := from.nextChange(before.nextChange(now))
	after := before.next(to, from.Organisation, at)
	after.Suspended = before.Suspended || from.Suspended
	for _, g := range from.Grants {
		after = after.without(func(held Grant) bool {
			return held.Role == g.Role && held.Scope == g.Scope && !lastsUntil(held.Until, g.Until)
		})
		after.give(g)
	}
	SortGrants(after.Grants)
	scope := Scope{Organisation: from.Organisation}
	w := MembershipMove{From: from, Before: before, After: after}
	if same {
		w.Before = Membership{}
		w.Events = []Event{accessEvent(EventAccessChanged, from, after, scope, names, at, Operator)}
		return w
	}
	none := Membership{User: from.User, Organisation: from.Organisation}
	w.Events = []Event{accessEvent(EventAccessRemoved, from, none, scope, names, at, Operator),
		accessEvent(EventAccessGranted, before, after, scope, names, at, Operator)}
	return w
}
