package access_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"admit/shared/access"
	"admit/shared/idempotency"
)

// scene is what stands before an operation: in each run the same.
type scene struct {
	group        access.Organisation // of partners
	chief        access.Caller       // of the group
	organisation access.Organisation
	shop         access.Account
	admin        access.Caller     // of the organisation
	ada          access.Caller     // a viewer of the organisation
	invitation   access.Invitation // of the invitee, by the admin
	row          access.Row        // of ada
	secret       string            // of the invitation, if delivered
}

// operation is a use case that is disturbed and then repeated.
type operation struct {
	name    string
	prepare func(w *world, s *scene)
	act     func(w *world, s *scene) error
	// already is how the contract says to somebody who repeats that the first
	// try, whose answer was lost, has succeeded.
	already []access.Kind
	// anew: a repetition takes back what the first try did and does it again, so
	// that the ends agree in what is open alone.
	anew bool
	// only names the faults that are tried, if not few are.
	only []kind
	// refused makes the mailer refuse the mail.
	refused bool
	// check looks at what the table does not show.
	check func(w *world, s *scene)
}

// few are the faults of most operations, whose calls have had the others in
// another one.
var few = []kind{reset, lost, conflict}

// every fault is tried where a call of its kind is made for the first time.
var every = []kind{reset, lost, cut, broken, throttled, conflict, partly}

var operations = slices.Concat(offerOperations, answerOperations, accessOperations, placeOperations, mailOperations)

// Operations that offer. Those with a seed are repeated with it.
var offerOperations = []operation{
	{name: "appoint", only: []kind{reset, lost}, anew: true, act: func(w *world, s *scene) error {
		_, err := w.appoint().Do(w.Context(), s.organisation.ID, access.InviteRequest{Email: mailbox("invitee")})
		return err
	}, check: func(w *world, s *scene) {
		open, err := w.store.Offers(w.Context(), s.organisation.ID, s.invitation.Email)
		if err != nil || len(open.Pending) != 1 || !slices.Equal(open.Pending[0].Roles, []access.RoleID{organisationAdmin}) {
			w.Errorf("open are %+v (%v), want the appointment alone", open, err)
		}
	}},
	{name: "invite", only: every, already: []access.Kind{access.InvitationPending}, act: func(w *world, s *scene) error {
		_, err := w.invite().Do(w.Context(), s.admin.ID(), s.organisation.ID,
			access.InviteRequest{Email: mailbox("ada"), Roles: []access.RoleID{viewer, signer}}, "")
		return err
	}},
	{name: "invite, with a key", only: every, act: func(w *world, s *scene) error {
		return w.answered(s.admin, "POST invitations", func(ctx context.Context, seed access.Seed) error {
			_, err := w.invite().Do(ctx, s.admin.ID(), s.organisation.ID,
				access.InviteRequest{Email: mailbox("ada"), Roles: []access.RoleID{viewer, signer}}, seed)
			return err
		})
	}},
	{name: "invite in the place of one that ran out", only: []kind{lost, conflict}, prepare: ranOut, act: inviteAgain},
	{name: "invite in the place of one that was removed", prepare: func(w *world, s *scene) {
		ranOut(w, s)
		w.removed(s.invitation.ID)
	}, act: inviteAgain},
	{name: "batch", only: []kind{reset, lost}, act: func(w *world, s *scene) error {
		rows := []access.InviteRequest{
			{Email: mailbox("ada"), Roles: []access.RoleID{signer}}, {Email: mailbox("eve"), Roles: []access.RoleID{viewer}},
			{Email: mailbox("eve"), Account: s.shop.ID, Roles: []access.RoleID{viewer}},
		}
		outcomes, err := w.batch().Do(w.Context(), s.admin.ID(), s.organisation.ID, access.BatchRequest{Rows: rows}, "seed")
		for _, o := range outcomes {
			err = cmp.Or(err, o.Refused)
		}
		return err
	}},
	{name: "amend", act: func(w *world, s *scene) error {
		name := "Augusta"
		_, err := w.amend().Do(w.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID,
			access.AmendRequest{Roles: []access.RoleID{biller}, FirstName: &name})
		return err
	}},
	{name: "resend", prepare: delivered, act: resend, check: oldLinkIsDead},
	{name: "resend what was declined", prepare: func(w *world, s *scene) {
		delivered(w, s)
		w.must(w.decline().Do(w.Context(), s.invitation.ID, s.secret))
	}, act: resend, check: oldLinkIsDead},
	{name: "expire what was removed", prepare: func(w *world, s *scene) {
		ranOut(w, s)
		w.removed(s.invitation.ID)
	}, act: func(w *world, s *scene) error { return w.expire().Do(w.Context(), s.invitation) }},
}

