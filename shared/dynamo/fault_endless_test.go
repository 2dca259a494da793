package dynamo_test

import (
	"cmp"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// conflictsTime is within which a request has an answer, however long its writes meet others:
// the shortest time for which a function runs that writes. A batch, and an import, have more.
const conflictsTime = 10 * time.Second

var batchTimes = map[string]time.Duration{
	"POST /organisations/{organisationId}/invitations/batch": 29 * time.Second, "operator import": time.Minute,
}

// meetEndlessly lets every write of the operation meet a transaction, for as long as it tries
// again. It ends in time, and as unavailable. Then the operation is repeated. The time is that
// of a bubble of synctest.
func (s *stage) meetEndlessly(want []string) {
	if !slices.ContainsFunc(names(s.calls), func(call string) bool { return slices.Contains(kinds(call), conflict) }) {
		return
	}
	failure := fault{kind: conflict, endless: true}
	var made []counted
	defer func() {
		if len(made) == 0 {
			s.table.t.Errorf("%s: no write has failed", failure)
		}
	}()
	synctest.Test(s.table.t, func(t *testing.T) {
		f := s.fixture(t)
		began := time.Now()
		s.plan.arm(&failure)
		first := s.act(f, s.scene)
		made = s.plan.disarm()
		if took, limit := time.Since(began), cmp.Or(batchTimes[s.of], conflictsTime); took > limit {
			t.Errorf("%s: took %s, want at most %s", failure, took, limit)
		}
		if s.writes && first == nil && !isDelivery(s) {
			t.Errorf("%s: succeeded", failure)
		}
		s.wantAnswer(failure, first)
		if first != nil {
			f.Pass(2 * time.Minute)
			if again := s.act(f, s.scene); !s.isAllowed(again) {
				t.Errorf("%s: first %v, repeated %v", failure, first, again)
			}
		}
		s.ended(f)
		if got := normal(t, s.is, s.was, s.known); !s.repeats && !s.unknown && !slices.Equal(got, want) {
			t.Errorf("%s: the table differs from one success without a fault:\n%s", failure, difference(got, want))
		}
	})
}
