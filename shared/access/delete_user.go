package access

import (
	"context"
	"errors"
	"time"
)

// DeleteUserStore is what [DeleteUser] reads and writes.
type DeleteUserStore interface {
	SnapshotReader
	UserReader
	MembershipReader
	OfferReader
	InviteeReader
	InvitationCloser
	InvitationExpirer
	MembershipChanger
	PersonDeleter
	UserDeleter
}

// DeleteUser deletes a person permanently: first all memberships and open invitations, then
// the identity in Admit's own directory, then the person's name, address and ids in
// everything that is kept, where a [Pseudonym] takes their place, and last the user. Only
// operators use it. It asks for no confirmation. If it fails half-way, or its time is over,
// it is repeated and goes on where it stopped.
type DeleteUser struct {
	Store     DeleteUserStore
	Directory Directory     // nil if the identities are not Admit's to delete
	For       time.Duration // after it, no further part of the store is examined
	Settle    time.Duration // how long requests of an administrator may still be under way
	Now       Clock
}

// DeletedPerson is how far a deletion has come.
type DeletedPerson struct {
	PersonDeletion
	Done bool
}

// Do deletes a user. It returns a [NotFound] error if there is no such user. An
// organisation may lose its last administrator.
func (c DeleteUser) Do(ctx context.Context, id UserID) (DeletedPerson, error) {
	if !ValidID(string(id)) {
		return DeletedPerson{}, errNotFound()
	}
	user, err := orNotFound(c.Store.User(ctx, id))
	if err != nil {
		return DeletedPerson{}, err
	}
	return c.delete(ctx, deletionOf(user, c.Now().UTC()))
}

// ByAddress deletes the user who has an address, or a person who has been invited and has
// never registered.
func (c DeleteUser) ByAddress(ctx context.Context, email string) (DeletedPerson, error) {
	address, err := ParseAddress(email)
	if err != nil {
		return DeletedPerson{}, InvalidField("email", err.Error())
	}
	user, err := c.Store.UserByAddress(ctx, address)
	switch {
	case err == nil:
		return c.delete(ctx, deletionOf(user, c.Now().UTC()))
	case errors.Is(err, ErrNotFound):
		return c.delete(ctx, deletionOfAddress(address, c.Now().UTC()))
	}
	return DeletedPerson{}, err
}

// maxPasses bounds the passes of one call. Each one but the last has found something.
const maxPasses = 50

// delete begins a deletion, or continues the one that has begun. A pass that changes
// something is followed by another one: somebody may have written the name behind it.
func (c DeleteUser) delete(ctx context.Context, d PersonDeletion) (DeletedPerson, error) {
	until := c.Now().Add(c.For)
	err := RetryStale(ctx, func(ctx context.Context) error {
		begun, err := orNotFound(c.Store.BeginPersonDeletion(ctx, d))
		if err == nil {
			d = begun
		}
		return err
	})
	if err != nil {
		return DeletedPerson{}, err
	}
	for range maxPasses {
		p, err := c.pass(ctx, d, until)
		if d = p.Deletion; err != nil || !p.ended {
			return DeletedPerson{PersonDeletion: d}, err
		}
		if p.Waits {
			if err := c.settle(ctx); err != nil {
				return DeletedPerson{}, err
			}
			until = until.Add(c.Settle)
		}
		if d.Found {
			d.Found = false
			continue
		}
		switch err := c.end(ctx, d); {
		case err == nil:
			return DeletedPerson{PersonDeletion: d, Done: true}, nil
		case !errors.Is(err, ErrStale):
			return DeletedPerson{}, err
		}
	}
	return DeletedPerson{}, Refuse(Unavailable, "Something is written about this person again and again. Try again.")
}

// pass is a pass through the store, as far as the time was enough.
type pass struct {
	DeletedPart
	ended bool
}

// pass deletes the person from the store, part by part. First it removes everything that
// the person holds by then.
func (c DeleteUser) pass(ctx context.Context, d PersonDeletion, until time.Time) (pass, error) {
	p := pass{DeletedPart: DeletedPart{Deletion: d}}
	if d.Position == "" {
		if err := c.removeAccess(ctx, d, until); err != nil || c.Now().After(until) {
			return p, err
		}
	}
	for waits := false; ; {
		tried := false
		err := RetryStale(ctx, func(ctx context.Context) error {
			if tried {
				if err := c.catchUp(ctx, &p.Deletion); err != nil {
					return err
				}
			}
			tried = true
			part, err := c.Store.DeletePersonPart(ctx, c.run(p.Deletion, until))
			switch {
			case err == nil:
				p.DeletedPart, waits = part, waits || part.Waits
			case part.Deletion.Pseudonym.ID != "": // what was learned before the error
				p.Deletion = part.Deletion
			}
			return err
		})
		if err == nil {
			err = c.closeAll(ctx, p.Open)
		}
		p.Waits, p.ended = waits, p.Deletion.Pass > d.Pass
		if err != nil || p.ended || c.Now().After(until) {
			return p, err
		}
	}
}

// catchUp reads how far a deletion has come, after a part that was stale: another call may have
// stored it, or this one without an answer. What the part has learned stays.
func (c DeleteUser) catchUp(ctx context.Context, d *PersonDeletion) error {
	stored, err := orNotFound(c.Store.BeginPersonDeletion(ctx, *d))
	if err != nil {
		return err
	}
	for _, user := range d.Users {
		stored.Learn(user, Address{})
	}
	for _, address := range d.Addresses {
		stored.Learn("", address)
	}
	stored.Found = stored.Found || d.Found
	*d = stored
	return nil
}

