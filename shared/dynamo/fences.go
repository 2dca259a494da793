package dynamo

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// A write that needs an authority does not check the membership that has the grant.
// DynamoDB cancels a transaction that meets another one at an item, even if both only
// check it. So all acceptances of one administrator's invitations would follow one
// another. The write checks one fence of that membership instead. A membership has
// sixteen fences, and most memberships have none of them in the table. A change that
// takes an administrative grant away writes all of them, with the time of the change.
// A judgement on a state of the membership before that time is then stale, and no other.
//
// An organisation has sixteen fences too. The deletion of the organisation or of an account
// of it writes them when it begins. A write that adds what the deletion may not see checks
// one of them.
//
// Which fence a write checks is random, and changes with every try. With sixteen, as many
// as the shards of a count, the last of 1,000 acceptances at once is written after 3.5
// seconds (simulated, 25 ms each).

const (
	fences = 16 // of a membership, or of an organisation
	// fenceKept is how long a fence is kept. It is longer than any request takes that has
	// read the membership before the change.
	fenceKept = time.Hour
)

// fence is the condition that no administrative grant was taken away from a membership
// after a time, or that no deletion has begun in an organisation after a time.
type fence struct {
	user         access.UserID // empty for an organisation
	organisation access.OrganisationID
	asOf         time.Time

	item  types.TransactWriteItem // the check of one of its fences
	check *types.ConditionCheck   // in item
}

// checkAuthority checks the fence of an authority at the time of the write, unless the
// authority is nil.
func (t *transaction) checkAuthority(authority *access.Authority, at time.Time) {
	t.checkAuthorities(authorityList(authority), at)
}

// authorityList returns a list of one authority, or an empty list for nil.
func authorityList(authority *access.Authority) []access.Authority {
	if authority == nil {
		return nil
	}
	return []access.Authority{*authority}
}

// checkWriterAuthorities checks the fences of the authorities of a transaction that
// writes a membership. An authority in that membership must be in before instead;
// putMembership checks that before is current.
func (t *transaction) checkWriterAuthorities(before, after access.Membership, authorities []access.Authority, at time.Time) {
	var others []access.Authority
	for _, authority := range authorities {
		switch {
		case authority.User != after.User.ID || authority.Scope.Organisation != after.Organisation:
			others = append(others, authority)
		case !before.Holds(authority.Role, authority.Scope):
			t.err = errors.Join(t.err, access.ErrStale)
		default:
			t.endWith(authority, at)
		}
	}
	t.checkAuthorities(others, at)
}

// endWith makes the transaction stale from the end of an authority on. No item changes
// when a grant ends, so no condition of the table can tell: the time of the write does.
func (t *transaction) endWith(authority access.Authority, at time.Time) {
	switch {
	case authority.EndedAt(at):
		t.err = errors.Join(t.err, access.ErrStale)
	case authority.Until.IsZero():
	case t.lasts == 0 || authority.Until.Sub(at) < t.lasts:
		t.lasts = authority.Until.Sub(at)
	}
}

// checkAuthorities checks one fence of each membership that an authority is in.
func (t *transaction) checkAuthorities(authorities []access.Authority, at time.Time) {
	for _, authority := range authorities {
		t.endWith(authority, at)
		t.checkFence(fence{user: authority.User, organisation: authority.Scope.Organisation, asOf: authority.AsOf})
	}
}

// checkFence checks a fence of a membership. Of several times of one membership, it
// checks the earliest.
func (t *transaction) checkFence(f fence) {
	f.item = t.checkItem(fenceKey(f.user, f.organisation, 0), absent+" OR #at <= :asOf", args{":asOf": numberOf(f.asOf.UnixMicro())})
	f.check = f.item.ConditionCheck
	for n, other := range t.fences {
		if other.user == f.user && other.organisation == f.organisation {
			if f.asOf.Before(other.asOf) {
				t.fences[n] = f
			}
			return
		}
	}
	t.fences = append(t.fences, f)
}

// choose returns the check of a fence that it chooses at random.
func (f fence) choose() types.TransactWriteItem {
	f.check.Key = fenceKey(f.user, f.organisation, rand.IntN(fences)).attributes() //nolint:gosec // it spreads load and protects no secret
	return f.item
}

// guardAuthority writes all fences of a membership that loses an administrative grant.
//
// A membership that gets its first administrative grant may follow one that was removed.
// By the clock of this function, it may even be earlier than the fences of that one. All
// judgements on it would then be stale. So guardAuthority checks a fence of it, and the
// write is stale until its time is late enough. A new user has had no membership.
func (t *transaction) guardAuthority(before, after access.Membership, newUser bool) {
	switch {
	case access.LosesAuthority(before, after):
		if !after.ChangedAt.After(before.ChangedAt) {
			t.err = errors.Join(t.err, fmt.Errorf("the membership was changed at %s, not after %s", after.ChangedAt, before.ChangedAt))
		}
		t.closeFences(after.User.ID, after.Organisation, after.ChangedAt)
	case after.Administers() && !before.Administers() && !newUser:
		t.checkFence(fence{user: after.User.ID, organisation: after.Organisation, asOf: after.ChangedAt})
	}
}

// closeFences writes a time into all fences of a membership, or of an organisation if there
// is no user.
func (t *transaction) closeFences(u access.UserID, o access.OrganisationID, at time.Time) {
	for n := range fences {
		t.updateShared(fenceKey(u, o, n), "SET #kind = :kind, #at = :at, #expiresAt = :expiresAt", "",
			args{":kind": textOf(kindFence), ":at": numberOf(at.UnixMicro()), ":expiresAt": numberOf(at.Add(fenceKept).Unix())})
	}
}
