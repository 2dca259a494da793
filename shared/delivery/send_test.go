package delivery_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
	"admit/shared/memory"
)

func TestSendHasWhatTheInviteeNeeds(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	invitation, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{
		Email: "Grace@Example.com", FirstName: "Grace", Account: shop.ID, Roles: []access.RoleID{fixture.Signer, fixture.Viewer}, Locale: "nb"}, "")
	f.Must(err)
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	mails := f.Mailer.Mails(invitation.ID)
	if len(mails) != 1 {
		t.Fatalf("%d mails", len(mails))
	}
	mail := mails[0]
	if mail.To != invitation.Email || mail.Locale != "nb" || mail.FirstName != "Grace" || mail.Organisation != organisation.Name ||
		mail.Account != "Shop" || mail.Inviter != "Ada Lovelace" || mail.HasUser || !mail.ExpiresAt.Equal(invitation.ExpiresAt) ||
		len(mail.Roles) != 2 || mail.Roles[0].Name != "Signing Editor" {
		t.Errorf("the mail is %+v", mail)
	}
	begins := "https://admit.example/invitations/" + string(invitation.ID) + "#"
	if token, ok := strings.CutPrefix(mail.Link, begins); !ok || len(token) != 43 {
		t.Errorf("the link is %s", mail.Link)
	}
	stored := f.Invitation(invitation.ID)
	if want := []access.TokenHash{access.HashToken(f.Mailer.Tokens(invitation.ID)[0])}; !slices.Equal(stored.TokenHashes, want) {
		t.Error("the stored hash is not that of the token that was sent")
	}
	if stored.Delivery.Status != access.Sent || stored.Delivery.Message == "" {
		t.Errorf("the delivery is %+v", stored.Delivery)
	}
	f.Must(f.Deliver().Do(t.Context(), invitation.ID)) // the stream offers the same email again
	if n := len(f.Mailer.Mails(invitation.ID)); n != 1 {
		t.Errorf("%d mails", n)
	}

	f.Member(fixture.Whole(organisation), "grace", fixture.Biller)
	second := f.Invited(admin, fixture.Whole(organisation), "Grace", fixture.Viewer)
	f.Must(f.Deliver().Do(t.Context(), second.ID))
	if mail := f.Mailer.Mails(second.ID)[0]; !mail.HasUser || mail.Account != "" {
		t.Errorf("to a user the mail is %+v", mail)
	}
}

// TestSendOmitsRolesThatHaveEnded checks that an email and a reminder offer what the preview
// shows, and that nothing is sent if no role is left.
func TestSendOmitsRolesThatHaveEnded(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invite := func(name string, ends access.Ends) access.Invitation {
		invitation, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: fixture.Mailbox(name),
			Roles: []access.RoleID{fixture.Biller, fixture.Signer, fixture.Viewer}, Ends: ends}, "")
		f.Must(err)
		return invitation
	}
	soon, later := f.Now().Add(time.Hour), f.Now().Add(24*time.Hour)
	some := invite("ada", access.Ends{fixture.Biller: soon, fixture.Signer: later})
	all := invite("eve", access.Ends{fixture.Biller: soon, fixture.Signer: soon, fixture.Viewer: soon})
	want := func(what string, mail delivery.Mail, ends access.Ends, roles ...access.RoleID) {
		t.Helper()
		var offered []access.RoleID
		for _, role := range mail.Roles {
			offered = append(offered, role.ID)
		}
		if !slices.Equal(offered, roles) || !maps.Equal(mail.Ends, ends) {
			t.Errorf("%s offers %v with the ends %v, want %v, %v", what, offered, mail.Ends, roles, ends)
		}
	}
	f.Set(soon)
	f.Must(f.Deliver().Do(t.Context(), some.ID))
	f.Must(f.Deliver().Do(t.Context(), all.ID))
	f.Set(some.ExpiresAt.Add(-delivery.RemindBefore))
	f.Must(f.Deliver().Remind(t.Context(), delivery.Reminder{Invitation: some.ID, Attempt: some.Attempt}))
	mails := f.Mailer.Mails(some.ID)
	if len(mails) != 2 {
		t.Fatalf("%d mails", len(mails))
	}
	want("the email", mails[0], access.Ends{fixture.Signer: later}, fixture.Signer, fixture.Viewer)
	want("the reminder", mails[1], nil, fixture.Viewer)
	if left := f.Invitation(all.ID).Delivery; len(f.Mailer.Mails(all.ID)) != 0 || left.Status != access.Failed || !strings.Contains(left.Detail, "had ended") {
		t.Errorf("without a role, the delivery is %+v", left)
	}
}

