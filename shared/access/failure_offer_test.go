package access_test

import (
	"context"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// invites lets the administrator offer a role of the whole organisation to somebody. A try
// that failed has invited nobody.
func (f inOrganisation) invites(ctx context.Context, name string) error {
	return fixture.Err(f.Invite().Do(ctx, f.admin.ID(), f.organisation.ID, access.InviteRequest{Email: fixture.Mailbox(name), Roles: []access.RoleID{fixture.Signer}}, ""))
}

// crowdedOffers are invitations that meet others, or somebody who has registered.
var crowdedOffers = map[string]operation{
	"invite a member": func(ctx context.Context, f inOrganisation) error { return f.invites(ctx, "eve") },
	"replace an expired invitation": func(ctx context.Context, f inOrganisation) error {
		f.Set(f.invitation.ExpiresAt)
		return f.invites(ctx, "ada")
	},
	"take the slot of an invitation that the store has removed": func(ctx context.Context, f inOrganisation) error {
		f.Set(f.invitation.ExpiresAt)
		f.RemoveItem(f.invitation.ID)
		return f.invites(ctx, "ada")
	},
	"make room for one more": func(ctx context.Context, f inOrganisation) error {
		f.Set(f.invitation.ExpiresAt)
		f.Limits.OpenInvitations = 1
		return f.invites(ctx, "bob")
	},
	"preview an expired invitation": func(ctx context.Context, f inOrganisation) error {
		f.Set(f.invitation.ExpiresAt)
		return but(access.InvitationExpired, fixture.Err(f.Preview().Do(ctx, f.invitation.ID, f.token)))
	},
	"register without a directory": func(ctx context.Context, f inOrganisation) error {
		register := f.Register()
		register.Directory = nil
		return but(access.SignInRequired, fixture.Err(register.Do(ctx, f.invitation.ID, fixture.Registration(f.token))))
	},
}

// but returns no error in place of the refusal that an operation is to end with.
func but(want access.Kind, err error) error {
	if err != nil && access.KindOf(err) == want {
		return nil
	}
	return err
}

// TestAFailureOfTheStoreAtACrowdedOffer lets each call of the store fail in turn.
func TestAFailureOfTheStoreAtACrowdedOffer(t *testing.T) {
	for name, do := range crowdedOffers {
		if calls := fixture.FailEachCall(t, name, do.prepare); calls == 0 {
			t.Errorf("%s: no call of the store failed", name)
		}
	}
}

// toAMember makes an organisation and an invitation to somebody who is a member of another
// one, and returns the operation on it.
func toAMember(do func(ctx context.Context, f *fixture.Fixture, member access.Caller, i access.Invitation, token string) error) func(*fixture.Fixture) func(context.Context) error {
	return func(f *fixture.Fixture) func(context.Context) error {
		home, _ := f.Organisation("home", false)
		eve := f.Member(fixture.Whole(home), "eve", fixture.Viewer)
		company, admin := f.Organisation("admin", false)
		i := f.Invited(admin, fixture.ScopeOf(f.Account(company, "Shop")), "eve", fixture.Biller)
		token := f.Token(i.ID)
		return func(ctx context.Context) error { return do(ctx, f, eve, i, token) }
	}
}

// recreated deletes the identity of a user, and returns who signs in with a new one of the
// same address.
func recreated(f *fixture.Fixture, user access.Caller, address access.Address) access.Caller {
	f.Must(f.Directory.Delete(f.Context(), user.Subject))
	if again, exists := f.Directory.SignIn(address, fixture.Password); exists {
		return again
	}
	return f.Directory.AddForeign(address, true, fixture.Password)
}

// TestAFailureOfTheStoreWithAnInvitationToAMember lets each call of the store fail in turn.
func TestAFailureOfTheStoreWithAnInvitationToAMember(t *testing.T) {
	for name, do := range map[string]func(ctx context.Context, f *fixture.Fixture, member access.Caller, i access.Invitation, token string) error{
		"list own invitations": func(ctx context.Context, f *fixture.Fixture, eve access.Caller, _ access.Invitation, _ string) error {
			return fixture.Err(f.OwnInvitations().List(ctx, eve, access.Filter{Limit: 10}))
		},
		"accept an own invitation": func(ctx context.Context, f *fixture.Fixture, eve access.Caller, i access.Invitation, _ string) error {
			return fixture.Err(f.OwnInvitations().DoAccept(ctx, eve, i.ID, ""))
		},
		"decline an own invitation": func(ctx context.Context, f *fixture.Fixture, eve access.Caller, i access.Invitation, _ string) error {
			return f.OwnInvitations().DoDecline(ctx, eve, i.ID)
		},
		"register with the address of a user": func(ctx context.Context, f *fixture.Fixture, _ access.Caller, i access.Invitation, token string) error {
			return but(access.AlreadyRegistered, fixture.Err(f.Register().Do(ctx, i.ID, fixture.Registration(token))))
		},
		"register with the address of a user who has no identity": func(ctx context.Context, f *fixture.Fixture, eve access.Caller, i access.Invitation, token string) error {
			f.Must(f.Directory.Delete(f.Context(), eve.Subject))
			return fixture.Err(f.Register().Do(ctx, i.ID, fixture.Registration(token)))
		},
		"list own invitations with the address of such a user": func(ctx context.Context, f *fixture.Fixture, eve access.Caller, i access.Invitation, _ string) error {
			again := recreated(f, eve, i.Email)
			return fixture.Err(f.OwnInvitations().List(ctx, again, access.Filter{Limit: 10}))
		},
		"accept with the address of such a user": func(ctx context.Context, f *fixture.Fixture, eve access.Caller, i access.Invitation, _ string) error {
			again := recreated(f, eve, i.Email)
			return fixture.Err(f.OwnInvitations().DoAccept(ctx, again, i.ID, ""))
		},
	} {
		if calls := fixture.FailEachCall(t, name, toAMember(do)); calls == 0 {
			t.Errorf("%s: no call of the store failed", name)
		}
	}
}

// TestAFailureOfTheStoreWithAnUnfinishedIdentity lets each call of the store fail in turn
// while somebody opens the link, and registers, whose registration has broken off.
func TestAFailureOfTheStoreWithAnUnfinishedIdentity(t *testing.T) {
	for name, do := range map[string]operation{
		"preview": func(ctx context.Context, f inOrganisation) error {
			return fixture.Err(f.Preview().Do(ctx, f.invitation.ID, f.token))
		},
		"register": func(ctx context.Context, f inOrganisation) error {
			return fixture.Err(f.Register().Do(ctx, f.invitation.ID, fixture.Registration(f.token)))
		},
	} {
		fixture.FailEachCall(t, name, func(f *fixture.Fixture) func(context.Context) error {
			prepared := do.prepare(f)
			_, _, err := f.Directory.Create(f.Context(), access.NewIdentity{Address: fixture.Address(f, fixture.Mailbox("ada"))})
			f.Must(err)
			return prepared
		})
	}
}
