package access_test

import (
	"fmt"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestRegisterInterruptedAndRepeated checks that the next try finishes a
// registration wherever it was interrupted, at once and with the password of that
// try.
func TestRegisterInterruptedAndRepeated(t *testing.T) {
	for _, call := range []string{"Create", "SetPassword"} {
		for when, effect := range map[string]bool{"without its effect": false, "after its effect": true} {
			t.Run(call+" "+when, func(t *testing.T) {
				f := fixture.InMemory(t)
				organisation, admin := f.Organisation("admin", false)
				invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
				repeatRegistration(f, invitation, call, effect)
				ada, ok := f.Directory.SignIn(invitation.Email, fixture.Password)
				if held := f.HeldRoles(ada, organisation); !ok || held != string(fixture.Viewer) {
					t.Errorf("signs in: %t, holds %q", ok, held)
				}
				if n := len(f.EventsOfType(organisation, access.EventAccessGranted)); n != 2 {
					t.Errorf("%d events of grants, want 2", n)
				}
			})
		}
	}
}

// repeatRegistration registers three times. The first try is interrupted at a call to
// the identity provider, before its effect or after it.
func repeatRegistration(f *fixture.Fixture, i access.Invitation, call string, effect bool) {
	f.Helper()
	token := f.Token(i.ID)
	tries := func(what, choice string, want access.Kind) {
		request := fixture.Registration(token)
		request.Password = choice
		_, err := f.Register().Do(f.Context(), i.ID, request)
		f.WantRefusal(what, err, want)
	}
	f.BreakDirectory(call, effect)
	tries("interrupted", "A first choice, 1", access.Unavailable)
	f.Directory.Around = nil
	if status := f.Invitation(i.ID).Status; status != access.Pending {
		f.Errorf("the invitation is %s before its user can sign in", status)
	}
	shown, err := f.Preview().Do(f.Context(), i.ID, token)
	f.WantRefusal("the page, opened again", err, "")
	if shown.Registration != access.RegistrationNew {
		f.Error("the page asks somebody to sign in who has not registered")
	}
	tries("the repetition", fixture.Password, "")
	tries("again", "Another 1 password", access.InvitationAccepted)
}

// TestRegisterDoesNotNeedFinish checks that once a user exists, it does not
// matter whether the directory has finished the identity. No link can set its
// password.
func TestRegisterDoesNotNeedFinish(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	elsewhere, other := f.Organisation("other", false)
	f.BreakDirectory("Finish", false)
	ada := f.Join(f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer))
	next := f.Invited(other, fixture.Whole(elsewhere), "ada", fixture.Signer)
	token := f.Token(next.ID)
	shown, err := f.Preview().Do(t.Context(), next.ID, token)
	if err != nil || shown.Registration != access.RegistrationExisting {
		t.Errorf("the page asks somebody to register who has a user (%v)", err)
	}
	_, err = f.Register().Do(t.Context(), next.ID, fixture.Registration(token))
	f.WantRefusal("one more registration", err, access.AlreadyRegistered)
	_, err = f.Accept().Do(t.Context(), ada, next.ID, access.AcceptRequest{Token: token})
	f.WantRefusal("acceptance", err, "")
	if f.Directory.Passwords() != 3 {
		t.Errorf("%d passwords were set, want those of three people", f.Directory.Passwords())
	}
}

// TestRegisterInterruptedThenSignIn checks that somebody who has set a password
// may use it, and need not repeat the registration.
func TestRegisterInterruptedThenSignIn(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	token := f.Token(invitation.ID)
	f.BreakDirectory("SetPassword", true)
	_, err := f.Register().Do(t.Context(), invitation.ID, fixture.Registration(token))
	f.WantRefusal("interrupted", err, access.Unavailable)
	f.Directory.Around = nil
	ada, ok := f.Directory.SignIn(invitation.Email, fixture.Password)
	_, err = f.Accept().Do(t.Context(), ada, invitation.ID, access.AcceptRequest{Token: token})
	f.WantRefusal("acceptance", err, "")
	if held := f.HeldRoles(ada, organisation); !ok || held != string(fixture.Viewer) {
		t.Errorf("signs in: %t, holds %q", ok, held)
	}
	next := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
	_, err = f.Register().Do(t.Context(), next.ID, fixture.Registration(f.Token(next.ID)))
	f.WantRefusal("one more registration", err, access.AlreadyRegistered)
}

// TestRegisterInterruptedThenNewMail checks that somebody who has set no password
// needs only a new mail to register.
func TestRegisterInterruptedThenNewMail(t *testing.T) {
	for name, again := range map[string]func(f *fixture.Fixture, by access.Caller, i access.Invitation) (access.Invitation, error){
		"invited again": func(f *fixture.Fixture, by access.Caller, i access.Invitation) (access.Invitation, error) {
			return f.Invite().Do(f.Context(), by.ID(), i.Scope.Organisation, access.InviteRequest{Email: fixture.Mailbox("ADA"), Roles: i.Roles}, "")
		},
		"resent": func(f *fixture.Fixture, by access.Caller, i access.Invitation) (access.Invitation, error) {
			return f.Resend().Do(f.Context(), by.ID(), i.Scope.Organisation, i.ID, "")
		},
		"appointed": func(f *fixture.Fixture, _ access.Caller, i access.Invitation) (access.Invitation, error) {
			return f.InviteAdministrator().Do(f.Context(), i.Scope.Organisation, access.InviteRequest{Email: fixture.Mailbox("ada")})
		},
	} {
		for _, passed := range []time.Duration{time.Second, access.OpenFor} {
			t.Run(fmt.Sprintf("%s after %s", name, passed), func(t *testing.T) {
				f := fixture.InMemory(t)
				organisation, admin := f.Organisation("admin", false)
				first := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.OrganisationAdmin)
				token := f.BreakOffRegistration(first)
				f.Pass(passed)
				if passed == access.OpenFor {
					wantExpiredLink(f, first, token)
				} else if name == "invited again" {
					f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, first.ID))
				}
				next, err := again(f, admin, first)
				f.Must(err)
				finishRegistration(f, next, organisation)
			})
		}
	}
}

