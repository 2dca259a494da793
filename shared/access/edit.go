package access

import (
	"context"
	"slices"
	"time"
)

// Edit changes the roles that a user holds in an organisation, as far as the
// caller may see and govern them.
type Edit struct {
	Store  Store
	Roles  Catalogue
	Limits Limits
	Now    Clock

	precondition Precondition
}

// EditRequest is what the user is to hold from now on.
type EditRequest struct {
	Grants []Held
}

// If returns an edit of a row in one of these versions. Every edit needs it, so
// that nobody's change is overwritten unseen.
func (c Edit) If(p Precondition) Edit {
	c.precondition = p
	return c
}

// Do replaces the direct grants that the caller may see. What the caller does
// not see stays, and what is inherited cannot be changed here. Open invitations
// that would bring a taken role back are revoked in the same step, whoever sent
// them and whatever else they offer.
func (c Edit) Do(ctx context.Context, caller UserID, organisation OrganisationID, user UserID, r EditRequest) (Organisation, Standing, error) {
	if err := c.validate(r); err != nil {
		return Organisation{}, Standing{}, err
	}
	var place Place
	var shown Standing
	err := RetryStale(ctx, func() error {
		var err error
		place, err = enter(ctx, c.Store, caller, PlaceQuery{Scope: Scope{Organisation: organisation}, Users: known(user)})
		if err != nil {
			return err
		}
		sight, err := place.sight(caller, "")
		if err != nil {
			return err
		}
		standing := place.Standings[user]
		if err := c.editable(sight.narrow(standing), place.Organisation); err != nil {
			return err
		}
		edit, err := c.plan(ctx, place, caller, standing.Direct, sight.narrow(standing).Direct, r.Grants)
		if err != nil {
			return err
		}
		shown = sight.narrow(Standing{Direct: edit.After, Above: standing.Above})
		if edit.After.Version == standing.Direct.Version {
			return nil
		}
		if len(edit.Revocations) > MaxRevocations {
			_, err := revokeFirst(ctx, c.Store, edit)
			return err
		}
		return c.Store.Change(ctx, edit)
	})
	return place.Organisation, shown, err
}

func (c Edit) validate(r EditRequest) error {
	var wrong fieldErrors
	switch limits := c.Limits; {
	case !c.precondition.given():
		wrong.add(c.precondition.Field, "is required: the version of the permission row")
	case len(r.Grants) == 0:
		wrong.add("grants", "needs at least one grant: to take all access away, remove it")
	case len(r.Grants) > limits.Grants:
		wrong.add("grants", "has more than %d grants", limits.Grants)
	}
	for n, grant := range r.Grants[:min(len(r.Grants), c.Limits.Grants)] {
		if slices.Contains(r.Grants[:n], grant) {
			wrong.add("grants", "entry %d stands there twice", n+1)
		}
	}
	return wrong.err()
}

// editable tells whether there is something to edit, and whether it is still
// what the caller saw.
func (c Edit) editable(seen Standing, in Organisation) error {
	if len(seen.Shown(in)) == 0 {
		return errNotFound()
	}
	if err := c.precondition.check(seen.Direct.Version); err != nil {
		return err
	}
	if len(seen.Direct.Grants) == 0 {
		return Refuse(InheritedAccess, "This access comes from an organisation above and cannot be changed here.")
	}
	return nil
}

