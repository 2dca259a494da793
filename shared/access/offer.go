package access

import (
	"context"
	"errors"
	"slices"
	"time"
)

// offering is what inviting, resending and appointing have in common: writing an
// offer, and finding out what was in its way.
type offering struct {
	store  Store
	limits Limits
}

// judge tells what the outcome of a write means for the offer. Where room was
// made for it, or can be made by the Lapsed of its next try, the answer is
// ErrStale.
func (o offering) judge(ctx context.Context, outcome error, offer *Offer, now time.Time) error {
	if limit, ok := errors.AsType[*LimitError](outcome); ok {
		return o.makeRoom(ctx, limit, *offer, now)
	}
	if !errors.Is(outcome, ErrStale) {
		return outcome
	}
	rival, err := o.rival(ctx, offer.Invitation)
	switch {
	case errors.Is(err, ErrNone):
		offer.Lapsed = nil
		if err := o.store.Vacate(ctx, offer.Invitation.Scope, offer.Invitation.Email); err != nil {
			return err
		}
		return ErrStale
	case err != nil:
		return err
	case rival.StatusAt(now) == Pending:
		return errPending(rival)
	}
	lapsed := rival.closing(Expired, now, nil, System)
	offer.Lapsed = &lapsed
	return ErrStale
}

// rival is another invitation in the place of an offer, or ErrNone.
func (o offering) rival(ctx context.Context, wanted Invitation) (Invitation, error) {
	offers, err := o.store.Offers(ctx, wanted.Scope.Organisation, wanted.Email)
	if err != nil {
		return Invitation{}, err
	}
	for _, other := range offers.Pending {
		if other.Scope == wanted.Scope && other.ID != wanted.ID {
			return other, nil
		}
	}
	return Invitation{}, ErrNone
}

func errPending(rival Invitation) error {
	return &Error{Kind: InvitationPending, Invitation: rival.ID, Detail: "This address has an open invitation here already."}
}

// roomAtOnce is how many lapsed invitations are closed to make room.
const roomAtOnce = 25

// makeRoom closes invitations whose time is up, when open ones are too many and
// the lapsed still count among them. Where there is none, the limit stands.
func (o offering) makeRoom(ctx context.Context, limit *LimitError, offer Offer, now time.Time) error {
	refusal := limit.refusal(offer, now)
	if limit.Limit != LimitOpen {
		return refusal
	}
	lapsed, err := o.store.Lapsed(ctx, offer.Invitation.Scope.Organisation, now, roomAtOnce)
	if err != nil {
		return err
	}
	for _, i := range lapsed.Invitations {
		if err := o.store.Expire(ctx, i.closing(Expired, now, nil, System)); err != nil && !errors.Is(err, ErrStale) {
			return err
		}
	}
	if len(lapsed.Invitations)+lapsed.Freed == 0 {
		return refusal
	}
	return ErrStale
}

// lacking leaves of the roles those that whoever has the address does not hold
// at the scope. A person who lacks none needs no invitation.
func (o offering) lacking(ctx context.Context, scope Scope, address Address, roles []RoleID) ([]RoleID, error) {
	place, err := o.store.Place(ctx, PlaceQuery{Scope: scope, Address: &address})
	if err != nil {
		return nil, err
	}
	return o.lackedBy(ctx, place.Addressee, scope, roles)
}

func (o offering) lackedBy(ctx context.Context, user UserID, scope Scope, roles []RoleID) ([]RoleID, error) {
	if user == "" {
		return roles, nil
	}
	place, err := o.store.Place(ctx, PlaceQuery{Scope: scope, Users: []UserID{user}})
	if err != nil {
		return nil, err
	}
	row := place.Standings[user].Direct
	lacking := slices.DeleteFunc(slices.Clone(roles), func(role RoleID) bool { return row.Holds(role, scope) })
	if len(lacking) == 0 {
		return nil, Refuse(AlreadyGranted, "This person holds all of these roles already.")
	}
	if len(row.Grants)+len(lacking) > o.limits.Grants {
		return nil, errTooManyGrants(o.limits)
	}
	return lacking, nil
}

func errTooManyGrants(limits Limits) error {
	return Refuse(LimitReached, "One person may hold %d roles in an organisation at most.", limits.Grants)
}
