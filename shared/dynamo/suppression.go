package dynamo

import (
	"context"
	"errors"
	"strings"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// Suppression returns the suppression of an organisation's emails to an address. It is
// zero if there is none.
func (s Store) Suppression(ctx context.Context, o access.OrganisationID, address access.Address) (access.Suppression, error) {
	var stored suppressionItem
	err := s.get(ctx, suppressionKey(o, address), &stored)
	if errors.Is(err, access.ErrNotFound) {
		err = s.get(ctx, hashedSuppressionKey(o, address), &stored)
	}
	if errors.Is(err, access.ErrNotFound) {
		err = nil
	}
	return stored.suppression(), err
}

// Suppress writes a suppression and its event.
func (s Store) Suppress(ctx context.Context, w delivery.SuppressionEvent) error {
	t := s.begin()
	t.putSuppression(w.SuppressionChange, time.Time{})
	t.putEvent(w.Event)
	return s.commit(ctx, t)
}

// suppressionItem is the suppression of an organisation's emails to an address. Once the
// owner of the address was deleted, its key has a hash of it.
type suppressionItem struct {
	header
	Reason    string
	At        int64
	Lifted    bool
	ExpiresAt int64 // set once it is lifted
}

func (s *suppressionItem) fields(f *fields) {
	s.header.fields(f)
	text(f, "reason", &s.Reason)
	number(f, "at", &s.At)
	optional(f, "lifted", &s.Lifted, boolean)
	optional(f, "expiresAt", &s.ExpiresAt, number)
}

func (i suppressionItem) suppression() access.Suppression {
	return access.Suppression{Reason: i.Reason, At: fromMillis(i.At), Lifted: i.Lifted, Hashed: strings.HasPrefix(i.SK, hashedPrefix)}
}

// liftedKept is how long a lifted suppression is kept, so that a duplicate of the
// delivery event that caused it does not suppress the address again. It is longer
// than a dead-letter queue keeps a message that an operator may redrive.
const liftedKept = 30 * 24 * time.Hour

// putSuppression replaces the suppression that was read. If the new one is lifted,
// liftedAt is the time at which it was lifted.
func (t *transaction) putSuppression(w access.SuppressionChange, liftedAt time.Time) {
	k := suppressionKey(w.Organisation, w.Address)
	if w.Before.Hashed {
		k = hashedSuppressionKey(w.Organisation, w.Address)
	}
	item := suppressionItem{header: k.header(kindSuppression), Reason: w.After.Reason, At: millis(w.After.At), Lifted: w.After.Lifted}
	if w.After.Lifted {
		item.ExpiresAt = liftedAt.Add(liftedKept).Unix()
	}
	switch {
	case w.Before == access.Suppression{}:
		t.put(&item, absent, nil)
	case w.Before.Lifted:
		t.put(&item, "#at = :at AND #lifted = :lifted", args{":at": numberOf(millis(w.Before.At)), ":lifted": booleanOf(true)})
	default:
		t.put(&item, "#at = :at AND attribute_not_exists(#lifted)", args{":at": numberOf(millis(w.Before.At))})
	}
}
