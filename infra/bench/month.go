package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"admit/infra/bench/report"
)

// monthSize is one deployment in one month.
type monthSize struct {
	name                                             string
	organisations, people, invited, decisions, views float64
	sparse                                           bool // each invocation is a cold start
}

// monthSizes are the deployments whose months are priced.
var monthSizes = []monthSize{
	{"small", 10, 200, 50, 100_000, 200, true},
	{"medium", 500, 20_000, 2_000, 10_000_000, 10_000, false},
	{"large", 10_000, 1_000_000, 50_000, 500_000_000, 250_000, false},
}

// yearOfInvitations is how many months of invitations and their events are stored.
const yearOfInvitations = 12

// remindedShare is the share of invitations that are still open when their reminder is sent.
const remindedShare = 1.0 / 3

var month = figure{
	name: "month", title: "A month at three sizes", document: "costs.md",
	lasts: lasts{200 * time.Second, 60 * time.Second},
	text: []string{
		"*Invited* is the whole life of an invitation, as in [the benchmarks](benchmarks.md#dollars-for-a-million-lifecycles): the mail, its report, a reminder for one in three, registration, " +
			"one day the removal. A *decision* is one `POST /decisions` for one check; a product asks for each request of a user that it does not answer itself. A *view* is a page of 50 rows in the console or a program's list. " +
			"For the small size each invocation is a cold start; for the others all functions are warm.",
		"Units, milliseconds, octets of logs and of items are measured on stand-ins. What is there all the time is counted in the synthesised template of a production deployment with the settings of `cdk.json`. " +
			"Prices are those of us-east-1, without free tiers, taxes and support. Traffic out of AWS is not in it, nor are a domain and AWS WAF.",
	},
	tables: []report.Table{
		{Caption: "Sizes", Columns: []string{"size", "organisations", "people with access", "invited a month", "decisions a month", "views a month"}},
		{Caption: "Dollars a month", Columns: []string{"part", "small", "medium", "large"}},
		{Caption: "Beside that, where people are in a user pool and each is active in the month", Columns: []string{"part", "small", "medium", "large"}},
		{Caption: "What is charged by use, $ for a million", Columns: []string{"what", "cold", "warm"}},
		{Caption: "What is there all the time", Columns: []string{"what", "how many", "$ a month"}},
		{Caption: "What is stored", Columns: []string{"for each", "octets of items"}},
		{Caption: "Prices", Columns: []string{"for a", "$", "compared", "source"}},
	},
	run: measureMonth,
}

// measureMonth measures what a lifecycle, a decision and a view are charged for, and prices
// the months.
func measureMonth(ctx context.Context, b *bench) (rows, error) {
	var r rows
	for _, s := range monthSizes {
		r.add(0, s.name, grouped(s.organisations), grouped(s.people), grouped(s.invited), grouped(s.decisions), grouped(s.views))
	}
	for _, p := range slices.Concat(prices, monthPrices) {
		r.add(6, p.per, fmt.Sprintf("%g", p.dollars), p.checked, p.source)
	}
	m, err := b.monthly(ctx)
	if err != nil {
		return r, err
	}
	m.addRows(&r)
	return r, nil
}

// monthly is what the parts of a month are charged for. Where there are two, the first is
// for cold functions and the second for warm ones.
type monthly struct {
	lifecycle, decision, view [2]charge
	reminder                  cost // of an invitation that is still open
	standing                  standing
	perPerson, perInvitation  float64 // octets that stay
}

func (b *bench) monthly(ctx context.Context) (m monthly, err error) {
	if m.standing, err = b.countStanding(ctx); err != nil {
		return m, err
	}
	b.progress("month: what is there all the time is counted")
	lifecycles, err := b.lifecycleCharges(ctx)
	if err != nil {
		return m, err
	}
	m.lifecycle = [2]charge{lifecycles[1].charge, lifecycles[0].charge}
	b.progress("month: lifecycles are measured")
	if m.reminder, err = costOf("send a reminder"); err != nil {
		return m, err
	}
	if m.decision, err = b.requestCharges(ctx, "decide", "decide about a member"); err != nil {
		return m, err
	}
	if m.view, err = b.requestCharges(ctx, "list-permissions", "list 50 permissions"); err != nil {
		return m, err
	}
	m.perPerson, m.perInvitation, err = b.stored(ctx)
	return m, err
}

