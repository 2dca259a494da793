package load

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// told returns a ledger with two invitations and a member, and an outcome that agrees with it.
func told() (*Ledger, Outcome) {
	l := NewLedger()
	l.Invite(Invited{ID: "i1", Organisation: "o", Email: "ada@example.com", Roles: []string{"viewer"}})
	l.Change("i1", func(i *Invited) { i.Status, i.Attempts, i.Updates = accepted, 2, 1 })
	l.Invite(Invited{ID: "i2", Organisation: "o", Email: "bob@example.com", Roles: []string{"viewer"}})
	l.Member("o", "ada", "ada@example.com", func(m *Member) { m.Roles, m.Granted, m.Suspended, m.Suspensions = []string{"viewer"}, 1, true, 1 })
	after := Outcome{
		Invitations: map[string]StoredInvitation{
			"i1": {ID: "i1", Email: "ada@example.com", Status: accepted, Attempt: 2, Roles: []string{"viewer"}, Delivery: delivered, Settled: true},
			"i2": {ID: "i2", Email: "bob@example.com", Status: pending, Attempt: 1, Roles: []string{"viewer"}, Delivery: delivered, Settled: true},
		},
		Members: map[string]StoredMember{"o ada": {Organisation: "o", User: "ada", Email: "ada@example.com", Roles: []string{"viewer"}, Suspended: true}},
		Events: []StoredEvent{{"e1", "invitation.created", "o", "i1", ""}, {"e2", "invitation.changed", "o", "i1", ""}, {"e3", "invitation.resent", "o", "i1", ""},
			{"e4", "invitation.accepted", "o", "i1", "ada"}, {"e5", "access.granted", "o", "i1", "ada"}, {"e6", "access.suspended", "o", "", "ada"},
			{"e7", "invitation.created", "o", "i2", ""}, {"e8", "invitation.sent", "o", "i2", ""}, {"e10", "invitation.delivered", "o", "i2", ""},
			{"e11", "invitation.sent", "o", "i1", ""}, {"e12", "invitation.delivered", "o", "i1", ""}},
		Mails:     []SentMail{{"i1", 2}, {"i2", 1}},
		Published: map[string]int{},
		Excused:   map[SentMail]int{},
	}
	for _, e := range after.Events {
		after.Published[e.ID] = 1
	}
	return l, after
}

func TestCheckFindsNothingWhereNothingIs(t *testing.T) {
	l, after := told()
	after.Published["e1"] = 2
	if found := Check(l, Outcome{}, after); len(found.Lost)+len(found.Doubled) > 0 || found.RepeatedEvents != 1 || found.RepeatedMails != 0 {
		t.Errorf("found %+v", found)
	}
}

// faults are lost and doubled effects of every kind.
var faults = map[string]struct {
	plant         func(*Outcome)
	lost, doubled string
}{
	"an invitation is lost":   {plant: func(o *Outcome) { delete(o.Invitations, "i2") }, lost: "invitation i2 to bob@example.com"},
	"an acceptance is lost":   {plant: func(o *Outcome) { change(o, func(i *StoredInvitation) { i.Status = pending }) }, lost: "clients were told that it is accepted"},
	"an update is lost":       {plant: func(o *Outcome) { change(o, func(i *StoredInvitation) { i.Roles = []string{"editor"} }) }, lost: "offers"},
	"a resend is lost":        {plant: func(o *Outcome) { change(o, func(i *StoredInvitation) { i.Attempt = 1 }) }, lost: "attempts: 1"},
	"a resend is doubled":     {plant: func(o *Outcome) { change(o, func(i *StoredInvitation) { i.Attempt = 3 }) }, doubled: "attempts: 3"},
	"an invitation is double": {plant: func(o *Outcome) { o.Invitations["i3"] = StoredInvitation{ID: "i3", Email: "bob@example.com"} }, doubled: "invitation i3"},
	"access is lost":          {plant: func(o *Outcome) { delete(o.Members, "o ada") }, lost: "access of ada@example.com"},
	"a suspension is lost": {plant: func(o *Outcome) {
		o.Members["o ada"] = StoredMember{Roles: []string{"viewer"}}
	}, lost: "suspended is false"},
	"access is doubled": {plant: func(o *Outcome) {
		o.Members["o bob"] = StoredMember{Email: "bob@example.com", Organisation: "o"}
	}, doubled: "access of bob@example.com"},
	"an event is lost": {plant: func(o *Outcome) { o.Events = slices.Delete(o.Events, 4, 5); delete(o.Published, "e5") }, lost: "events granted: 0"},
	"an event is doubled": {plant: func(o *Outcome) {
		o.Events = append(o.Events, StoredEvent{"e9", "access.granted", "o", "i1", "ada"})
		o.Published["e9"] = 1
	}, doubled: "events granted: 2"},
	"an email is lost":              {plant: func(o *Outcome) { o.Mails = o.Mails[:1] }, lost: "the email of attempt 1"},
	"an email is doubled":           {plant: func(o *Outcome) { o.Mails = append(o.Mails, SentMail{"i2", 1}) }, doubled: "2 emails of attempt 1"},
	"an email of a later attempt":   {plant: func(o *Outcome) { o.Mails = append(o.Mails, SentMail{"i2", 2}) }, doubled: "an email of attempt 2 of invitation i2"},
	"an email of no invitation":     {plant: func(o *Outcome) { o.Mails = append(o.Mails, SentMail{"i9", 1}) }, doubled: "an email of attempt 1 of invitation i9"},
	"a report is lost":              {plant: func(o *Outcome) { change(o, func(i *StoredInvitation) { i.Delivery = "sent" }) }, lost: `its email is "sent"`},
	"an email is never settled":     {plant: func(o *Outcome) { change(o, func(i *StoredInvitation) { i.Delivery = "sending" }) }, lost: `its email is "sending"`},
	"the event of a sent email":     {plant: without("e11"), lost: "the event that its email was sent"},
	"the event of a delivery":       {plant: without("e12"), lost: "the event that its email was delivered"},
	"a sent email has two events":   {plant: with(StoredEvent{"e9", "invitation.sent", "o", "i2", ""}), doubled: "events sent: 2"},
	"a delivery has two events":     {plant: with(StoredEvent{"e9", "invitation.delivered", "o", "i2", ""}), doubled: "events delivered: 2"},
	"events of unknown access":      {plant: with(StoredEvent{"e9", "access.granted", "o", "", "eve"}), doubled: `events of access "o eve"`},
	"events of no invitation":       {plant: with(StoredEvent{"e9", "invitation.created", "o", "i9", ""}), doubled: "events of invitation i9"},
	"an event is not published":     {plant: func(o *Outcome) { delete(o.Published, "e6") }, lost: "event e6"},
	"an event that never was":       {plant: func(o *Outcome) { o.Published["e0"] = 1 }, doubled: "event e0"},
	"an email is given up for dead": {plant: func(o *Outcome) { o.Parked = []string{"no answer"} }, lost: "parked: no answer"},
}

