package dynamo_test

import (
	"cmp"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/dynamo"
	"admit/shared/fixture"
)

// Operations that only read. A call that fails is an error, and never a shorter list.
var listOperations = []operation{
	{name: "list invitations", of: "GET /organisations/{organisationId}/invitations", reads: true, act: func(f *fixture.Fixture, s *scene) error {
		_, page, err := f.List().Invitations(f.Context(), s.admin.ID(), s.organisation.ID, access.Filter{Limit: 10})
		return wantAnswer(err, len(page.Items), 3)
	}},
	{name: "read an invitation", of: "GET /organisations/{organisationId}/invitations/{invitationId}", reads: true, act: func(f *fixture.Fixture, s *scene) error {
		_, i, err := f.List().Invitation(f.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID)
		return wantAnswer(err, len(i.Roles), 2)
	}},
	{name: "list members", of: "GET /organisations/{organisationId}/permissions", reads: true, act: func(f *fixture.Fixture, s *scene) error {
		_, page, err := f.List().Permissions(f.Context(), s.admin.ID(), s.organisation.ID, access.Filter{Limit: 10})
		return wantAnswer(err, len(page.Items), 2)
	}},
	{name: "read a member", of: "GET /organisations/{organisationId}/permissions/{userId}", reads: true, act: func(f *fixture.Fixture, s *scene) error {
		_, effective, err := f.List().Permission(f.Context(), s.admin.ID(), s.organisation.ID, s.ada.ID())
		return wantAnswer(err, len(effective.Direct.Grants), 1)
	}},
	{name: "list events", of: "GET /organisations/{organisationId}/events", reads: true, act: func(f *fixture.Fixture, s *scene) error {
		page, err := f.List().Events(f.Context(), s.admin.ID(), s.organisation.ID, access.Filter{Limit: 3})
		return wantAnswer(err, len(page.Items), 3)
	}},
	{name: "list organisations", of: "GET /organisations", reads: true, prepare: createBelow, act: func(f *fixture.Fixture, s *scene) error {
		page, err := f.Browse().Organisations(f.Context(), s.partnerAdmin.ID(), access.Filter{Limit: 10})
		return wantAnswer(err, len(page.Items), 2)
	}},
	{name: "read an organisation", of: "GET /organisations/{organisationId}", reads: true, act: func(f *fixture.Fixture, s *scene) error {
		_, accounts, err := f.Browse().Organisation(f.Context(), s.admin.ID(), s.organisation.ID, access.Filter{Limit: 10})
		return wantAnswer(err, len(accounts.Items), 1)
	}},
	{name: "read who somebody is", of: "GET /me", reads: true, act: func(f *fixture.Fixture, s *scene) error {
		me, err := f.Browse().Me(f.Context(), s.ada.ID(), access.Filter{Limit: 10})
		return wantAnswer(err, len(me.Memberships.Items), 1)
	}},
	{name: "preview an invitation", of: "POST /invitations/{invitationId}/preview", prepare: delivered, act: func(f *fixture.Fixture, s *scene) error {
		return fixture.Err(f.Preview().Do(f.Context(), s.invitation.ID, s.token))
	}},
	{name: "find a user", of: "operator find", reads: true, act: func(f *fixture.Fixture, s *scene) error {
		found, err := f.FindUser().Do(f.Context(), fixture.Mailbox("ada"))
		if err != nil {
			return err
		}
		return wantAnswer(nil, len(found.Memberships), 1)
	}},
	{name: "export a person", of: "operator export-person", reads: true, act: func(f *fixture.Fixture, s *scene) error {
		exported, err := access.ExportPerson{Store: f.Store.(table), For: time.Minute, Now: f.Now}.Do(f.Context(), access.ExportPersonRequest{User: s.ada.ID()})
		if err != nil {
			return err
		}
		return wantAnswer(nil, len(exported.Invitations), 1)
	}},
	{name: "judge a dead letter", of: "operator redrive", reads: true, act: func(f *fixture.Fixture, s *scene) error {
		step, err := delivery.Redrive{Store: f.Store, Now: f.Now}.Do(f.Context(), delivery.DeadLetter{Kind: delivery.NoticeLetter, Invitation: s.invitation.ID})
		return wantAnswer(err, len(step.Says), len("nothing to do: the console shows what somebody asks for"))
	}},
	{name: "preview a removal", of: "GET /organisations/{organisationId}/permissions/{userId}/removal", reads: true, act: func(f *fixture.Fixture, s *scene) error {
		_, err := f.Remove().Preview(f.Context(), s.admin.ID(), fixture.Whole(s.organisation), s.ada.ID())
		return err
	}},
	{name: "preview the deletion of an organisation", of: "GET /organisations/{organisationId}/deletion", reads: true, prepare: createBelow, act: func(f *fixture.Fixture, s *scene) error {
		return fixture.Err(f.Delete().Preview(f.Context(), s.partnerAdmin.ID(), fixture.Whole(s.below)))
	}},
	{name: "preview the deletion of an account", of: "GET /organisations/{organisationId}/accounts/{accountId}/deletion", reads: true, act: func(f *fixture.Fixture, s *scene) error {
		return fixture.Err(f.Delete().Preview(f.Context(), s.admin.ID(), fixture.ScopeOf(s.shop)))
	}},
	{name: "list one's own invitations", of: "GET /me/invitations", reads: true, prepare: invitedAda, act: func(f *fixture.Fixture, s *scene) error {
		page, err := f.OwnInvitations().List(f.Context(), s.ada, access.Filter{Limit: 10})
		return wantAnswer(err, len(page.Items), 1)
	}},
}

