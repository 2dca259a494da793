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

// person is a user who has registered and signed in.
type person struct {
	id, email, first, last, password string
	token, idToken                   string
	issuer, subject                  string // of the token
}

// organisation is an organisation with one of its administrators.
type organisation struct {
	id, name string
	admin    person
}

// unique returns a name that is unique among all tests and runs.
func unique(name string) string { return name + "-" + strings.ToLower(rand.Text()[:10]) }

// address returns a unique email address.
func address(name string) string {
	return watched.address(unique(name) + "@" + cmp.Or(os.Getenv("ADMIT_E2E_MAIL_DOMAIN"), "people.example"))
}

func password() string { return watched.secret("password", emailedPassword()) }

// emailedPassword returns a new password that belongs in an email, so that nobody looks for it.
func emailedPassword() string { return "Pw1-" + strings.ToLower(rand.Text()) }

func (o organisation) path(rest string) string { return "/organisations/" + o.id + rest }

// firstOrganisation returns the deployment's first organisation with its administrator.
func firstOrganisation(t *testing.T) organisation {
	t.Helper()
	admin := person{email: deployment.AdminEmail, password: deployment.AdminPassword}
	admin.signIn(t)
	me := decode[userAndGrants](t, get(t, "/me", admin.token).want(t, http.StatusOK))
	admin.id, admin.first, admin.last = me.User.ID, me.User.FirstName, me.User.LastName
	o := organisation{id: deployment.OrganisationID, admin: admin}
	o.name = decode[organisationID](t, get(t, o.path(""), admin.token).want(t, http.StatusOK)).Name
	return o
}

// createdOrganisation is the operator function's response to create-organisation.
type createdOrganisation struct {
	Organisation organisationID `json:"organisation"`
	Invitation   invitation     `json:"invitation"`
}

// createOrganisation creates an organisation as an operator, without registering its administrator.
func createOrganisation(t *testing.T, email string, partner bool) createdOrganisation {
	t.Helper()
	return invokeOperator[createdOrganisation](t, map[string]any{
		"action": "create-organisation", "name": unique("Org"), "partner": partner, "locale": "en",
		"admin": map[string]string{"email": email, "firstName": "Olga", "lastName": "Owner"},
	})
}

// newOrganisation creates an organisation whose administrator has registered through the
// link in the mail.
func newOrganisation(t *testing.T) organisation {
	t.Helper()
	return registerAdmin(t, createOrganisation(t, address("owner"), false))
}

// newPartner creates a partner organisation in the same way.
func newPartner(t *testing.T) organisation {
	t.Helper()
	return registerAdmin(t, createOrganisation(t, address("partner"), true))
}

func registerAdmin(t *testing.T, f createdOrganisation) organisation {
	t.Helper()
	return organisation{f.Organisation.ID, f.Organisation.Name, register(t, f.Invitation)}
}

// invite invites a person as the organisation's administrator.
func (o organisation) invite(t *testing.T, email string, roles ...string) invitation {
	t.Helper()
	return inviteAs(t, o.admin, o, email, roles...)
}

func inviteAs(t *testing.T, by person, o organisation, email string, roles ...string) invitation {
	t.Helper()
	a := post(t, o.path("/invitations"), by.token, map[string]any{"email": email, "firstName": "Ina", "lastName": "Invited", "roles": roles})
	return decode[invitation](t, a.want(t, http.StatusCreated))
}

// join invites a person, who registers and signs in.
func (o organisation) join(t *testing.T, roles ...string) person {
	t.Helper()
	return register(t, o.invite(t, address("member"), roles...))
}

// postAction sends the token of a link to a route of its invitation.
func postAction(t *testing.T, i invitation, action, bearer, token string) response {
	t.Helper()
	return post(t, "/invitations/"+i.ID+"/"+action, bearer, map[string]string{"token": token})
}

// registrationBody returns the body of a registration.
func registrationBody(linkToken, password string) map[string]string {
	return map[string]string{"token": linkToken, "firstName": "Rita", "lastName": "Registered", "password": password}
}

// register registers with the link in the mail and signs in.
func register(t *testing.T, i invitation) person {
	t.Helper()
	return registerWithToken(t, i, mails.waitFor(t, i).token(i))
}

// registerWithToken registers with a token and signs in. Where nobody registers, it creates an
// identity that accepts. It retries after a 503, because an
// emulator's user pool sometimes fails when several people register at once.
func registerWithToken(t *testing.T, i invitation, linkToken string) person {
	t.Helper()
	if !registers() {
		return acceptAsNewUser(t, i, linkToken)
	}
	p := person{email: i.Email, first: "Rita", last: "Registered", password: password()}
	a := post(t, "/invitations/"+i.ID+"/register", "", registrationBody(linkToken, p.password))
	for tries := 1; a.status == http.StatusServiceUnavailable && tries < 3; tries++ {
		a = post(t, "/invitations/"+i.ID+"/register", "", registrationBody(linkToken, p.password))
	}
	p.id = decode[userAndGrants](t, a.want(t, http.StatusCreated)).User.ID
	p.signIn(t)
	return p
}

// signIn gets new tokens.
func (p *person) signIn(t *testing.T) {
	t.Helper()
	if deployment.Identity == externalIssuer {
		p.signInAtKeycloak(t, "")
	} else {
		result, err := authenticate(t.Context(), deployment.ClientID, p.email, p.password)
		if err != nil {
			t.Fatalf("signing %s in: %v", p.email, err)
		}
		p.token, p.idToken = aws.ToString(result.AccessToken), aws.ToString(result.IdToken)
	}
	p.setSubject(t)
}

// setSubject sets the issuer and the subject to those of the token.
func (p *person) setSubject(t *testing.T) {
	t.Helper()
	claims := decodeSegment(t, strings.Split(p.token, ".")[1])
	p.issuer, p.subject = claims["iss"].(string), claims["sub"].(string)
}

// authenticate signs in with a password. A user pool on AWS ignores the case of the
// address; emulators expect lower case.
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
	tokens := answered.AuthenticationResult
	watched.secret("access token", aws.ToString(tokens.AccessToken))
	watched.secret("ID token", aws.ToString(tokens.IdToken))
	watched.secret("refresh token", aws.ToString(tokens.RefreshToken))
	return tokens, nil
}

// eventually waits for an asynchronous effect.
func eventually(t *testing.T, what string, happened func() bool) {
	t.Helper()
	const limit = time.Minute // generous, because other tests run in parallel
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if happened() {
			return
		}
	}
	t.Fatalf("did not happen within %s: %s", limit, what)
}

func escaped(value string) string { return url.QueryEscape(value) }
