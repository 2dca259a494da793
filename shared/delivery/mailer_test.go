package delivery_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

func TestPermanentError(t *testing.T) {
	for want, err := range map[string]error{
		"mail refused: Bad address.":            &delivery.PermanentError{Reason: "Bad address."},
		"mail refused: Bad address.: 550 5.1.1": &delivery.PermanentError{Reason: "Bad address.", Response: "550 5.1.1"},
	} {
		if err.Error() != want || !errors.Is(err, delivery.ErrNotSent) {
			t.Errorf("%q, want %q", err, want)
		}
	}
}

// TestALateEmailIsLogged warns of an email that was queued for an hour, which raises an alarm.
func TestALateEmailIsLogged(t *testing.T) {
	before := slog.Default()
	defer slog.SetDefault(before)
	for queued, want := range map[time.Duration]bool{time.Hour - time.Second: false, time.Hour: true, time.Hour + time.Second: true} {
		var log bytes.Buffer
		slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
		f, organisation, admin, _ := mailed(t)
		i := f.Invited(admin, fixture.Whole(organisation), "late", fixture.Viewer)
		f.Pass(queued)
		f.Must(f.Deliver().Do(t.Context(), i.ID))
		if got := strings.Contains(log.String(), delivery.LateMessage); got != want {
			t.Errorf("after %s it is logged: %t", queued, got)
		}
	}
}

// TestAnInvalidIDIsNotLookedUp ignores an event whose invitation cannot exist.
func TestAnInvalidIDIsNotLookedUp(t *testing.T) {
	f, _, _, _ := mailed(t)
	outrunBy(f, "Invitation", func(func() error) error { return fixture.ErrStore })
	f.Must(f.Track().Do(t.Context(), delivery.Event{Invitation: "a#b", Attempt: 1, Status: access.Complained, At: f.Now()}))
}

// TestALaterComplaintRenewsASuppression stores the later time of two events that leave the delivery
// as it is, in either order.
func TestALaterComplaintRenewsASuppression(t *testing.T) {
	for name, order := range map[string][]time.Duration{"in order": {1, 2, 3}, "the latest first": {1, 3, 2}} {
		t.Run(name, func(t *testing.T) {
			f, organisation, _, i := mailed(t)
			for _, hours := range order {
				f.TrackEvent(i, delivery.Event{Status: access.Complained, At: fixture.Noon.Add(hours * time.Hour)})
			}
			stored, err := f.Store.Suppression(t.Context(), organisation.ID, i.Email)
			if want := fixture.Noon.Add(3 * time.Hour); err != nil || !stored.At.Equal(want) {
				t.Errorf("the suppression is %+v (%v), want it at %s", stored, err, want)
			}
		})
	}
}
