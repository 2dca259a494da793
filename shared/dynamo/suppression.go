package dynamo

import (
	"context"
	"errors"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// Suppression reads a suppression.
func (s Store) Suppression(ctx context.Context, o access.OrganisationID, address access.Address) (access.Suppression, error) {
	var stored suppressionItem
	err := s.get(ctx, suppressionKey(o, address), &stored)
	if errors.Is(err, access.ErrNone) {
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

// suppressionItem says why an organisation's mails to an address are suppressed.
type suppressionItem struct {
	keyed
	Reason    string `dynamodbav:"reason"`
	At        int64  `dynamodbav:"at"`
	Lifted    bool   `dynamodbav:"lifted,omitempty"`
	ExpiresAt int64  `dynamodbav:"expiresAt,omitempty"` // the time-to-live, once it is lifted
}

func (i suppressionItem) suppression() access.Suppression {
	return access.Suppression{Reason: i.Reason, At: fromMillis(i.At), Lifted: i.Lifted}
}

// liftedKept is how long a lifted suppression stays, so that a duplicate of the
// event behind it is known: longer than a dead letter, which an operator may
// redrive.
const liftedKept = 30 * 24 * time.Hour

// putSuppression writes a suppression over the one that was read. The time is when
// it is lifted, if it is.
func (t *transaction) putSuppression(w access.SuppressionChange, lifted time.Time) {
	at := suppressionKey(w.Organisation, w.Address)
	item := suppressionItem{keyed: at.of("stop"), Reason: w.After.Reason, At: millis(w.After.At), Lifted: w.After.Lifted}
	if w.After.Lifted {
		item.ExpiresAt = lifted.Add(liftedKept).Unix()
	}
	switch {
	case w.Before == access.Suppression{}:
		t.put(item, absent, nil)
	case w.Before.Lifted:
		t.put(item, "#at = :at AND #lifted = :lifted", args{":at": millis(w.Before.At), ":lifted": true})
	default:
		t.put(item, "#at = :at AND attribute_not_exists(#lifted)", args{":at": millis(w.Before.At)})
	}
}