// Operations of invitees.
var answerOperations = []operation{
	{name: "register", prepare: delivered, already: []access.Kind{access.InvitationAccepted}, act: register, check: oneSignIn},
	{name: "register where an earlier registration broke off", only: []kind{reset, lost}, prepare: func(w *world, s *scene) {
		w.breaksOff(s.invitation)
		ranOut(w, s)
		s.invitation = w.invited(s.admin, scopeOf(s.shop), "invitee", viewer)
		delivered(w, s)
	}, already: []access.Kind{access.InvitationAccepted}, act: register, check: oneSignIn},
	{name: "accept", only: every, already: []access.Kind{access.AlreadyGranted}, prepare: func(w *world, s *scene) {
		s.invitation = w.invited(s.admin, scopeOf(s.shop), "ada", signer, accountAdmin)
		delivered(w, s)
	}, act: func(w *world, s *scene) error {
		_, err := w.accept().Do(w.Context(), s.ada, s.invitation.ID, s.secret)
		return err
	}},
	{name: "accept without a profile", already: []access.Kind{access.AlreadyGranted}, prepare: func(w *world, s *scene) {
		delivered(w, s)
		s.ada = w.directory.Foreign(s.invitation.Email, true, password)
	}, act: func(w *world, s *scene) error {
		_, err := w.accept().Do(w.Context(), s.ada, s.invitation.ID, s.secret)
		return err
	}},
	{name: "decline", prepare: delivered, act: func(w *world, s *scene) error {
		return w.decline().Do(w.Context(), s.invitation.ID, s.secret)
	}},
}

// Operations that take away.
var accessOperations = []operation{
	{name: "revoke", act: func(w *world, s *scene) error {
		return w.revoke().Do(w.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID)
	}},
	{name: "remove", only: every, already: []access.Kind{access.NotFound}, prepare: func(w *world, s *scene) {
		w.invited(s.admin, whole(s.organisation), "ada", signer)
		w.invited(s.admin, scopeOf(s.shop), "ada", viewer)
	}, act: func(w *world, s *scene) error {
		_, err := w.remove().Do(w.Context(), s.admin.ID(), whole(s.organisation), s.ada.ID())
		return err
	}},
	{name: "remove with more invitations than a transaction holds", only: []kind{lost}, already: []access.Kind{access.NotFound}, prepare: func(w *world, s *scene) {
		for n := range access.MaxRevocations + 1 {
			w.invited(s.admin, scopeOf(w.account(s.organisation, fmt.Sprint("Shop ", n))), "ada", viewer)
		}
	}, act: func(w *world, s *scene) error {
		_, err := w.remove().Do(w.Context(), s.admin.ID(), whole(s.organisation), s.ada.ID())
		return err
	}},
	{name: "forget", already: []access.Kind{access.NotFound}, prepare: func(w *world, s *scene) {
		other, _ := w.organisation("other", false)
		w.takes(w.offered(whole(other), "ada", organisationAdmin))
		w.invited(s.admin, whole(s.organisation), "ada", signer)
	}, act: func(w *world, s *scene) error {
		_, err := w.forget().Do(w.Context(), s.ada.ID())
		return err
	}, check: func(w *world, s *scene) {
		if _, ok := w.directory.SignIn(address(w, mailbox("ada")), password); ok {
			w.Error("the identity of a deleted profile can still sign in")
		}
	}},
	{name: "edit", already: []access.Kind{access.VersionMismatch}, prepare: func(w *world, s *scene) {
		w.invited(s.admin, whole(s.organisation), "ada", signer)
		s.row = w.row(s.ada, s.organisation)
	}, act: func(w *world, s *scene) error {
		_, _, err := w.edit().If(access.IfVersion(s.row.Version)).Do(w.Context(), s.admin.ID(), s.organisation.ID, s.ada.ID(), access.EditRequest{
			Grants: []access.Held{{Role: organisationAdmin}, {Role: biller, Account: s.shop.ID}}})
		return err
	}},
}

