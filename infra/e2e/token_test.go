package e2e

import (
	"context"
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"maps"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// API Gateway itself refuses every forged or foreign token, before a function runs.
func TestForgedTokens(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("invitee"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	for kind, token := range forgedTokens(t, org.admin.token) {
		t.Run(kind, func(t *testing.T) {
			for _, a := range []response{
				get(t, "/me", token),
				get(t, org.path("/permissions"), token),
				post(t, org.path("/invitations"), token, map[string]any{"email": address("x"), "roles": []string{"billing-viewer"}}),
				del(t, org.path("/permissions/"+org.admin.id), token),
				postAction(t, i, "accept", token, linkToken),
			} {
				a.want(t, http.StatusUnauthorized)
				if strings.Contains(string(a.body), org.name) {
					t.Errorf("the response contains the organisation's name\n\n%s", a)
				}
			}
		})
	}
	get(t, "/me", org.admin.token).want(t, http.StatusOK) // the original token is valid
}

// forgedTokens returns forged tokens, made from a valid one.
func forgedTokens(t *testing.T, good string) map[string]string {
	t.Helper()
	parts := strings.Split(good, ".")
	header, claims := decodeSegment(t, parts[0]), decodeSegment(t, parts[1])
	with := func(m map[string]any, name string, value any) map[string]any {
		changed := maps.Clone(m)
		changed[name] = value
		return changed
	}
	own, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	unsigned := tokenSegment(t, with(header, "alg", "none")) + "." + parts[1]
	confused := tokenSegment(t, with(header, "alg", "HS256")) + "." + parts[1]
	mac := hmac.New(sha256.New, publicKey(t, header["kid"]))
	mac.Write([]byte(confused))
	signed := func(header, claims map[string]any) string { return signToken(t, own, header, claims) }
	return map[string]string{
		"none at all":                   "",
		"not a token":                   "good-day",
		"no signature":                  parts[0] + "." + parts[1] + ".",
		"alg none":                      unsigned + ".",
		"alg none, signature kept":      unsigned + "." + parts[2],
		"HS256 with the public key":     confused + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)),
		"another key under the same id": signed(header, claims),
		"a key that nobody knows":       signed(with(header, "kid", "mine"), claims),
		"changed signature":             parts[0] + "." + parts[1] + "." + reverse(parts[2]),
		"changed subject":               parts[0] + "." + tokenSegment(t, with(claims, "sub", "somebody")) + "." + parts[2],
		"prolonged":                     parts[0] + "." + tokenSegment(t, with(claims, "exp", time.Now().Add(time.Hour*9999).Unix())) + "." + parts[2],
		"of another pool":               tokenOfAnotherPool(t),
	}
}

// tokenClaims returns the claims of a token.
func tokenClaims(t *testing.T, token string) map[string]any {
	t.Helper()
	return decodeSegment(t, strings.Split(token, ".")[1])
}

func decodeSegment(t *testing.T, segment string) map[string]any {
	t.Helper()
	decoded, err := base64.RawURLEncoding.DecodeString(segment)
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(decoded, &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

func tokenSegment(t *testing.T, claims map[string]any) string {
	t.Helper()
	return base64.RawURLEncoding.EncodeToString([]byte(asJSON(t, claims)))
}

func signToken(t *testing.T, key *rsa.PrivateKey, header, claims map[string]any) string {
	t.Helper()
	text := tokenSegment(t, header) + "." + tokenSegment(t, claims)
	hash := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, hash[:])
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// publicKey returns the pool's public key in PEM format, as verification libraries read it.
func publicKey(t *testing.T, id any) []byte {
	t.Helper()
	address := deployment.Issuer
	if deployment.Endpoint != "" {
		address = deployment.Endpoint + "/" + deployment.UserPoolID
	}
	address += "/.well-known/jwks.json"
	if deployment.Identity == externalIssuer {
		address = deployment.KeycloakURL + keycloakPaths + "/certs"
	}
	response, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var published struct {
		Keys []struct{ Kid, N, E string }
	}
	if err := json.Unmarshal(got(io.ReadAll(response.Body)).orFail(t), &published); err != nil {
		t.Fatal(err)
	}
	for _, k := range published.Keys {
		if k.Kid != id {
			continue
		}
		n, e := got(base64.RawURLEncoding.DecodeString(k.N)).orFail(t), got(base64.RawURLEncoding.DecodeString(k.E)).orFail(t)
		key := rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
		return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: got(x509.MarshalPKIXPublicKey(&key)).orFail(t)})
	}
	t.Fatalf("the key %v is not in the key set at %s", id, address)
	return nil
}

