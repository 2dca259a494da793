package e2e

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// A product signs its users in through a client of its own, and its pages have an origin
// of their own. The settings audiences and origins let both in.

func TestTheProductsOriginMayCall(t *testing.T) {
	t.Parallel()
	org, origin := newOrganisation(t), productOrigin(t)
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		a := preflight(t, origin, method, "authorization,content-type,idempotency-key,if-match")
		if a.status != http.StatusNoContent && a.status != http.StatusOK {
			t.Errorf("%s: a browser would not go on\n\n%s", method, a)
		}
		if got := a.header.Get("Access-Control-Allow-Origin"); got != origin {
			t.Errorf("%s: the allowed origin is %q", method, got)
		}
		if !slices.Contains(listed(a, "Access-Control-Allow-Methods"), strings.ToLower(method)) {
			t.Errorf("%s is not allowed: %v", method, a.header)
		}
		for _, name := range []string{"authorization", "content-type", "idempotency-key", "if-match"} {
			if !slices.Contains(listed(a, "Access-Control-Allow-Headers"), name) {
				t.Errorf("%s: the header %s is not allowed: %v", method, name, a.header)
			}
		}
		if a.header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: cookies are allowed", method)
		}
	}
	from := map[string]string{"Origin": origin}
	for path, status := range map[string]int{org.path("/permissions/" + org.admin.id): http.StatusOK, org.path("/permissions/nobody"): http.StatusNotFound} {
		a := send(t, request{method: http.MethodGet, path: path, token: org.admin.token, header: from}).want(t, status)
		if a.header.Get("Access-Control-Allow-Origin") != origin || a.header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("a page could not read the response: %v\n\n%s", a.header, a)
		}
		for _, name := range []string{"etag", "location", "retry-after", "idempotency-replayed"} {
			if !slices.Contains(listed(a, "Access-Control-Expose-Headers"), name) {
				t.Errorf("a page could not read the header %s: %v", name, a.header)
			}
		}
	}
}

// The API answers a request from anywhere, but a browser shows the response only to the
// pages of the allowed origin.
func TestForeignOriginsReadNothing(t *testing.T) {
	t.Parallel()
	org, allowed := newOrganisation(t), productOrigin(t)
	for _, origin := range []string{
		"https://evil.example", "null", allowed + ".evil.example", strings.Replace(allowed, "http:", "https:", 1), allowed + "0", "http://localhost",
	} {
		a := preflight(t, origin, "GET", "authorization")
		b := send(t, request{method: http.MethodGet, path: "/me", token: org.admin.token, header: map[string]string{"Origin": origin}}).want(t, http.StatusOK)
		for name := range a.header {
			if strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("%s: the response to the preflight has %s: %s", origin, name, a.header.Get(name))
			}
		}
		if got := b.header.Get("Access-Control-Allow-Origin"); got != "" {
			t.Errorf("%s: the response may be read by pages of %s", origin, got)
		}
	}
	if a := preflight(t, allowed, "GET", "authorization"); a.header.Get("Access-Control-Allow-Origin") != allowed {
		t.Errorf("the test proves nothing: the allowed origin is refused, too\n\n%s", a)
	}
}

// A token of a client in audiences counts as one of the console's.
func TestTokensOfTheProductsClient(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	productOrigin(t)
	token := tokenOf(t, deployment.ProductClientID, org.admin)
	me := decode[userAndGrants](t, get(t, "/me", token).want(t, http.StatusOK))
	if me.User.ID != org.admin.id || len(me.Grants) == 0 {
		t.Errorf("the user is %+v, want %s with the same grants", me, org.admin.id)
	}
	get(t, org.path("/permissions"), token).want(t, http.StatusOK)
}

// A token of the same pool and the same user is refused if its client is not in audiences.
func TestTokensOfOtherClientsAreRefused(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	made := got(cloud.users.CreateUserPoolClient(t.Context(), &cognitoidentityprovider.CreateUserPoolClientInput{
		UserPoolId: &deployment.UserPoolID, ClientName: aws.String(unique("e2e")),
		ExplicitAuthFlows: []types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsTypeAllowUserPasswordAuth, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth},
	})).orFail(t).UserPoolClient.ClientId
	t.Cleanup(func() {
		_, err := cloud.users.DeleteUserPoolClient(context.Background(), &cognitoidentityprovider.DeleteUserPoolClientInput{
			UserPoolId: &deployment.UserPoolID, ClientId: made,
		})
		if err != nil {
			t.Errorf("the client %s could not be deleted: %v", *made, err)
		}
	})
	token := tokenOf(t, *made, org.admin)
	got(cloud.users.GetUser(t.Context(), &cognitoidentityprovider.GetUserInput{AccessToken: &token})).orFail(t) // the token is valid
	for _, path := range []string{"/me", "/roles", org.path(""), org.path("/permissions")} {
		get(t, path, token).want(t, http.StatusUnauthorized)
	}
}

// A program gets the scopes that it asks for, and no others.
func TestScopesOfTheMachineClient(t *testing.T) {
	t.Parallel()
	for _, scopes := range [][]string{{"admit/decide", "admit/read"}, {"admit/decide"}, {"admit/read"}} {
		claims := decodeSegment(t, strings.Split(machineToken(t, scopes...), ".")[1])
		granted, _ := claims["scope"].(string)
		if has := strings.Fields(granted); len(has) != len(scopes) || !slices.Contains(has, scopes[0]) || !slices.Contains(has, scopes[len(scopes)-1]) {
			t.Errorf("the scopes are %q, want %q", granted, scopes)
		}
	}
	claims := decodeSegment(t, strings.Split(machineToken(t), ".")[1])
	if granted, _ := claims["scope"].(string); len(strings.Fields(granted)) != 2 {
		t.Errorf("the scopes of a token without a choice are %q", granted)
	}
}

// productOrigin returns the origin in the setting origins.
func productOrigin(t *testing.T) string {
	t.Helper()
	if deployment.ProductOrigin == "" || deployment.ProductClientID == "" {
		t.Fatal("the deployment has no product: run the test with .build/local run and without -product=false")
	}
	return deployment.ProductOrigin
}

// tokenOf signs a person in through a client and returns the access token.
func tokenOf(t *testing.T, clientID string, p person) string {
	t.Helper()
	result := got(authenticate(t.Context(), clientID, p.email, p.password)).orFail(t)
	return aws.ToString(result.AccessToken)
}

// preflight asks the API as a browser does before a page's request.
func preflight(t *testing.T, origin, method, headers string) response {
	t.Helper()
	return got(request{method: http.MethodOptions, path: "/me", header: map[string]string{
		"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers,
	}}.exchange(t.Context())).orFail(t)
}

// listed returns the items of a header with commas, in lower case.
func listed(a response, header string) []string {
	var items []string
	for item := range strings.SplitSeq(a.header.Get(header), ",") {
		items = append(items, strings.ToLower(strings.TrimSpace(item)))
	}
	return items
}
