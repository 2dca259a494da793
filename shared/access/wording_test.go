package access

import (
	"testing"
	"time"
)

// TestGrouped checks how a refusal writes a limit.
func TestGrouped(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 100: "100", 999: "999", 1000: "1,000", 10_000: "10,000", 999_999: "999,999", 1_000_000: "1,000,000"} {
		if got := grouped(n); got != want {
			t.Errorf("%d is written %q, want %q", n, got, want)
		}
	}
}

// TestWasSent checks which states of an email say that it left and has not failed since.
func TestWasSent(t *testing.T) {
	for status, want := range map[DeliveryStatus]bool{Queued: false, Sent: true, Delayed: true, Delivered: true, Failed: false, Bounced: false, Complained: false} {
		if got := (Delivery{Status: status}).WasSent(); got != want {
			t.Errorf("%s: %t, want %t", status, got, want)
		}
	}
}

// TestDeletionsAreInOrder checks that each deletion begins after the one before, whatever the
// clock says.
func TestDeletionsAreInOrder(t *testing.T) {
	now := time.Date(2036, time.February, 28, 12, 0, 0, 1999, time.UTC)
	first := Deletion{}.next("shop", now)
	if want := now.Truncate(time.Microsecond); !first.At.Equal(want) || first.Account != "shop" || !first.Until.Equal(now.Truncate(time.Millisecond).Add(time.Minute)) {
		t.Errorf("the first deletion is %+v", first)
	}
	for clock, want := range map[time.Time]time.Time{
		now:                  first.At.Add(time.Microsecond),
		now.Add(-time.Hour):  first.At.Add(time.Microsecond),
		now.Add(time.Second): first.At.Add(time.Second),
	} {
		if next := first.next("", clock); !next.At.Equal(want) {
			t.Errorf("at %s the next deletion begins at %s, want %s", clock, next.At, want)
		}
	}
}

// TestWhichPartnerIsNamed checks whom a refusal names that shares a limit with the
// organisation: the top-level organisation above, to those who hold a role there now.
func TestWhichPartnerIsNamed(t *testing.T) {
	now := time.Date(2036, time.February, 28, 12, 0, 0, 0, time.UTC)
	top, middle := Ancestor{"top", "Top"}, Ancestor{"middle", "Middle"}
	holds := func(in OrganisationID, until time.Time) Membership {
		return Membership{Organisation: in, Grants: []Grant{{Role: "viewer", Scope: Scope{in, ""}, Until: until}}}
	}
	for name, c := range map[string]struct {
		ancestors []Ancestor
		held      []Membership
		want      Ancestor
	}{
		"nothing is above":       {nil, nil, Ancestor{}},
		"a role at the top":      {[]Ancestor{middle, top}, []Membership{holds("top", time.Time{})}, top},
		"a role that ends later": {[]Ancestor{middle, top}, []Membership{holds("top", now.Add(1))}, top},
		"a role that has ended":  {[]Ancestor{middle, top}, []Membership{holds("top", now)}, Ancestor{ID: "top"}},
		"a role between":         {[]Ancestor{middle, top}, []Membership{holds("middle", time.Time{})}, Ancestor{ID: "top"}},
		"no role":                {[]Ancestor{middle, top}, nil, Ancestor{ID: "top"}},
	} {
		s := Snapshot{At: now, Organisation: Organisation{ID: "below", Ancestors: c.ancestors}, Access: map[UserID]EffectiveAccess{"ada": {Above: c.held}}}
		if got := s.partner("ada"); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
