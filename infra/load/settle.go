package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"time"
)

// outcome returns what has come of the load so far.
func (s *system) outcome(ctx context.Context) (Outcome, error) {
	var o Outcome
	if err := o.readTable(ctx, s.cloud.Client, table); err != nil {
		return o, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.mails {
		o.Mails = append(o.Mails, SentMail{m.Invitation, m.Attempt})
	}
	o.Published, o.Excused, o.Parked = maps.Clone(s.published), s.excuses.all(), slices.Clone(s.parked)
	return o, nil
}

// errUnsettled means that emails, their reports or events were still under way after all patience.
var errUnsettled = errors.New("not everything was settled")

// settle waits until no email is queued, the report of each last email is written, and each event is published. It
// returns errUnsettled if that has not become less for patience.
func (s *system) settle(ctx context.Context, before Outcome, patience time.Duration, log io.Writer) error {
	least := math.MaxInt
	for end := time.Now().Add(patience); ; sleep(ctx, 2*time.Second) {
		o, err := s.outcome(ctx)
		if err != nil {
			return err
		}
		emails, reports, events := o.underWay(before)
		all := emails + reports + events
		if all == 0 {
			return nil
		}
		if all < least { // a slow machine needs its time
			least, end = all, time.Now().Add(patience)
		}
		text := fmt.Sprintf("%d emails, %d reports and %d events are under way", emails, reports, events)
		if time.Now().After(end) {
			return fmt.Errorf("%w: %s", errUnsettled, text)
		}
		fmt.Fprintln(log, text)
	}
}

// delivered is the stored delivery status of an email that has arrived.
const delivered = "delivered"

// underWay returns how many emails are queued, how many last emails have a report that is not written yet, and how
// many events are not published.
func (o Outcome) underWay(before Outcome) (emails, reports, events int) {
	for _, i := range o.Invitations {
		if i.Status == pending && (i.Delivery == "queued" || i.Delivery == "sending") {
			emails++
		}
	}
	sent := map[SentMail]bool{}
	for _, m := range o.Mails {
		sent[m] = true
	}
	for m := range sent {
		if i, ok := o.Invitations[m.Invitation]; ok && i.Attempt == m.Attempt && i.Delivery != delivered {
			reports++
		}
	}
	old := map[string]bool{}
	for _, e := range before.Events {
		old[e.ID] = true
	}
	for _, e := range o.Events {
		if !old[e.ID] && o.Published[e.ID] == 0 {
			events++
		}
	}
	return emails, reports, events
}
