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
	t.checkAuthority(w.Authority, w.At)
	return s.commit(ctx, t)
}

// Expire closes an expired invitation. It releases the slot of the invitation, unless
// the slot has been released already or another invitation has taken it.
func (s Store) Expire(ctx context.Context, w access.InvitationClosure) error {
	slot, err := s.slot(ctx, w.Invitation.Scope, w.Invitation.Email)
	if err != nil && !errors.Is(err, access.ErrNotFound) {
		return err
	}
	t := s.begin()
	t.close(w)
	if slot.Invitation == w.Invitation.ID {
		t.releaseSlot(w.Invitation)
	}
	return s.commit(ctx, t)
}

// close closes an invitation that was not accepted. It does not release the slot.
func (t *transaction) close(w access.InvitationClosure) {
	if w.Status == access.Expired {
		t.closeExpired(w.Invitation, w.At)
	} else {
		t.closePending(w.Invitation, w.Status, w.At, "")
	}
	t.putEvent(w.Event)
}

// closePending closes a pending invitation. It is stale if the invitation has changed
// since it was read, or has expired. An invitation expires at the beginning of the
// second in expiresAt. Once the invitation is closed, expiresAt is the time until
// which it stays listed, and nobody asks to accept it.
func (t *transaction) closePending(i access.Invitation, status access.Status, at time.Time, by access.UserID) {
	t.update(invitationKey(i.ID),
		"SET #status = :status, #closedAt = :at, #acceptedBy = :by, #offeredUntil = #expiresAt, #expiresAt = :keep REMOVE #acceptanceRequest, "+noticeAttributes,
		"#status = :pending AND #version = :version AND #expiresAt > :now",
		args{":status": textOf(status), ":at": numberOf(millis(at)), ":by": textOf(by), ":keep": numberOf(t.keptUntil(at)),
			":pending": textOf(access.Pending), ":version": numberOf(i.Version), ":now": numberOf(at.Unix())})
	t.listClosed(i, status, at)
}

// closeExpired closes an expired invitation. If the time-to-live has removed the item,
// it writes the item again; otherwise it keeps the attributes that are stored.
func (t *transaction) closeExpired(i access.Invitation, at time.Time) {
	if i.StatusAt(at) != access.Expired { // the condition cannot tell if the item was removed
		t.err = errors.Join(t.err, access.ErrStale)
	}
	t.merge(invitationToItem(i),
		args{"status": textOf(access.Expired), "closedAt": numberOf(millis(at)), "offeredUntil": numberOf(i.ExpiresAt.Unix()), "expiresAt": numberOf(t.keptUntil(at))},
		absent+" OR (#status = :pending AND #version = :read AND #expiresAt <= :now)",
		args{":pending": textOf(access.Pending), ":read": numberOf(i.Version), ":now": numberOf(at.Unix())})
	t.listClosed(i, access.Expired, at)
}

// listClosed adds an invitation to the lists of those with a status of closed ones.
func (t *transaction) listClosed(i access.Invitation, status access.Status, at time.Time) {
	for _, entry := range closedEntries(i, status, t.keptUntil(at)) {
		t.put(&entry, "", nil)
	}
}

// closedEntries returns the entries of a closed invitation: in the list of its
// organisation and, if it is at an account, in that of the account.
func closedEntries(i access.Invitation, status access.Status, expiresAt int64) []listEntry {
	entries := []listEntry{{header: closedKey(i, status, "").header(kindClosed), Invitation: i.ID, ExpiresAt: expiresAt}}
	if account := i.Scope.Account; account != "" {
		entries = append(entries, listEntry{header: closedKey(i, status, account).header(kindAccountClosed), Invitation: i.ID, ExpiresAt: expiresAt})
	}
	return entries
}

// keptUntil returns when the time-to-live may remove an invitation that was closed at
// a time.
func (t *transaction) keptUntil(at time.Time) int64 { return t.retention.InvitationUntil(at).Unix() }
