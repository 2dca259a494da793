package access_test

import (
	"context"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// prepared makes a world and returns the operation in it.
type prepared func(f *fixture.Fixture) func(ctx context.Context) error

// deletionsOfPeople delete a person who holds something, or has been invited, in several
// organisations. One invitation has expired.
var deletionsOfPeople = map[string]prepared{
	"a user": func(f *fixture.Fixture) func(ctx context.Context) error {
		ada := deletable(f)
		return func(ctx context.Context) error { return fixture.Err(f.DeleteUser().Do(ctx, ada.ID())) }
	},
	"a user, by address": func(f *fixture.Fixture) func(ctx context.Context) error {
		deletable(f)
		return func(ctx context.Context) error {
			return fixture.Err(f.DeleteUser().ByAddress(ctx, fixture.Mailbox("ada")))
		}
	},
	"somebody who was invited": func(f *fixture.Fixture) func(ctx context.Context) error {
		organisation, admin := f.Organisation("admin", false)
		f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
		return func(ctx context.Context) error {
			return fixture.Err(f.DeleteUser().ByAddress(ctx, fixture.Mailbox("ada")))
		}
	},
}

// deletable makes a user with a role and with invitations in two organisations.
func deletable(f *fixture.Fixture) access.Caller {
	first, admin := f.Organisation("admin", false)
	second, other := f.Organisation("other", false)
	ada := f.Member(fixture.Whole(first), "ada", fixture.Viewer)
	f.Invited(other, fixture.ScopeOf(f.Account(second, "Shop")), "ada", fixture.Viewer)
	f.Pass(access.OpenFor)
	f.Invited(admin, fixture.Whole(first), "ada", fixture.Signer)
	f.Invited(other, fixture.Whole(second), "ada", fixture.Signer)
	return ada
}

// deletionsOfScopes delete accounts and organisations.
var deletionsOfScopes = map[string]prepared{
	"an account": func(f *fixture.Fixture) func(ctx context.Context) error {
		organisation, admin := f.Organisation("admin", false)
		shop := f.Account(organisation, "Shop")
		return func(ctx context.Context) error { return f.Delete().Do(ctx, admin.ID(), fixture.ScopeOf(shop)) }
	},
	"an organisation": func(f *fixture.Fixture) func(ctx context.Context) error {
		partner, chief := f.Organisation("chief", true)
		company := f.CreateBelow(chief, partner, "Company", false)
		return func(ctx context.Context) error { return f.Delete().Do(ctx, chief.ID(), fixture.Whole(company)) }
	},
	"an organisation with its last member": func(f *fixture.Fixture) func(ctx context.Context) error {
		organisation, _ := f.Organisation("admin", false)
		return func(ctx context.Context) error {
			return fixture.Err(f.Delete().OrganisationByOperator(ctx, organisation.ID, true))
		}
	},
}

// TestAFailureOfTheStoreDuringADeletion lets each call of the store fail in turn. The
// deletion returns an error, and a repetition ends it.
func TestAFailureOfTheStoreDuringADeletion(t *testing.T) {
	for _, operations := range []map[string]prepared{deletionsOfPeople, deletionsOfScopes} {
		for name, prepare := range operations {
			if calls := fixture.FailEachCall(t, name, prepare); calls == 0 {
				t.Errorf("%s: no call of the store failed", name)
			}
		}
	}
}