// endAccess gives ada a role that ends, beside others, and lets it end. Without others she is
// suspended.
func (s *scene) endAccess(f *fixture.Fixture, others ...access.ScopedRole) {
	f.Helper()
	end := f.Now().Add(48 * time.Hour)
	f.EditRoles(s.admin, s.organisation, s.ada, append(others, access.ScopedRole{Role: fixture.Signer, Until: end})...)
	if len(others) == 0 {
		f.Must(fixture.ErrOfThree(f.Suspend().Do(f.Context(), s.admin.ID(), s.organisation.ID, s.ada.ID(), true)))
	}
	f.Set(end.Add(time.Minute))
	s.removeEnding(f)
}

func endAccess(f *fixture.Fixture, s *scene) error {
	return f.EndAccess().Do(f.Context(), access.Ending{User: s.ada.ID(), Organisation: s.organisation.ID, At: f.Now().Add(-time.Minute)})
}

// removeEnding removes the item that says when the access of ada ends, as a time-to-live does.
func (s *scene) removeEnding(f *fixture.Fixture) {
	f.Helper()
	b, ok := f.Store.(table)
	if !ok {
		f.Fatalf("%T is no table", f.Store)
	}
	k, err := attributevalue.MarshalMap(map[string]string{dynamo.PartitionKey: "USER#" + string(s.ada.ID()), dynamo.SortKey: "ENDING#" + string(s.organisation.ID)})
	f.Must(err)
	f.Must(fixture.Err(b.Client.DeleteItem(f.Context(), &dynamodb.DeleteItemInput{TableName: &b.Table, Key: k})))
}

// invitedAda makes the invitation of the scene one of ada, at the account.
func invitedAda(f *fixture.Fixture, s *scene) {
	s.invitation = f.Invited(s.admin, fixture.ScopeOf(s.shop), "ada", fixture.Signer)
}

