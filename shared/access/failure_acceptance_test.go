package access_test

import (
	"context"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// requested makes an invitation to ada that a person asks to accept.
func requested(f *fixture.Fixture, by func(o access.Organisation) access.Caller) (o access.Organisation, admin, asks access.Caller, i access.InvitationID) {
	o, admin = f.Organisation("admin", false)
	asks = by(o)
	invitation := f.Invited(admin, fixture.Whole(o), "ada", fixture.Viewer)
	f.Must(fixture.Err(f.RequestAcceptance().Do(f.Context(), asks, invitation.ID, access.AcceptRequest{Token: f.Token(invitation.ID)})))
	return o, admin, asks, invitation.ID
}

// stranger returns somebody who can sign in and is no user.
func stranger(f *fixture.Fixture, name string) access.Caller {
	return f.Directory.AddForeign(fixture.Address(f, fixture.Mailbox(name)), true, fixture.Password)
}

// acceptances accept an invitation, or answer the request to accept it.
var acceptances = map[string]prepared{
	"accept as a user": func(f *fixture.Fixture) func(ctx context.Context) error {
		organisation, admin := f.Organisation("admin", false)
		ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
		i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
		r := access.AcceptRequest{Token: f.Token(i.ID)}
		return func(ctx context.Context) error { return fixture.Err(f.Accept().Do(ctx, ada, i.ID, r)) }
	},
	"accept for the first time": func(f *fixture.Fixture) func(ctx context.Context) error {
		organisation, admin := f.Organisation("admin", false)
		grace := stranger(f, "grace")
		i := f.Invited(admin, fixture.Whole(organisation), "grace", fixture.Signer)
		r := access.AcceptRequest{Token: f.Token(i.ID)}
		return func(ctx context.Context) error { return fixture.Err(f.Accept().Do(ctx, grace, i.ID, r)) }
	},
	"confirm for a user": func(f *fixture.Fixture) func(ctx context.Context) error {
		o, admin, eve, i := requested(f, func(o access.Organisation) access.Caller {
			return f.Member(fixture.Whole(o), "eve", fixture.Signer)
		})
		return func(ctx context.Context) error {
			return fixture.Err(f.ConfirmAcceptance().Do(ctx, admin.ID(), o.ID, i, eve.ID()))
		}
	},
	"confirm for somebody new": func(f *fixture.Fixture) func(ctx context.Context) error {
		o, admin, grace, i := requested(f, func(access.Organisation) access.Caller { return stranger(f, "grace") })
		return func(ctx context.Context) error {
			return fixture.Err(f.ConfirmAcceptance().Do(ctx, admin.ID(), o.ID, i, grace.ID()))
		}
	},
	"decline a request": func(f *fixture.Fixture) func(ctx context.Context) error {
		o, admin, grace, i := requested(f, func(access.Organisation) access.Caller { return stranger(f, "grace") })
		return func(ctx context.Context) error {
			return fixture.Err(f.DeclineAcceptance().Do(ctx, admin.ID(), o.ID, i, grace.ID()))
		}
	},
}

func TestAFailureOfTheStoreDuringAnAcceptance(t *testing.T) {
	for name, prepare := range acceptances {
		if calls := fixture.FailEachCall(t, name, prepare); calls == 0 {
			t.Errorf("%s: no call of the store failed", name)
		}
	}
}
