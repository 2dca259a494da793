package storetest

import (
	"errors"
	"sync/atomic"

	"admit/shared/access"
	"admit/shared/fixture"
)

// repetitions is how often each race of two runs.
const repetitions = 6

// manyTries is far more than any race here needs. A writer that reaches it would
// loop for ever.
const manyTries = 500

// contend does what a use case and its client do. It reads, decides and writes. If the write
// is stale, or a slow machine lets a call take too long, it starts again, until its write
// succeeds or there is nothing left to decide. It reports whether its write succeeded.
func (f *storeFixture) contend(try func() (decided bool, err error)) (won bool) {
	for range manyTries {
		decided, err := try()
		switch {
		case access.KindOf(err) == access.Unavailable:
		case err != nil && !errors.Is(err, access.ErrStale):
			f.Errorf("a racer: %v", err)
			return false
		case decided:
			return false
		case err == nil:
			return true
		}
	}
	f.Errorf("a racer was stale or refused %d times", manyTries)
	return false
}

// winners runs n racers at the same time and counts those whose write succeeded.
func (f *storeFixture) winners(n int, try func(racer int) (decided bool, err error)) int {
	var won atomic.Int64
	racers := make([]func(), n)
	for i := range racers {
		racers[i] = func() {
			if f.contend(func() (bool, error) { return try(i) }) {
				won.Add(1)
			}
		}
	}
	fixture.Together(racers...)
	return int(won.Load())
}

// tryAccept accepts an invitation if it is pending.
func (f *storeFixture) tryAccept(id access.InvitationID, user access.User) (decided bool, err error) {
	invitation, err := f.store.Invitation(f.Context(), id)
	if err != nil || invitation.Status != access.Pending {
		return true, err
	}
	return false, f.store.Accept(f.Context(), f.acceptance(invitation, user))
}

// tryRemove removes all grants of a user in an organisation, and revokes the
// pending invitations of the user there.
func (f *storeFixture) tryRemove(user access.User, organisation access.Organisation, authority *access.Authority) (decided bool, err error) {
	users := []access.UserID{user.ID}
	if authority != nil {
		users = append(users, authority.User)
	}
	snapshot, err := f.store.Snapshot(f.Context(), access.SnapshotQuery{Scope: fixture.Whole(organisation), Users: users})
	membership := snapshot.Access[user.ID].Direct
	if err != nil || len(membership.Grants) == 0 {
		return true, err
	}
	if authority != nil && !snapshot.Access[authority.User].Direct.Holds(authority.Role, authority.Scope) {
		return true, nil
	}
	if membership.IsOrganisationAdmin() && snapshot.Organisation.Admins == 1 {
		return true, nil
	}
	change := removal(membership)
	if authority != nil {
		read := *authority
		read.AsOf = snapshot.Access[authority.User].Direct.ChangedAt
		change.Authorities = []access.Authority{read}
	}
	offers, err := f.store.Offers(f.Context(), organisation.ID, user.Email)
	if err != nil {
		return true, err
	}
	for _, invitation := range offers {
		change.Revocations = append(change.Revocations, closureOf(invitation, access.Revoked))
	}
	return false, f.store.ChangeMembership(f.Context(), change)
}
