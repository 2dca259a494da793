package dynamo_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"admit/shared/access"
	"admit/shared/dynamo"
	"admit/shared/dynamo/dynamotest"
	"admit/shared/fixture"
)

// crowdSize is how many people accept at once, unless ADMIT_CROWD says otherwise (make
// test-long).
const crowdSize = 300

// crowdTime is the time within which everybody in a crowd has an answer. In the bubble of
// synctest it does not depend on the speed of the machine.
const crowdTime = 10 * time.Second

// crowd is an organisation and the invitations of its administrator, in a table whose
// transactions conflict as on AWS.
type crowd struct {
	*fixture.Fixture
	table        table
	conflicts    *dynamotest.Conflicts
	home         access.Organisation // of people who are users already
	organisation access.Organisation
	admin        access.Caller
	created      atomic.Int64 // calls that create identities, since the crowd began
}

// invitee is somebody who has an invitation to the organisation.
type invitee struct {
	id     access.InvitationID
	token  string
	caller access.Caller // zero for a new person
}

func newCrowd(t *testing.T) *crowd {
	t.Helper()
	c := &crowd{table: newTable(t, &http.Transport{MaxIdleConnsPerHost: setUpAtOnce}, retry.NewStandard()),
		conflicts: dynamotest.NewConflicts(dynamo.PartitionKey, dynamo.SortKey)}
	c.Fixture = fixture.New(t, c.table)
	c.home, _ = c.Organisation("home", false)
	c.organisation, c.admin = c.Organisation("admin", false)
	c.Directory.Around = func(call string, do func() error) error {
		if call == "Create" {
			c.created.Add(1)
		}
		return do()
	}
	return c
}

// size returns how many people are in a large crowd.
func (c *crowd) size() int {
	text := os.Getenv("ADMIT_CROWD")
	if text == "" {
		return crowdSize
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		c.Fatalf("ADMIT_CROWD is %q, want a number", text)
	}
	return n
}

// setUpAtOnce is how many people are set up at the same time.
const setUpAtOnce = 32

// invitees stores n people who are invited by the inviter. Every second one is a user.
func (c *crowd) invitees(n int, inviter access.Caller) []invitee {
	c.Helper()
	user, err := c.Store.User(c.Context(), inviter.ID())
	c.Must(err)
	invitees, errs := make([]invitee, n), make([]error, n)
	turns := make(chan struct{}, setUpAtOnce)
	var all sync.WaitGroup
	for i := range invitees {
		turns <- struct{}{}
		all.Go(func() {
			defer func() { <-turns }()
			mailbox := fmt.Sprint("person", i)
			if i%2 == 0 {
				var before invitee
				if before, errs[i] = c.invitee(fixture.Whole(c.home), mailbox, access.Operator.Person); errs[i] != nil {
					return
				}
				accepted, err := c.Register().Do(c.Context(), before.id, fixture.Registration(before.token))
				if errs[i] = err; err != nil {
					return
				}
				invitees[i].caller = access.Caller{Issuer: accepted.User.Issuer, Subject: accepted.User.Subject}
			}
			caller := invitees[i].caller
			invitees[i], errs[i] = c.invitee(fixture.Whole(c.organisation), mailbox, user.Person())
			invitees[i].caller = caller
		})
	}
	all.Wait()
	c.Must(errors.Join(errs...))
	c.created.Store(0)
	return invitees
}

// invitee stores an invitation whose link has been sent.
func (c *crowd) invitee(scope access.Scope, name string, inviter access.Person) (invitee, error) {
	offer := c.NewOffer(scope, name, fixture.Viewer)
	token := "token of " + name
	offer.Invitation.Inviter, offer.Invitation.TokenHashes = inviter, []access.TokenHash{access.HashToken(token)}
	return invitee{id: offer.Invitation.ID, token: token}, c.Store.Invite(c.Context(), offer)
}

// as returns a fixture for somebody in the crowd: as behind a function of their own, with
// a client whose writes conflict with those of the others.
func (c *crowd) as(t *testing.T) *fixture.Fixture {
	t.Helper()
	f := fixture.New(t, dynamo.Store{Client: c.conflicts.Client(t), Table: c.table.Table})
	f.Directory = c.Directory
	return f
}

// accept accepts an invitation as somebody in the crowd.
func (c *crowd) accept(t *testing.T, i invitee) error {
	f := c.as(t)
	if i.caller == (access.Caller{}) {
		_, err := f.Register().Do(t.Context(), i.id, fixture.Registration(i.token))
		return err
	}
	_, err := f.Accept().Do(t.Context(), i.caller, i.id, access.AcceptRequest{Token: i.token})
	return err
}

// act is what one person does.
type act func(t *testing.T) error

// atOnce runs what everybody does, all beginning at the same moment, in a bubble of
// synctest. It returns the errors in the order of the acts. It fails the test if somebody
// waits too long.
func (c *crowd) atOnce(acts []act) []error {
	c.Helper()
	errs, took := make([]error, len(acts)), make([]time.Duration, len(acts))
	synctest.Test(c.T, func(t *testing.T) {
		began := time.Now()
		var all sync.WaitGroup
		for n, do := range acts {
			all.Go(func() {
				errs[n] = do(t)
				took[n] = time.Since(began)
			})
		}
		all.Wait()
	})
	longest := time.Duration(0)
	for _, one := range took {
		longest = max(longest, one)
	}
	c.Logf("%d people: the longest waited %s; %d writes met a transaction, %d transactions were tried",
		len(acts), longest, c.conflicts.Refused(), c.conflicts.Calls("TransactWriteItems"))
	if longest > crowdTime {
		c.Errorf("somebody waited %s, want at most %s", longest, crowdTime)
	}
	return errs
}

// wantAll fails the test unless everybody succeeded.
func (c *crowd) wantAll(errs []error) {
	c.Helper()
	kinds := map[access.Kind]int{}
	for _, err := range errs {
		if err != nil {
			kinds[access.KindOf(err)]++
		}
	}
	if len(kinds) > 0 {
		c.Errorf("refused: %v, of %d; %v", kinds, len(errs), errors.Join(errs...))
	}
}
