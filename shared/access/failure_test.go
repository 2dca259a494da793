package access_test

import (
	"context"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// inOrganisation is an organisation with an administrator, a member and an invitation.
type inOrganisation struct {
	*fixture.Fixture
	organisation  access.Organisation
	account       access.Account
	admin, member access.Caller
	invitation    access.Invitation
	token         string
}

// operation is one thing that somebody does there.
type operation func(ctx context.Context, f inOrganisation) error

// prepare makes the organisation, and returns the operation in it.
func (o operation) prepare(f *fixture.Fixture) func(ctx context.Context) error {
	w := inOrganisation{Fixture: f}
	w.organisation, w.admin = f.Organisation("admin", false)
	w.account = f.Account(w.organisation, "Shop")
	w.member = f.Member(fixture.Whole(w.organisation), "eve", fixture.Biller)
	w.invitation = f.Invited(w.admin, fixture.Whole(w.organisation), "ada", fixture.Viewer)
	w.token = f.Token(w.invitation.ID)
	return func(ctx context.Context) error { return o(ctx, w) }
}

var renamed = "Renamed"

// invitationOperations are what administrators and invitees do with an invitation.
var invitationOperations = map[string]operation{
	"invite": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.Invite().Do(ctx, f.admin.ID(), f.organisation.ID, access.InviteRequest{Email: fixture.Mailbox("bob"), Account: f.account.ID, Roles: []access.RoleID{fixture.Viewer}}, "seed"))
	},
	"invite a batch": func(ctx context.Context, f inOrganisation) error {
		rows := []access.InviteRequest{{Email: fixture.Mailbox("bob"), Roles: []access.RoleID{fixture.Viewer}}}
		outcomes, err := f.Batch().Do(ctx, f.admin.ID(), f.organisation.ID, access.BatchRequest{Rows: rows, DryRun: true}, "seed")
		if err != nil {
			return err
		}
		return outcomes[0].Refused // a failure is the outcome of its row
	},
	"update": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.Update().Do(ctx, f.admin.ID(), f.organisation.ID, f.invitation.ID, access.UpdateInvitationRequest{Roles: []access.RoleID{fixture.Signer}}))
	},
	"resend": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.Resend().Do(ctx, f.admin.ID(), f.organisation.ID, f.invitation.ID, "seed"))
	},
	"take over": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.TakeOver().Do(ctx, f.admin.ID(), f.organisation.ID, f.invitation.ID))
	},
	"revoke": func(ctx context.Context, f inOrganisation) error {
		return f.Revoke().Do(ctx, f.admin.ID(), f.organisation.ID, f.invitation.ID)
	},
	"correct the address": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.CorrectAddress().Do(ctx, f.admin.ID(), f.organisation.ID, f.invitation.ID, fixture.Mailbox("other"), "seed"))
	},
	"decline": func(ctx context.Context, f inOrganisation) error {
		return f.Decline().Do(ctx, f.invitation.ID, f.token)
	},
	"preview": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.Preview().Do(ctx, f.invitation.ID, f.token))
	},
}

// accessOperations are what administrators and members change.
var accessOperations = map[string]operation{
	"edit": func(ctx context.Context, f inOrganisation) error {
		return fixture.ErrOfThree(f.Edit().If(access.Precondition{Any: true}).Do(ctx, f.admin.ID(), f.organisation.ID, f.member.ID(), access.EditRequest{Grants: []access.ScopedRole{{Role: fixture.Viewer}}}))
	},
	"suspend": func(ctx context.Context, f inOrganisation) error {
		return fixture.ErrOfThree(f.Suspend().If(access.Precondition{Any: true}).Do(ctx, f.admin.ID(), f.organisation.ID, f.member.ID(), true))
	},
	"remove from an account": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.Remove().Do(ctx, f.admin.ID(), fixture.Whole(f.organisation), f.member.ID()))
	},
	"preview a removal": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.Remove().Preview(ctx, f.admin.ID(), fixture.Whole(f.organisation), f.member.ID()))
	},
	"rename an organisation": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.Rename().Organisation(ctx, f.admin.ID(), f.organisation.ID, "Renamed"))
	},
	"rename an account": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.Rename().Account(ctx, f.admin.ID(), fixture.ScopeOf(f.account), "Renamed"))
	},
	"rename oneself": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.RenameUser().Do(ctx, f.member.ID(), access.RenameUserRequest{FirstName: &renamed}))
	},
	"create an account": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(access.CreateAccount{Store: f.Store, Now: f.Now}.Do(ctx, f.admin.ID(), f.organisation.ID, "Yard", "seed"))
	},
	"still an administrator": func(ctx context.Context, f inOrganisation) error {
		return access.StillAdministrator{Store: f.Store, Now: f.Now}.Do(ctx, f.admin.ID(), f.organisation.ID)
	},
}

