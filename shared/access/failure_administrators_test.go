package access_test

import (
	"context"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// exportingPerson exports what is kept about a person.
func exportingPerson(ctx context.Context, f inOrganisation, r access.ExportPersonRequest) error {
	return fixture.Err(access.ExportPerson{Store: f.Store, For: time.Minute, Now: f.Now}.Do(ctx, r))
}

// findingAdministrator finds who is told about an invitation.
func findingAdministrator(ctx context.Context, f inOrganisation, i access.Invitation) error {
	return fixture.Err(access.FindAdministrator{Store: f.Store, Roles: f.Roles, Now: f.Now}.Do(ctx, i))
}

// invitingAdministrator is what an operator does.
func invitingAdministrator(ctx context.Context, f inOrganisation, name string) error {
	return fixture.Err(f.InviteAdministrator().Do(ctx, f.organisation.ID, access.InviteRequest{Email: fixture.Mailbox(name)}))
}

// editing gives the member a role besides the one that they hold.
func editing(ctx context.Context, f inOrganisation, more ...access.ScopedRole) error {
	return fixture.ErrOfThree(f.Edit().If(access.Precondition{Any: true}).Do(ctx, f.admin.ID(), f.organisation.ID, f.member.ID(), access.EditRequest{Grants: append(more, access.ScopedRole{Role: fixture.Biller})}))
}

// TestAFailureOfTheStoreInWhatOperatorsAsk lets each call of the store fail while an operator
// looks for a person, or for an administrator, or invites one.
func TestAFailureOfTheStoreInWhatOperatorsAsk(t *testing.T) {
	for name, o := range map[string]struct {
		do    operation
		calls int
	}{
		"find a user": {func(ctx context.Context, f inOrganisation) error {
			return fixture.Err(f.FindUser().Do(ctx, fixture.Mailbox("eve")))
		}, 4},
		"find an invitee": {func(ctx context.Context, f inOrganisation) error {
			return fixture.Err(f.FindUser().Do(ctx, fixture.Mailbox("ada")))
		}, 3},
		"export a user": {func(ctx context.Context, f inOrganisation) error {
			return exportingPerson(ctx, f, access.ExportPersonRequest{User: f.member.ID()})
		}, 5},
		"export an address": {func(ctx context.Context, f inOrganisation) error {
			return exportingPerson(ctx, f, access.ExportPersonRequest{Email: fixture.Mailbox("ada")})
		}, 3},
		"find the inviter": {func(ctx context.Context, f inOrganisation) error {
			return findingAdministrator(ctx, f, f.invitation)
		}, 2},
		"find another administrator": {func(ctx context.Context, f inOrganisation) error {
			i := f.invitation
			i.Inviter.ID = "gone"
			return findingAdministrator(ctx, f, i)
		}, 3},
		"invite an administrator": {func(ctx context.Context, f inOrganisation) error {
			return invitingAdministrator(ctx, f, "bob")
		}, 2},
		"invite an administrator anew": {func(ctx context.Context, f inOrganisation) error {
			return invitingAdministrator(ctx, f, "ada")
		}, 8},
		"invite a member as administrator": {func(ctx context.Context, f inOrganisation) error {
			return invitingAdministrator(ctx, f, "eve")
		}, 3},
	} {
		if calls := fixture.FailEachCall(t, name, o.do.prepare); calls != o.calls {
			t.Errorf("%s: %d calls, want %d", name, calls, o.calls)
		}
	}
}

// TestAFailureOfTheStoreInAChangeOfAccess lets each call of the store fail while access
// changes, in the cases that read the most.
func TestAFailureOfTheStoreInAChangeOfAccess(t *testing.T) {
	for name, o := range map[string]struct {
		do    operation
		calls int
	}{
		"edit, a role more": {func(ctx context.Context, f inOrganisation) error {
			return editing(ctx, f, access.ScopedRole{Role: fixture.Viewer})
		}, 2},
		"edit, at an account": {func(ctx context.Context, f inOrganisation) error {
			return editing(ctx, f, access.ScopedRole{Role: fixture.Viewer, Account: f.account.ID})
		}, 3},
		"end the access of somebody who is suspended": {func(ctx context.Context, f inOrganisation) error {
			if f.Membership(f.member.ID(), f.organisation.ID).FirstEnd().IsZero() {
				end := f.Now().Add(time.Hour)
				f.Must(fixture.ErrOfThree(f.Edit().If(access.Precondition{Any: true}).Do(t.Context(), f.admin.ID(), f.organisation.ID, f.member.ID(), access.EditRequest{Grants: []access.ScopedRole{{Role: fixture.Biller, Until: end}}})))
				f.Must(fixture.ErrOfThree(f.Suspend().Do(t.Context(), f.admin.ID(), f.organisation.ID, f.member.ID(), true)))
				f.Set(end)
			}
			return f.EndAccess().Do(ctx, access.Ending{User: f.member.ID(), Organisation: f.organisation.ID, At: f.Now()})
		}, 3},
		"leave as the last administrator": {func(ctx context.Context, f inOrganisation) error {
			err := fixture.Err(f.Remove().Leave(ctx, f.admin.ID(), fixture.Whole(f.organisation)))
			if access.KindOf(err) == access.LastAdministrator {
				return nil
			}
			return err
		}, 3},
		"expire what was declined meanwhile": {func(ctx context.Context, f inOrganisation) error {
			if f.Invitation(f.invitation.ID).Status == access.Pending {
				f.Must(f.Decline().Do(t.Context(), f.invitation.ID, f.token))
				f.Set(f.invitation.ExpiresAt)
			}
			return f.Expire().Do(ctx, f.invitation)
		}, 2},
	} {
		if calls := fixture.FailEachCall(t, name, o.do.prepare); calls != o.calls {
			t.Errorf("%s: %d calls, want %d", name, calls, o.calls)
		}
	}
}