// plan judges an edit: every role that is added could be given, and every role
// that goes could be taken, at its own scope. Where nothing changes, the row
// keeps its version.
func (c Edit) plan(ctx context.Context, place Place, caller UserID, before, seen Row, wanted []Held) (Change, error) {
	now, actor := c.Now().UTC(), place.Standings[caller].person()
	edit := Change{Before: before, After: before, At: now}
	added, taken := differences(held(seen.Grants), wanted)
	if err := c.known(added); err != nil {
		return Change{}, err
	}
	if err := c.accounts(ctx, place, caller, added); err != nil {
		return Change{}, err
	}
	if len(added)+len(taken) == 0 {
		return edit, nil
	}
	edit.After = before.keep(func(g Grant) bool { return !slices.Contains(taken, Held{g.Role, g.Scope.Account}) })
	for _, new := range added {
		edit.After.Grants = append(edit.After.Grants, Grant{Role: new.Role, Scope: Scope{before.Organisation, new.Account}, By: actor, At: now.Truncate(time.Second)})
	}
	SortGrants(edit.After.Grants)
	edit.After.Version = NewID()
	if len(edit.After.Grants) > c.Limits.Grants {
		return Change{}, errTooManyGrants(c.Limits)
	}
	if len(taken) > 0 {
		if err := edit.revokeOffers(ctx, c.Store, actor, offersAny(taken)); err != nil {
			return Change{}, err
		}
	}
	if err := c.judge(place, caller, added, taken, &edit); err != nil {
		return Change{}, err
	}
	edit.Record = accessRecord(AccessChanged, edit.Before, edit.After, Scope{Organisation: before.Organisation}, place.names(), now, actor)
	return edit, nil
}

// differences is what is to be added to what is there, and what is to go.
func differences(there, wanted []Held) (added, taken []Held) {
	without := func(list, others []Held) []Held {
		return slices.DeleteFunc(slices.Clone(list), func(h Held) bool { return slices.Contains(others, h) })
	}
	return without(wanted, there), without(there, wanted)
}

// known refuses roles that are not in the catalogue. One that has left it may
// still be held, and stay.
func (c Edit) known(added []Held) error {
	var wrong fieldErrors
	for _, h := range added {
		if _, known := c.Roles.Role(h.Role); !known {
			wrong.add("grants", "has a role that is not in the catalogue")
		}
	}
	return wrong.err()
}

// accounts refuses accounts that are not there, or not the caller's to see.
func (c Edit) accounts(ctx context.Context, place Place, caller UserID, added []Held) error {
	atAccount := func(h Held) bool { return h.Account != "" }
	if !slices.ContainsFunc(added, atAccount) {
		return nil
	}
	there, err := c.Store.Accounts(ctx, place.Organisation.ID)
	if err != nil {
		return err
	}
	for _, h := range added {
		known := slices.ContainsFunc(there, func(a Account) bool { return a.ID == h.Account })
		if atAccount(h) && (!known || !place.seesAccount(caller, h.Account)) {
			return errNotFound()
		}
	}
	return nil
}

// offersAny tells of an invitation whether it offers any of the roles.
func offersAny(roles []Held) func(Invitation) bool {
	return func(i Invitation) bool {
		return slices.ContainsFunc(i.offers(), func(h Held) bool { return slices.Contains(roles, h) })
	}
}

// judge sets the grants that the edit rests on. A revocation rests on the grant
// that allows the caller to take the role that the invitation would bring back;
// the other roles that it offers are not judged.
func (c Edit) judge(place Place, caller UserID, added, taken []Held, edit *Change) error {
	for account, roles := range byAccount(added) {
		witness, err := place.mayGive(c.Roles, caller, account, roles)
		if err != nil {
			return err
		}
		edit.restOn(witness)
	}
	for account, roles := range byAccount(taken) {
		witness, err := place.mayTake(caller, account, roles...)
		if err != nil {
			return err
		}
		edit.restOn(witness)
		for n, closing := range edit.Revocations {
			if closing.Invitation.Scope.Account == account {
				edit.Revocations[n].Witness = &witness
			}
		}
	}
	if refusal := place.keepsAdmins(*edit); refusal != nil {
		witness, above := place.authorityAbove(caller)
		if !above {
			return refusal
		}
		edit.Leaderless = true
		edit.restOn(witness)
	}
	return nil
}

func (c *Change) restOn(witness Witness) {
	if !slices.Contains(c.Witnesses, witness) {
		c.Witnesses = append(c.Witnesses, witness)
	}
}

func byAccount(list []Held) map[AccountID][]RoleID {
	roles := map[AccountID][]RoleID{}
	for _, h := range list {
		roles[h.Account] = append(roles[h.Account], h.Role)
	}
	return roles
}
