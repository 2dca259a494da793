package access_test

import (
	"context"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestAFailureOfTheStoreUnderAnOperator lets each call of the store fail in turn while an
// operator, or an invitee who is a member, does something that the other tests of failures
// do not do.
func TestAFailureOfTheStoreUnderAnOperator(t *testing.T) {
	for name, do := range map[string]operation{
		"relink to another identity": func(ctx context.Context, f inOrganisation) error {
			return fixture.Err(f.Relink().Do(ctx, access.RelinkRequest{User: f.member.ID(), Issuer: "https://new.example", Subject: "eve"}))
		},
		"relink to another address": func(ctx context.Context, f inOrganisation) error {
			return fixture.Err(f.Relink().Do(ctx, access.RelinkRequest{User: f.member.ID(), Email: fixture.Mailbox("renamed")}))
		},
		"relink to a user": func(ctx context.Context, f inOrganisation) error {
			return fixture.Err(f.Relink().Do(ctx, access.RelinkRequest{User: f.member.ID(), Issuer: f.admin.Issuer, Subject: f.admin.Subject}))
		},
		"rename an organisation": func(ctx context.Context, f inOrganisation) error {
			return fixture.Err(f.Rename().OrganisationByOperator(ctx, f.organisation.ID, "Renamed"))
		},
		"resend": func(ctx context.Context, f inOrganisation) error {
			return fixture.Err(f.Resend().ByOperator(ctx, f.invitation.ID, "seed"))
		},
	} {
		if calls := fixture.FailEachCall(t, name, do.prepare); calls == 0 {
			t.Errorf("%s: no call of the store failed", name)
		}
	}
}

// TestAFailureOfTheStoreWhileAMemberIsInvited does so for an invitation to somebody who has a
// user: what they hold is read, too.
func TestAFailureOfTheStoreWhileAMemberIsInvited(t *testing.T) {
	for name, do := range map[string]func(ctx context.Context, f inOrganisation, i access.Invitation, token string) error{
		"resend": func(ctx context.Context, f inOrganisation, i access.Invitation, _ string) error {
			return fixture.Err(f.Resend().Do(ctx, f.admin.ID(), f.organisation.ID, i.ID, "seed"))
		},
		"resend by an operator": func(ctx context.Context, f inOrganisation, i access.Invitation, _ string) error {
			return fixture.Err(f.Resend().ByOperator(ctx, i.ID, "seed"))
		},
		"take over": func(ctx context.Context, f inOrganisation, i access.Invitation, _ string) error {
			return fixture.Err(f.TakeOver().Do(ctx, f.member.ID(), f.organisation.ID, i.ID))
		},
		"update": func(ctx context.Context, f inOrganisation, i access.Invitation, _ string) error {
			return fixture.Err(f.Update().Do(ctx, f.admin.ID(), f.organisation.ID, i.ID, access.UpdateInvitationRequest{Roles: []access.RoleID{fixture.Signer}}))
		},
		"ask for a new link": func(ctx context.Context, f inOrganisation, i access.Invitation, token string) error {
			f.Set(i.ExpiresAt)
			return fixture.Err(f.RequestRenewal().Do(ctx, i.ID, token))
		},
	} {
		prepare := func(f *fixture.Fixture) func(ctx context.Context) error {
			w := inOrganisation{Fixture: f}
			w.organisation, w.admin = f.Organisation("admin", false)
			f.Member(fixture.Whole(w.organisation), "eve", fixture.Biller)
			w.member = f.Member(fixture.Whole(w.organisation), "deputy", fixture.OrganisationAdmin)
			i := f.Invited(w.admin, fixture.Whole(w.organisation), "eve", fixture.Viewer)
			token := f.Token(i.ID)
			return func(ctx context.Context) error { return do(ctx, w, i, token) }
		}
		if calls := fixture.FailEachCall(t, name, prepare); calls == 0 {
			t.Errorf("%s: no call of the store failed", name)
		}
	}
}
