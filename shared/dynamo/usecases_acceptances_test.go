package dynamo_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/evidence"
	"admit/shared/fixture"
)

// acceptancesAtOnce and acceptanceRounds are how many acceptances of one link there are at
// once, and how often, unless ADMIT_ACCEPTANCES is "<acceptances>x<rounds>" (make test-long).
const (
	acceptancesAtOnce = 200
	acceptanceRounds  = 3
)

// TestOneAcceptanceWins lets a link be accepted very often at once, in a table whose
// transactions conflict as on AWS: by the invitee from many windows, by the invitee and
// other users, and by registrations. One wins each round, and gives one grant with one
// event. Every other one is refused for the right reason.
func TestOneAcceptanceWins(t *testing.T) {
	c := newCrowd(t)
	t.Parallel()
	n, rounds := acceptancesWanted(t)
	others := fixture.Each(c.invitees(20, c.admin), func(i invitee) access.Caller { return i.caller })
	others = slices.DeleteFunc(others, func(other access.Caller) bool { return other == access.Caller{} })
	wrong, began := 0, time.Now()
	for round := range rounds {
		if !c.round(round, n, others) {
			wrong++
		}
	}
	t.Logf("%d rounds of %d in %s", rounds, n, time.Since(began).Round(time.Millisecond))
	wantSound(c.Fixture, c.table)
	evidence.Record(t, evidence.Figure{What: "acceptances at once", Tried: fmt.Sprintf("%d, %d rounds, one winner each", n, rounds), Wrong: wrong})
}

// acceptancesWanted returns how many acceptances there are at once, and how many rounds.
func acceptancesWanted(t *testing.T) (n, rounds int) {
	t.Helper()
	text := os.Getenv("ADMIT_ACCEPTANCES")
	if text == "" {
		return acceptancesAtOnce, acceptanceRounds
	}
	if _, err := fmt.Sscanf(text, "%dx%d", &n, &rounds); err != nil {
		t.Fatalf("ADMIT_ACCEPTANCES is %q, want such as 1000x100: %v", text, err)
	}
	return n, rounds
}

// attempt is one of the acceptances of a round: by whom, and how it may be refused.
type attempt struct {
	by       access.Caller // zero for a registration
	refusals []access.Kind
}

// round plays one round and reports whether it went as it must.
func (c *crowd) round(number, n int, others []access.Caller) bool {
	mailbox := "acceptor" + strconv.Itoa(number)
	var ada access.Caller
	if number%3 < 2 {
		ada = c.Directory.AddForeign(fixture.Address(c, fixture.Mailbox(mailbox)), true, fixture.Password)
	}
	user, err := c.Store.User(c.Context(), c.admin.ID())
	c.Must(err)
	offered, err := c.invitee(fixture.Whole(c.organisation), mailbox, user.Person())
	c.Must(err)
	offered.caller = ada
	attempts := slices.Repeat([]attempt{{ada, []access.Kind{access.AlreadyGranted}}}, n)
	switch number % 3 {
	case 1: // the invitee is one of ten; the others learn that it is not theirs, or was accepted
		for i := range attempts {
			if i%10 != 0 {
				attempts[i] = attempt{others[i%len(others)], []access.Kind{access.WrongUser, access.InvitationAccepted}}
			}
		}
	case 2:
		attempts = slices.Repeat([]attempt{{refusals: []access.Kind{access.InvitationAccepted, access.AlreadyRegistered}}}, n)
	}
	people := c.Directory.People()
	errs := c.atOnce(fixture.Each(attempts, func(a attempt) act {
		return func(t *testing.T) error { return c.accept(t, invitee{offered.id, offered.token, a.by}) }
	}))
	return c.wantOneWinner(number, attempts, errs) && c.wantOneGrant(number, offered) && (number%3 < 2 || c.Directory.People() == people+1)
}

// wantOneWinner reports whether one attempt succeeded and every other was refused as it says.
func (c *crowd) wantOneWinner(number int, attempts []attempt, errs []error) bool {
	winners, as := 0, true
	for i, err := range errs {
		switch {
		case err == nil:
			winners++
		case !slices.Contains(attempts[i].refusals, access.KindOf(err)):
			c.Errorf("round %d: refused with %v, want one of %v", number, err, attempts[i].refusals)
			as = false
		}
	}
	if winners != 1 {
		c.Errorf("round %d has %d winners", number, winners)
	}
	return winners == 1 && as
}

// wantOneGrant reports whether the invitee holds what was offered, once, with one event that
// the invitation was accepted and one that access was granted.
func (c *crowd) wantOneGrant(number int, offered invitee) bool {
	accepted := c.Invitation(offered.id)
	held := c.Membership(accepted.AcceptedBy, c.organisation.ID)
	events := map[access.EventType]int{}
	for _, e := range c.Events(c.organisation) {
		if e.Invitation == offered.id && e.Type != access.EventInvitationCreated {
			events[e.Type]++
		}
	}
	one := accepted.Status == access.Accepted && len(held.Grants) == 1 && held.Grants[0].Invitation == offered.id &&
		len(events) == 2 && events[access.EventInvitationAccepted] == 1 && events[access.EventAccessGranted] == 1
	if !one {
		c.Errorf("round %d: the invitation is %s, the invitee holds %v, the events are %v", number, accepted.Status, held.Grants, events)
	}
	return one
}
