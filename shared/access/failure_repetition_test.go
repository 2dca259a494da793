package access_test

import (
	"context"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// repetitions are requests that were made before, with the same seed.
var repetitions = map[string]prepared{
	"create an account": func(f *fixture.Fixture) func(ctx context.Context) error {
		organisation, admin := f.Organisation("admin", false)
		create := func(ctx context.Context) error {
			return fixture.Err(f.CreateAccount().Do(ctx, admin.ID(), organisation.ID, "Shop", "seed"))
		}
		f.Must(create(f.Context()))
		return create
	},
	"correct an address": func(f *fixture.Fixture) func(ctx context.Context) error {
		organisation, admin := f.Organisation("admin", false)
		i := f.Invited(admin, fixture.Whole(organisation), "adda", fixture.Viewer)
		correct := func(ctx context.Context) error {
			return fixture.Err(f.CorrectAddress().Do(ctx, admin.ID(), organisation.ID, i.ID, fixture.Mailbox("ada"), "seed"))
		}
		f.Must(correct(f.Context()))
		return correct
	},
	"invite a batch without room": func(f *fixture.Fixture) func(ctx context.Context) error {
		organisation, admin := f.Organisation("admin", false)
		f.Limits.OpenInvitations = 1
		rows := rowsTo(3)
		return func(ctx context.Context) error {
			outcomes, err := f.Batch().Do(ctx, admin.ID(), organisation.ID, access.BatchRequest{Rows: rows}, "seed")
			return firstFailure(outcomes, err)
		}
	},
	"try a batch without room": func(f *fixture.Fixture) func(ctx context.Context) error {
		organisation, admin := f.Organisation("admin", false)
		f.Limits.OpenInvitations = 1
		return func(ctx context.Context) error {
			outcomes, err := f.Batch().Do(ctx, admin.ID(), organisation.ID, access.BatchRequest{Rows: rowsTo(3), DryRun: true}, "seed")
			return firstFailure(outcomes, err)
		}
	},
}

// firstFailure returns the error of a batch, or that of its first row that failed. A limit
// is no failure.
func firstFailure(outcomes []access.Outcome, err error) error {
	for _, o := range outcomes {
		if err == nil && access.KindOf(o.Refused) == access.Internal {
			err = o.Refused
		}
	}
	return err
}

func TestAFailureOfTheStoreDuringARepetition(t *testing.T) {
	for name, prepare := range repetitions {
		if calls := fixture.FailEachCall(t, name, prepare); calls == 0 {
			t.Errorf("%s: no call of the store failed", name)
		}
	}
}

// questions are asked by people with other roles than those of the other tests.
var questions = map[string]prepared{
	"list organisations below": func(f *fixture.Fixture) func(ctx context.Context) error {
		partner, chief := f.Organisation("chief", true)
		f.CreateBelow(chief, partner, "Company", false)
		return func(ctx context.Context) error {
			return fixture.Err(f.Browse().Organisations(ctx, chief.ID(), access.Filter{Limit: 10}))
		}
	},
	"show an organisation to a member of an account": func(f *fixture.Fixture) func(ctx context.Context) error {
		organisation, _ := f.Organisation("admin", false)
		ada := f.Member(fixture.ScopeOf(f.Account(organisation, "Shop")), "ada", fixture.Viewer)
		return func(ctx context.Context) error {
			return fixture.ErrOfThree(f.Browse().Organisation(ctx, ada.ID(), organisation.ID, access.Filter{Limit: 10}))
		}
	},
	"decide by an inherited role": func(f *fixture.Fixture) func(ctx context.Context) error {
		partner, chief := f.Organisation("chief", true)
		company := f.CreateBelow(chief, partner, "Company", false)
		checks := []access.Check{{Permission: "billing:read", Scope: fixture.Whole(company)}}
		return func(ctx context.Context) error {
			return fixture.Err(f.Decide().Do(ctx, chief.ID(), chief.ID(), checks))
		}
	},
	"list scopes": func(f *fixture.Fixture) func(ctx context.Context) error {
		_, chief := f.Organisation("chief", true)
		return func(ctx context.Context) error {
			return fixture.Err(f.Decide().Scopes(ctx, chief.ID(), chief.ID(), "billing:read", access.Filter{Limit: 10}))
		}
	},
}

func TestAFailureOfTheStoreDuringAQuestion(t *testing.T) {
	for name, prepare := range questions {
		if calls := fixture.FailEachCall(t, name, prepare); calls == 0 {
			t.Errorf("%s: no call of the store failed", name)
		}
	}
}
