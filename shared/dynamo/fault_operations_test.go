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
	chief        access.Caller       // of the group
	organisation access.Organisation
	shop         access.Account
	admin        access.Caller     // of the organisation
	ada          access.Caller     // a viewer of the organisation
	invitation   access.Invitation // of the invitee, by the admin
	row          access.Membership // of ada
	secret       string            // of the invitation, if delivered
}

// operation is a use case that fails at one call and is then repeated.
type operation struct {
	name    string
	prepare func(w *fixture.Fixture, s *scene)
	act     func(w *fixture.Fixture, s *scene) error
	// already are the refusals that the contract allows for the repetition of a
	// request that succeeded and whose answer was lost.
	already []access.Kind
	// anew is set if the repetition revokes what the first try did and does it
	// again. Then only what is pending must be the same in the end.
	anew bool
	// only are the faults to try. If it is nil, few are tried.
	only []kind
	// refused makes the mailer refuse the mail.
	refused bool
	// check checks what the table does not show.
	check func(w *fixture.Fixture, s *scene)
}

// few are the faults of most operations. Other operations try the other faults of
// the same calls.
var few = []kind{reset, lost, conflict}

// every are all faults. The first operation that makes a kind of call tries all
// of them.
var every = []kind{reset, lost, cut, broken, throttled, conflict, partly}

var operations = slices.Concat(offerOperations, answerOperations, accessOperations, placeOperations, mailOperations)

// Operations that invite. Those with a seed are repeated with the same seed.
var offerOperations = []operation{
	{name: "appoint", only: []kind{reset, lost}, anew: true, act: func(w *fixture.Fixture, s *scene) error {
		_, err := w.InviteAdministrator().Do(w.Context(), s.organisation.ID, access.InviteRequest{Email: mailbox("invitee")})
		return err
	}, check: func(w *fixture.Fixture, s *scene) {
		open, err := w.Store.Offers(w.Context(), s.organisation.ID, s.invitation.Email)
		if err != nil || len(open.Pending) != 1 || !slices.Equal(open.Pending[0].Roles, []access.RoleID{organisationAdmin}) {
			w.Errorf("open are %+v (%v), want the appointment alone", open, err)
		}
	}},
	{name: "invite", only: every, already: []access.Kind{access.InvitationPending}, act: func(w *fixture.Fixture, s *scene) error {
		_, err := w.Invite().Do(w.Context(), s.admin.ID(), s.organisation.ID,
			access.InviteRequest{Email: mailbox("ada"), Roles: []access.RoleID{viewer, signer}}, "")
		return err
	}},
	{name: "invite, with a key", only: every, act: func(w *fixture.Fixture, s *scene) error {
		return answered(w, s.admin, "POST invitations", func(ctx context.Context, seed access.Seed) error {
			_, err := w.Invite().Do(ctx, s.admin.ID(), s.organisation.ID,
				access.InviteRequest{Email: mailbox("ada"), Roles: []access.RoleID{viewer, signer}}, seed)
			return err
		})
	}},
	{name: "invite in the place of one that ran out", only: []kind{lost, conflict}, prepare: ranOut, act: inviteAgain},
	{name: "invite in the place of one that was removed", prepare: func(w *fixture.Fixture, s *scene) {
		ranOut(w, s)
		w.RemoveItem(s.invitation.ID)
	}, act: inviteAgain},
	{name: "batch", only: []kind{reset, lost}, act: func(w *fixture.Fixture, s *scene) error {
		rows := []access.InviteRequest{
			{Email: mailbox("ada"), Roles: []access.RoleID{signer}}, {Email: mailbox("eve"), Roles: []access.RoleID{viewer}},
			{Email: mailbox("eve"), Account: s.shop.ID, Roles: []access.RoleID{viewer}},
		}
		outcomes, err := w.Batch().Do(w.Context(), s.admin.ID(), s.organisation.ID, access.BatchRequest{Rows: rows}, "seed")
		for _, o := range outcomes {
			err = cmp.Or(err, o.Refused)
		}
		return err
	}},
	{name: "amend", act: func(w *fixture.Fixture, s *scene) error {
		name := "Augusta"
		_, err := w.Update().Do(w.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID,
			access.UpdateInvitationRequest{Roles: []access.RoleID{biller}, FirstName: &name})
		return err
	}},
	{name: "resend", prepare: delivered, act: resend, check: oldLinkIsDead},
	{name: "resend what was declined", prepare: func(w *fixture.Fixture, s *scene) {
		delivered(w, s)
		w.Must(w.Decline().Do(w.Context(), s.invitation.ID, s.secret))
	}, act: resend, check: oldLinkIsDead},
	{name: "expire what was removed", prepare: func(w *fixture.Fixture, s *scene) {
		ranOut(w, s)
		w.RemoveItem(s.invitation.ID)
	}, act: func(w *fixture.Fixture, s *scene) error { return w.Expire().Do(w.Context(), s.invitation) }},
}

