package dynamo_test

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestStaleDecisionsAreFound checks that the same histories are found not to be
// linearizable if the store answers with what it read before, or does not read what the
// user governs from above.
func TestStaleDecisionsAreFound(t *testing.T) {
	for name, fault := range map[string]func(fixture.Store) fixture.Store{
		"stale reads": func(s fixture.Store) fixture.Store {
			return staleReads{s, &sync.Mutex{}, map[string]access.Snapshot{}}
		},
		"nothing governed": func(s fixture.Store) fixture.Store { return noGoverned{s} },
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture.New(t, newTable(t, transportIn(t, false), retry.NewStandard()))
			w := newLinearWorld(f)
			f.Store = fault(f.Store)
			if bad := w.notLinearizable(time.Now().UnixNano(), 50); bad == nil || bad.result != porcupine.Illegal {
				t.Errorf("50 histories were not found out: %+v, with %v", bad, w.seen)
			}
		})
	}
}

// staleReads returns, of what a user holds at a scope, what the call before returned.
type staleReads struct {
	fixture.Store
	mu   *sync.Mutex
	last map[string]access.Snapshot
}

// UserSnapshots implements [access.DecisionReader].
func (s staleReads) UserSnapshots(ctx context.Context, user access.UserID, scopes []access.Scope) (map[access.Scope]access.Snapshot, error) {
	fresh, err := s.Store.UserSnapshots(ctx, user, scopes)
	s.mu.Lock()
	defer s.mu.Unlock()
	answer := maps.Clone(fresh)
	for scope, snapshot := range fresh {
		of := fmt.Sprint(user, scope)
		if before, asked := s.last[of]; asked {
			answer[scope] = before
		}
		s.last[of] = snapshot
	}
	return answer, err
}

// noGoverned reads nothing of what a user governs from above.
type noGoverned struct{ fixture.Store }

// UserSnapshots implements [access.DecisionReader].
func (s noGoverned) UserSnapshots(ctx context.Context, user access.UserID, scopes []access.Scope) (map[access.Scope]access.Snapshot, error) {
	snapshots, err := s.Store.UserSnapshots(ctx, user, scopes)
	for _, snapshot := range snapshots {
		snapshot.Access[user] = access.EffectiveAccess{Direct: snapshot.Access[user].Direct}
	}
	return snapshots, err
}
