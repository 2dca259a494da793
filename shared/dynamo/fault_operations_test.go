package dynamo_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
	"admit/shared/idempotency"
)

// scene is the state before an operation. It is the same in each run.
type scene struct {
	group        access.Organisation // of partners
	partnerAdmin access.Caller       // of the group
	below        access.Organisation // below the group, if it is prepared
	alone        access.Organisation // with one member and nothing else, if it is prepared
	organisation access.Organisation
	shop         access.Account
	admin        access.Caller     // of the organisation
	ada          access.Caller     // a viewer of the organisation
	invitation   access.Invitation // of the invitee, by the admin
	membership   access.Membership // of ada
	token        string            // of the invitation, if delivered
	postponed    delivery.Postponed
}

// operation is a use case that fails at one call and is then repeated.
type operation struct {
	name    string
	of      string // the route, the operator's action or the consumer of events that does it
	prepare func(f *fixture.Fixture, s *scene)
	act     func(f *fixture.Fixture, s *scene) error
	// allowedRefusals lists the refusals that are allowed for the repetition of a
	// request that succeeded and whose answer was lost.
	allowedRefusals []access.Kind
	// repeats is set if the repetition revokes what the first try created and creates it
	// again. Then only what is pending must be the same in the end.
	repeats bool
	// unknown is set if a fault may leave open whether a mail was sent, which is not sent again.
	// Then the table may differ from that of a success.
	unknown bool
	// reads is set if no answer can be right without every call. Only keys that were not
	// processed are read again.
	reads bool
	// refused makes the mailer refuse the mail.
	refused bool
	// noQuota makes the mailer answer that the day's quota is used up.
	noQuota bool
	// check checks what the table does not show.
	check func(f *fixture.Fixture, s *scene)
}

var operations = slices.Concat(offerOperations, answerOperations, accessOperations, placeOperations, importOperations, mailOperations, decisionOperations, listOperations, profileOperations)