// monthPart is a part of a month's price, for each size.
type monthPart struct {
	name string
	of   func(m monthly, s monthSize) float64
}

// monthParts are the parts of a month's price.
var monthParts = []monthPart{
	{"Alarms, dashboard, secret", func(m monthly, _ monthSize) float64 { return m.standing.dollars() }},
	{"Invitations", func(m monthly, s monthSize) float64 { return s.invited * m.lifecycle[warmth(s)].dollars() / 1e6 }},
	{"Reminders", func(m monthly, s monthSize) float64 { return s.invited * remindedShare * m.reminder.dollars() / 1e6 }},
	{"Mails of SES", func(_ monthly, s monthSize) float64 { return s.invited * (1 + remindedShare) * mailSent.dollars / 1e6 }},
	{"Decisions through the API", func(m monthly, s monthSize) float64 { return s.decisions * m.decision[warmth(s)].dollars() / 1e6 }},
	{"Views of the console and lists", func(m monthly, s monthSize) float64 { return s.views * m.view[warmth(s)].dollars() / 1e6 }},
	{"Stored items with backups, after a year", func(m monthly, s monthSize) float64 {
		octets := s.people*m.perPerson + yearOfInvitations*s.invited*m.perInvitation
		return octets / 1e9 * (storedGigabyte.dollars + backupGigabyte.dollars) / 1e6
	}},
	{"Stored logs of a month", func(m monthly, s monthSize) float64 {
		w := warmth(s)
		octets := s.invited*m.lifecycle[w].logs() + s.decisions*m.decision[w].logs() + s.views*m.view[w].logs()
		return octets * compressedLogs / 1e9 * storedLogGigabyte.dollars / 1e6
	}},
}

// compressedLogs is the share of the octets of logs that CloudWatch stores, because it
// compresses them.
const compressedLogs = 0.15

func warmth(s monthSize) int {
	if s.sparse {
		return 0
	}
	return 1
}

func (m monthly) addRows(r *rows) {
	all := make([]float64, len(monthSizes))
	for _, p := range monthParts {
		row := []string{p.name}
		for n, s := range monthSizes {
			dollars := p.of(m, s)
			all[n] += dollars
			row = append(row, report.Number(dollars, 2))
		}
		r.add(1, row...)
	}
	m.addTotals(r, all)
	for _, pool := range []struct {
		name string
		price
	}{{"Cognito Lite", activeUserLite}, {"Cognito Essentials", activeUser}} {
		row := []string{pool.name}
		for _, s := range monthSizes {
			row = append(row, report.Number(s.people*pool.dollars/1e6, 2))
		}
		r.add(2, row...)
	}
	for _, use := range []struct {
		name string
		of   [2]charge
	}{{"invitation, from first to last", m.lifecycle}, {"decision", m.decision}, {"view", m.view}} {
		r.add(3, use.name, report.Number(use.of[0].dollars(), 2), report.Number(use.of[1].dollars(), 2))
	}
	m.standing.addRows(r, 4)
	r.add(5, "person with one role, with the events and the invitation", report.Number(m.perPerson, 0))
	r.add(5, "invitation of somebody who was removed, with all events", report.Number(m.perInvitation, 0))
}

// addTotals adds the sums, and what decisions cost a back end that invokes the function
// without the API.
func (m monthly) addTotals(r *rows, all []float64) {
	sum, direct, each := []string{"**In all**"}, []string{"In all, if back ends invoke the function `decide` directly"}, []string{"In all, for a person with access"}
	for n, s := range monthSizes {
		sum = append(sum, "**"+report.Number(all[n], 2)+"**")
		c := m.decision[warmth(s)]
		c.requests, c.accessLogs = 0, 0
		direct = append(direct, report.Number(all[n]-s.decisions*(m.decision[warmth(s)].dollars()-c.dollars())/1e6, 2))
		each = append(each, fmt.Sprintf("%.4f", all[n]/s.people))
	}
	r.add(1, sum...)
	r.add(1, direct...)
	r.add(1, each...)
}

// grouped formats a whole number with commas between its thousands.
func grouped(n float64) string {
	text := fmt.Sprintf("%.0f", n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}
