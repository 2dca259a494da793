package load

import (
	"net/http"
	"strings"
	"sync"

	"admit/infra/bench/lambda"
)

// surprises are the answers of a whole run that nobody expects, in every part of it.
type surprises struct {
	mu       sync.Mutex
	refusals map[string]int // by operation and problem
	gaveUp   int            // requests that never got a clear answer
}

func (s *surprises) refuse(operation, problem string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refusals == nil {
		s.refusals = map[string]int{}
	}
	s.refusals[operation+": "+problem]++
}

func (s *surprises) giveUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gaveUp++
}

// all is how many there are.
func (s *surprises) all() int { return sum(s.refusals) + s.gaveUp }

// excusable are the reasons for which the gateway has no answer of a function, although the function
// has done nothing wrong: a kill, and a machine that is too slow.
var excusable = []string{lambda.ErrKilled.Error(), "no process asked for an event", "no answer: "}

// isFault reports whether an answer of 500 or above is one that Admit must not give. A client repeats the
// request after it, too.
func (a answer) isFault() bool {
	switch a.status {
	case http.StatusServiceUnavailable:
		return false
	case http.StatusBadGateway:
		for _, reason := range excusable {
			if strings.Contains(string(a.body), reason) {
				return false
			}
		}
	}
	return a.status >= http.StatusInternalServerError
}