// Operations of invitees.
var answerOperations = []operation{
	{name: "register", prepare: delivered, already: []access.Kind{access.InvitationAccepted}, act: register, check: oneSignIn},
	{name: "register where an earlier registration broke off", only: []kind{reset, lost}, prepare: func(w *fixture.Fixture, s *scene) {
		w.BreakOffRegistration(s.invitation)
		ranOut(w, s)
		s.invitation = w.Invited(s.admin, scopeOf(s.shop), "invitee", viewer)
		delivered(w, s)
	}, already: []access.Kind{access.InvitationAccepted}, act: register, check: oneSignIn},
	{name: "accept", only: every, already: []access.Kind{access.AlreadyGranted}, prepare: func(w *fixture.Fixture, s *scene) {
		s.invitation = w.Invited(s.admin, scopeOf(s.shop), "ada", signer, accountAdmin)
		delivered(w, s)
	}, act: func(w *fixture.Fixture, s *scene) error {
		_, err := w.Accept().Do(w.Context(), s.ada, s.invitation.ID, s.secret)
		return err
	}},
	{name: "accept without a profile", already: []access.Kind{access.AlreadyGranted}, prepare: func(w *fixture.Fixture, s *scene) {
		delivered(w, s)
		s.ada = w.Directory.Foreign(s.invitation.Email, true, password)
	}, act: func(w *fixture.Fixture, s *scene) error {
		_, err := w.Accept().Do(w.Context(), s.ada, s.invitation.ID, s.secret)
		return err
	}},
	{name: "decline", prepare: delivered, act: func(w *fixture.Fixture, s *scene) error {
		return w.Decline().Do(w.Context(), s.invitation.ID, s.secret)
	}},
}

// Operations that remove access.
var accessOperations = []operation{
	{name: "revoke", act: func(w *fixture.Fixture, s *scene) error {
		return w.Revoke().Do(w.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID)
	}},
	{name: "remove", only: every, already: []access.Kind{access.NotFound}, prepare: func(w *fixture.Fixture, s *scene) {
		w.Invited(s.admin, whole(s.organisation), "ada", signer)
		w.Invited(s.admin, scopeOf(s.shop), "ada", viewer)
	}, act: func(w *fixture.Fixture, s *scene) error {
		_, err := w.Remove().Do(w.Context(), s.admin.ID(), whole(s.organisation), s.ada.ID())
		return err
	}},
	{name: "remove with more invitations than a transaction holds", only: []kind{lost}, already: []access.Kind{access.NotFound}, prepare: func(w *fixture.Fixture, s *scene) {
		for n := range access.MaxRevocations + 1 {
			w.Invited(s.admin, scopeOf(w.Account(s.organisation, fmt.Sprint("Shop ", n))), "ada", viewer)
		}
	}, act: func(w *fixture.Fixture, s *scene) error {
		_, err := w.Remove().Do(w.Context(), s.admin.ID(), whole(s.organisation), s.ada.ID())
		return err
	}},
	{name: "forget", already: []access.Kind{access.NotFound}, prepare: func(w *fixture.Fixture, s *scene) {
		other, _ := w.Organisation("other", false)
		w.Join(w.InvitedByOperator(whole(other), "ada", organisationAdmin))
		w.Invited(s.admin, whole(s.organisation), "ada", signer)
	}, act: func(w *fixture.Fixture, s *scene) error {
		_, err := w.DeleteUser().Do(w.Context(), s.ada.ID())
		return err
	}, check: func(w *fixture.Fixture, s *scene) {
		if _, ok := w.Directory.SignIn(address(w, mailbox("ada")), password); ok {
			w.Error("the identity of a deleted profile can still sign in")
		}
	}},
	{name: "edit", already: []access.Kind{access.VersionMismatch}, prepare: func(w *fixture.Fixture, s *scene) {
		w.Invited(s.admin, whole(s.organisation), "ada", signer)
		s.row = w.Membership(s.ada.ID(), s.organisation.ID)
	}, act: func(w *fixture.Fixture, s *scene) error {
		_, _, err := w.Edit().If(access.IfVersion(s.row.Version)).Do(w.Context(), s.admin.ID(), s.organisation.ID, s.ada.ID(), access.EditRequest{
			Grants: []access.ScopedRole{{Role: organisationAdmin}, {Role: biller, Account: s.shop.ID}}})
		return err
	}},
}