// tokenOfAnotherPool returns a valid token of another user pool.
func tokenOfAnotherPool(t *testing.T) string {
	t.Helper()
	pool := got(cloud.users.CreateUserPool(t.Context(), &cognitoidentityprovider.CreateUserPoolInput{
		PoolName: aws.String(unique("e2e")), UsernameAttributes: []types.UsernameAttributeType{types.UsernameAttributeTypeEmail},
	})).orFail(t).UserPool.Id
	t.Cleanup(func() {
		_, err := cloud.users.DeleteUserPool(context.Background(), &cognitoidentityprovider.DeleteUserPoolInput{UserPoolId: pool})
		if err != nil {
			t.Errorf("the user pool %s could not be deleted: %v", *pool, err)
		}
	})
	made := got(cloud.users.CreateUserPoolClient(t.Context(), &cognitoidentityprovider.CreateUserPoolClientInput{
		UserPoolId: pool, ClientName: aws.String("e2e"),
		ExplicitAuthFlows: []types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsTypeAllowUserPasswordAuth, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth},
	})).orFail(t)
	email, chosen := address("foreigner"), password()
	addIdentity(t, *pool, email, nil)
	setPassword(t, *pool, email, chosen)
	result := got(authenticate(t.Context(), *made.UserPoolClient.ClientId, email, chosen)).orFail(t)
	return aws.ToString(result.AccessToken)
}

func TestIDTokensAreRefused(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("invitee"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	token := org.admin.idToken
	for _, a := range []response{
		get(t, "/me", token),
		get(t, "/roles", token),
		get(t, "/organisations", token),
		get(t, org.path(""), token),
		get(t, org.path("/permissions"), token),
		post(t, org.path("/invitations"), token, map[string]any{"email": address("x"), "roles": []string{"billing-viewer"}}),
		postAction(t, i, "accept", token, linkToken),
	} {
		a.wantProblem(t, http.StatusUnauthorized, "unauthenticated")
		if a.header.Get("Www-Authenticate") == "" {
			t.Errorf("401 without WWW-Authenticate\n\n%s", a)
		}
	}
}

// machineToken signs in as the machine client. Without scopes the token has all that the
// client may have.
func machineToken(t *testing.T, scopes ...string) string {
	t.Helper()
	if deployment.Identity == externalIssuer {
		form := newKeycloakProgram(t)
		if len(scopes) > 0 {
			form.Set("scope", strings.Join(scopes, " "))
		}
		return askKeycloak(t, keycloakPaths+"/token", form)["access_token"].(string)
	}
	described := got(cloud.users.DescribeUserPoolClient(t.Context(), &cognitoidentityprovider.DescribeUserPoolClientInput{
		UserPoolId: &deployment.UserPoolID, ClientId: &deployment.MachineClientID,
	})).orFail(t)
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {deployment.MachineClientID},
		"client_secret": {watched.secret("client secret", aws.ToString(described.UserPoolClient.ClientSecret))},
	}
	if len(scopes) > 0 {
		form.Set("scope", strings.Join(scopes, " "))
	}
	response, err := client.PostForm(deployment.SignInURL+"/oauth2/token", form)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body := got(io.ReadAll(response.Body)).orFail(t)
	var granted struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(body, &granted); err != nil || granted.AccessToken == "" {
		t.Fatalf("the token endpoint returned no access token: %s", body)
	}
	return watched.secret("access token", granted.AccessToken)
}