// Operations that invite. Those with a seed are repeated with the same seed.
var offerOperations = []operation{
	{name: "appoint", of: "operator invite-administrator", repeats: true, act: func(f *fixture.Fixture, s *scene) error {
		_, err := f.InviteAdministrator().Do(f.Context(), s.organisation.ID, access.InviteRequest{Email: fixture.Mailbox("invitee")})
		return err
	}, check: func(f *fixture.Fixture, s *scene) {
		open, err := f.Store.Offers(f.Context(), s.organisation.ID, s.invitation.Email)
		if err != nil || len(open) != 1 || !slices.Equal(open[0].Roles, []access.RoleID{fixture.OrganisationAdmin}) {
			f.Errorf("open are %+v (%v), want only that of the administrator", open, err)
		}
	}},
	{name: "invite", of: "POST /organisations/{organisationId}/invitations", allowedRefusals: []access.Kind{access.InvitationPending}, act: func(f *fixture.Fixture, s *scene) error {
		_, err := f.Invite().Do(f.Context(), s.admin.ID(), s.organisation.ID,
			access.InviteRequest{Email: fixture.Mailbox("ada"), Roles: []access.RoleID{fixture.Viewer, fixture.Signer}}, "")
		return err
	}},
	{name: "invite, with a key", of: "POST /organisations/{organisationId}/invitations", act: func(f *fixture.Fixture, s *scene) error {
		return answered(f, s.admin, "POST invitations", func(ctx context.Context, seed access.Seed) error {
			_, err := f.Invite().Do(ctx, s.admin.ID(), s.organisation.ID,
				access.InviteRequest{Email: fixture.Mailbox("ada"), Roles: []access.RoleID{fixture.Viewer, fixture.Signer}}, seed)
			return err
		})
	}},
	{name: "invite, replacing an expired one", of: "POST /organisations/{organisationId}/invitations", prepare: letExpire, act: inviteAgain},
	{name: "invite, replacing a removed one", of: "POST /organisations/{organisationId}/invitations", prepare: func(f *fixture.Fixture, s *scene) {
		letExpire(f, s)
		f.RemoveItem(s.invitation.ID)
	}, act: inviteAgain},
	{name: "batch", of: "POST /organisations/{organisationId}/invitations/batch", act: func(f *fixture.Fixture, s *scene) error {
		rows := []access.InviteRequest{
			{Email: fixture.Mailbox("ada"), Roles: []access.RoleID{fixture.Signer}}, {Email: fixture.Mailbox("eve"), Roles: []access.RoleID{fixture.Viewer}},
			{Email: fixture.Mailbox("eve"), Account: s.shop.ID, Roles: []access.RoleID{fixture.Viewer}},
		}
		outcomes, err := f.Batch().Do(f.Context(), s.admin.ID(), s.organisation.ID, access.BatchRequest{Rows: rows}, "seed")
		for _, o := range outcomes {
			err = cmp.Or(err, o.Refused)
		}
		return err
	}},
	{name: "amend", of: "PATCH /organisations/{organisationId}/invitations/{invitationId}", act: func(f *fixture.Fixture, s *scene) error {
		name := "Augusta"
		_, err := f.Update().Do(f.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID,
			access.UpdateInvitationRequest{Roles: []access.RoleID{fixture.Biller}, FirstName: &name})
		return err
	}},
	{name: "take over", of: "POST /organisations/{organisationId}/invitations/{invitationId}/takeover", prepare: func(f *fixture.Fixture, s *scene) {
		s.invitation = f.InvitedByOperator(fixture.Whole(s.organisation), "eve", fixture.Viewer)
	}, act: func(f *fixture.Fixture, s *scene) error {
		return fixture.Err(f.TakeOver().Do(f.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID))
	}},
	{name: "resend", of: "POST /organisations/{organisationId}/invitations/{invitationId}/resend", prepare: delivered, act: resend, check: wantOldLinkRefused},
	{name: "resend as an operator", of: "operator resend", prepare: delivered, act: func(f *fixture.Fixture, s *scene) error {
		_, err := f.Resend().ByOperator(f.Context(), s.invitation.ID, "seed")
		return err
	}, check: wantOldLinkRefused},
	{name: "resend a declined invitation", of: "POST /organisations/{organisationId}/invitations/{invitationId}/resend", prepare: func(f *fixture.Fixture, s *scene) {
		delivered(f, s)
		f.Must(f.Decline().Do(f.Context(), s.invitation.ID, s.token))
	}, act: resend, check: wantOldLinkRefused},
	{name: "expire a removed invitation", of: "deliver expire", prepare: func(f *fixture.Fixture, s *scene) {
		letExpire(f, s)
		f.RemoveItem(s.invitation.ID)
	}, act: func(f *fixture.Fixture, s *scene) error { return f.Expire().Do(f.Context(), s.invitation) }},
}

