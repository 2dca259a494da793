package load

import (
	"testing"

	"admit/shared/access"
)

// TestExcuses shows that one email with an unknown outcome excuses one other, however often the record is given
// to the function again, and that an email which SES never took excuses none.
func TestExcuses(t *testing.T) {
	var e excuses
	m, other := SentMail{"i", 1}, SentMail{"i", 2}
	e.excuse(other)
	e.take(m)
	if len(e.all()) != 0 {
		t.Errorf("excused %v before anything is unknown", e.all())
	}
	for range 3 {
		e.excuse(m)
	}
	if e.all()[m] != 1 {
		t.Errorf("%d are excused after one unknown outcome", e.all()[m])
	}
	e.take(m)
	if e.excuse(m); e.all()[m] != 2 || len(e.all()) != 1 {
		t.Errorf("excused %v after two unknown outcomes", e.all())
	}
}

// TestIsUnsettled shows which invitations leave the outcome of an email open.
func TestIsUnsettled(t *testing.T) {
	m := SentMail{"i", 2}
	claimed := access.Invitation{Attempt: 2, Delivery: access.Delivery{Status: access.Queued}, TokenHashes: []access.TokenHash{{}}}
	settled, released, later := claimed, claimed, claimed
	settled.Delivery.Status, released.TokenHashes, later.Attempt = access.Sent, nil, 3
	for name, i := range map[string]access.Invitation{"settled": settled, "not claimed": released, "resent": later} {
		if isUnsettled(i, m) {
			t.Errorf("an invitation that is %s leaves it open", name)
		}
	}
	if !isUnsettled(claimed, m) {
		t.Error("a claimed invitation does not leave it open")
	}
}
