package dynamo_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
	"admit/shared/fixture"
)

// removeExpired does what the time-to-live does: it removes every item whose time is over.
func (b table) removeExpired(now time.Time) {
	b.t.Helper()
	for _, i := range b.items() {
		n, has := i["expiresAt"].(*types.AttributeValueMemberN)
		if !has {
			continue
		}
		at, err := strconv.ParseInt(n.Value, 10, 64)
		if err != nil {
			b.t.Fatal(err)
		}
		if at > now.Unix() {
			continue
		}
		if _, err := b.Client.DeleteItem(b.t.Context(), &dynamodb.DeleteItemInput{TableName: &b.Table, Key: item{"pk": i["pk"], "sk": i["sk"]}}); err != nil {
			b.t.Fatal(err)
		}
	}
}

// TestRetentionLeavesNothing invites somebody who declines, and removes what the time-to-live
// removes at the end of the retention. Then nothing of them is in the table.
func TestRetentionLeavesNothing(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for name, sweep := range map[string]bool{"written with it": false, "given to what exists": true} {
		t.Run(name, func(t *testing.T) {
			retention := access.Retention{Events: 10 * day, Invitations: 5 * day}
			b := newTable(t, &http.Transport{MaxIdleConnsPerHost: 100}, retry.NewStandard())
			if !sweep {
				b.Store = b.Retaining(retention)
			}
			f := fixture.New(t, b)
			s := &personScene{scene: newScene(f), Fixture: f, table: b}
			i := f.Invited(s.admin, fixture.ScopeOf(s.shop), personMailbox, fixture.Viewer)
			f.Must(f.Decline().Do(t.Context(), i.ID, f.Token(i.ID)))
			if sweep {
				s.sweep(retention, true)
				s.sweep(retention, false)
			}
			f.Pass(5*day - time.Hour)
			b.removeExpired(f.Now())
			if len(s.found([]string{personMailbox})) == 0 {
				t.Error("it is gone before the end of the retention")
			}
			f.Pass(20*day + 2*access.OpenFor)
			b.removeExpired(f.Now())
			if left := s.found([]string{personMailbox, string(i.ID)}); len(left) > 0 {
				t.Errorf("left are %v", left)
			}
		})
	}
}

// sweep gives the table a retention.
func (s *personScene) sweep(r access.Retention, changes bool) {
	s.Helper()
	part, err := access.Retain{Store: s.table.Retaining(r), For: time.Hour, Now: s.Now}.Do(s.Context(), "")
	if err != nil || part.Next != "" || (part.Changed > 0) != changes {
		s.Errorf("the sweep is %+v (%v), want changes: %v", part, err, changes)
	}
}

// TestRetentionIsTakenBack sweeps with a retention and then without one: the table is as it
// was written without one.
func TestRetentionIsTakenBack(t *testing.T) {
	t.Parallel()
	b := newTable(t, &http.Transport{MaxIdleConnsPerHost: 100}, retry.NewStandard())
	f := fixture.New(t, b)
	s := &personScene{scene: newScene(f), Fixture: f, table: b}
	f.Must(f.Revoke().Do(t.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID))
	was := b.items()
	s.sweep(access.Retention{Events: time.Hour, Invitations: time.Hour}, true)
	s.sweep(access.Retention{}, true)
	is := b.items()
	counted := func(line string) bool { return strings.Contains(line, `"kind":"count"`) } // which normal sums anew
	if wrong := slices.DeleteFunc(normal(t, is, was, ids(t, was)), counted); len(wrong) > 0 {
		t.Errorf("the table differs:\n%q", wrong)
	}
}