// run returns what to do with the next part.
func (c DeleteUser) run(d PersonDeletion, until time.Time) PersonDeletionRun {
	r := PersonDeletionRun{Deletion: d, Until: until, Now: c.Now}
	if c.Settle > 0 {
		r.FencesBefore = c.Now().Add(-c.Settle)
	}
	return r
}

// removeAccess removes everything that the person holds, and the identity, until its time is
// over. What the person has accepted meanwhile is removed before the next pass.
func (c DeleteUser) removeAccess(ctx context.Context, d PersonDeletion, until time.Time) error {
	if d.User.ID != "" {
		memberships, err := c.Store.Memberships(ctx, d.User.ID)
		if err != nil {
			return err
		}
		for _, membership := range memberships {
			if c.Now().After(until) {
				return nil
			}
			if err := removeByOperator(ctx, c.Store, c.Now, membership); err != nil {
				return err
			}
		}
		if err := c.deleteIdentity(ctx, d.User); err != nil {
			return err
		}
	}
	for _, address := range d.Addresses {
		if err := c.revokeAll(ctx, address, until); err != nil {
			return err
		}
		if c.Now().After(until) {
			return nil
		}
		if err := c.deleteUnfinished(ctx, address); err != nil {
			return err
		}
	}
	return nil
}

// settle waits until requests that were under way when the person lost their authority have
// ended, or are refused.
func (c DeleteUser) settle(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(c.Settle):
		return nil
	}
}

// revokeAll revokes the pending invitations to an address, in all organisations, until its time
// is over.
func (c DeleteUser) revokeAll(ctx context.Context, address Address, until time.Time) error {
	const atOnce = 100
	for after := ""; !c.Now().After(until); {
		page, err := c.Store.InvitationsTo(ctx, InvitationsToQuery{Address: address, At: c.Now(), After: after, Limit: atOnce})
		if err != nil {
			return err
		}
		if err := c.closeAll(ctx, page.Items); err != nil {
			return err
		}
		if after = page.Next; after == "" {
			return nil
		}
	}
	return nil
}

// closeAll ends pending invitations: it revokes those that are open, and closes those that
// have expired. One that has changed meanwhile is found again by the next pass.
func (c DeleteUser) closeAll(ctx context.Context, pending []Invitation) error {
	for _, i := range pending {
		var err error
		if now := c.Now().UTC(); i.StatusAt(now) == Pending {
			err = c.Store.Close(ctx, i.closure(Revoked, now, nil, Operator))
		} else {
			err = c.Store.Expire(ctx, i.closure(Expired, now, nil, System))
		}
		if err != nil && !errors.Is(err, ErrStale) {
			return err
		}
	}
	return nil
}

// end deletes the user, or forgets the deletion of a person who is none.
func (c DeleteUser) end(ctx context.Context, d PersonDeletion) error {
	if d.User.ID == "" {
		return c.Store.EndPersonDeletion(ctx, d)
	}
	return c.Store.DeleteUser(ctx, d.User)
}

// deleteIdentity deletes the identity of a user if Admit has created it.
func (c DeleteUser) deleteIdentity(ctx context.Context, user User) error {
	if c.Directory == nil {
		return nil
	}
	return c.Directory.Delete(ctx, user.Subject)
}

// deleteUnfinished deletes the identity that a registration with an address has left behind when
// it broke off. It is nobody's: the invitations to the address are revoked, and it has no user.
func (c DeleteUser) deleteUnfinished(ctx context.Context, address Address) error {
	if c.Directory == nil {
		return nil
	}
	switch _, err := c.Store.UserByAddress(ctx, address); {
	case err == nil: // the person, or somebody else who has the address now
		return nil
	case !errors.Is(err, ErrNotFound):
		return err
	}
	left, signsIn, err := identityOf(ctx, c.Directory, c.Store, address)
	if err != nil || signsIn || left == (Identity{}) {
		return err
	}
	return c.Directory.Delete(ctx, left.Subject)
}

// removeByOperator removes everything that a user holds in one organisation, and revokes
// the pending invitations to them there. The organisation may lose its last administrator.
func removeByOperator(ctx context.Context, store RemoveStore, clock Clock, membership Membership) error {
	scope := Scope{Organisation: membership.Organisation}
	err := RetryStale(ctx, func(ctx context.Context) error {
		snapshot, err := store.Snapshot(ctx, SnapshotQuery{Scope: scope, Users: []UserID{membership.User.ID}})
		if err != nil {
			return err
		}
		before := snapshot.Access[membership.User.ID].Direct
		if len(before.Grants) == 0 {
			return nil
		}
		now := before.nextChange(clock())
		after := Membership{User: before.User, Organisation: membership.Organisation, ChangedAt: now}
		removal := MembershipChange{Before: before, After: after, At: now, AllowNoAdmin: true,
			Event: accessEvent(EventAccessRemoved, before, after, scope, snapshot.names(), now, Operator)}
		if err := removal.planRevocations(ctx, store, Operator, everyInvitation); err != nil {
			return err
		}
		_, err = removal.write(ctx, store)
		return err
	})
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}
