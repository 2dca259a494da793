package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"admit/infra/bench/report"
	"admit/infra/bench/world"
	"admit/shared/access"
	"admit/shared/delivery"
)

// sesRate is how many mails a second SES takes from a new account in production.
const sesRate = 14

// people is the size of a large organisation that is invited at once.
const people = 10_000

var mails = figure{
	name: "mails", title: "Mails",
	lasts: lasts{300 * time.Second, 10 * time.Second},
	text: []string{
		"From the request to the moment at which the stand-in for SES has the mail. The stand-in takes every mail at once. The table's stream has a stand-in, too, because that of DynamoDB Local " +
			"makes each write several times slower; it is asked again after 5 ms, while on AWS Lambda asks the stream about every second. At most four batches of ten mails are sent at once, as the stack says.",
	},
	tables: []report.Table{
		{Caption: "On the stand-ins", Columns: []string{"what", "seconds to the answer", "seconds to the last mail", "mails a second", "parked"}},
		{Caption: "On paper, for AWS", Columns: []string{"what", "value"}},
	},
	run: measureMails,
}

func measureMails(ctx context.Context, b *bench) (rows, error) {
	r := mailsOnPaper()
	d, err := b.deploy(ctx, true)
	if err != nil {
		return r, err
	}
	defer d.stop()
	h, err := d.newAdmitFixture(ctx, 1, 0)
	if err != nil {
		return r, err
	}
	if err := errors.Join(d.start(ctx, 1, "invite"), d.start(ctx, mailsAtOnce, "deliver"), d.start(ctx, 1, "publish", "delivery-status")); err != nil {
		return r, err
	}
	following, stop := context.WithCancel(ctx)
	defer stop()
	m := d.openEventSources(following, 5*time.Millisecond)
	if err := h.inviteOnes(ctx, &r, b.choose(50, 10)); err != nil {
		r.miss("one invitation: %v.", d.explain(err))
	}
	if err := h.inviteBatches(ctx, &r, b.choose(5, 2), 1); err != nil {
		r.miss("a batch: %v.", d.explain(err))
	}
	many := people / access.DefaultLimits.Batch
	if b.quick {
		many /= 20
		r.miss("%d people by batches, in a quick run: it has %d.", people, many*access.DefaultLimits.Batch)
	}
	if err := h.inviteBatches(ctx, &r, 1, many); err != nil {
		r.miss("many people by batches: %v.", d.explain(err))
	}
	return r, d.explain(m.failure())
}

// mailsOnPaper returns what follows from the settings of the stack and the rate of SES.
func mailsOnPaper() rows {
	var r rows
	r.add(1, "mails a second that a new account of SES in production takes", fmt.Sprint(sesRate))
	r.add(1, fmt.Sprintf("minutes until %d people have their mails", people), report.Number(float64(people)/sesRate/60, 0))
	r.add(1, "hours after which a mail that still waits is parked and raises an alarm", report.Number(delivery.GiveUpAfter.Hours(), 0))
	r.add(1, "mails that can be queued at once before one waits that long", report.Number(sesRate*delivery.GiveUpAfter.Seconds(), 0))
	r.add(1, "mails in one invocation of deliver, and invocations at once for a shard", fmt.Sprintf("%d, %d", mailBatch, mailsAtOnce))
	return r
}

// inviteOnes invites people one by one, each after the mail of the one before.
func (h *admitFixture) inviteOnes(ctx context.Context, r *rows, number int) error {
	var answered, mailed report.Sample
	parked := h.cloud.Parked.Load()
	for n := range number {
		began := time.Now()
		var invited struct {
			ID string `json:"id"`
		}
		body := map[string]any{"email": world.Mailbox(name("single", n)), "roles": []access.RoleID{world.Viewer}}
		if err := h.asAdmin().call(ctx, "invite", http.MethodPost, h.path("/invitations"), body, &invited); err != nil {
			return err
		}
		answered = append(answered, time.Since(began).Seconds())
		if _, err := h.token(ctx, access.InvitationID(invited.ID), true); err != nil {
			return err
		}
		mailed = append(mailed, time.Since(began).Seconds())
	}
	r.add(0, "one invitation", answered.Spread(3), mailed.Spread(3), report.Number(1/mailed.Median(), 0), h.parkedSince(parked))
	return nil
}

// parkedSince returns how many mails and events were parked, and whether that is none.
func (h *admitFixture) parkedSince(before int64) string {
	return report.Judged(float64(h.cloud.Parked.Load()-before), 0, 0)
}

func (h *admitFixture) asAdmin() client { return client{h.gateway.URL, bearer(h.admin), nil} }

func (h *admitFixture) path(below string) string {
	return "/organisations/" + string(h.organisation.ID) + below
}

// inviteBatches invites people by a number of full batches, one request after the other,
// and waits for all mails. It repeats that some times.
func (h *admitFixture) inviteBatches(ctx context.Context, r *rows, times, batches int) error {
	var answered, mailed report.Sample
	size, parked := access.DefaultLimits.Batch, h.cloud.Parked.Load()
	for round := range times {
		began, before := time.Now(), h.cloud.Mails.Count.Load()
		for batch := range batches {
			var rows []invitee
			for n := range size {
				rows = append(rows, invitee{world.Mailbox(fmt.Sprintf("batch-%d-%d-%d-%d", batches, round, batch, n)), []access.RoleID{world.Viewer}})
			}
			if err := h.inviteAll(ctx, rows); err != nil {
				return err
			}
		}
		answered = append(answered, time.Since(began).Seconds())
		if err := h.awaitMails(ctx, before+int64(size*batches)); err != nil {
			return err
		}
		mailed = append(mailed, time.Since(began).Seconds())
	}
	r.add(0, fmt.Sprintf("%d people, in batches of %d", size*batches, size), answered.Spread(2), mailed.Spread(2),
		report.Number(float64(size*batches)/mailed.Median(), 0), h.parkedSince(parked))
	return nil
}

// invitee is a row of a batch.
type invitee struct {
	Email string          `json:"email"`
	Roles []access.RoleID `json:"roles"`
}

// inviteAll invites people by one batch. It repeats the rows that were not written after a
// second, as a client does.
func (h *admitFixture) inviteAll(ctx context.Context, rows []invitee) error {
	for try := 1; ; try++ {
		var answer struct {
			Items []struct {
				Outcome string          `json:"outcome"`
				Problem json.RawMessage `json:"problem"`
			} `json:"items"`
		}
		if err := h.asAdmin().call(ctx, "batch", http.MethodPost, h.path("/invitations/batch"), map[string]any{"invitations": rows}, &answer); err != nil {
			return err
		}
		var refused []invitee
		var problem json.RawMessage
		for n, item := range answer.Items {
			if item.Outcome != "created" {
				refused, problem = append(refused, rows[n]), item.Problem
			}
		}
		if rows = refused; len(rows) == 0 {
			return nil
		}
		if try == maxTries {
			return fmt.Errorf("%d rows of a batch were refused %d times, with %s", len(rows), maxTries, problem)
		}
		time.Sleep(time.Second)
	}
}

// awaitMails waits until SES has taken a number of mails.
func (h *admitFixture) awaitMails(ctx context.Context, number int64) error {
	for end := time.Now().Add(10 * time.Minute); h.cloud.Mails.Count.Load() < number; time.Sleep(5 * time.Millisecond) {
		if ctx.Err() != nil || time.Now().After(end) {
			return fmt.Errorf("only %d of %d mails came", h.cloud.Mails.Count.Load(), number)
		}
	}
	return nil
}