// TestCheckFindsEachEffect plants lost and doubled effects of every kind.
func TestCheckFindsEachEffect(t *testing.T) {
	for name, c := range faults {
		t.Run(name, func(t *testing.T) {
			l, after := told()
			c.plant(&after)
			found := Check(l, Outcome{}, after)
			if !matches(found.Lost, c.lost) || !matches(found.Doubled, c.doubled) {
				t.Errorf("lost %q, want %q; doubled %q, want %q", found.Lost, c.lost, found.Doubled, c.doubled)
			}
		})
	}
}

func change(o *Outcome, do func(*StoredInvitation)) {
	i := o.Invitations["i1"]
	do(&i)
	o.Invitations["i1"] = i
}

// with plants an event that was published.
func with(e StoredEvent) func(*Outcome) {
	return func(o *Outcome) { o.Events, o.Published[e.ID] = append(o.Events, e), 1 }
}

// without plants that an event was neither stored nor published.
func without(id string) func(*Outcome) {
	return func(o *Outcome) {
		o.Events = slices.DeleteFunc(o.Events, func(e StoredEvent) bool { return e.ID == id })
		delete(o.Published, id)
	}
}

// matches reports whether exactly one finding has a text, or there is none if the text is
// empty.
func matches(found []string, text string) bool {
	if text == "" {
		return len(found) == 0
	}
	return len(found) == 1 && strings.Contains(found[0], text)
}

// TestCheckExcuses shows what is no fault: an email after a sending with an unknown outcome, what
// was there before, and whatever a client never got an answer about.
func TestCheckExcuses(t *testing.T) {
	l, after := told()
	before := Outcome{Invitations: map[string]StoredInvitation{"i0": {}}, Members: map[string]StoredMember{"o old": {}}, Events: []StoredEvent{{ID: "e0"}}}
	maps.Copy(after.Invitations, before.Invitations)
	maps.Copy(after.Members, before.Members)
	after.Events = append(after.Events, before.Events...)
	after.Mails, after.Excused[SentMail{"i2", 1}] = append(after.Mails, SentMail{"i2", 1}), 1
	after.Invitations["i3"] = StoredInvitation{ID: "i3", Email: "cy@example.com"}
	l.GaveUp("cy@example.com")
	if found := Check(l, before, after); len(found.Lost)+len(found.Doubled) > 0 || found.RepeatedMails != 1 {
		t.Errorf("found %+v", found)
	}
}

// TestGrowth leaves out how a function warms up.
func TestGrowth(t *testing.T) {
	if first, last := growth([]float64{1, 20, 20, 20, 22, 22, 22, 24, 24, 24}); first != 20 || last != 24 {
		t.Errorf("from %v to %v, want 20 to 24", first, last)
	}
}
