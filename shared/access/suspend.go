package access

import "context"

// SuspendStore is what [Suspend] reads and writes.
type SuspendStore interface {
	SnapshotReader
	MembershipChanger
}

// Suspend stops everything that a user holds directly in an organisation from counting,
// there and below, and lets it count again. The user keeps the grants. Open invitations to
// them stay open, and cannot be accepted while they are suspended. They are revoked when
// the last grant goes, and the suspension with it.
type Suspend struct {
	Store SuspendStore
	Now   Clock

	precondition Precondition
}

// If returns a copy of Suspend that requires one of p's versions of the membership.
func (c Suspend) If(p Precondition) Suspend {
	c.precondition = p
	return c
}

// Do suspends the membership, or reactivates it. The caller must be an administrator of
// the whole organisation and govern everything that the user holds there, as for a
// removal. The last administrator can be suspended only by somebody who governs the
// organisation from above. Do changes nothing if the membership is as wanted.
func (c Suspend) Do(ctx context.Context, caller UserID, organisation OrganisationID, user UserID, suspended bool) (Organisation, EffectiveAccess, error) {
	var snapshot Snapshot
	var result EffectiveAccess
	err := RetryStale(ctx, func(ctx context.Context) error {
		var err error
		snapshot, err = loadScope(ctx, c.Store, c.Now, caller, SnapshotQuery{Scope: Scope{Organisation: organisation}, Users: usersToRead(user)})
		if err != nil {
			return err
		}
		result = snapshot.Access[user]
		change, err := c.judge(snapshot, caller, result, suspended)
		if err != nil || result.Direct.Suspended == suspended {
			return confirmLastAdmin(ctx, c.Store, err, result.Direct)
		}
		result.Direct = change.After
		return c.Store.ChangeMembership(ctx, change)
	})
	return snapshot.Organisation, result, err
}

// judge returns the write of a suspension or a reactivation.
func (c Suspend) judge(s Snapshot, caller UserID, of EffectiveAccess, suspended bool) (MembershipChange, error) {
	if !s.administers(caller, "") {
		return MembershipChange{}, errNotAdministrator()
	}
	if len(of.Shown(s.Organisation)) == 0 {
		return MembershipChange{}, errNotFound()
	}
	before := of.Direct
	authority, err := s.mayTake(caller, "", rolesOf(before.Grants)...)
	if err != nil {
		return MembershipChange{}, err
	}
	if err := c.precondition.check(before.Version); err != nil {
		return MembershipChange{}, err
	}
	if len(before.Grants) == 0 {
		return MembershipChange{}, Refuse(InheritedAccess, "This access is inherited. Suspend it in the organisation that it comes from.")
	}
	if before.Suspended == suspended {
		return MembershipChange{}, nil
	}
	now := before.nextChange(c.Now())
	change := MembershipChange{Before: before, After: before.next(before.User, before.Organisation, now), At: now}
	change.After.Suspended = suspended
	kind := EventAccessReactivated
	if suspended {
		kind = EventAccessSuspended
	}
	change.Event = accessEvent(kind, before, change.After, s.Scope(), s.names(), now, s.Access[caller].party())
	return change, s.authorise(caller, authority, &change)
}