func TestSendIgnoresWhatIsNotQueued(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	revoked, expired := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer), f.Invited(admin, fixture.Whole(organisation), "eve", fixture.Viewer)
	f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, revoked.ID))
	f.Set(expired.ExpiresAt)
	for _, id := range []access.InvitationID{revoked.ID, expired.ID, "never-was"} {
		f.Must(f.Deliver().Do(t.Context(), id))
		if len(f.Mailer.Mails(id))+len(f.DeadLetters.Parked(id)) > 0 {
			t.Error("something was sent or parked")
		}
	}
}

// TestSendWithUnknownOutcome loses the answer of the mailer. The email may have been
// sent, so the next try adds a token, and both links open.
func TestSendWithUnknownOutcome(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Mailer.Around = func(_ string, do func() error) error { return errors.Join(do(), fixture.ErrMailer) }
	if err := f.Deliver().Do(t.Context(), invitation.ID); err == nil {
		t.Fatal("Send returns no error, so that nobody tries again")
	}
	f.Mailer.Around = nil
	if err := f.Deliver().Do(t.Context(), invitation.ID); !errors.Is(err, delivery.ErrBusy) {
		t.Errorf("at once: %v, want ErrBusy", err)
	}
	f.Pass(2 * time.Minute)
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	tokens := f.Mailer.Tokens(invitation.ID)
	if len(tokens) != 2 || tokens[0] == tokens[1] {
		t.Fatalf("%d tokens", len(tokens))
	}
	for _, token := range tokens {
		if _, err := f.Preview().Do(t.Context(), invitation.ID, token); err != nil {
			t.Errorf("a link that was sent: %v", err)
		}
	}
}

// TestSendThatSentNothing checks that a try that certainly sent nothing leaves no hash,
// and may be repeated at once.
func TestSendThatSentNothing(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Mailer.Around = func(string, func() error) error { return delivery.ErrNotSent }
	for range 5 {
		if err := f.Deliver().Do(t.Context(), invitation.ID); !errors.Is(err, delivery.ErrNotSent) {
			t.Fatalf("%v, want ErrNotSent", err)
		}
		if stored := f.Invitation(invitation.ID); len(stored.TokenHashes) > 0 || stored.Delivery.Status != access.Queued {
			t.Fatalf("left %+v", stored)
		}
	}
	f.Mailer.Around = nil
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	if n := len(f.Invitation(invitation.ID).TokenHashes); n != 1 {
		t.Errorf("%d hashes", n)
	}
}

// TestSendWithPermanentError checks that Send parks an email before it writes that the
// email failed, so that a crash in between parks the email twice rather than never.
func TestSendWithPermanentError(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Mailer.Around = func(string, func() error) error { return &delivery.PermanentError{Reason: "The address was refused."} }
	f.DeadLetters.Around = func(string, func() error) error { return fixture.ErrDeadLetters }
	if err := f.Deliver().Do(t.Context(), invitation.ID); !errors.Is(err, fixture.ErrDeadLetters) {
		t.Errorf("without a dead letter: %v, want %v", err, fixture.ErrDeadLetters)
	}
	f.Pass(2 * time.Minute) // the claim has ended
	f.DeadLetters.Around = func(_ string, do func() error) error {
		if status := f.Invitation(invitation.ID).Delivery.Status; status != access.Queued {
			t.Errorf("the delivery was %s before the mail was parked", status)
		}
		return do()
	}
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	parked, stored := f.DeadLetters.Parked(invitation.ID), f.Invitation(invitation.ID)
	if len(parked) != 1 || parked[0].Reason != "The address was refused." || parked[0].Organisation != organisation.ID {
		t.Errorf("parked: %+v", parked)
	}
	if stored.Delivery.Status != access.Failed || stored.Delivery.Detail != "The address was refused." || len(stored.TokenHashes) > 1 || stored.Status != access.Pending {
		t.Errorf("left %+v", stored)
	}
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	if n := len(f.DeadLetters.Parked(invitation.ID)); n != 1 {
		t.Errorf("parked %d times", n)
	}
}

// TestSendWithErrorForMinutes checks that Send tries again for as long as RetryFor
// says, and leaves no hash.
func TestSendWithErrorForMinutes(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Mailer.Around = func(string, func() error) error {
		return &delivery.PermanentError{Reason: "Not allowed.", RetryFor: 15 * time.Minute}
	}
	f.Set(fixture.Noon.Add(15*time.Minute - time.Second))
	if err := f.Deliver().Do(t.Context(), invitation.ID); !errors.Is(err, delivery.ErrNotSent) {
		t.Errorf("%v, want ErrNotSent", err)
	}
	if stored := f.Invitation(invitation.ID); stored.Delivery.Status != access.Queued || len(stored.TokenHashes) > 0 {
		t.Errorf("left %+v", stored)
	}
	f.Pass(time.Second)
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	parked, stored := f.DeadLetters.Parked(invitation.ID), f.Invitation(invitation.ID)
	if len(parked) != 1 || parked[0].Reason != "Not allowed." || stored.Delivery.Status != access.Failed || stored.Delivery.Detail != "Not allowed." {
		t.Errorf("parked %+v, left %+v", parked, stored.Delivery)
	}
}

