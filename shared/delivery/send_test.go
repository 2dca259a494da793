package delivery_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/memory"
)

func TestSendHasWhatTheInviteeNeeds(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	shop := w.account(organisation, "Shop")
	invitation, err := w.invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{
		Email: "Grace@Example.com", FirstName: "Grace", Account: shop.ID, Roles: []access.RoleID{signer, viewer}, Locale: "nb"}, "")
	w.must(err)
	w.must(w.send().Do(t.Context(), invitation.ID))
	mails := w.mailer.Mails(invitation.ID)
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
	stored := w.invitation(invitation.ID)
	if want := []access.SecretHash{access.HashSecret(w.mailer.Tokens(invitation.ID)[0])}; !slices.Equal(stored.TokenHashes, want) {
		t.Error("the stored hash is not that of the token that was sent")
	}
	if stored.Delivery.Status != access.Sent || stored.Delivery.Message == "" {
		t.Errorf("the delivery is %+v", stored.Delivery)
	}
	w.must(w.send().Do(t.Context(), invitation.ID)) // the stream offers the same mail again
	if n := len(w.mailer.Mails(invitation.ID)); n != 1 {
		t.Errorf("%d mails", n)
	}

	w.member(whole(organisation), "grace", biller)
	second := w.invited(admin, whole(organisation), "Grace", viewer)
	w.must(w.send().Do(t.Context(), second.ID))
	if mail := w.mailer.Mails(second.ID)[0]; !mail.HasUser || mail.Account != "" {
		t.Errorf("to a user the mail is %+v", mail)
	}
}

func TestSendIgnoresWhatIsNotQueued(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	revoked, expired := w.invited(admin, whole(organisation), "ada", viewer), w.invited(admin, whole(organisation), "eve", viewer)
	w.must(w.revoke().Do(t.Context(), admin.ID(), organisation.ID, revoked.ID))
	w.set(expired.ExpiresAt)
	for _, id := range []access.InvitationID{revoked.ID, expired.ID, "never-was"} {
		w.must(w.send().Do(t.Context(), id))
		if len(w.mailer.Mails(id))+len(w.deadLetters.Parked(id)) > 0 {
			t.Error("something was sent or parked")
		}
	}
}

// TestSendWithUnknownOutcome loses the answer of the mailer. The mail may have been
// sent, so the next try adds a token, and both links open.
func TestSendWithUnknownOutcome(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.mailer.Around = func(_ string, do func() error) error { return errors.Join(do(), errMailer) }
	if err := w.send().Do(t.Context(), invitation.ID); err == nil {
		t.Fatal("Send returns no error, so that nobody tries again")
	}
	w.mailer.Around = nil
	if err := w.send().Do(t.Context(), invitation.ID); !errors.Is(err, delivery.ErrBusy) {
		t.Errorf("at once: %v, want ErrBusy", err)
	}
	w.pass(2 * time.Minute)
	w.must(w.send().Do(t.Context(), invitation.ID))
	tokens := w.mailer.Tokens(invitation.ID)
	if len(tokens) != 2 || tokens[0] == tokens[1] {
		t.Fatalf("%d tokens", len(tokens))
	}
	for _, token := range tokens {
		if _, err := w.preview().Do(t.Context(), invitation.ID, token); err != nil {
			t.Errorf("a link that was sent: %v", err)
		}
	}
}

// TestSendThatSentNothing checks that a try that certainly sent nothing leaves no hash,
// and may be repeated at once.
func TestSendThatSentNothing(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.mailer.Around = func(string, func() error) error { return delivery.ErrNotSent }
	for range 5 {
		if err := w.send().Do(t.Context(), invitation.ID); !errors.Is(err, delivery.ErrNotSent) {
			t.Fatalf("%v, want ErrNotSent", err)
		}
		if stored := w.invitation(invitation.ID); len(stored.TokenHashes) > 0 || stored.Delivery.Status != access.Queued {
			t.Fatalf("left %+v", stored)
		}
	}
	w.mailer.Around = nil
	w.must(w.send().Do(t.Context(), invitation.ID))
	if n := len(w.invitation(invitation.ID).TokenHashes); n != 1 {
		t.Errorf("%d hashes", n)
	}
}

// TestSendWithPermanentError checks that Send parks a mail before it writes that the
// mail failed, so that a crash in between parks the mail twice rather than never.
func TestSendWithPermanentError(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.mailer.Around = func(string, func() error) error { return &delivery.PermanentError{Reason: "The address was refused."} }
	w.deadLetters.Around = func(string, func() error) error { return errDeadLetters }
	if err := w.send().Do(t.Context(), invitation.ID); !errors.Is(err, errDeadLetters) {
		t.Errorf("without a dead letter: %v, want %v", err, errDeadLetters)
	}
	w.pass(2 * time.Minute) // the claim has ended
	w.deadLetters.Around = func(_ string, do func() error) error {
		if status := w.invitation(invitation.ID).Delivery.Status; status != access.Queued {
			t.Errorf("the delivery was %s before the mail was parked", status)
		}
		return do()
	}
	w.must(w.send().Do(t.Context(), invitation.ID))
	parked, stored := w.deadLetters.Parked(invitation.ID), w.invitation(invitation.ID)
	if len(parked) != 1 || parked[0].Reason != "The address was refused." || parked[0].Organisation != organisation.ID {
		t.Errorf("parked: %+v", parked)
	}
	if stored.Delivery.Status != access.Failed || stored.Delivery.Detail != "The address was refused." || len(stored.TokenHashes) > 1 || stored.Status != access.Pending {
		t.Errorf("left %+v", stored)
	}
	w.must(w.send().Do(t.Context(), invitation.ID))
	if n := len(w.deadLetters.Parked(invitation.ID)); n != 1 {
		t.Errorf("parked %d times", n)
	}
}

