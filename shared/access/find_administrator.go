package access

import (
	"context"
	"errors"
)

// FindAdministratorStore is what [FindAdministrator] reads.
type FindAdministratorStore interface {
	SnapshotReader
	MemberReader
}

// FindAdministrator finds an administrator to tell about an invitation. It changes nothing.
type FindAdministrator struct {
	Store FindAdministratorStore
	Roles Catalogue
	Now   Clock
}

// Administrator is who is told about an invitation.
type Administrator struct {
	Email    Address
	Language string // in which they accepted last; empty if it is not known

	Organisation Organisation // of the invitation
	Account      *Account     // nil for the whole organisation
}

// maxAdministrators is the number of administrators of a kind whose addresses are read.
const maxAdministrators = 5

// Do returns the inviter if they may give what the invitation offers, and otherwise somebody
// who may: an Account Admin of its account, an Organisation Admin or a Partner Organisation
// Admin, in this order. The person must have their address, and emails of the organisation
// to it must not be suppressed. Do returns ErrNotFound if it finds nobody, or if the
// organisation or account no longer exists. Of each kind it examines one page.
func (c FindAdministrator) Do(ctx context.Context, i Invitation) (Administrator, error) {
	snapshot, err := c.Store.Snapshot(ctx, SnapshotQuery{Scope: i.Scope, Users: []UserID{i.Inviter.ID}})
	if err != nil {
		return Administrator{}, err
	}
	snapshot.At = c.Now()
	if i.Scope.Account != "" && snapshot.Account == nil {
		return Administrator{}, ErrNotFound
	}
	if snapshot.mayGiveOffered(c.Roles, i.Inviter.ID, i) {
		found, err := c.reach(ctx, i, snapshot.Access[i.Inviter.ID].User())
		if !errors.Is(err, ErrNotFound) {
			return found, err
		}
	}
	for _, q := range snapshot.administratorQueries(c.Roles, i) {
		page, err := c.Store.Members(ctx, q)
		if err != nil {
			return Administrator{}, err
		}
		for _, member := range page.Items {
			found, err := c.reach(ctx, i, member.User())
			if !errors.Is(err, ErrNotFound) {
				return found, err
			}
		}
	}
	return Administrator{}, ErrNotFound
}

// administratorQueries returns the queries for those who may give what an invitation offers,
// with the nearest to it first. The inviter is left out.
func (s Snapshot) administratorQueries(catalogue Catalogue, i Invitation) []MemberQuery {
	kinds := []RoleID{OrganisationAdmin, PartnerOrganisationAdmin}
	if i.Scope.Account != "" {
		kinds = append([]RoleID{AccountAdmin}, kinds...)
	}
	queries := make([]MemberQuery, 0, len(kinds))
	for _, kind := range kinds {
		q := MemberQuery{Organisation: i.Scope.Organisation, Role: kind, Limit: maxAdministrators,
			Match: func(e EffectiveAccess) (EffectiveAccess, bool) {
				user, at := e.User().ID, s
				at.Access = map[UserID]EffectiveAccess{user: e}
				return e, user != i.Inviter.ID && at.mayGiveOffered(catalogue, user, i)
			}}
		if kind == PartnerOrganisationAdmin {
			q.Above = s.Organisation.ancestorIDs()
		}
		queries = append(queries, q)
	}
	return queries
}

// mayGiveOffered reports whether a user may give what an invitation still offers.
func (s Snapshot) mayGiveOffered(catalogue Catalogue, user UserID, i Invitation) bool {
	_, err := s.mayGive(catalogue, user, i.Scope.Account, i.offersAt(s.At))
	return err == nil
}

// reach returns an administrator who can be sent an email, and otherwise ErrNotFound.
func (c FindAdministrator) reach(ctx context.Context, i Invitation, user User) (Administrator, error) {
	snapshot, err := c.Store.Snapshot(ctx, SnapshotQuery{Scope: i.Scope, Address: &user.Email})
	if err != nil {
		return Administrator{}, err
	}
	if snapshot.Addressee != user.ID || snapshot.Suppression.Active() {
		return Administrator{}, ErrNotFound
	}
	return Administrator{Email: user.Email, Language: snapshot.Language, Organisation: snapshot.Organisation, Account: snapshot.Account}, nil
}