func TestSendGivesUpAfterHours(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Mailer.Around = func(string, func() error) error { return delivery.ErrNotSent }
	f.Set(fixture.Noon.Add(delivery.GiveUpAfter))
	if err := f.Deliver().Do(t.Context(), invitation.ID); !errors.Is(err, delivery.ErrNotSent) {
		t.Errorf("after %s: %v, want ErrNotSent", delivery.GiveUpAfter, err)
	}
	f.Pass(time.Second)
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	if stored := f.Invitation(invitation.ID); stored.Delivery.Status != access.Failed || len(f.DeadLetters.Parked(invitation.ID)) != 1 {
		t.Errorf("left %+v", stored.Delivery)
	}
}

// killed is an Around of a mailer whose function is killed while it sends.
func killed(string, func() error) error { panic("killed") }

// TestSendThatKillsItsFunction checks that an email whose function is killed at each try
// is tried three times and then parked. Each try waits for the end of the last claim.
func TestSendThatKillsItsFunction(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Mailer.Around = killed
	kills := 0
	for range 40 {
		died, err := survived(func() error { return f.Deliver().Do(t.Context(), invitation.ID) })
		switch {
		case died:
			kills++
		case errors.Is(err, delivery.ErrBusy):
			f.Pass(30 * time.Second)
		default:
			f.Must(err)
		}
	}
	stored := f.Invitation(invitation.ID)
	if kills != 3 || stored.Delivery.Status != access.Failed || len(f.DeadLetters.Parked(invitation.ID)) != 1 {
		t.Errorf("after %d kills: %+v", kills, stored.Delivery)
	}
	if took := f.Now().Sub(fixture.Noon); took < time.Duration(kills-1)*90*time.Second {
		t.Errorf("%d tries within %s: one did not wait for the claim of the last", kills, took)
	}
}

// survived calls do and reports whether it panicked.
func survived(do func() error) (died bool, err error) {
	defer func() {
		if recover() != nil {
			died = true
		}
	}()
	return false, do()
}

// TestSendWhileRevoked checks that Send writes that the email was sent, although the
// invitation was revoked meanwhile.
func TestSendWhileRevoked(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Mailer.Around = func(_ string, do func() error) error {
		f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID))
		return do()
	}
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	stored := f.Invitation(invitation.ID)
	if stored.Status != access.Revoked || stored.Delivery.Status != access.Sent {
		t.Errorf("left %s, mail %s", stored.Status, stored.Delivery.Status)
	}
	_, err := f.Preview().Do(t.Context(), invitation.ID, f.Mailer.Tokens(invitation.ID)[0])
	f.WantRefusal("its link", err, access.InvitationRevoked)
}

// TestSendRepliesToInviter checks that ReplyTo is the address of the inviter if it is
// safe in the header of an email. An operator has none.
func TestSendRepliesToInviter(t *testing.T) {
	for email, want := range map[string]string{
		"Kari@blåbær.example": "Kari@xn--blbr-roah.example", "": "", "jürgen@example.com": "",
		"a@example.com\r\nBcc: b@example.com": "", "a@example.com, b@example.com": "", "Kari <a@example.com>": "",
	} {
		f := fixture.New(t, memory.New())
		organisation, _ := f.Organisation("admin", false)
		offer := f.NewOffer(fixture.Whole(organisation), "ada", fixture.Viewer)
		offer.Invitation.Inviter.Email = email
		f.Must(f.Store.Invite(t.Context(), offer))
		f.Must(f.Deliver().Do(t.Context(), offer.Invitation.ID))
		if got := f.Mailer.Mails(offer.Invitation.ID)[0].ReplyTo; got != want {
			t.Errorf("invited by %q, replies go to %q, want %q", email, got, want)
		}
	}
}

// TestAMailSaysThatNewUsersSignIn checks a deployment in which nobody registers.
func TestAMailSaysThatNewUsersSignIn(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, _ := f.Organisation("admin", false)
	for _, signIn := range []bool{false, true} {
		i := f.InvitedByOperator(fixture.Whole(organisation), map[bool]string{false: "ada", true: "eve"}[signIn], fixture.Viewer)
		send := f.Deliver()
		send.SignIn = signIn
		f.Must(send.Do(t.Context(), i.ID))
		if mail := f.Mailer.Mails(i.ID)[0]; mail.SignsIn != signIn {
			t.Errorf("the mail says that people sign in: %t, want %t", mail.SignsIn, signIn)
		}
	}
}