// TestSendWithErrorForMinutes checks that Send tries again for as long as RetryFor
// says, and leaves no hash.
func TestSendWithErrorForMinutes(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.mailer.Around = func(string, func() error) error {
		return &delivery.PermanentError{Reason: "Not allowed.", RetryFor: 15 * time.Minute}
	}
	w.set(noon.Add(15*time.Minute - time.Second))
	if err := w.send().Do(t.Context(), invitation.ID); !errors.Is(err, delivery.ErrNotSent) {
		t.Errorf("%v, want ErrNotSent", err)
	}
	if stored := w.invitation(invitation.ID); stored.Delivery.Status != access.Queued || len(stored.TokenHashes) > 0 {
		t.Errorf("left %+v", stored)
	}
	w.pass(time.Second)
	w.must(w.send().Do(t.Context(), invitation.ID))
	parked, stored := w.deadLetters.Parked(invitation.ID), w.invitation(invitation.ID)
	if len(parked) != 1 || parked[0].Reason != "Not allowed." || stored.Delivery.Status != access.Failed || stored.Delivery.Detail != "Not allowed." {
		t.Errorf("parked %+v, left %+v", parked, stored.Delivery)
	}
}

func TestSendGivesUpAfterHours(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.mailer.Around = func(string, func() error) error { return delivery.ErrNotSent }
	w.set(noon.Add(delivery.GiveUpAfter))
	if err := w.send().Do(t.Context(), invitation.ID); !errors.Is(err, delivery.ErrNotSent) {
		t.Errorf("after %s: %v, want ErrNotSent", delivery.GiveUpAfter, err)
	}
	w.pass(time.Second)
	w.must(w.send().Do(t.Context(), invitation.ID))
	if stored := w.invitation(invitation.ID); stored.Delivery.Status != access.Failed || len(w.deadLetters.Parked(invitation.ID)) != 1 {
		t.Errorf("left %+v", stored.Delivery)
	}
}

// killed is an Around of a mailer whose function is killed while it sends.
func killed(string, func() error) error { panic("killed") }

// TestSendThatKillsItsFunction checks that a mail whose function is killed at each try
// is tried three times and then parked. Each try waits for the end of the last claim.
func TestSendThatKillsItsFunction(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.mailer.Around = killed
	kills := 0
	for range 40 {
		died, err := survived(func() error { return w.send().Do(t.Context(), invitation.ID) })
		switch {
		case died:
			kills++
		case errors.Is(err, delivery.ErrBusy):
			w.pass(30 * time.Second)
		default:
			w.must(err)
		}
	}
	stored := w.invitation(invitation.ID)
	if kills != 3 || stored.Delivery.Status != access.Failed || len(w.deadLetters.Parked(invitation.ID)) != 1 {
		t.Errorf("after %d kills: %+v", kills, stored.Delivery)
	}
	if took := w.Now().Sub(noon); took < time.Duration(kills-1)*90*time.Second {
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

// TestSendWhileRevoked checks that Send writes that the mail was sent, although the
// invitation was revoked meanwhile.
func TestSendWhileRevoked(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.mailer.Around = func(_ string, do func() error) error {
		w.must(w.revoke().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID))
		return do()
	}
	w.must(w.send().Do(t.Context(), invitation.ID))
	stored := w.invitation(invitation.ID)
	if stored.Status != access.Revoked || stored.Delivery.Status != access.Sent {
		t.Errorf("left %s, mail %s", stored.Status, stored.Delivery.Status)
	}
	_, err := w.preview().Do(t.Context(), invitation.ID, w.mailer.Tokens(invitation.ID)[0])
	w.refused("its link", err, access.InvitationRevoked)
}

// TestSendRepliesToInviter checks that ReplyTo is the address of the inviter if it is
// safe in the header of a mail. An operator has none.
func TestSendRepliesToInviter(t *testing.T) {
	for email, want := range map[string]string{
		"Kari@blåbær.example": "Kari@xn--blbr-roah.example", "": "", "jürgen@example.com": "",
		"a@example.com\r\nBcc: b@example.com": "", "a@example.com, b@example.com": "", "Kari <a@example.com>": "",
	} {
		w := newWorld(t, memory.New())
		organisation, _ := w.organisation("admin", false)
		offer := w.offer(whole(organisation), "ada", viewer)
		offer.Invitation.Inviter.Email = email
		w.must(w.store.Invite(t.Context(), offer))
		w.must(w.send().Do(t.Context(), offer.Invitation.ID))
		if got := w.mailer.Mails(offer.Invitation.ID)[0].ReplyTo; got != want {
			t.Errorf("invited by %q, replies go to %q, want %q", email, got, want)
		}
	}
}
