package dynamo_test

import (
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// judgeWithin is how long a history is judged beside others, and judgeAlone how long by itself.
// Nearly all are judged within a second.
const (
	judgeWithin = time.Minute
	judgeAlone  = 10 * time.Minute
)

// judges lets histories be played and judged beside each other, or one of them alone.
type judges struct{ running sync.RWMutex }

// judging has the histories of all tests.
var judging judges

// beside does something beside others.
func (j *judges) beside(do func()) {
	j.running.RLock()
	defer j.running.RUnlock()
	do()
}

// judge returns what a check finds. If it finds nothing in time, as on a slow machine, it is
// repeated with more time, while nothing else is played or judged.
func (j *judges) judge(check func(within time.Duration) porcupine.CheckResult) (result porcupine.CheckResult) {
	j.beside(func() { result = check(judgeWithin) })
	if result != porcupine.Unknown {
		return result
	}
	j.running.Lock()
	defer j.running.Unlock()
	return check(judgeAlone)
}

// judgeOperations returns whether operations are linearizable, or Unknown.
func judgeOperations(by porcupine.Model, operations []porcupine.Operation) porcupine.CheckResult {
	return judging.judge(func(within time.Duration) porcupine.CheckResult {
		return porcupine.CheckOperationsTimeout(by, operations, within)
	})
}

// TestUnknownIsJudgedAgain judges a history that is not judged at first. It is judged again, with
// more time and alone.
func TestUnknownIsJudgedAgain(t *testing.T) {
	for _, want := range []porcupine.CheckResult{porcupine.Ok, porcupine.Illegal, porcupine.Unknown} {
		var own judges
		times := []time.Duration{}
		got := own.judge(func(within time.Duration) porcupine.CheckResult {
			if times = append(times, within); len(times) == 1 {
				return porcupine.Unknown
			}
			if own.running.TryRLock() {
				t.Error("it is not judged alone")
			}
			return want
		})
		if got != want || len(times) != 2 || times[1] <= times[0] {
			t.Errorf("%s, within %v, want %s", got, times, want)
		}
	}
}

// TestWeakHistoriesAreFound checks that histories without one of the acts, and histories in which
// too many outcomes are open, are found.
func TestWeakHistoriesAreFound(t *testing.T) {
	h := &historyWorld{seen: map[string]int{}}
	for _, v := range acts {
		h.seen[v.String()] = 10
	}
	if weak := h.weak(100); len(weak) > 0 || h.missesAct() {
		t.Errorf("with everything: %v", weak)
	}
	if weak := h.weak(4000); len(weak) == 0 {
		t.Error("10 of each in 4000 histories are enough")
	}
	delete(h.seen, acts[0].String())
	if weak := h.weak(100); len(weak) != 1 || !h.missesAct() {
		t.Errorf("without %s: %v", acts[0], weak)
	}
	h.seen[acts[0].String()], h.seen[unavailable] = 10, 100
	if weak := h.weak(100); len(weak) != 1 {
		t.Errorf("with many outcomes that are open: %v", weak)
	}
}