// Operations that create what access is given in.
var placeOperations = []operation{
	{name: "found", act: func(w *world, _ *scene) error {
		_, _, err := w.found().Do(w.Context(), access.FoundRequest{Key: "acme", Name: "Acme", Admin: access.InviteRequest{Email: mailbox("founder")}})
		return err
	}},
	{name: "create an organisation below", act: func(w *world, s *scene) error {
		_, err := w.branch().Organisation(w.Context(), s.chief.ID(), s.group.ID, "Below", false, "seed")
		return err
	}},
	{name: "create an account", act: func(w *world, s *scene) error {
		_, err := w.branch().Account(w.Context(), s.admin.ID(), s.organisation.ID, "Yard", "seed")
		return err
	}},
}

// Operations that nobody asked for.
var mailOperations = []operation{
	{name: "deliver", only: every, act: deliver, check: everyLinkOpens},
	{name: "deliver what the mailer refuses", act: deliver, refused: true, check: func(w *world, s *scene) {
		if len(w.letters.Parked(s.invitation.ID)) == 0 || len(w.postbox.Mails(s.invitation.ID)) > 0 {
			w.Error("a refused mail was not parked, or was sent")
		}
	}},
	{name: "report a bounce", prepare: delivered, act: func(w *world, s *scene) error {
		return w.track().Do(w.Context(), access.Told{Invitation: s.invitation.ID, Round: 1, Status: access.Bounced, At: noon, Permanent: true})
	}, check: suppressed},
	{name: "report a complaint about an earlier attempt", prepare: func(w *world, s *scene) {
		delivered(w, s)
		w.must(resend(w, s))
	}, act: func(w *world, s *scene) error {
		return w.track().Do(w.Context(), access.Told{Invitation: s.invitation.ID, Round: 1, Status: access.Complained, At: noon})
	}, check: suppressed},
}

// answered lets a request with a key be answered once.
func (w *world) answered(by access.Caller, route string, work func(ctx context.Context, seed access.Seed) error) error {
	var failed error
	_, _, err := w.requests().Do(w.Context(), idempotency.Key{Caller: by.ID(), Route: route, Value: "key"}, nil,
		func(ctx context.Context, seed access.Seed) ([]byte, idempotency.Next) {
			if failed = work(ctx, seed); failed != nil {
				return nil, idempotency.Retry
			}
			return []byte("answer"), idempotency.Replay
		})
	return cmp.Or(err, failed)
}

// ranOut lets the time of the scene's invitation pass.
func ranOut(w *world, s *scene) { w.set(s.invitation.ExpiresAt.Add(time.Hour)) }

func inviteAgain(w *world, s *scene) error {
	_, err := w.invite().Do(w.Context(), s.admin.ID(), s.organisation.ID,
		access.InviteRequest{Email: mailbox("invitee"), Roles: []access.RoleID{biller}}, "seed")
	return err
}

func resend(w *world, s *scene) error {
	_, err := w.resend().Do(w.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID, "seed")
	return err
}

func oldLinkIsDead(w *world, s *scene) {
	_, err := w.preview().Do(w.Context(), s.invitation.ID, s.secret)
	w.refused("the old link", err, access.NotFound)
}

// delivered takes the secret from the mail of the scene's invitation.
func delivered(w *world, s *scene) { s.secret = w.secret(s.invitation.ID) }

func deliver(w *world, s *scene) error { return w.deliver().Do(w.Context(), s.invitation.ID) }

func register(w *world, s *scene) error {
	_, err := w.register().Do(w.Context(), s.invitation.ID, registration(s.secret))
	return err
}

func oneSignIn(w *world, s *scene) {
	if _, ok := w.directory.SignIn(s.invitation.Email, password); !ok || w.directory.People() != 1+standing {
		w.Errorf("signs in: %t, people: %d, want %d", ok, w.directory.People(), 1+standing)
	}
}

func suppressed(w *world, s *scene) {
	if w.stopped(s.invitation) == "" {
		w.Error("an address that bounced or complained is written to again")
	}
}

// everyLinkOpens: a link that somebody has always opens.
func everyLinkOpens(w *world, s *scene) {
	secrets := w.postbox.Secrets(s.invitation.ID)
	if len(secrets) == 0 {
		w.Error("no mail was sent")
	}
	for _, secret := range secrets {
		if _, err := w.preview().Do(w.Context(), s.invitation.ID, secret); err != nil {
			w.Errorf("a link that was sent does not open: %v", err)
		}
	}
}