// Operations of invitees.
var answerOperations = []operation{
	{name: "register", of: "POST /invitations/{invitationId}/register", prepare: delivered, allowedRefusals: []access.Kind{access.InvitationAccepted}, act: register, check: wantOneIdentity},
	{name: "register after an interrupted registration", of: "POST /invitations/{invitationId}/register", prepare: func(f *fixture.Fixture, s *scene) {
		f.BreakOffRegistration(s.invitation)
		letExpire(f, s)
		s.invitation = f.Invited(s.admin, fixture.ScopeOf(s.shop), "invitee", fixture.Viewer)
		delivered(f, s)
	}, allowedRefusals: []access.Kind{access.InvitationAccepted}, act: register, check: wantOneIdentity},
	{name: "accept", of: "POST /invitations/{invitationId}/accept", allowedRefusals: []access.Kind{access.AlreadyGranted}, prepare: func(f *fixture.Fixture, s *scene) {
		s.invitation = f.Invited(s.admin, fixture.ScopeOf(s.shop), "ada", fixture.Signer, fixture.AccountAdmin)
		delivered(f, s)
	}, act: func(f *fixture.Fixture, s *scene) error {
		_, err := f.Accept().Do(f.Context(), s.ada, s.invitation.ID, access.AcceptRequest{Token: s.token})
		return err
	}},
	{name: "accept as a new user", of: "POST /invitations/{invitationId}/accept", allowedRefusals: []access.Kind{access.AlreadyGranted}, prepare: func(f *fixture.Fixture, s *scene) {
		delivered(f, s)
		s.ada = f.Directory.AddForeign(s.invitation.Email, true, fixture.Password)
	}, act: func(f *fixture.Fixture, s *scene) error {
		_, err := f.Accept().Do(f.Context(), s.ada, s.invitation.ID, access.AcceptRequest{Token: s.token})
		return err
	}},
	{name: "request an acceptance", of: "POST /invitations/{invitationId}/request", prepare: func(f *fixture.Fixture, s *scene) {
		delivered(f, s)
		s.ada = f.Directory.AddForeign(fixture.Address(f, fixture.Mailbox("grace")), true, fixture.Password)
	}, act: request},
	{name: "request a new link", of: "POST /invitations/{invitationId}/renewal", prepare: deliveredAndExpired, act: requestRenewal, check: wantOneRenewal},
	{name: "confirm an acceptance", of: "POST /organisations/{organisationId}/invitations/{invitationId}/request/confirm", allowedRefusals: []access.Kind{access.InvitationAccepted}, prepare: requested, act: func(f *fixture.Fixture, s *scene) error {
		return fixture.Err(f.ConfirmAcceptance().Do(f.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID, s.ada.ID()))
	}},
	{name: "decline an acceptance", of: "POST /organisations/{organisationId}/invitations/{invitationId}/request/decline", allowedRefusals: []access.Kind{access.RequestNotPending}, prepare: requested, act: func(f *fixture.Fixture, s *scene) error {
		return fixture.Err(f.DeclineAcceptance().Do(f.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID, s.ada.ID()))
	}},
	{name: "decline", of: "POST /invitations/{invitationId}/decline", prepare: delivered, act: func(f *fixture.Fixture, s *scene) error {
		return f.Decline().Do(f.Context(), s.invitation.ID, s.token)
	}},
}