// Operations about a person, and others that change one thing.
var profileOperations = []operation{
	{name: "correct an address", of: "POST /organisations/{organisationId}/invitations/{invitationId}/address", prepare: delivered, act: func(f *fixture.Fixture, s *scene) error {
		return fixture.Err(f.CorrectAddress().Do(f.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID, fixture.Mailbox("eve"), "seed"))
	}, check: wantOldLinkClosed},
	{name: "accept one's own invitation", of: "POST /me/invitations/{invitationId}/accept", prepare: invitedAda,
		allowedRefusals: []access.Kind{access.AlreadyGranted, access.NotFound}, act: func(f *fixture.Fixture, s *scene) error {
			return fixture.Err(f.OwnInvitations().DoAccept(f.Context(), s.ada, s.invitation.ID, "de"))
		}},
	{name: "decline one's own invitation", of: "POST /me/invitations/{invitationId}/decline", prepare: invitedAda,
		allowedRefusals: []access.Kind{access.NotFound}, act: func(f *fixture.Fixture, s *scene) error {
			return f.OwnInvitations().DoDecline(f.Context(), s.ada, s.invitation.ID)
		}},
	{name: "rename oneself", of: "PATCH /me", act: func(f *fixture.Fixture, s *scene) error {
		name := "Augusta"
		return fixture.Err(f.RenameUser().Do(f.Context(), s.ada.ID(), access.RenameUserRequest{FirstName: &name}))
	}},
	{name: "suspend", of: "PUT /organisations/{organisationId}/permissions/{userId}/suspension", act: func(f *fixture.Fixture, s *scene) error {
		return fixture.ErrOfThree(f.Suspend().Do(f.Context(), s.admin.ID(), s.organisation.ID, s.ada.ID(), true))
	}},
	{name: "reactivate", of: "DELETE /organisations/{organisationId}/permissions/{userId}/suspension", prepare: func(f *fixture.Fixture, s *scene) {
		f.Must(fixture.ErrOfThree(f.Suspend().Do(f.Context(), s.admin.ID(), s.organisation.ID, s.ada.ID(), true)))
	}, act: func(f *fixture.Fixture, s *scene) error {
		return fixture.ErrOfThree(f.Suspend().Do(f.Context(), s.admin.ID(), s.organisation.ID, s.ada.ID(), false))
	}},
	{name: "leave", of: "DELETE /me/permissions/{organisationId}", allowedRefusals: []access.Kind{access.NotFound}, act: func(f *fixture.Fixture, s *scene) error {
		return fixture.Err(f.Remove().Leave(f.Context(), s.ada.ID(), fixture.Whole(s.organisation)))
	}},
	{name: "rename an organisation", of: "PATCH /organisations/{organisationId}", act: func(f *fixture.Fixture, s *scene) error {
		return fixture.Err(f.Rename().Organisation(f.Context(), s.admin.ID(), s.organisation.ID, "New"))
	}},
	{name: "rename an organisation as an operator", of: "operator rename-organisation", act: func(f *fixture.Fixture, s *scene) error {
		return fixture.Err(f.Rename().OrganisationByOperator(f.Context(), s.organisation.ID, "New"))
	}},
	{name: "rename an account", of: "PATCH /organisations/{organisationId}/accounts/{accountId}", act: func(f *fixture.Fixture, s *scene) error {
		return fixture.Err(f.Rename().Account(f.Context(), s.admin.ID(), fixture.ScopeOf(s.shop), "New"))
	}},
	{name: "end access", of: "deliver end", prepare: func(f *fixture.Fixture, s *scene) {
		s.endAccess(f, access.ScopedRole{Role: fixture.Viewer})
	}, act: endAccess},
	{name: "end the access of somebody who is suspended", of: "deliver end", prepare: func(f *fixture.Fixture, s *scene) {
		f.Invited(s.admin, fixture.ScopeOf(s.shop), "ada", fixture.Viewer)
		s.endAccess(f)
	}, act: endAccess, check: func(f *fixture.Fixture, s *scene) {
		if open, err := f.Store.Offers(f.Context(), s.organisation.ID, fixture.Address(f, fixture.Mailbox("ada"))); err != nil || len(open) > 0 {
			f.Errorf("open is %+v (%v)", open, err)
		}
	}},
	{name: "repeat the creation of an account that was deleted", of: "POST /organisations/{organisationId}/accounts", prepare: func(f *fixture.Fixture, s *scene) {
		made, err := f.CreateAccount().Do(f.Context(), s.admin.ID(), s.organisation.ID, "Yard", "seed")
		f.Must(err)
		f.Must(f.Delete().Do(f.Context(), s.admin.ID(), fixture.ScopeOf(made)))
	}, act: func(f *fixture.Fixture, s *scene) error {
		_, err := f.CreateAccount().Do(f.Context(), s.admin.ID(), s.organisation.ID, "Yard", "seed")
		if access.KindOf(err) == access.NotFound {
			return nil
		}
		return cmp.Or(err, errors.New("it was created again"))
	}},
	{name: "migrate", of: "operator migrate", act: func(f *fixture.Fixture, s *scene) error {
		migrator, ok := f.Store.(access.Migrator)
		if !ok {
			f.Fatalf("%T cannot be migrated", f.Store)
		}
		return fixture.Err(access.Migrate{Store: migrator, For: time.Minute}.Do(f.Context(), access.MaxMigrationRate, true))
	}},
}

// wantOldLinkClosed checks that the link to the wrong address says that it was revoked.
func wantOldLinkClosed(f *fixture.Fixture, s *scene) {
	_, err := f.Preview().Do(f.Context(), s.invitation.ID, s.token)
	f.WantRefusal("the link to the wrong address", err, access.InvitationRevoked)
}
