package access_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// doors are all that a link opens.
func (w *world) doors() map[string]func(access.InvitationID, string) error {
	eve, _ := w.directory.SignIn(address(w, mailbox("eve")), password)
	return map[string]func(access.InvitationID, string) error{
		"preview": func(id access.InvitationID, secret string) error {
			_, err := w.preview().Do(w.Context(), id, secret)
			return err
		},
		"register": func(id access.InvitationID, secret string) error {
			_, err := w.register().Do(w.Context(), id, registration(secret))
			return err
		},
		"accept": func(id access.InvitationID, secret string) error {
			_, err := w.accept().Do(w.Context(), eve, id, secret)
			return err
		},
		"decline": func(id access.InvitationID, secret string) error { return w.decline().Do(w.Context(), id, secret) },
	}
}

// forgeries of a secret, each named.
func forgeries(secret string, i access.Invitation, foreign string) map[string]string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	hash := access.HashSecret(secret)
	forged := map[string]string{
		"nothing": "", "another invitation's": foreign, "its id": string(i.ID), "its hash": string(hash[:]),
		"its hash in hex": hex.EncodeToString(hash[:]), "its hash in base64": base64.RawURLEncoding.EncodeToString(hash[:]),
		"a hash of nothing": string(make([]byte, 32)), "padded": secret + "=", "a trailing dot": secret + ".", "a space after": secret + " ",
		"a space before": " " + secret, "a NUL": secret + "\x00", "a line break": secret + "\n", "a # before": "#" + secret,
		"twice": secret + secret, "upper case": strings.ToUpper(secret), "lower case": strings.ToLower(secret),
		"percent-encoded": fmt.Sprintf("%%%02X%s", secret[0], secret[1:]), "very long": strings.Repeat(secret, 10_000),
		"a JWT": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.", "invalid UTF-8": secret + "\xff",
	}
	for n := range secret {
		forged[fmt.Sprint("cut to ", n)] = secret[:n]
		for _, c := range alphabet {
			if changed := secret[:n] + string(c) + secret[n+1:]; changed != secret {
				forged[fmt.Sprintf("character %d is %c", n, c)] = changed
			}
		}
	}
	if raw, err := base64.RawURLEncoding.DecodeString(secret); err == nil {
		forged["as bytes"], forged["in hex"] = string(raw), hex.EncodeToString(raw)
		forged["in the other base64"] = base64.StdEncoding.EncodeToString(raw)
	}
	return forged
}

// TestSecretForged: nothing but the very secret opens an invitation, and every
// wrong one is answered like an invitation that never was.
func TestSecretForged(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	w.member(whole(organisation), "eve", viewer)
	other, otherAdmin := w.organisation("other", false)
	invitation := w.invited(admin, whole(organisation), "eve", signer)
	secret := w.secret(invitation.ID)
	foreign := w.secret(w.invited(otherAdmin, whole(other), "eve", viewer).ID)
	neighbour := w.secret(w.invited(admin, whole(organisation), "ada", viewer).ID)
	forged := forgeries(secret, invitation, foreign)
	forged["another address's"] = neighbour

	for name, door := range w.doors() {
		never := door("never-was", secret)
		w.refused(name+" of an invitation that never was", never, access.NotFound)
		for how, token := range forged {
			if err := door(invitation.ID, token); err == nil || err.Error() != never.Error() {
				t.Errorf("%s with %s: %v, want %v", name, how, err, never)
			}
		}
		for _, id := range []access.InvitationID{"", "#", "../" + invitation.ID, invitation.ID + " ", access.InvitationID(strings.ToUpper(string(invitation.ID)) + "x")} {
			if err := door(id, secret); err == nil || err.Error() != never.Error() {
				t.Errorf("%s of id %q: %v, want %v", name, id, err, never)
			}
		}
	}
	if w.invitation(invitation.ID).Status != access.Pending {
		t.Error("a forgery changed something")
	}
	_, err := w.preview().Do(t.Context(), invitation.ID, secret)
	w.refused("the secret itself", err, "")
}

// TestSecretThatIsNotMadeYet: before its mail is sent, nothing opens an
// invitation.
func TestSecretThatIsNotMadeYet(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	w.member(whole(organisation), "eve", viewer)
	invitation := w.invited(admin, whole(organisation), "eve", signer)
	for name, door := range w.doors() {
		for _, token := range []string{"", string(make([]byte, 32)), string(invitation.ID)} {
			w.refused(name, door(invitation.ID, token), access.NotFound)
		}
	}
}

// TestSecretOfWhatIsOver gives nothing, whatever ended it.
func TestSecretOfWhatIsOver(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	eve := w.member(whole(organisation), "eve", viewer)
	for n, end := range []func(i access.Invitation, secret string){
		func(i access.Invitation, _ string) { w.takes(i) },
		func(i access.Invitation, secret string) { w.must(w.decline().Do(t.Context(), i.ID, secret)) },
		func(i access.Invitation, _ string) {
			w.must(w.revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
		},
		func(access.Invitation, string) {
			_, err := w.remove().Do(t.Context(), admin.ID(), whole(organisation), eve.ID())
			w.must(err)
		},
	} {
		invitation := w.invited(admin, whole(organisation), "eve", []access.RoleID{signer, biller, "developer", "audit-admin"}[n])
		secret := w.secret(invitation.ID)
		end(invitation, secret)
		held := w.held(eve, organisation)
		for name, door := range w.doors() {
			if err := door(invitation.ID, secret); err == nil && name != "decline" {
				t.Errorf("end %d: %s is done", n, name)
			}
		}
		if after := w.held(eve, organisation); after != held {
			t.Errorf("end %d: held %q and now %q", n, held, after)
		}
	}
}

// TestSecretIsNotInTheTable: a dump of everything holds nothing that opens an
// invitation, and no password.
func TestSecretIsNotInTheTable(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.organisation("admin", false)
	w.member(whole(organisation), "eve", viewer)
	invitation := w.invited(admin, whole(organisation), "ada", signer)
	w.postbox.Around = func(_ string, do func() error) error { _ = do(); return errMailer }
	_ = w.deliver().Do(t.Context(), invitation.ID)
	w.postbox.Around = nil
	w.pass(2 * time.Minute) // its claim is over
	secrets := append(w.postbox.Tokens(invitation.ID), w.secret(invitation.ID))

	var tried int
	try := func(token string) {
		tried++
		if _, err := w.preview().Do(t.Context(), invitation.ID, token); err == nil {
			t.Errorf("%q of the table opens the invitation", token)
		}
	}
	for at, i := range table.items() {
		for _, secret := range append(secrets, password) {
			if strings.Contains(at+fmt.Sprint(plain(t, i)), secret) {
				t.Errorf("%s holds a secret", at)
			}
		}
		for _, value := range i {
			for _, token := range spelled(value) {
				try(token)
			}
		}
	}
	if tried < 50 {
		t.Errorf("only %d values were tried", tried)
	}
}

// spelled is a value as somebody would paste it into a link.
func spelled(value types.AttributeValue) []string {
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		return []string{v.Value}
	case *types.AttributeValueMemberBS:
		var all []string
		for _, raw := range v.Value {
			all = append(all, string(raw), hex.EncodeToString(raw), base64.RawURLEncoding.EncodeToString(raw), base64.StdEncoding.EncodeToString(raw))
		}
		return all
	}
	return nil
}
