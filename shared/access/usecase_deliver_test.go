package access_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
)

func TestDeliverSendsWhatTheInviteeNeeds(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	shop := w.account(organisation, "Shop")
	invitation, err := w.invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{
		Email: "Grace@Example.com", FirstName: "Grace", Account: shop.ID, Roles: []access.RoleID{signer, viewer}, Locale: "nb"}, "")
	w.must(err)
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	mails := w.postbox.Mails(invitation.ID)
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
	if secret, ok := strings.CutPrefix(mail.Link, begins); !ok || len(secret) != 43 {
		t.Errorf("the link is %s", mail.Link)
	}
	stored := w.invitation(invitation.ID)
	if want := []access.SecretHash{access.HashSecret(w.postbox.Secrets(invitation.ID)[0])}; !slices.Equal(stored.Secrets, want) {
		t.Error("what is stored is not the hash of the secret that was sent")
	}
	if stored.Delivery.Status != access.Sent || stored.Delivery.Message == "" {
		t.Errorf("the delivery is %+v", stored.Delivery)
	}
	w.must(w.deliver().Do(t.Context(), invitation.ID)) // the stream tells it again
	if n := len(w.postbox.Mails(invitation.ID)); n != 1 {
		t.Errorf("%d mails", n)
	}

	w.member(whole(organisation), "grace", biller)
	second := w.invited(admin, whole(organisation), "Grace", viewer)
	w.must(w.deliver().Do(t.Context(), second.ID))
	if mail := w.postbox.Mails(second.ID)[0]; !mail.HasUser || mail.Account != "" {
		t.Errorf("to a user the mail is %+v", mail)
	}
}

func TestDeliverLeavesAloneWhatIsNotWaiting(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	revoked, expired := w.invited(admin, whole(organisation), "ada", viewer), w.invited(admin, whole(organisation), "eve", viewer)
	w.must(w.revoke().Do(t.Context(), admin.ID(), organisation.ID, revoked.ID))
	w.set(expired.ExpiresAt)
	for _, id := range []access.InvitationID{revoked.ID, expired.ID, "never-was"} {
		w.must(w.deliver().Do(t.Context(), id))
		if len(w.postbox.Mails(id))+len(w.letters.Parked(id)) > 0 {
			t.Error("something was sent or parked")
		}
	}
}

// TestDeliverWhoseOutcomeIsUnknown: the mail may have left, so the next one adds
// a secret, and both links open.
func TestDeliverWhoseOutcomeIsUnknown(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.postbox.Around = func(_ string, do func() error) error { return errors.Join(do(), errMailer) }
	if err := w.deliver().Do(t.Context(), invitation.ID); err == nil {
		t.Fatal("nobody is asked to try again")
	}
	w.postbox.Around = nil
	if err := w.deliver().Do(t.Context(), invitation.ID); !errors.Is(err, access.ErrBusy) {
		t.Errorf("at once: %v, want it to wait", err)
	}
	w.pass(2 * time.Minute)
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	secrets := w.postbox.Secrets(invitation.ID)
	if len(secrets) != 2 || secrets[0] == secrets[1] {
		t.Fatalf("secrets: %d", len(secrets))
	}
	for _, secret := range secrets {
		if _, err := w.preview().Do(t.Context(), invitation.ID, secret); err != nil {
			t.Errorf("a link that was sent: %v", err)
		}
	}
}

// TestDeliverThatSurelySentNothing leaves no secret behind, and may be repeated
// at once.
func TestDeliverThatSurelySentNothing(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.postbox.Around = func(string, func() error) error { return access.ErrNotSent }
	for range 5 {
		if err := w.deliver().Do(t.Context(), invitation.ID); !errors.Is(err, access.ErrNotSent) {
			t.Fatalf("%v, want to be asked again", err)
		}
		if stored := w.invitation(invitation.ID); len(stored.Secrets) > 0 || stored.Delivery.Status != access.Queued {
			t.Fatalf("left %+v", stored)
		}
	}
	w.postbox.Around = nil
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	if n := len(w.invitation(invitation.ID).Secrets); n != 1 {
		t.Errorf("%d secrets", n)
	}
}

// TestDeliverWhatIsRefused parks first and marks then, so that a crash in
// between parks twice and not never.
func TestDeliverWhatIsRefused(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.postbox.Around = func(string, func() error) error { return &access.Refusal{Reason: "The address was refused."} }
	w.letters.Around = func(string, func() error) error { return errLetters }
	if err := w.deliver().Do(t.Context(), invitation.ID); !errors.Is(err, errLetters) {
		t.Errorf("where nobody could be alarmed: %v, want another try", err)
	}
	w.pass(2 * time.Minute) // its claim is over
	w.letters.Around = func(_ string, do func() error) error {
		if status := w.invitation(invitation.ID).Delivery.Status; status != access.Queued {
			t.Errorf("it was marked %s before it was parked", status)
		}
		return do()
	}
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	parked, stored := w.letters.Parked(invitation.ID), w.invitation(invitation.ID)
	if len(parked) != 1 || parked[0].Reason != "The address was refused." || parked[0].Organisation != organisation.ID {
		t.Errorf("parked: %+v", parked)
	}
	if stored.Delivery.Status != access.Failed || stored.Delivery.Detail != "The address was refused." || len(stored.Secrets) > 1 || stored.Status != access.Pending {
		t.Errorf("left %+v", stored)
	}
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	if n := len(w.letters.Parked(invitation.ID)); n != 1 {
		t.Errorf("parked %d times", n)
	}
}

