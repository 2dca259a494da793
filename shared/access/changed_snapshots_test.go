package access_test

import (
	"context"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// changedSnapshots is a store that changes a snapshot, or fails instead.
type changedSnapshots struct {
	fixture.Store
	change func(s *access.Snapshot) error // nil: the snapshot stays as it is
	reads  int
	writes []access.MembershipChange
}

// Snapshot implements [access.Store].
func (s *changedSnapshots) Snapshot(ctx context.Context, q access.SnapshotQuery) (access.Snapshot, error) {
	s.reads++
	snapshot, err := s.Store.Snapshot(ctx, q)
	if s.change != nil && err == nil {
		err = s.change(&snapshot)
	}
	return snapshot, err
}

// ChangeMembership implements [access.Store].
func (s *changedSnapshots) ChangeMembership(ctx context.Context, w access.MembershipChange) error {
	s.writes = append(s.writes, w)
	return s.Store.ChangeMembership(ctx, w)
}

// TestAnInvitationWhoseScopeCannotBeRead tells the invitee that the invitation grants nothing
// any more only if its account is gone, and not if the store does not answer.
func TestAnInvitationWhoseScopeCannotBeRead(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	store := &changedSnapshots{Store: f.Store}
	f.Store = store
	i := f.Invited(admin, fixture.ScopeOf(f.Account(organisation, "Shop")), "ada", fixture.Viewer)
	byOperator := f.InvitedByOperator(i.Scope, "bob", fixture.Viewer)
	for _, c := range []struct {
		name   string
		change func(s *access.Snapshot) error
		want   access.Kind
	}{
		{"as it is", nil, ""},
		{"the account is gone", func(s *access.Snapshot) error {
			s.Account = nil
			return nil
		}, access.InvitationNotAuthorised},
		{"the organisation is gone", func(*access.Snapshot) error { return access.ErrNotFound }, access.InvitationNotAuthorised},
		{"the store fails", func(*access.Snapshot) error { return fixture.ErrStore }, access.Internal},
	} {
		for _, id := range []access.InvitationID{i.ID, byOperator.ID} {
			store.change = nil
			token := f.Token(id)
			store.change = c.change
			_, err := f.Preview().Do(t.Context(), id, token)
			f.WantRefusal(c.name, err, c.want)
		}
	}
}

// TestWhatIsAddedWaitsForADeletion tries again to add a role at an account while a deletion of
// the account runs.
func TestWhatIsAddedWaitsForADeletion(t *testing.T) {
	for name, add := range map[string]func(f *fixture.Fixture, by, to access.Caller, scope access.Scope) error{
		"edit": func(f *fixture.Fixture, by, to access.Caller, scope access.Scope) error {
			grants := []access.ScopedRole{{Role: fixture.Viewer}, {Role: fixture.Viewer, Account: scope.Account}}
			return fixture.ErrOfThree(f.Edit().If(access.Precondition{Any: true}).Do(f.Context(), by.ID(), scope.Organisation, to.ID(), access.EditRequest{Grants: grants}))
		},
		"import": func(f *fixture.Fixture, _, to access.Caller, scope access.Scope) error {
			line := access.MemberLine{Organisation: scope.Organisation, Account: scope.Account, Issuer: to.Issuer, Subject: to.Subject, Email: fixture.Mailbox("ada"), Roles: []access.RoleID{fixture.Viewer}}
			return fixture.Err(f.Import().Do(f.Context(), access.ImportRequest{Lines: []access.Line{line}}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			organisation, admin := f.Organisation("admin", false)
			shop := f.Account(organisation, "Shop")
			ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
			store := &changedSnapshots{Store: f.Store}
			store.change = func(s *access.Snapshot) error {
				if store.reads <= 2 {
					s.Organisation.Deletion = access.Deletion{Account: shop.ID, Until: f.Now().Add(time.Second)}
				}
				return nil
			}
			f.Store = store
			f.Must(add(f, admin, ada, fixture.ScopeOf(shop)))
			if held := f.Membership(ada.ID(), organisation.ID); store.reads != 4 || !held.Holds(fixture.Viewer, fixture.ScopeOf(shop)) {
				t.Errorf("after %d reads of the scope, the last of them ours, ada holds %+v", store.reads, held.Grants)
			}
		})
	}
}

// TestRevocationsHaveTheAuthorityOfTheirAccount lets somebody who governs two accounts take a
// role away at both. Each revocation rests on the grant at its account.
func TestRevocationsHaveTheAuthorityOfTheirAccount(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop, yard := f.Account(organisation, "Shop"), f.Account(organisation, "Yard")
	both := f.Member(fixture.ScopeOf(shop), "both", fixture.AccountAdmin)
	f.Member(fixture.ScopeOf(yard), "both", fixture.AccountAdmin)
	ada := f.Member(fixture.ScopeOf(shop), "ada", fixture.Biller)
	at := func(role access.RoleID, a access.Account) access.ScopedRole {
		return access.ScopedRole{Role: role, Account: a.ID}
	}
	for _, a := range []access.Account{shop, yard} {
		f.Invited(admin, fixture.ScopeOf(a), "ada", fixture.Viewer)
	}
	f.EditRoles(admin, organisation, ada, at(fixture.Biller, shop), at(fixture.Viewer, shop), at(fixture.Viewer, yard))
	store := &changedSnapshots{Store: f.Store}
	f.Store = store
	f.EditRoles(both, organisation, ada, at(fixture.Biller, shop))
	revocations := store.writes[0].Revocations
	if len(revocations) != 2 {
		t.Fatalf("%d revocations", len(revocations))
	}
	for _, r := range revocations {
		if r.Authority == nil || r.Authority.Scope != r.Invitation.Scope || r.Authority.User != both.ID() {
			t.Errorf("the revocation at %+v rests on %+v", r.Invitation.Scope, r.Authority)
		}
	}
}
