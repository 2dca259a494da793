package e2e

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// The ways of identity of a deployment. An older description of a deployment has none.
const (
	existingPool   = "existing" // people are in a user pool that Admit does not own
	externalIssuer = "issuer"   // people are at Keycloak
)

// registers reports whether people register with a password.
func registers() bool {
	return deployment.Identity != existingPool && deployment.Identity != externalIssuer
}

// newIdentity creates somebody who can sign in, as an administrator of the identity provider
// does, and who is no user of Admit yet.
func newIdentity(t *testing.T, email string, verified bool) person {
	t.Helper()
	p := person{email: email, first: "Rita", last: "Registered", password: password()}
	if deployment.Identity == externalIssuer {
		addToKeycloak(t, p, verified)
		return p
	}
	got(cloud.users.AdminCreateUser(t.Context(), &cognitoidentityprovider.AdminCreateUserInput{
		UserPoolId: &deployment.UserPoolID, Username: aws.String(strings.ToLower(email)), MessageAction: types.MessageActionTypeSuppress,
		UserAttributes: []types.AttributeType{
			{Name: aws.String("email"), Value: aws.String(strings.ToLower(email))},
			{Name: aws.String("email_verified"), Value: aws.String(map[bool]string{true: "true", false: "false"}[verified])},
			{Name: aws.String("given_name"), Value: &p.first}, {Name: aws.String("family_name"), Value: &p.last},
		},
	})).orFail(t)
	setPassword(t, deployment.UserPoolID, email, p.password)
	return p
}

// acceptAsNewUser signs a new identity in and accepts an invitation, which makes it a user.
func acceptAsNewUser(t *testing.T, i invitation, linkToken string) person {
	t.Helper()
	p := newIdentity(t, i.Email, true)
	p.signInFor(t, linkToken)
	p.id = decode[userAndGrants](t, p.acceptFor(t, i, linkToken).want(t, http.StatusOK)).User.ID
	return p
}

// acceptFor accepts an invitation as the page does, with the ID token.
func (p person) acceptFor(t *testing.T, i invitation, linkToken string) response {
	t.Helper()
	return post(t, "/invitations/"+i.ID+"/accept", p.token, map[string]string{"token": linkToken, "idToken": p.idToken})
}

// signInFor gets new tokens with the nonce of a link.
func (p *person) signInFor(t *testing.T, linkToken string) {
	t.Helper()
	if deployment.Identity != externalIssuer {
		p.signIn(t)
		return
	}
	p.signInAtKeycloak(t, digest("admit id token\n"+linkToken))
	p.setSubject(t)
}

// digest returns the SHA-256 of a text in base64url.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func addToKeycloak(t *testing.T, p person, verified bool) {
	t.Helper()
	createInKeycloak(t, "users", map[string]any{
		"username": p.email, "email": p.email, "emailVerified": verified, "enabled": true, "firstName": p.first, "lastName": p.last,
		"credentials": []map[string]any{{"type": "password", "value": p.password, "temporary": false}},
	})
}

// createInKeycloak creates something in the realm, as its administrator.
func createInKeycloak(t *testing.T, kind string, representation map[string]any) {
	t.Helper()
	token := askKeycloak(t, "/realms/master/protocol/openid-connect/token", url.Values{
		"grant_type": {"password"}, "client_id": {"admin-cli"}, "username": {"admin"}, "password": {deployment.KeycloakPassword},
	})["access_token"].(string)
	body := got(json.Marshal(representation)).orFail(t)
	answer := requestKeycloak(t, http.DefaultClient, http.MethodPost, "/admin/realms/staff/"+kind, "application/json", token, string(body))
	if answer.status != http.StatusCreated {
		t.Fatalf("Keycloak creates no %s: %d %s", kind, answer.status, answer.body)
	}
}

// keycloakAnswer is an answer of Keycloak.
type keycloakAnswer struct {
	status   int
	body     string
	location string
}

// requestKeycloak sends a request to Keycloak, at a path or a whole address.
func requestKeycloak(t *testing.T, by *http.Client, method, path, contentType, token, body string) keycloakAnswer {
	t.Helper()
	if strings.HasPrefix(path, "/") {
		path = deployment.KeycloakURL + path
	}
	r := got(http.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))).orFail(t)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := by.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return keycloakAnswer{response.StatusCode, string(got(io.ReadAll(response.Body)).orFail(t)), response.Header.Get("Location")}
}