// wantExpiredLink checks that the old link has expired.
func wantExpiredLink(f *fixture.Fixture, i access.Invitation, token string) {
	f.Helper()
	_, err := f.Preview().Do(f.Context(), i.ID, token)
	f.WantRefusal("the old link's page", err, access.InvitationExpired)
	_, err = f.Register().Do(f.Context(), i.ID, fixture.Registration(token))
	f.WantRefusal("the old link", err, access.InvitationExpired)
}

// finishRegistration registers with the link of a later mail, which asks the
// person to sign up.
func finishRegistration(f *fixture.Fixture, i access.Invitation, organisation access.Organisation) {
	f.Helper()
	token := f.Token(i.ID)
	if mails := f.Mailer.Mails(i.ID); mails[len(mails)-1].HasUser {
		f.Error("the mail asks somebody to sign in who has no password")
	}
	shown, err := f.Preview().Do(f.Context(), i.ID, token)
	if err != nil || shown.Registration != access.RegistrationNew {
		f.Errorf("the page asks somebody to sign in who has no password (%v)", err)
	}
	_, err = f.Register().Do(f.Context(), i.ID, fixture.Registration(token))
	f.Must(err)
	ada, ok := f.Directory.SignIn(i.Email, fixture.Password)
	if held := f.HeldRoles(ada, organisation); !ok || held != string(fixture.OrganisationAdmin) || f.Directory.People() != 2 {
		f.Errorf("signs in: %t, holds %q, %d identities", ok, held, f.Directory.People())
	}
	if n := len(f.EventsOfType(organisation, access.EventAccessGranted)); n != 2 {
		f.Errorf("%d events of grants, want those of two people", n)
	}
}

// TestRegisterAgainWithoutAnIdentity checks that somebody whose identity is gone registers
// again by a new invitation, and gets only what that offers.
func TestRegisterAgainWithoutAnIdentity(t *testing.T) {
	for name, prepare := range map[string]func(f *fixture.Fixture, i access.Invitation){
		"deleted": func(*fixture.Fixture, access.Invitation) {},
		"deleted, and a registration has broken off": func(f *fixture.Fixture, i access.Invitation) { f.BreakOffRegistration(i) },
		"deleted, and created by nobody": func(f *fixture.Fixture, i access.Invitation) {
			_, _, err := f.Directory.Create(f.Context(), access.NewIdentity{Address: i.Email, FirstName: "Eve"})
			f.Must(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			organisation, admin := f.Organisation("admin", false)
			ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
			f.Must(f.Directory.Delete(t.Context(), ada.Subject))
			invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
			prepare(f, invitation)
			token := f.Token(invitation.ID)
			shown, err := f.Preview().Do(t.Context(), invitation.ID, token)
			if err != nil || shown.Registration != access.RegistrationNew {
				t.Errorf("the page shows %q (%v)", shown.Registration, err)
			}
			_, err = f.Register().Do(t.Context(), invitation.ID, fixture.Registration(token))
			f.Must(err)
			again, ok := f.Directory.SignIn(invitation.Email, fixture.Password)
			if !ok || again == ada || f.HeldRoles(again, organisation) != string(fixture.Signer) || f.HeldRoles(ada, organisation) != string(fixture.Viewer) {
				t.Errorf("signs in: %t, holds %q; the old user %q", ok, f.HeldRoles(again, organisation), f.HeldRoles(ada, organisation))
			}
		})
	}
}

// TestRegisterRefusesIdentityOfAnotherUser checks that an identity whose address has
// changed still belongs to its user.
func TestRegisterRefusesIdentityOfAnotherUser(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.BreakDirectory("Finish", false) // without the user, an unfinished identity would be open to a link
	bob := f.Member(fixture.Whole(organisation), "bob", fixture.Viewer)
	f.Directory.ChangeAddress(bob.Subject, fixture.Address(t, fixture.Mailbox("robert")))
	i := f.Invited(admin, fixture.Whole(organisation), "robert", fixture.Viewer)
	token, passwords := f.Token(i.ID), f.Directory.Passwords()
	_, err := f.Register().Do(t.Context(), i.ID, fixture.Registration(token))
	f.WantRefusal("registration", err, access.AlreadyRegistered)
	if shown, err := f.Preview().Do(t.Context(), i.ID, token); err != nil || shown.Registration != access.RegistrationExisting || f.Directory.Passwords() != passwords {
		t.Errorf("the page lets a person register who has a user (%v), or a password was set", err)
	}
}
