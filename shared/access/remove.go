package access

import (
	"context"
	"slices"
)

// Remove takes all of a user's access to an organisation, or to one account of
// it, in one step, and revokes every open invitation of theirs there, whoever
// sent it and whatever it offers.
type Remove struct {
	Store Store
	Now   Clock

	precondition Precondition
}

// If returns a removal from a row in one of these versions, as the caller sees
// the row.
func (c Remove) If(p Precondition) Remove {
	c.precondition = p
	return c
}

// Removed is what goes, and what stays because it is held elsewhere.
type Removed struct {
	Organisation Organisation
	Removed      []Grant
	Revoked      []InvitationID
	Remaining    []Grant
}

// MaxRevocations is how many invitations go in the same transaction as the
// grants: four items each, beside those of the removal, of the hundred that a
// transaction may have.
const MaxRevocations = 20

// Preview tells what Do would do now.
func (c Remove) Preview(ctx context.Context, caller UserID, scope Scope, user UserID) (Removed, error) {
	removed, _, err := c.plan(ctx, caller, scope, user)
	return removed, err
}

// Do removes. The very next request of the user is judged without what went.
func (c Remove) Do(ctx context.Context, caller UserID, scope Scope, user UserID) (Removed, error) {
	var removed Removed
	var early []InvitationID
	err := RetryStale(ctx, func() error {
		planned, removal, err := c.plan(ctx, caller, scope, user)
		if err != nil {
			return err
		}
		if len(removal.Revocations) > MaxRevocations {
			closed, err := revokeFirst(ctx, c.Store, removal)
			early = append(early, closed...)
			return err
		}
		removed = planned
		return c.Store.Change(ctx, removal)
	})
	if err != nil {
		return Removed{}, err
	}
	removed.Revoked = append(removed.Revoked, early...)
	slices.Sort(removed.Revoked)
	removed.Revoked = slices.Compact(removed.Revoked)
	return removed, nil
}

// plan judges a removal: what goes must be governed by the caller, in whole.
func (c Remove) plan(ctx context.Context, caller UserID, scope Scope, user UserID) (Removed, Change, error) {
	place, err := enter(ctx, c.Store, caller, PlaceQuery{Scope: scope, Users: known(user)})
	if err != nil {
		return Removed{}, Change{}, err
	}
	if !place.administers(caller, scope.Account) {
		return Removed{}, Change{}, errNotAdministrator()
	}
	standing := place.Standings[user]
	goes := standing.Direct.keep(func(g Grant) bool { return scope.covers(g.Scope) })
	stays, err := place.remaining(caller, standing, scope)
	if err != nil {
		return Removed{}, Change{}, err
	}
	if len(goes.Grants)+len(stays) == 0 {
		return Removed{}, Change{}, errNotFound()
	}
	if err := c.removable(place, caller, standing, scope.Account, goes.Grants); err != nil {
		return Removed{}, Change{}, err
	}
	removal := Change{Before: standing.Direct, At: c.Now().UTC()}
	removal.After = standing.Direct.keep(func(g Grant) bool { return !scope.covers(g.Scope) })
	removal.After.Version = NewID()
	actor := place.Standings[caller].person()
	if err := removal.revokeOffers(ctx, c.Store, actor, func(i Invitation) bool { return scope.covers(i.Scope) }); err != nil {
		return Removed{}, Change{}, err
	}
	if err := place.mayRemove(caller, scope.Account, goes.Grants, &removal); err != nil {
		return Removed{}, Change{}, err
	}
	removal.Record = accessRecord(AccessRemoved, removal.Before, removal.After, scope, place.names(), removal.At, actor)
	return Removed{Organisation: place.Organisation, Removed: goes.Grants, Revoked: removal.revoked(), Remaining: stays}, removal, nil
}

// removable tells whether the caller governs what goes, whether the row is in a
// version that the caller allows, and whether anything goes at all.
func (c Remove) removable(place Place, caller UserID, from Standing, account AccountID, goes []Grant) error {
	if _, err := place.mayTake(caller, account, rolesOf(goes)...); err != nil {
		return err
	}
	sight, err := place.sight(caller, "")
	if err != nil {
		return err
	}
	if err := c.precondition.check(sight.narrow(from).Direct.Version); err != nil {
		return err
	}
	if len(goes) == 0 {
		return Refuse(InheritedAccess, "This access comes from elsewhere and cannot be removed here.")
	}
	return nil
}