// Operations that remove access.
var accessOperations = []operation{
	{name: "revoke", of: "DELETE /organisations/{organisationId}/invitations/{invitationId}", act: func(f *fixture.Fixture, s *scene) error {
		return f.Revoke().Do(f.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID)
	}},
	{name: "remove", of: "DELETE /organisations/{organisationId}/permissions/{userId}", allowedRefusals: []access.Kind{access.NotFound}, prepare: func(f *fixture.Fixture, s *scene) {
		f.Invited(s.admin, fixture.Whole(s.organisation), "ada", fixture.Signer)
		f.Invited(s.admin, fixture.ScopeOf(s.shop), "ada", fixture.Viewer)
	}, act: func(f *fixture.Fixture, s *scene) error {
		_, err := f.Remove().Do(f.Context(), s.admin.ID(), fixture.Whole(s.organisation), s.ada.ID())
		return err
	}},
	{name: "remove with more invitations than a transaction holds", of: "DELETE /organisations/{organisationId}/permissions/{userId}", allowedRefusals: []access.Kind{access.NotFound}, prepare: func(f *fixture.Fixture, s *scene) {
		for n := range access.MaxRevocations + 1 {
			f.Invited(s.admin, fixture.ScopeOf(f.Account(s.organisation, fmt.Sprint("Shop ", n))), "ada", fixture.Viewer)
		}
	}, act: func(f *fixture.Fixture, s *scene) error {
		_, err := f.Remove().Do(f.Context(), s.admin.ID(), fixture.Whole(s.organisation), s.ada.ID())
		return err
	}},
	{name: "forget", of: "operator delete-profile", allowedRefusals: []access.Kind{access.NotFound}, prepare: func(f *fixture.Fixture, s *scene) {
		other, _ := f.Organisation("other", false)
		f.Join(f.InvitedByOperator(fixture.Whole(other), "ada", fixture.OrganisationAdmin))
		f.Invited(s.admin, fixture.Whole(s.organisation), "ada", fixture.Signer)
	}, act: func(f *fixture.Fixture, s *scene) error {
		_, err := f.DeleteUser().Do(f.Context(), s.ada.ID())
		return err
	}, check: func(f *fixture.Fixture, s *scene) {
		if _, ok := f.Directory.SignIn(fixture.Address(f, fixture.Mailbox("ada")), fixture.Password); ok {
			f.Error("the identity of a deleted user can still sign in")
		}
	}},
	{name: "give events and closed invitations their retention", of: "operator retain", prepare: func(f *fixture.Fixture, s *scene) {
		f.Must(f.Revoke().Do(f.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID))
	}, act: func(f *fixture.Fixture, s *scene) error {
		store := f.Store.(table).Retaining(access.Retention{Events: 365 * 24 * time.Hour, Invitations: 7 * 24 * time.Hour})
		return fixture.Err(access.Retain{Store: store, For: time.Minute, Now: f.Now}.Do(f.Context(), ""))
	}},
	{name: "relink to another identity and address", of: "operator relink", act: func(f *fixture.Fixture, s *scene) error {
		_, err := f.Relink().Do(f.Context(), access.RelinkRequest{User: s.ada.ID(), Issuer: "https://new.example", Subject: "ada", Email: fixture.Mailbox("lovelace")})
		return err
	}},
	{name: "relink to another address", of: "operator relink", act: func(f *fixture.Fixture, s *scene) error {
		_, err := f.Relink().Do(f.Context(), access.RelinkRequest{User: s.ada.ID(), Email: fixture.Mailbox("lovelace")})
		return err
	}},
	{name: "edit", of: "PUT /organisations/{organisationId}/permissions/{userId}", allowedRefusals: []access.Kind{access.VersionMismatch}, prepare: func(f *fixture.Fixture, s *scene) {
		f.Invited(s.admin, fixture.Whole(s.organisation), "ada", fixture.Signer)
		s.membership = f.Membership(s.ada.ID(), s.organisation.ID)
	}, act: func(f *fixture.Fixture, s *scene) error {
		_, _, err := f.Edit().If(access.IfVersion(s.membership.Version)).Do(f.Context(), s.admin.ID(), s.organisation.ID, s.ada.ID(), access.EditRequest{
			Grants: []access.ScopedRole{{Role: fixture.OrganisationAdmin}, {Role: fixture.Biller, Account: s.shop.ID}}})
		return err
	}},
}

// Operations that create and delete organisations and accounts.
var placeOperations = []operation{
	{name: "found", of: "operator create-organisation", act: func(f *fixture.Fixture, _ *scene) error {
		_, _, err := f.CreateOrganisation().Do(f.Context(), access.CreateOrganisationRequest{Key: "acme", Name: "Acme", Admin: access.InviteRequest{Email: fixture.Mailbox("founder")}})
		return err
	}},
	{name: "create an organisation below", of: "POST /organisations/{organisationId}/organisations", act: func(f *fixture.Fixture, s *scene) error {
		_, err := f.CreateChildOrganisation().Do(f.Context(), s.partnerAdmin.ID(), s.group.ID, "Below", false, "seed")
		return err
	}},
	{name: "create an account", of: "POST /organisations/{organisationId}/accounts", act: func(f *fixture.Fixture, s *scene) error {
		_, err := f.CreateAccount().Do(f.Context(), s.admin.ID(), s.organisation.ID, "Yard", "seed")
		return err
	}},
	{name: "delete an account", of: "DELETE /organisations/{organisationId}/accounts/{accountId}", allowedRefusals: []access.Kind{access.NotFound}, act: func(f *fixture.Fixture, s *scene) error {
		return f.Delete().Do(f.Context(), s.admin.ID(), fixture.ScopeOf(s.shop))
	}},
	{name: "delete an organisation", of: "DELETE /organisations/{organisationId}", allowedRefusals: []access.Kind{access.NotFound}, prepare: func(f *fixture.Fixture, s *scene) {
		s.below = f.CreateBelow(s.partnerAdmin, s.group, "Below", false)
	}, act: func(f *fixture.Fixture, s *scene) error {
		return f.Delete().Do(f.Context(), s.partnerAdmin.ID(), fixture.Whole(s.below))
	}},
	{name: "delete an organisation with its last member", of: "operator delete-organisation", allowedRefusals: []access.Kind{access.NotFound}, prepare: func(f *fixture.Fixture, s *scene) {
		s.alone, _ = f.Organisation("owner", false)
	}, act: func(f *fixture.Fixture, s *scene) error {
		return fixture.Err(f.Delete().OrganisationByOperator(f.Context(), s.alone.ID, true))
	}},
}