// Operations that create organisations and accounts.
var placeOperations = []operation{
	{name: "found", act: func(w *fixture.Fixture, _ *scene) error {
		_, _, err := w.CreateOrganisation().Do(w.Context(), access.CreateOrganisationRequest{Key: "acme", Name: "Acme", Admin: access.InviteRequest{Email: mailbox("founder")}})
		return err
	}},
	{name: "create an organisation below", act: func(w *fixture.Fixture, s *scene) error {
		_, err := w.CreateChildOrganisation().Do(w.Context(), s.chief.ID(), s.group.ID, "Below", false, "seed")
		return err
	}},
	{name: "create an account", act: func(w *fixture.Fixture, s *scene) error {
		_, err := w.CreateAccount().Do(w.Context(), s.admin.ID(), s.organisation.ID, "Yard", "seed")
		return err
	}},
}

// Operations that no request starts.
var mailOperations = []operation{
	{name: "deliver", only: every, act: deliver, check: everyLinkOpens},
	{name: "deliver what the mailer refuses", act: deliver, refused: true, check: func(w *fixture.Fixture, s *scene) {
		if len(w.Letters.Parked(s.invitation.ID)) == 0 || len(w.Postbox.Mails(s.invitation.ID)) > 0 {
			w.Error("a refused mail was not parked, or was sent")
		}
	}},
	{name: "report a bounce", prepare: delivered, act: func(w *fixture.Fixture, s *scene) error {
		return w.Track().Do(w.Context(), delivery.Event{Invitation: s.invitation.ID, Attempt: 1, Status: access.Bounced, At: noon, Permanent: true})
	}, check: suppressed},
	{name: "report a complaint about an earlier attempt", prepare: func(w *fixture.Fixture, s *scene) {
		delivered(w, s)
		w.Must(resend(w, s))
	}, act: func(w *fixture.Fixture, s *scene) error {
		return w.Track().Do(w.Context(), delivery.Event{Invitation: s.invitation.ID, Attempt: 1, Status: access.Complained, At: noon})
	}, check: suppressed},
}

// answered runs work under an idempotency key.
func answered(w *fixture.Fixture, by access.Caller, route string, work func(ctx context.Context, seed access.Seed) error) error {
	var failed error
	_, _, err := w.Requests().Do(w.Context(), idempotency.Key{Caller: by.ID(), Route: route, Value: "key"}, nil,
		func(ctx context.Context, seed access.Seed) ([]byte, idempotency.Next) {
			if failed = work(ctx, seed); failed != nil {
				return nil, idempotency.Retry
			}
			return []byte("answer"), idempotency.Replay
		})
	return cmp.Or(err, failed)
}

// ranOut sets the clock past the end of the invitation of the scene.
func ranOut(w *fixture.Fixture, s *scene) { w.Set(s.invitation.ExpiresAt.Add(time.Hour)) }

func inviteAgain(w *fixture.Fixture, s *scene) error {
	_, err := w.Invite().Do(w.Context(), s.admin.ID(), s.organisation.ID,
		access.InviteRequest{Email: mailbox("invitee"), Roles: []access.RoleID{biller}}, "seed")
	return err
}

func resend(w *fixture.Fixture, s *scene) error {
	_, err := w.Resend().Do(w.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID, "seed")
	return err
}

func oldLinkIsDead(w *fixture.Fixture, s *scene) {
	_, err := w.Preview().Do(w.Context(), s.invitation.ID, s.secret)
	w.WantRefusal("the old link", err, access.NotFound)
}

// delivered sends the mail of the invitation of the scene and keeps the token of
// its link.
func delivered(w *fixture.Fixture, s *scene) { s.secret = w.Token(s.invitation.ID) }

func deliver(w *fixture.Fixture, s *scene) error { return w.Deliver().Do(w.Context(), s.invitation.ID) }

func register(w *fixture.Fixture, s *scene) error {
	_, err := w.Register().Do(w.Context(), s.invitation.ID, registration(s.secret))
	return err
}

func oneSignIn(w *fixture.Fixture, s *scene) {
	if _, ok := w.Directory.SignIn(s.invitation.Email, password); !ok || w.Directory.People() != 1+standing {
		w.Errorf("signs in: %t, people: %d, want %d", ok, w.Directory.People(), 1+standing)
	}
}

func suppressed(w *fixture.Fixture, s *scene) {
	if w.SuppressedBecause(s.invitation) == "" {
		w.Error("an address that bounced or complained is written to again")
	}
}

// everyLinkOpens checks that the link of every mail that was sent opens the
// invitation.
func everyLinkOpens(w *fixture.Fixture, s *scene) {
	secrets := w.Postbox.Tokens(s.invitation.ID)
	if len(secrets) == 0 {
		w.Error("no mail was sent")
	}
	for _, secret := range secrets {
		if _, err := w.Preview().Do(w.Context(), s.invitation.ID, secret); err != nil {
			w.Errorf("a link that was sent does not open: %v", err)
		}
	}
}