// readOperations are what administrators and members read.
var readOperations = map[string]operation{
	"list members": func(ctx context.Context, f inOrganisation) error {
		return fixture.ErrOfThree(f.List().Permissions(ctx, f.admin.ID(), f.organisation.ID, access.Filter{Limit: 10}))
	},
	"show a member": func(ctx context.Context, f inOrganisation) error {
		return fixture.ErrOfThree(f.List().Permission(ctx, f.admin.ID(), f.organisation.ID, f.member.ID()))
	},
	"list invitations": func(ctx context.Context, f inOrganisation) error {
		return fixture.ErrOfThree(f.List().Invitations(ctx, f.admin.ID(), f.organisation.ID, access.Filter{Limit: 10}))
	},
	"show an invitation": func(ctx context.Context, f inOrganisation) error {
		return fixture.ErrOfThree(f.List().Invitation(ctx, f.admin.ID(), f.organisation.ID, f.invitation.ID))
	},
	"list events": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.List().Events(ctx, f.admin.ID(), f.organisation.ID, access.Filter{Limit: 10}))
	},
	"show oneself": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.Browse().Me(ctx, f.member.ID(), access.Filter{Limit: 10}))
	},
	"list organisations": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.Browse().Organisations(ctx, f.member.ID(), access.Filter{Limit: 10}))
	},
	"show an organisation": func(ctx context.Context, f inOrganisation) error {
		return fixture.ErrOfThree(f.Browse().Organisation(ctx, f.admin.ID(), f.organisation.ID, access.Filter{Limit: 10}))
	},
	"decide": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.Decide().Do(ctx, f.member.ID(), f.member.ID(), []access.Check{{Permission: "billing:read", Scope: fixture.Whole(f.organisation)}}))
	},
	"own permissions": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.Decide().Permissions(ctx, f.member.ID(), fixture.Whole(f.organisation)))
	},
	"decide about a member": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.Decide().Member(ctx, f.admin.ID(), f.member.ID(), access.Check{Permission: "billing:read", Scope: fixture.Whole(f.organisation)}))
	},
	"preview a deletion": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.Delete().Preview(ctx, f.admin.ID(), fixture.ScopeOf(f.account)))
	},
	"export": func(ctx context.Context, f inOrganisation) error {
		return fixture.Err(f.Export().Do(ctx, ""))
	},
}

// TestAFailureOfTheStoreIsReturned lets each call of the store fail in turn. The operation
// returns an error, and does the same as ever when it is tried again.
func TestAFailureOfTheStoreIsReturned(t *testing.T) {
	for _, operations := range []map[string]operation{invitationOperations, accessOperations, readOperations} {
		for name, do := range operations {
			if calls := fixture.FailEachCall(t, name, do.prepare); calls == 0 {
				t.Errorf("%s: no call of the store failed", name)
			}
		}
	}
}

// TestAFailureOfTheStoreWhileSomebodyJoins does so for those who accept an invitation.
func TestAFailureOfTheStoreWhileSomebodyJoins(t *testing.T) {
	for name, do := range map[string]operation{
		"register": func(ctx context.Context, f inOrganisation) error {
			return fixture.Err(f.Register().Do(ctx, f.invitation.ID, fixture.Registration(f.token)))
		},
		"list own invitations": func(ctx context.Context, f inOrganisation) error {
			return fixture.Err(f.OwnInvitations().List(ctx, f.member, access.Filter{Limit: 10}))
		},
		"ask for a new link": func(ctx context.Context, f inOrganisation) error {
			f.Set(f.invitation.ExpiresAt)
			return fixture.Err(f.RequestRenewal().Do(ctx, f.invitation.ID, f.token))
		},
		"ask to accept": func(ctx context.Context, f inOrganisation) error {
			return fixture.Err(f.RequestAcceptance().Do(ctx, f.member, f.invitation.ID, access.AcceptRequest{Token: f.token}))
		},
		"end access": func(ctx context.Context, f inOrganisation) error {
			return f.EndAccess().Do(ctx, access.Ending{User: f.member.ID(), Organisation: f.organisation.ID, At: f.Now()})
		},
		"expire": func(ctx context.Context, f inOrganisation) error {
			f.Set(f.invitation.ExpiresAt)
			return f.Expire().Do(ctx, f.invitation)
		},
	} {
		if calls := fixture.FailEachCall(t, name, do.prepare); calls == 0 {
			t.Errorf("%s: no call of the store failed", name)
		}
	}
}