// Operations that no request starts.
var mailOperations = []operation{
	{name: "deliver", of: "deliver deliver", act: deliver, check: func(f *fixture.Fixture, s *scene) {
		everyLinkOpens(f, s)
		if f.Scheduler.At(reminderOf(s)).IsZero() && len(f.DeadLetters.Parked(s.invitation.ID)) == 0 {
			f.Error("the reminder is neither scheduled nor parked")
		}
	}},
	{name: "deliver a reminder", of: "deliver remind", prepare: func(f *fixture.Fixture, s *scene) {
		delivered(f, s)
		f.Set(s.invitation.ExpiresAt.Add(-delivery.RemindBefore))
	}, act: func(f *fixture.Fixture, s *scene) error {
		return f.Deliver().Remind(f.Context(), reminderOf(s))
	}, unknown: true, check: remindedOnce},
	{name: "deliver an invitation that a deletion did not see", of: "deliver deliver", prepare: func(f *fixture.Fixture, s *scene) {
		between := &fixture.Between{Store: f.Store, BeforeDeleteAccount: func() { s.invitation = f.Invited(s.admin, fixture.ScopeOf(s.shop), "eve", fixture.Viewer) }}
		f.Must(access.Delete{Store: between, Now: f.Now}.Do(f.Context(), s.admin.ID(), fixture.ScopeOf(s.shop)))
	}, act: deliver},
	{name: "deliver a mail that the mailer refuses", of: "deliver deliver", act: deliver, refused: true, check: func(f *fixture.Fixture, s *scene) {
		if len(f.DeadLetters.Parked(s.invitation.ID)) == 0 || len(f.Mailer.Mails(s.invitation.ID)) > 0 {
			f.Error("a refused mail was not parked, or was sent")
		}
	}},
	{name: "deliver a mail beyond the quota", of: "deliver deliver", act: deliver, noQuota: true, unknown: true, check: wantPostponed},
	{name: "deliver a postponed mail beyond the quota", of: "deliver resume", noQuota: true, prepare: func(f *fixture.Fixture, s *scene) {
		postpone(f, s, deliver)
	}, act: resume, unknown: true, check: wantPostponed},
	{name: "deliver a postponed mail", of: "deliver resume", prepare: func(f *fixture.Fixture, s *scene) {
		postpone(f, s, deliver)
	}, act: resume, check: func(f *fixture.Fixture, s *scene) {
		if stored := f.Invitation(s.invitation.ID); stored.Delivery.Status == access.Queued {
			next, at := f.Postponer.Next() // the zero time if it is neither sent nor postponed
			f.Set(at)
			f.Must(f.Deliver().Resume(f.Context(), next))
		}
		everyLinkOpens(f, s)
	}, unknown: true},
	{name: "deliver a postponed notice", of: "deliver resume", prepare: func(f *fixture.Fixture, s *scene) {
		deliveredAndExpired(f, s)
		f.Must(requestRenewal(f, s))
		postpone(f, s, func(f *fixture.Fixture, s *scene) error { return f.Notify().Do(f.Context(), s.invitation.ID) })
	}, act: resume, check: func(f *fixture.Fixture, s *scene) {
		if _, at := f.Postponer.Next(); len(f.Mailer.Notices(s.invitation.ID)) == 0 && at.IsZero() {
			f.Error("the notice is neither sent nor postponed")
		}
	}, unknown: true},
	{name: "deliver a notice", of: "deliver notify", prepare: func(f *fixture.Fixture, s *scene) {
		deliveredAndExpired(f, s)
		f.Must(requestRenewal(f, s))
	}, act: func(f *fixture.Fixture, s *scene) error { return f.Notify().Do(f.Context(), s.invitation.ID) }, check: func(f *fixture.Fixture, s *scene) {
		if sent, left := len(f.Mailer.Notices(s.invitation.ID)), f.Invitation(s.invitation.ID).Notice; sent == 0 || left != (access.Notice{}) {
			f.Errorf("%d notices were sent, and %+v is left", sent, left)
		}
	}},
	{name: "track a bounce", of: "delivery-status track", prepare: delivered, act: func(f *fixture.Fixture, s *scene) error {
		return f.Track().Do(f.Context(), delivery.Event{Invitation: s.invitation.ID, Attempt: 1, Status: access.Bounced, At: fixture.Noon, Permanent: true})
	}, check: wantSuppressed},
	{name: "track a complaint about an earlier attempt", of: "delivery-status track", prepare: func(f *fixture.Fixture, s *scene) {
		delivered(f, s)
		f.Must(resend(f, s))
	}, act: func(f *fixture.Fixture, s *scene) error {
		return f.Track().Do(f.Context(), delivery.Event{Invitation: s.invitation.ID, Attempt: 1, Status: access.Complained, At: fixture.Noon})
	}, check: wantSuppressed},
}

