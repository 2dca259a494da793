package dynamo

import (
	"context"
	"errors"
	"time"

	"admit/shared/access"
)

// Close declines or revokes the invitation.
func (s Store) Close(ctx context.Context, w access.InvitationClosure) error {
	t := s.begin()
	t.close(w)
	t.releaseSlot(w.Invitation)
	t.checkAuthority(w.Authority)
	return s.commit(ctx, t)
}

// Expire closes an invitation whose time is up. Its place may have been given up
// already, and may be another one's.
func (s Store) Expire(ctx context.Context, w access.InvitationClosure) error {
	slot, err := s.slot(ctx, w.Invitation.Scope, w.Invitation.Email)
	if err != nil && !errors.Is(err, access.ErrNone) {
		return err
	}
	t := s.begin()
	t.close(w)
	if slot.Invitation == w.Invitation.ID {
		t.releaseSlot(w.Invitation)
	}
	return s.commit(ctx, t)
}

// close closes an invitation that gives nothing. Whoever does so sees to its place.
func (t *transaction) close(w access.InvitationClosure) {
	if w.Status == access.Expired {
		t.closeExpired(w.Invitation, w.At)
	} else {
		t.closePending(w.Invitation, w.Status, w.At, "")
	}
	t.putEvent(w.Event)
}

// closePending ends a pending invitation, if it is still what was read and its time is
// not up, which it is in the very second of its end. From then on the
// time-to-live is how long it stays listed.
func (t *transaction) closePending(i access.Invitation, status access.Status, at time.Time, by access.UserID) {
	t.update(invitationKey(i.ID),
		"SET #status = :status, #closedAt = :at, #acceptedBy = :by, #offeredUntil = #expiresAt, #expiresAt = :keep",
		"#status = :pending AND #version = :version AND #expiresAt > :now",
		args{":status": status, ":at": millis(at), ":by": by, ":keep": keptUntil(at),
			":pending": access.Pending, ":version": i.Version, ":now": at.Unix()})
	t.listClosed(i, at)
}

// closeExpired ends a pending invitation whose time is up, or writes one down again
// that DynamoDB has removed. What is still there of it stays as it is.
func (t *transaction) closeExpired(i access.Invitation, at time.Time) {
	if i.StatusAt(at) != access.Expired { // of what is not there, no condition can tell
		t.err = errors.Join(t.err, access.ErrStale)
	}
	t.fill(invitationToItem(i),
		args{"status": access.Expired, "closedAt": millis(at), "offeredUntil": i.ExpiresAt.Unix(), "expiresAt": keptUntil(at)},
		absent+" OR (#status = :pending AND #version = :read AND #expiresAt <= :now)",
		args{":pending": access.Pending, ":read": i.Version, ":now": at.Unix()})
	t.listClosed(i, at)
}

func (t *transaction) listClosed(i access.Invitation, at time.Time) {
	t.put(listedItem{keyed: closedKey(i.Scope.Organisation, at, i.ID).of("closed"), Invitation: i.ID, ExpiresAt: keptUntil(at)}, "", nil)
}

// keptUntil is until when a closed invitation stays listed.
func keptUntil(at time.Time) int64 { return at.Add(access.ClosedKept).Unix() }
