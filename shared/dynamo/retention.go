package dynamo

import (
	"context"
	"errors"
	"time"

	"admit/shared/access"
)

// isGone reports whether the retention of an event is over, whether or not the time-to-live
// has removed it.
func (i eventItem) isGone(at time.Time) bool { return i.ExpiresAt != 0 && i.ExpiresAt <= at.Unix() }

// Retain gives the events and the closed invitations in a page of the table the present
// retention. An item that has it is not written. So a page that was not finished can be
// examined again.
func (s Store) Retain(ctx context.Context, r access.RetentionRun) (access.RetainedPart, error) {
	page, err := s.scanPart(ctx, r.After)
	if err != nil {
		return access.RetainedPart{}, err
	}
	part := access.RetainedPart{Next: page.next, Examined: page.scanned}
	for _, item := range page.items {
		if r.Now().After(r.Until) {
			part.Next, part.Examined = r.After, 0
			if r.After == "" { // the beginning is no position to continue at
				part.Next, err = beginning.position()
			}
			break
		}
		changed, err := s.retainPresent(ctx, item)
		if err != nil {
			return access.RetainedPart{}, err
		}
		if changed {
			part.Changed++
		}
	}
	if err == nil {
		part.Total, err = s.countItems(ctx)
	}
	return part, err
}

// beginning is the position before the first item. The empty position means the end of a run.
var beginning = storedKey{"BEGINNING", "BEGINNING"}

// retainPresent is like retain, and reads the item again while others write it. An item that no
// longer exists has no retention.
func (s Store) retainPresent(ctx context.Context, i item) (changed bool, err error) {
	err = access.RetryStale(ctx, func(ctx context.Context) error {
		var stale error
		if changed, stale = s.retain(ctx, i); !errors.Is(stale, access.ErrStale) {
			return stale
		}
		read, err := s.item(ctx, keyOf(i))
		switch {
		case errors.Is(err, access.ErrNotFound):
			changed = false
			return nil
		case err != nil:
			return err
		}
		i = read
		return stale
	})
	return changed, err
}

// retain gives an item the present retention. It reports whether the item had another one.
func (s Store) retain(ctx context.Context, i item) (bool, error) {
	switch i.text(KindAttribute) {
	case KindEvent, kindListedEvent:
		until := seconds(s.Retention.EventUntil(time.UnixMicro(i.number("at"))))
		if i.number(TimeToLive) == until {
			return false, nil
		}
		return true, s.setTimeToLive(ctx, keyOf(i), until)
	case KindInvitation:
		return s.retainInvitation(ctx, i)
	}
	return false, nil
}

// setTimeToLive sets or removes the time-to-live of an item that exists.
func (s Store) setTimeToLive(ctx context.Context, k key, until int64) error {
	if until == 0 {
		return s.updateOne(ctx, k, "REMOVE #expiresAt", "attribute_exists(pk)", nil)
	}
	return s.updateOne(ctx, k, "SET #expiresAt = :until", "attribute_exists(pk)", args{":until": numberOf(until)})
}

// retainInvitation gives a closed invitation and its entries in lists the present retention.
// That of a pending one is when it expires.
func (s Store) retainInvitation(ctx context.Context, i item) (bool, error) {
	stored, err := read[invitationItem](i)
	if err != nil || stored.Status == access.Pending {
		return false, err
	}
	invitation := stored.invitation()
	until := s.Retention.InvitationUntil(invitation.ClosedAt).Unix()
	if stored.ExpiresAt == until {
		return false, nil
	}
	t := s.begin()
	t.update(invitationKey(stored.ID), "SET #expiresAt = :until", "#version = :version AND #status = :status",
		args{":until": numberOf(until), ":version": numberOf(stored.Version), ":status": textOf(stored.Status)})
	for _, entry := range closedEntries(invitation, stored.Status, until) {
		t.put(&entry, "", nil)
	}
	t.put(&listEntry{header: listingKey(invitation).header(kindListing), Invitation: stored.ID, ExpiresAt: s.Retention.ListedUntil(invitation.ExpiresAt).Unix()}, "", nil)
	return true, s.commit(ctx, t)
}