// answered runs work under an idempotency key.
func answered(f *fixture.Fixture, by access.Caller, route string, work func(ctx context.Context, seed access.Seed) error) error {
	var failed error
	_, _, err := f.Requests().Do(f.Context(), idempotency.Key{Caller: by.ID(), Route: route, Value: "key"}, nil,
		func(ctx context.Context, seed access.Seed) ([]byte, idempotency.Next) {
			if failed = work(ctx, seed); failed != nil {
				return nil, idempotency.Retry
			}
			return []byte("answer"), idempotency.Replay
		})
	return cmp.Or(err, failed)
}

// letExpire sets the clock past the end of the invitation of the scene.
func letExpire(f *fixture.Fixture, s *scene) { f.Set(s.invitation.ExpiresAt.Add(time.Hour)) }

func deliveredAndExpired(f *fixture.Fixture, s *scene) {
	delivered(f, s)
	letExpire(f, s)
}

func requestRenewal(f *fixture.Fixture, s *scene) error {
	return fixture.Err(f.RequestRenewal().Do(f.Context(), s.invitation.ID, s.token))
}

func wantOneRenewal(f *fixture.Fixture, s *scene) {
	if asked := f.EventsOfType(s.organisation, access.EventRenewalRequested); len(asked) != 1 || f.Invitation(s.invitation.ID).RenewalRequestedAt.IsZero() {
		f.Errorf("events: %+v", asked)
	}
}

func inviteAgain(f *fixture.Fixture, s *scene) error {
	_, err := f.Invite().Do(f.Context(), s.admin.ID(), s.organisation.ID,
		access.InviteRequest{Email: fixture.Mailbox("invitee"), Roles: []access.RoleID{fixture.Biller}}, "seed")
	return err
}

func resend(f *fixture.Fixture, s *scene) error {
	_, err := f.Resend().Do(f.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID, "seed")
	return err
}

func wantOldLinkRefused(f *fixture.Fixture, s *scene) {
	_, err := f.Preview().Do(f.Context(), s.invitation.ID, s.token)
	f.WantRefusal("the old link", err, access.NotFound)
}

// delivered sends the mail of the invitation of the scene and keeps the token of
// its link.
// requested lets somebody with another address ask to accept the invitation.
func requested(f *fixture.Fixture, s *scene) {
	delivered(f, s)
	s.ada = f.Directory.AddForeign(fixture.Address(f, fixture.Mailbox("grace")), true, fixture.Password)
	f.Must(request(f, s))
}

