package e2e

import (
	"cmp"
	"context"
	"crypto/rand"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// person is somebody who has registered and signed in.
type person struct {
	id, email, first, last, password string
	token, idToken                   string
}

// organisation is one with a person who administers it.
type organisation struct {
	id, name string
	admin    person
}

// unique makes a name that no other test and no other run has.
func unique(name string) string { return name + "-" + strings.ToLower(rand.Text()[:10]) }

// address makes a mail address that nobody has.
func address(name string) string {
	return unique(name) + "@" + cmp.Or(os.Getenv("ADMIT_E2E_MAIL_DOMAIN"), "people.example")
}

func password() string { return "Pw1-" + strings.ToLower(rand.Text()) }

func (o organisation) path(rest string) string { return "/organisations/" + o.id + rest }

// administrator is the one whom the deployment came with.
func administrator(t *testing.T) organisation {
	t.Helper()
	admin := person{email: deployment.AdminEmail, password: deployment.AdminPassword}
	admin.signIn(t)
	me := read[userAndGrants](t, get(t, "/me", admin.token).want(t, http.StatusOK))
	admin.id, admin.first, admin.last = me.User.ID, me.User.FirstName, me.User.LastName
	o := organisation{id: deployment.OrganisationID, admin: admin}
	o.name = read[organisationID](t, get(t, o.path(""), admin.token).want(t, http.StatusOK)).Name
	return o
}

// founded is the operator's answer to create-organisation.
type founded struct {
	Organisation organisationID `json:"organisation"`
	Invitation   invitation     `json:"invitation"`
}

// found has an operator create an organisation, without registering its
// administrator.
func found(t *testing.T, email string, partner bool) founded {
	t.Helper()
	return operate[founded](t, map[string]any{
		"action": "create-organisation", "name": unique("Org"), "partner": partner, "locale": "en",
		"admin": map[string]string{"email": email, "firstName": "Olga", "lastName": "Owner"},
	})
}

// newOrganisation is an organisation whose first administrator has come in as
// everybody does: by the mail.
func newOrganisation(t *testing.T) organisation {
	t.Helper()
	return settle(t, found(t, address("owner"), false))
}

// newPartner is the same for a partner organisation.
func newPartner(t *testing.T) organisation {
	t.Helper()
	return settle(t, found(t, address("partner"), true))
}

func settle(t *testing.T, f founded) organisation {
	t.Helper()
	return organisation{f.Organisation.ID, f.Organisation.Name, register(t, f.Invitation)}
}

// invite has the organisation's administrator invite somebody.
func (o organisation) invite(t *testing.T, email string, roles ...string) invitation {
	t.Helper()
	return inviteAs(t, o.admin, o, email, roles...)
}

func inviteAs(t *testing.T, by person, o organisation, email string, roles ...string) invitation {
	t.Helper()
	a := post(t, o.path("/invitations"), by.token, map[string]any{"email": email, "firstName": "Ina", "lastName": "Invited", "roles": roles})
	return read[invitation](t, a.want(t, http.StatusCreated))
}

// join invites somebody who registers and signs in.
func (o organisation) join(t *testing.T, roles ...string) person {
	t.Helper()
	return register(t, o.invite(t, address("member"), roles...))
}

// act sends a token to one of an invitation's routes.
func act(t *testing.T, i invitation, action, bearer, token string) answer {
	t.Helper()
	return post(t, "/invitations/"+i.ID+"/"+action, bearer, map[string]string{"token": token})
}

// registration is a body that registers.
func registration(secret, password string) map[string]string {
	return map[string]string{"token": secret, "firstName": "Rita", "lastName": "Registered", "password": password}
}

// register opens the mail, registers and signs in.
func register(t *testing.T, i invitation) person {
	t.Helper()
	return registerBy(t, i, mails.of(t, i).secret(i))
}

// registerBy registers with a secret of an invitation, and signs in. It tries
// again when told to: an emulator's user pool fails now and then while several
// people register at once.
func registerBy(t *testing.T, i invitation, secret string) person {
	t.Helper()
	p := person{email: i.Email, first: "Rita", last: "Registered", password: password()}
	a := post(t, "/invitations/"+i.ID+"/register", "", registration(secret, p.password))
	for tries := 1; a.status == http.StatusServiceUnavailable && tries < 3; tries++ {
		a = post(t, "/invitations/"+i.ID+"/register", "", registration(secret, p.password))
	}
	p.id = read[userAndGrants](t, a.want(t, http.StatusCreated)).User.ID
	p.signIn(t)
	return p
}

// signIn gets fresh tokens.
func (p *person) signIn(t *testing.T) {
	t.Helper()
	result, err := authenticate(t.Context(), deployment.ClientID, p.email, p.password)
	if err != nil {
		t.Fatalf("signing %s in: %v", p.email, err)
	}
	p.token, p.idToken = aws.ToString(result.AccessToken), aws.ToString(result.IdToken)
}

// authenticate signs in with a password. A user pool knows an address in any
// case; emulators know it in lower case.
func authenticate(ctx context.Context, clientID, email, password string) (*types.AuthenticationResultType, error) {
	answered, err := cloud.users.InitiateAuth(ctx, &cognitoidentityprovider.InitiateAuthInput{
		AuthFlow: types.AuthFlowTypeUserPasswordAuth, ClientId: &clientID,
		AuthParameters: map[string]string{"USERNAME": strings.ToLower(email), "PASSWORD": password},
	})
	if err != nil {
		return nil, err
	}
	if answered.AuthenticationResult == nil {
		return &types.AuthenticationResultType{}, nil
	}
	return answered.AuthenticationResult, nil
}

// eventually waits for what happens behind an answer.
func eventually(t *testing.T, what string, happened func() bool) {
	t.Helper()
	const limit = time.Minute // what is behind an answer waits for other tests, too
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if happened() {
			return
		}
	}
	t.Fatalf("not within %s: %s", limit, what)
}

func escaped(value string) string { return url.QueryEscape(value) }