// TestDeliverWhatIsRefusedForNow tries again as long as the refusal may pass, and
// leaves no secret behind.
func TestDeliverWhatIsRefusedForNow(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.postbox.Around = func(string, func() error) error {
		return &access.Refusal{Reason: "Not allowed.", Wait: 15 * time.Minute}
	}
	w.set(noon.Add(15*time.Minute - time.Second))
	if err := w.deliver().Do(t.Context(), invitation.ID); !errors.Is(err, access.ErrNotSent) {
		t.Errorf("%v, want to be asked again", err)
	}
	if stored := w.invitation(invitation.ID); stored.Delivery.Status != access.Queued || len(stored.Secrets) > 0 {
		t.Errorf("left %+v", stored)
	}
	w.pass(time.Second)
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	parked, stored := w.letters.Parked(invitation.ID), w.invitation(invitation.ID)
	if len(parked) != 1 || parked[0].Reason != "Not allowed." || stored.Delivery.Status != access.Failed || stored.Delivery.Detail != "Not allowed." {
		t.Errorf("parked %+v, left %+v", parked, stored.Delivery)
	}
}

func TestDeliverGivesUpAfterHours(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.postbox.Around = func(string, func() error) error { return access.ErrNotSent }
	w.set(noon.Add(access.GiveUpAfter))
	if err := w.deliver().Do(t.Context(), invitation.ID); !errors.Is(err, access.ErrNotSent) {
		t.Errorf("after %s: %v, want another try", access.GiveUpAfter, err)
	}
	w.pass(time.Second)
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	if stored := w.invitation(invitation.ID); stored.Delivery.Status != access.Failed || len(w.letters.Parked(invitation.ID)) != 1 {
		t.Errorf("left %+v", stored.Delivery)
	}
}

// dying is a mailer whose function is killed while it sends.
func dying(string, func() error) error { panic("killed") }

// TestDeliverThatKillsItsFunction: a mail whose sending never ends well is
// tried some times, each after the claim of the last has run out, and parked.
func TestDeliverThatKillsItsFunction(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.postbox.Around = dying
	kills := 0
	for range 40 {
		killed, err := survived(func() error { return w.deliver().Do(t.Context(), invitation.ID) })
		switch {
		case killed:
			kills++
		case errors.Is(err, access.ErrBusy):
			w.pass(30 * time.Second)
		default:
			w.must(err)
		}
	}
	stored := w.invitation(invitation.ID)
	if kills != 3 || stored.Delivery.Status != access.Failed || len(w.letters.Parked(invitation.ID)) != 1 {
		t.Errorf("after %d kills: %+v", kills, stored.Delivery)
	}
	if took := w.Now().Sub(noon); took < time.Duration(kills-1)*90*time.Second {
		t.Errorf("%d tries within %s: one did not wait for the last", kills, took)
	}
}

func survived(do func() error) (killed bool, err error) {
	defer func() {
		if recover() != nil {
			killed = true
		}
	}()
	return false, do()
}

// TestDeliverOfWhatWasClosedMeanwhile: that the mail was sent is still noted.
func TestDeliverOfWhatWasClosedMeanwhile(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.postbox.Around = func(_ string, do func() error) error {
		w.must(w.revoke().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID))
		return do()
	}
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	stored := w.invitation(invitation.ID)
	if stored.Status != access.Revoked || stored.Delivery.Status != access.Sent {
		t.Errorf("left %s, mail %s", stored.Status, stored.Delivery.Status)
	}
	_, err := w.preview().Do(t.Context(), invitation.ID, w.postbox.Secrets(invitation.ID)[0])
	w.refused("its link", err, access.InvitationRevoked)
}

// TestDeliverTellsWhomToAnswer: whoever invites, by an address that is fit for the
// header of a mail. An operator has none.
func TestDeliverTellsWhomToAnswer(t *testing.T) {
	for email, want := range map[string]string{
		"Kari@blåbær.example": "Kari@xn--blbr-roah.example", "": "", "jürgen@example.com": "",
		"a@example.com\r\nBcc: b@example.com": "", "a@example.com, b@example.com": "", "Kari <a@example.com>": "",
	} {
		w := newWorld(t, inMemoryStore())
		organisation, _ := w.organisation("admin", false)
		offer := w.offer(whole(organisation), "ada", viewer)
		offer.Invitation.Inviter.Email = email
		w.must(w.store.Invite(t.Context(), offer))
		w.must(w.deliver().Do(t.Context(), offer.Invitation.ID))
		if got := w.postbox.Mails(offer.Invitation.ID)[0].ReplyTo; got != want {
			t.Errorf("invited by %q, answers go to %q, want %q", email, got, want)
		}
	}
}