func request(f *fixture.Fixture, s *scene) error {
	return fixture.Err(f.RequestAcceptance().Do(f.Context(), s.ada, s.invitation.ID, access.AcceptRequest{Token: s.token}))
}

func delivered(f *fixture.Fixture, s *scene) { s.token = f.Token(s.invitation.ID) }

func deliver(f *fixture.Fixture, s *scene) error { return f.Deliver().Do(f.Context(), s.invitation.ID) }

// postpone runs a delivery for which there is no quota, and sets the clock to when it is tried again.
func postpone(f *fixture.Fixture, s *scene, act func(f *fixture.Fixture, s *scene) error) {
	f.Mailer.Around = func(string, func() error) error { return delivery.ErrQuota }
	f.Must(act(f, s))
	f.Mailer.Around = nil
	next, at := f.Postponer.Next()
	f.Set(at)
	s.postponed = next
}

func resume(f *fixture.Fixture, s *scene) error {
	if s.postponed.Notice != 0 {
		return f.Notify().Resume(f.Context(), s.postponed)
	}
	return f.Deliver().Resume(f.Context(), s.postponed)
}

// wantPostponed checks that an email that was not sent is queued, and scheduled exactly once. It
// may have the token of a try that broke off.
func wantPostponed(f *fixture.Fixture, s *scene) {
	stored := f.Invitation(s.invitation.ID)
	next, at := f.Postponer.Next()
	if stored.Delivery.Status != access.Queued || len(stored.TokenHashes) > 1 || at.IsZero() || next.Try != s.postponed.Try+1 {
		f.Errorf("%+v is postponed until %s, and the delivery is %+v with %d token hashes", next, at, stored.Delivery, len(stored.TokenHashes))
	}
	if _, again := f.Postponer.Next(); !again.IsZero() {
		f.Error("it is postponed twice")
	}
}

func reminderOf(s *scene) delivery.Reminder {
	return delivery.Reminder{Invitation: s.invitation.ID, Attempt: 1}
}

// remindedOnce checks that at most one reminder was sent or parked, and that its event is
// written.
func remindedOnce(f *fixture.Fixture, s *scene) {
	stored := f.Invitation(s.invitation.ID)
	mails := f.Mailer.Mails(s.invitation.ID)
	events := f.EventsOfType(access.Organisation{ID: stored.Scope.Organisation}, access.EventInvitationReminded)
	if len(mails) > 1 || len(mails) == 0 && len(f.DeadLetters.Parked(s.invitation.ID)) == 0 || stored.RemindedAt.IsZero() || len(events) != 1 {
		f.Errorf("%d reminders, sent at %s, %d events", len(mails), stored.RemindedAt, len(events))
	}
	if len(mails) == 1 {
		everyLinkOpens(f, s)
	}
}

func register(f *fixture.Fixture, s *scene) error {
	_, err := f.Register().Do(f.Context(), s.invitation.ID, fixture.Registration(s.token))
	return err
}

func wantOneIdentity(f *fixture.Fixture, s *scene) {
	if _, ok := f.Directory.SignIn(s.invitation.Email, fixture.Password); !ok || f.Directory.People() != 1+registered {
		f.Errorf("signs in: %t, people: %d, want %d", ok, f.Directory.People(), 1+registered)
	}
}

func wantSuppressed(f *fixture.Fixture, s *scene) {
	if f.SuppressedBecause(s.invitation) == "" {
		f.Error("a suppressed address gets another mail")
	}
}

// everyLinkOpens checks that the link of every mail that was sent opens the
// invitation.
func everyLinkOpens(f *fixture.Fixture, s *scene) {
	tokens := f.Mailer.Tokens(s.invitation.ID)
	if len(tokens) == 0 {
		f.Error("no mail was sent")
	}
	for _, token := range tokens {
		if _, err := f.Preview().Do(f.Context(), s.invitation.ID, token); err != nil {
			f.Errorf("a link that was sent does not open: %v", err)
		}
	}
}
