package dynamo

import (
	"context"
	"time"

	"admit/shared/access"
)

// Accept closes the invitation and writes what it gives, in one step.
func (s Store) Accept(ctx context.Context, w access.Acceptance) error {
	t := s.begin()
	t.closed(w.Invitation, access.Accepted, w.At, w.After.User.ID)
	t.row(w.Before, w.After)
	t.admins(w.Before, w.After, false)
	t.witness(w.Witness, w.Before, w.After)
	if w.NewUser != nil {
		t.newUser(*w.NewUser)
	} else {
		t.accepts(w.After.User.ID)
	}
	for _, record := range w.Records {
		t.put(recordToItem(record), absent, nil)
	}
	return s.commit(ctx, t)
}

// Close declines or revokes the invitation.
func (s Store) Close(ctx context.Context, w access.Closing) error {
	t := s.begin()
	t.close(w)
	t.witness(w.Witness, access.Row{}, access.Row{})
	return s.commit(ctx, t)
}

func (t *transaction) close(w access.Closing) {
	t.closed(w.Invitation, w.Status, w.At, "")
	t.put(recordToItem(w.Record), absent, nil)
}

// closed ends a pending invitation, if it is still what was read and its time
// is not up, which it is in the very second of its end, and moves it from the list of offers to that of the closed ones.
// From then on the time-to-live is how long it stays listed.
func (t *transaction) closed(i access.Invitation, status access.Status, at time.Time, by access.UserID) {
	keep := at.Add(access.ClosedKept).Unix()
	t.update(invitationKey(i.ID),
		"SET #status = :status, #closedAt = :at, #acceptedBy = :by, #offeredUntil = #expiresAt, #expiresAt = :keep",
		"#status = :pending AND #round = :round AND #expiresAt > :now",
		args{":status": status, ":at": millis(at), ":by": by, ":keep": keep,
			":pending": access.Pending, ":round": i.Round, ":now": at.Unix()})
	t.delete(offerKey(i.Scope, i.Email), "#invitation = :invitation", args{":invitation": i.ID})
	t.put(listedItem{closedKey(i.Scope.Organisation, at, i.ID).of("closed"), i.ID, keep}, "", nil)
}
