package load

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"admit/infra/bench/cloud"
	"admit/shared/access"
	"admit/shared/dynamo"
	"admit/shared/mail"
)

// excuses are the emails that SES took, and of which Admit cannot know that. Each may be followed by another one.
type excuses struct {
	mu      sync.Mutex
	taken   map[SentMail]int          // how often SES took it
	unknown map[SentMail]map[int]bool // which of those times have an unknown outcome
}

// take notes that SES took an email.
func (e *excuses) take(m SentMail) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.taken == nil {
		e.taken, e.unknown = map[SentMail]int{}, map[SentMail]map[int]bool{}
	}
	e.taken[m]++
}

// wasTaken reports whether SES took an email.
func (e *excuses) wasTaken(m SentMail) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.taken[m] > 0
}

// excuse notes that Admit cannot know that SES took an email the last time. To note it again changes nothing.
func (e *excuses) excuse(m SentMail) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.taken[m] == 0 {
		return
	}
	if e.unknown[m] == nil {
		e.unknown[m] = map[int]bool{}
	}
	e.unknown[m][e.taken[m]] = true
}

// all returns how many emails may follow each email.
func (e *excuses) all() map[SentMail]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	counts := map[SentMail]int{}
	for m, times := range e.unknown {
		counts[m] = len(times)
	}
	return counts
}

// answerLost excuses a second email after one that SES took, and whose answer was lost.
func (s *system) answerLost(body []byte) {
	var sending struct {
		EmailTags []struct{ Name, Value string }
	}
	_ = json.Unmarshal(body, &sending)
	var sent SentMail
	for _, tag := range sending.EmailTags {
		switch tag.Name {
		case mail.InvitationTag:
			sent.Invitation = tag.Value
		case mail.AttemptTag:
			_, _ = fmt.Sscan(tag.Value, &sent.Attempt)
		}
	}
	s.excuses.excuse(sent)
}

// excuseUnsettled excuses the emails of records that a function is about to be given again: those that SES took, while
// the table does not say so, because the function was killed or the table could not be told.
func (s *system) excuseUnsettled(ctx context.Context, records []cloud.Record) {
	store := dynamo.Store{Client: s.cloud.Client, Table: table}
	for _, r := range records {
		m := invitationOf(r)
		if !s.excuses.wasTaken(m) {
			continue
		}
		i, err := store.Invitation(ctx, access.InvitationID(m.Invitation))
		for ; err != nil && ctx.Err() == nil; i, err = store.Invitation(ctx, access.InvitationID(m.Invitation)) {
			sleep(ctx, repeatAfter)
		}
		if isUnsettled(i, m) {
			s.excuses.excuse(m)
		}
	}
}

// isUnsettled reports whether an invitation is claimed for an email, and does not say what became of it.
func isUnsettled(i access.Invitation, m SentMail) bool {
	return i.Attempt == m.Attempt && i.Delivery.Status == access.Queued && len(i.TokenHashes) > 0
}
