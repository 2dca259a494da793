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
	eve, _ := f.Directory.SignIn(fixture.Address(f, fixture.Mailbox("eve")), fixture.Password)
	return map[string]func(access.InvitationID, string) error{
		"preview": func(id access.InvitationID, token string) error {
			_, err := f.Preview().Do(f.Context(), id, token)
			return err
		},
		"register": func(id access.InvitationID, token string) error {
			_, err := f.Register().Do(f.Context(), id, fixture.Registration(token))
			return err
		},
		"accept": func(id access.InvitationID, token string) error {
			_, err := f.Accept().Do(f.Context(), eve, id, access.AcceptRequest{Token: token})
			return err
		},
		"decline": func(id access.InvitationID, token string) error { return f.Decline().Do(f.Context(), id, token) },
	}
}

// forgeries returns wrong tokens made from a token, by name.
func forgeries(token string, i access.Invitation, foreign string) map[string]string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	hash := access.HashToken(token)
	forged := map[string]string{
		"nothing": "", "another invitation's": foreign, "its id": string(i.ID), "its hash": string(hash[:]),
		"its hash in hex": hex.EncodeToString(hash[:]), "its hash in base64": base64.RawURLEncoding.EncodeToString(hash[:]),
		"a hash of nothing": string(make([]byte, 32)), "padded": token + "=", "a trailing dot": token + ".", "a space after": token + " ",
		"a space before": " " + token, "a NUL": token + "\x00", "a line break": token + "\n", "a # before": "#" + token,
		"twice": token + token, "upper case": strings.ToUpper(token), "lower case": strings.ToLower(token),
		"percent-encoded": fmt.Sprintf("%%%02X%s", token[0], token[1:]), "very long": strings.Repeat(token, 10_000),
		"a JWT": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.", "invalid UTF-8": token + "\xff",
	}
	for n := range token {
		forged[fmt.Sprint("cut to ", n)] = token[:n]
		for _, c := range alphabet {
			if changed := token[:n] + string(c) + token[n+1:]; changed != token {
				forged[fmt.Sprintf("character %d is %c", n, c)] = changed
			}
		}
	}
	if raw, err := base64.RawURLEncoding.DecodeString(token); err == nil {
		forged["as bytes"], forged["in hex"] = string(raw), hex.EncodeToString(raw)
		forged["in the other base64"] = base64.StdEncoding.EncodeToString(raw)
	}
	return forged
}

// TestForgedToken checks that only the token opens an invitation, and that every
// wrong one is answered like an unknown invitation.
func TestForgedToken(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Member(fixture.Whole(organisation), "eve", fixture.Viewer)
	other, otherAdmin := f.Organisation("other", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "eve", fixture.Signer)
	token := f.Token(invitation.ID)
	foreign := f.Token(f.Invited(otherAdmin, fixture.Whole(other), "eve", fixture.Viewer).ID)
	neighbour := f.Token(f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer).ID)
	forged := forgeries(token, invitation, foreign)
	forged["another address's"] = neighbour

	for name, door := range linkUses(f) {
		never := door("never-was", token)
		f.WantRefusal(name+" of an unknown invitation", never, access.NotFound)
		for how, token := range forged {
			if err := door(invitation.ID, token); err == nil || err.Error() != never.Error() {
				t.Errorf("%s with %s: %v, want %v", name, how, err, never)
			}
		}
		for _, id := range []access.InvitationID{"", "#", "../" + invitation.ID, invitation.ID + " ", access.InvitationID(strings.ToUpper(string(invitation.ID)) + "x")} {
			if err := door(id, token); err == nil || err.Error() != never.Error() {
				t.Errorf("%s of id %q: %v, want %v", name, id, err, never)
			}
		}
	}
	if f.Invitation(invitation.ID).Status != access.Pending {
		t.Error("a forged token changed something")
	}
	_, err := f.Preview().Do(t.Context(), invitation.ID, token)
	f.WantRefusal("the token itself", err, "")
}

// TestTokenBeforeMailIsSent checks that before its mail is sent, no token opens an
// invitation.
func TestTokenBeforeMailIsSent(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Member(fixture.Whole(organisation), "eve", fixture.Viewer)
	invitation := f.Invited(admin, fixture.Whole(organisation), "eve", fixture.Signer)
	for name, door := range linkUses(f) {
		for _, token := range []string{"", string(make([]byte, 32)), string(invitation.ID)} {
			f.WantRefusal(name, door(invitation.ID, token), access.NotFound)
		}
	}
}

// TestTokenOfClosedInvitation checks that the token of a closed invitation grants
// nothing, whatever closed it.
func TestTokenOfClosedInvitation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	eve := f.Member(fixture.Whole(organisation), "eve", fixture.Viewer)
	for n, end := range []func(i access.Invitation, token string){
		func(i access.Invitation, _ string) { f.Join(i) },
		func(i access.Invitation, token string) { f.Must(f.Decline().Do(t.Context(), i.ID, token)) },
		func(i access.Invitation, _ string) {
			f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
		},
		func(access.Invitation, string) {
			_, err := f.Remove().Do(t.Context(), admin.ID(), fixture.Whole(organisation), eve.ID())
			f.Must(err)
		},
	} {
		invitation := f.Invited(admin, fixture.Whole(organisation), "eve", []access.RoleID{fixture.Signer, fixture.Biller, "developer", "audit-admin"}[n])
		token := f.Token(invitation.ID)
		end(invitation, token)
		held := f.HeldRoles(eve, organisation)
		for name, door := range linkUses(f) {
			if err := door(invitation.ID, token); err == nil && name != "decline" {
				t.Errorf("end %d: %s succeeded", n, name)
			}
		}
		if after := f.HeldRoles(eve, organisation); after != held {
			t.Errorf("end %d: held %q before and %q after", n, held, after)
		}
	}
}
