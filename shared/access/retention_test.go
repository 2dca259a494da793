package access_test

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// TestNothingIsShownPastItsRetention reads events and closed invitations before and at the
// end of their retention, with the store not having removed them.
func TestNothingIsShownPastItsRetention(t *testing.T) {
	const day = 24 * time.Hour
	store := memory.New().Retaining(access.Retention{Events: 10 * day, Invitations: 5 * day})
	f := fixture.New(t, store)
	organisation, admin := f.Organisation("admin", false)
	i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	token := f.Token(i.ID)
	f.Must(f.Decline().Do(t.Context(), i.ID, token))
	declined := f.Now()
	shown := func() (events, listed, single, link bool) {
		_, e, err := f.List().Invitation(t.Context(), admin.ID(), organisation.ID, i.ID)
		single = err == nil && e.Status == access.Declined
		_, err = f.Preview().Do(t.Context(), i.ID, token)
		link = access.KindOf(err) != access.NotFound
		page, err := store.Invitations(t.Context(), access.InvitationQuery{Organisation: organisation.ID, At: f.Now(), Limit: 10, Match: func(m access.Invitation) bool { return m.ID == i.ID }})
		f.Must(err)
		log, err := f.List().Events(t.Context(), admin.ID(), organisation.ID, access.Filter{Limit: 50})
		f.Must(err)
		return len(log.Items) > 0, len(page.Items) > 0, single, link
	}
	for after, want := range map[time.Duration][2]bool{0: {true, true}, 5*day - time.Second: {true, true}, 5 * day: {true, false}, 10*day - time.Second: {true, false}, 10*day + time.Second: {false, false}} {
		f.Set(declined.Add(after))
		if events, listed, single, link := shown(); events != want[0] || listed != want[1] || single != want[1] || link != want[1] {
			t.Errorf("after %s: events %v, listed %v, single %v, by its link %v; want %v", after, events, listed, single, link, want)
		}
	}
}