// newKeycloakProgram creates a client of a program that may have both scopes of Admit, and
// returns what it sends for a token.
func newKeycloakProgram(t *testing.T) url.Values {
	t.Helper()
	id, secret := unique("program"), rand.Text()
	keycloakScopes.Do(func() {
		for _, scope := range programScopes {
			createInKeycloak(t, "client-scopes", map[string]any{
				"name": scope, "protocol": "openid-connect", "attributes": map[string]string{"include.in.token.scope": "true"},
			})
		}
	})
	createInKeycloak(t, "clients", map[string]any{
		"clientId": id, "secret": secret, "publicClient": false, "serviceAccountsEnabled": true, "standardFlowEnabled": false,
		"optionalClientScopes": programScopes,
		"protocolMappers": []map[string]any{{
			"name": "audience", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
			"config": map[string]string{"included.client.audience": deployment.ClientID, "access.token.claim": "true"},
		}},
	})
	return url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}, "scope": {strings.Join(programScopes, " ")}}
}

var (
	programScopes  = []string{"admit/decide", "admit/read"}
	keycloakScopes sync.Once // a realm has each scope once
)

const formType = "application/x-www-form-urlencoded"

// askKeycloak sends a form to Keycloak and returns the JSON of its answer.
func askKeycloak(t *testing.T, path string, form url.Values) map[string]any {
	t.Helper()
	answer := requestKeycloak(t, http.DefaultClient, http.MethodPost, path, formType, "", form.Encode())
	var body map[string]any
	if err := json.Unmarshal([]byte(answer.body), &body); err != nil || answer.status != http.StatusOK {
		t.Fatalf("%s: %d: %s", path, answer.status, answer.body)
	}
	for name, kind := range map[string]string{"access_token": "access token", "id_token": "ID token", "refresh_token": "refresh token"} {
		token, _ := body[name].(string)
		watched.secret(kind, token)
	}
	watched.secret("authorisation code", form.Get("code"))
	watched.secret("client secret", form.Get("client_secret"))
	return body
}

const keycloakPaths = "/realms/staff/protocol/openid-connect"

// signInAtKeycloak goes the way of a browser: the authorization code flow with PKCE, and
// Keycloak's own form.
func (p *person) signInAtKeycloak(t *testing.T, nonce string) {
	t.Helper()
	verifier, redirect := rand.Text()+rand.Text(), deployment.APIURL+"/console"
	query := url.Values{
		"response_type": {"code"}, "client_id": {deployment.ClientID}, "redirect_uri": {redirect}, "scope": {"openid email profile"},
		"state": {rand.Text()}, "nonce": {nonce}, "code_challenge": {digest(verifier)}, "code_challenge_method": {"S256"},
	}
	code := p.submitForm(t, deployment.KeycloakURL+keycloakPaths+"/auth?"+query.Encode())
	tokens := askKeycloak(t, keycloakPaths+"/token", url.Values{
		"grant_type": {"authorization_code"}, "client_id": {deployment.ClientID}, "redirect_uri": {redirect}, "code": {code}, "code_verifier": {verifier},
	})
	p.token, p.idToken = tokens["access_token"].(string), tokens["id_token"].(string)
}

var formAction = regexp.MustCompile(`<form[^>]* action="([^"]*)"`)

// submitForm opens the sign-in, submits name and password, and returns the code.
func (p *person) submitForm(t *testing.T, address string) string {
	t.Helper()
	browser := &http.Client{
		Jar:           got(cookiejar.New(nil)).orFail(t),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	opened := requestKeycloak(t, browser, http.MethodGet, address, "", "", "")
	found := formAction.FindStringSubmatch(opened.body)
	if found == nil {
		t.Fatalf("Keycloak shows no form: %d", opened.status)
	}
	form := url.Values{"username": {p.email}, "password": {p.password}, "credentialId": {""}}
	answered := requestKeycloak(t, browser, http.MethodPost, html.UnescapeString(found[1]), formType, "", form.Encode())
	code := got(url.Parse(answered.location)).orFail(t).Query().Get("code")
	if code == "" {
		t.Fatalf("%s: Keycloak gave no code: %d to %q", p.email, answered.status, answered.location)
	}
	return code
}
