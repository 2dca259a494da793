package access_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// linkUses returns everything that the link of an invitation can be used for.
func linkUses(f *fixture.Fixture) map[string]func(access.InvitationID, string) error {
	eve, _ := f.Directory.SignIn(address(f, mailbox("eve")), password)
	return map[string]func(access.InvitationID, string) error{
		"preview": func(id access.InvitationID, secret string) error {
			_, err := f.Preview().Do(f.Context(), id, secret)
			return err
		},
		"register": func(id access.InvitationID, secret string) error {
			_, err := f.Register().Do(f.Context(), id, registration(secret))
			return err
		},
		"accept": func(id access.InvitationID, secret string) error {
			_, err := f.Accept().Do(f.Context(), eve, id, secret)
			return err
		},
		"decline": func(id access.InvitationID, secret string) error { return f.Decline().Do(f.Context(), id, secret) },
	}
}

// forgeries returns wrong tokens made from a token, by name.
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
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Member(whole(organisation), "eve", viewer)
	other, otherAdmin := f.Organisation("other", false)
	invitation := f.Invited(admin, whole(organisation), "eve", signer)
	secret := f.Token(invitation.ID)
	foreign := f.Token(f.Invited(otherAdmin, whole(other), "eve", viewer).ID)
	neighbour := f.Token(f.Invited(admin, whole(organisation), "ada", viewer).ID)
	forged := forgeries(secret, invitation, foreign)
	forged["another address's"] = neighbour

	for name, door := range linkUses(f) {
		never := door("never-was", secret)
		f.WantRefusal(name+" of an invitation that never was", never, access.NotFound)
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
	if f.Invitation(invitation.ID).Status != access.Pending {
		t.Error("a forgery changed something")
	}
	_, err := f.Preview().Do(t.Context(), invitation.ID, secret)
	f.WantRefusal("the secret itself", err, "")
}

// TestSecretThatIsNotMadeYet: before its mail is sent, nothing opens an
// invitation.
func TestSecretThatIsNotMadeYet(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Member(whole(organisation), "eve", viewer)
	invitation := f.Invited(admin, whole(organisation), "eve", signer)
	for name, door := range linkUses(f) {
		for _, token := range []string{"", string(make([]byte, 32)), string(invitation.ID)} {
			f.WantRefusal(name, door(invitation.ID, token), access.NotFound)
		}
	}
}

// TestSecretOfWhatIsOver gives nothing, whatever ended it.
func TestSecretOfWhatIsOver(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	eve := f.Member(whole(organisation), "eve", viewer)
	for n, end := range []func(i access.Invitation, secret string){
		func(i access.Invitation, _ string) { f.Join(i) },
		func(i access.Invitation, secret string) { f.Must(f.Decline().Do(t.Context(), i.ID, secret)) },
		func(i access.Invitation, _ string) {
			f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
		},
		func(access.Invitation, string) {
			_, err := f.Remove().Do(t.Context(), admin.ID(), whole(organisation), eve.ID())
			f.Must(err)
		},
	} {
		invitation := f.Invited(admin, whole(organisation), "eve", []access.RoleID{signer, biller, "developer", "audit-admin"}[n])
		secret := f.Token(invitation.ID)
		end(invitation, secret)
		held := f.HeldRoles(eve, organisation)
		for name, door := range linkUses(f) {
			if err := door(invitation.ID, secret); err == nil && name != "decline" {
				t.Errorf("end %d: %s is done", n, name)
			}
		}
		if after := f.HeldRoles(eve, organisation); after != held {
			t.Errorf("end %d: held %q and now %q", n, held, after)
		}
	}
}
