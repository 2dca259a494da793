package access_test

import (
	"context"
	"errors"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// provider is an identity provider in which Admit creates nothing. It vouches for whoever
// sends an ID token with the nonce of the invitation: the token is the email address.
type provider struct {
	asked int
	fails error
}

func (p *provider) Identity(_ context.Context, caller access.Caller, proof access.IdentityProof) (access.Identity, error) {
	p.asked++
	return access.Identity{Issuer: caller.Issuer, Subject: caller.Subject, Email: proof.IDToken, Verified: proof.Nonce != "", FirstName: "Grace"}, p.fails
}

// acceptVia returns the use case with another identity provider than the fixture's.
func acceptVia(f *fixture.Fixture, p *provider) access.Accept {
	accept := f.Accept()
	accept.Identities = p
	return accept
}

func TestNobodyRegistersWithoutADirectory(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	preview, register := f.Preview(), f.Register()
	preview.Directory, register.Directory = nil, nil
	f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	for name, want := range map[string]access.Registration{"new": access.RegistrationSignIn, "ada": access.RegistrationExisting} {
		i := f.Invited(admin, fixture.Whole(organisation), name, fixture.Signer)
		token := f.Token(i.ID)
		people := f.Directory.People()
		shown, err := preview.Do(t.Context(), i.ID, token)
		if err != nil || shown.Registration != want || shown.Email != i.Email.String() {
			t.Errorf("%s: %q as %q, %v", name, shown.Registration, shown.Email, err)
		}
		_, err = register.Do(t.Context(), i.ID, fixture.Registration(token))
		f.WantRefusal(name, err, access.SignInRequired)
		_, err = register.Do(t.Context(), i.ID, fixture.Registration("wrong"))
		f.WantRefusal(name+", a wrong token", err, access.NotFound)
		f.Must(f.Decline().Do(t.Context(), i.ID, token))
		_, err = register.Do(t.Context(), i.ID, fixture.Registration(token))
		f.WantRefusal(name+", declined", err, access.InvitationDeclined)
		if f.Directory.People() != people {
			t.Errorf("%s: an identity was created", name)
		}
	}
}

// TestAcceptWithAnIDToken checks that the nonce of the link reaches the provider, and that
// a known user needs no proof.
func TestAcceptWithAnIDToken(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	grace := access.Caller{Issuer: "https://login.example", Subject: "grace"}
	p := &provider{}
	first := f.Invited(admin, fixture.Whole(organisation), "grace", fixture.Signer)
	token := f.Token(first.ID)
	accepted, err := acceptVia(f, p).Do(t.Context(), grace, first.ID, access.AcceptRequest{Token: token, IDToken: "Grace@example.com"})
	if err != nil || accepted.User.ID != grace.ID() || accepted.User.Issuer != grace.Issuer || accepted.User.FirstName != "Grace" {
		t.Fatalf("%+v, %v", accepted.User, err)
	}
	second := f.Invited(admin, fixture.Whole(organisation), "grace", fixture.Biller)
	_, err = acceptVia(f, p).Do(t.Context(), grace, second.ID, access.AcceptRequest{Token: f.Token(second.ID)})
	f.WantRefusal("a user without an ID token", err, "")
	if p.asked != 1 {
		t.Errorf("the provider was asked %d times, want once", p.asked)
	}
}

// TestAcceptWithoutProof checks that what the provider refuses is refused as it says, and
// that it is not asked for somebody who has no right link.
func TestAcceptWithoutProof(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	grace := access.Caller{Issuer: "https://login.example", Subject: "grace"}
	i := f.Invited(admin, fixture.Whole(organisation), "grace", fixture.Signer)
	request := access.AcceptRequest{Token: f.Token(i.ID), IDToken: "grace@example.com"}
	for name, c := range map[string]struct {
		fails error
		want  access.Kind
	}{
		"refused":       {access.InvalidField("idToken", "is wrong"), access.Invalid},
		"not reachable": {access.Refuse(access.Unavailable, "Try again."), access.Unavailable},
		"a fault":       {errors.New("fault"), access.Internal},
	} {
		_, err := acceptVia(f, &provider{fails: c.fails}).Do(t.Context(), grace, i.ID, request)
		f.WantRefusal(name, err, c.want)
	}
	p := &provider{}
	_, err := acceptVia(f, p).Do(t.Context(), grace, i.ID, access.AcceptRequest{Token: "wrong", IDToken: request.IDToken})
	f.WantRefusal("a wrong link", err, access.NotFound)
	if p.asked != 0 {
		t.Error("the provider was asked for somebody without a link")
	}
	_, err = acceptVia(f, p).Do(t.Context(), grace, i.ID, access.AcceptRequest{Token: request.Token, IDToken: "eve@example.com"})
	f.WantRefusal("another address", err, access.WrongUser)
}

func TestDeletingAUserLeavesAForeignIdentity(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, _ := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	people := f.Directory.People()
	remove := f.DeleteUser()
	remove.Directory = nil
	_, err := remove.Do(t.Context(), ada.ID())
	f.Must(err)
	if f.Directory.People() != people {
		t.Error("the identity was deleted")
	}
}

func TestTheNonceOfALink(t *testing.T) {
	const token = "3Zk9vQ1xW7sLr2TnB8yHcM4pJd6FgUaEoI5tKqXzR0w"
	if nonce := access.IDTokenNonce(token); nonce != "oyL2gRlshAZUov1zXAYK12l2Zvl8f9OmMCwaRFfyWa0" {
		t.Errorf("the nonce is %s", nonce)
	}
}
