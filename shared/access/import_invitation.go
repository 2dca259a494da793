package access

import (
	"context"
	"errors"
	"slices"
)

// retryInvite invites the person of a line, unless they hold the roles or are invited to
// them. A line whose invitation was declined, revoked or has expired does not invite
// again, as long as the invitation is kept: an administrator resends it.
func (r *importRun) retryInvite(ctx context.Context, l MemberLine, address Address) (ImportOutcome, error) {
	offer := Offer{Limits: r.Limits, ByOperator: true}
	id := l.invitationID(address)
	return r.retry(ctx, func(ctx context.Context) (ImportOutcome, error) {
		switch existing, err := r.Store.Invitation(ctx, id); {
		case err == nil:
			return existingInvitation(existing.StatusAt(r.Now())), nil
		case !errors.Is(err, ErrNotFound):
			return ImportOutcome{}, err
		}
		snapshot, err := r.judgeScope(ctx, l, SnapshotQuery{Scope: Scope{l.Organisation, l.Account}, Address: &address})
		if err != nil {
			return ImportOutcome{}, err
		}
		roles, err := notYetHeldBy(ctx, r.Store, r.Limits, r.Now(), snapshot.Addressee, snapshot.Scope(), l.Roles)
		if KindOf(err) == AlreadyGranted {
			return ImportOutcome{Status: ImportExists}, nil
		}
		if err != nil {
			return ImportOutcome{}, err
		}
		request := InviteRequest{FirstName: l.FirstName, LastName: l.LastName, Ends: l.ends(), Locale: l.Locale}
		offer.Invitation = request.invitation(address, snapshot.Scope(), snapshot.names(), roles, Operator.Person, r.Now())
		offer.Invitation.ID = id
		offer.Event, offer.Lift = offer.Invitation.createdEvent(r.Now(), Operator), offer.Invitation.lift(snapshot.Suppression)
		return r.offer(ctx, &offer)
	})
}

// offer writes the invitation. A pending invitation to the same roles is as good.
func (r *importRun) offer(ctx context.Context, offer *Offer) (ImportOutcome, error) {
	outcome := r.Store.Invite(ctx, *offer)
	err := resolveOffer(ctx, r.Store, outcome, offer, r.Now())
	if KindOf(err) != InvitationPending {
		return ImportOutcome{Status: ImportCreated}, err
	}
	pending, lookup := conflicting(ctx, r.Store, offer.Invitation)
	if lookup == nil && sameOffers(pending.offers(), offer.Invitation.offers()) {
		return existingInvitation(Pending), nil
	}
	return ImportOutcome{}, err
}

// existingInvitation returns the outcome of a line whose person is invited already.
func existingInvitation(status Status) ImportOutcome {
	return ImportOutcome{Status: ImportExists, Note: "has an invitation that is " + string(status)}
}

// invitationID returns the id of the invitation that a line makes. It is the same
// whenever the line is imported.
func (l MemberLine) invitationID(address Address) InvitationID {
	parts := []string{"import", string(l.Organisation), string(l.Account), address.Key()}
	roles := slices.Sorted(slices.Values(l.Roles))
	for _, role := range roles {
		parts = append(parts, string(role))
	}
	if !l.Until.IsZero() {
		parts = append(parts, shownEnd(l.Until))
	}
	return InvitationID(Derive(parts...))
}

// ends returns when the roles of the line end, or nil if they do not.
func (l MemberLine) ends() Ends {
	if l.Until.IsZero() {
		return nil
	}
	ends := Ends{}
	for _, role := range l.Roles {
		ends[role] = wholeSecond(l.Until)
	}
	return ends
}