// mayRemove judges a removal and sets the grant that it rests on. The caller must
// govern every role that goes. The organisation must keep its administrators,
// unless the caller governs it from above. The roles of the revoked invitations
// are not judged: whoever may remove somebody may also end every offer to them.
func (p Place) mayRemove(caller UserID, account AccountID, goes []Grant, r *Change) error {
	witness, err := p.mayTake(caller, account, rolesOf(goes)...)
	if err != nil {
		return err
	}
	if refusal := p.keepsAdmins(*r); refusal != nil {
		if witness, r.Leaderless = p.authorityAbove(caller); !r.Leaderless {
			return refusal
		}
	}
	r.Witnesses = []Witness{witness}
	for n := range r.Revocations {
		r.Revocations[n].Witness = &witness
	}
	return nil
}

// keepsAdmins refuses a change after which the organisation would have no
// administrator of its own, or the organisations below it nobody here who governs
// them: an Organisation Admin does not replace a Partner Organisation Admin.
func (p Place) keepsAdmins(r Change) error {
	lost := func(count, change int) bool { return change < 0 && count+change < 1 }
	switch {
	case p.Organisation.Children > 0 && lost(p.Organisation.PartnerAdmins, PartnerAdminsChange(r.Before, r.After)):
		return Refuse(LastAdministrator, "This organisation has organisations below it, so it keeps a Partner Organisation Admin. "+
			"Make somebody else Partner Organisation Admin first.")
	case lost(p.Organisation.Admins, AdminsChange(r.Before, r.After)):
		return Refuse(LastAdministrator, "An organisation keeps an administrator. Make somebody else one first.")
	}
	return nil
}

func rolesOf(grants []Grant) []RoleID {
	roles := make([]RoleID, 0, len(grants))
	for _, g := range grants {
		roles = append(roles, g.Role)
	}
	return roles
}

// covers tells whether a grant at the other scope belongs to this one: an
// organisation covers its accounts.
func (s Scope) covers(other Scope) bool {
	return s == other || (s.Account == "" && s.Organisation == other.Organisation)
}

// remaining is what a user still holds at a scope after a removal, as far as the
// caller may know: grants of organisations above, and for an account those of
// the whole organisation.
func (p Place) remaining(caller UserID, s Standing, scope Scope) ([]Grant, error) {
	sight, err := p.sight(caller, "")
	if err != nil || !sight.everything {
		return nil, err
	}
	var stays []Grant
	if scope.Account != "" {
		stays = s.Direct.At(Scope{Organisation: scope.Organisation}).Grants
	}
	return append(stays, s.inherited(p.Organisation)...), nil
}

// revokeOffers adds the revocation of every open invitation of the user in the
// organisation that would restore what is taken. An offer that is opened or
// widened after this read makes the change stale.
func (c *Change) revokeOffers(ctx context.Context, store Store, actor Person, restores func(Invitation) bool) error {
	offers, err := store.Offers(ctx, c.Before.Organisation, c.Before.User.Email)
	if err != nil {
		return err
	}
	c.OffersVersion = &offers.Version
	for _, i := range offers.Pending {
		if i.StatusAt(c.At) == Pending && restores(i) {
			c.Revocations = append(c.Revocations, i.closing(Revoked, c.At, nil, actor))
		}
	}
	return nil
}

// revokeFirst closes the invitations that one transaction has no room for, and
// asks for another try.
func revokeFirst(ctx context.Context, store Store, r Change) (closed []InvitationID, err error) {
	for _, closing := range r.Revocations[MaxRevocations:] {
		if err := store.Close(ctx, closing); err != nil {
			return closed, err
		}
		closed = append(closed, closing.Invitation.ID)
	}
	return closed, ErrStale
}

func (r Change) revoked() []InvitationID {
	ids := make([]InvitationID, 0, len(r.Revocations))
	for _, closing := range r.Revocations {
		ids = append(ids, closing.Invitation.ID)
	}
	return ids
}
