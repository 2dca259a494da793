package identity

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"admit/shared/access"
)

// pool answers the calls of a real client as Cognito would: an action by a body,
// or by the name of an error. It keeps what was asked.
type pool struct {
	answers map[string]string
	asked   map[string]map[string]any
}

func open(t *testing.T, answers map[string]string) (Cognito, *pool) {
	t.Helper()
	p := &pool{answers, map[string]map[string]any{}}
	return openAt(t, p), p
}

func openAt(t *testing.T, pool http.Handler) Cognito {
	t.Helper()
	server := httptest.NewServer(pool)
	t.Cleanup(server.Close)
	client := cognito.New(cognito.Options{
		Region: "eu-west-1", BaseEndpoint: aws.String(server.URL), Retryer: aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "x", SecretAccessKey: "x"}, nil
		}),
	})
	return Cognito{Client: client, Pool: "pool", Issuer: "https://issuer"}
}

func (p *pool) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	body, _ := io.ReadAll(r.Body)
	var asked map[string]any
	_ = json.Unmarshal(body, &asked)
	p.asked[action] = asked
	answer, known := p.answers[action]
	switch {
	case known && strings.HasPrefix(answer, "{"):
		_, _ = io.WriteString(w, answer)
	case known:
		w.Header().Set("X-Amzn-ErrorType", answer)
		w.WriteHeader(statusOf(answer))
		_, _ = io.WriteString(w, `{"__type":"`+answer+`","message":"as the documentation says"}`)
	default:
		w.WriteHeader(http.StatusNotImplemented)
	}
}

func statusOf(name string) int {
	if name == "InternalErrorException" {
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

func address(t *testing.T, typed string) access.Address {
	t.Helper()
	a, err := access.ParseAddress(typed)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func user(status, mark string) string {
	return `{"UserStatus":"` + status + `","UserAttributes":[{"Name":"sub","Value":"s-1"},{"Name":"email","Value":"ada@example.com"},` +
		`{"Name":"email_verified","Value":"true"},{"Name":"given_name","Value":"Ada"},{"Name":"custom:admit","Value":"` + mark + `"}]}`
}

func TestCreateMakesAnIdentityThatCannotSignInYet(t *testing.T) {
	c, p := open(t, map[string]string{"AdminGetUser": "UserNotFoundException", "AdminCreateUser": `{"User":{"UserStatus":"FORCE_CHANGE_PASSWORD","Attributes":[` +
		`{"Name":"sub","Value":"s-1"},{"Name":"custom:admit","Value":"registering"}]}}`})
	identity, made, err := c.Create(t.Context(), address(t, "Ada@Exa\u0308mple.com"), "Ada", "")
	if err != nil || !made || identity.Subject != "s-1" || identity.Issuer != "https://issuer" || !identity.Unfinished {
		t.Fatalf("%+v, %v", identity, err)
	}
	asked := p.asked["AdminCreateUser"]
	got := map[string]string{}
	for _, a := range asked["UserAttributes"].([]any) {
		got[a.(map[string]any)["Name"].(string)] = a.(map[string]any)["Value"].(string)
	}
	want := map[string]string{"email": "ada@exämple.com", "email_verified": "true", "given_name": "Ada", "custom:admit": "registering"}
	if asked["Username"] != "ada@exämple.com" || asked["MessageAction"] != "SUPPRESS" || !maps.Equal(got, want) {
		t.Errorf("asked for %v with %v", asked, got)
	}
}

func TestAnIdentityThatIsThere(t *testing.T) {
	for name, c := range map[string]struct {
		answer     string
		unfinished bool
		kind       access.Kind // of Create
	}{
		"left behind by a registration":     {user("FORCE_CHANGE_PASSWORD", "registering"), true, ""},
		"left behind with a password":       {user("CONFIRMED", "registering"), true, ""},
		"registered":                        {user("CONFIRMED", "registered"), false, access.AlreadyRegistered},
		"registered, then given a new one":  {user("FORCE_CHANGE_PASSWORD", "registered"), false, access.AlreadyRegistered},
		"made by somebody else":             {user("FORCE_CHANGE_PASSWORD", ""), false, access.AlreadyRegistered},
		"made by somebody else, and in use": {user("CONFIRMED", ""), false, access.AlreadyRegistered},
	} {
		t.Run(name, func(t *testing.T) {
			directory, _ := open(t, map[string]string{"AdminCreateUser": "UsernameExistsException", "AdminGetUser": c.answer})
			identity, err := directory.Find(t.Context(), address(t, "ada@example.com"))
			if err != nil || identity.Unfinished != c.unfinished || !identity.Verified || identity.FirstName != "Ada" {
				t.Errorf("found %+v, %v", identity, err)
			}
			_, made, err := directory.Create(t.Context(), address(t, "ada@example.com"), "", "")
			if made || (c.kind == "") != (err == nil) || (err != nil && access.KindOf(err) != c.kind) {
				t.Errorf("created: %t, %v, want %q", made, err, c.kind)
			}
		})
	}
}

// TestWhatCognitoRefuses goes through the errors that the documentation of each
// action names and that a caller can bring about.
func TestWhatCognitoRefuses(t *testing.T) {
	ada := address(t, "ada@example.com")
	calls := map[string]func(Cognito, context.Context) error{
		"AdminCreateUser": func(c Cognito, ctx context.Context) error { _, _, err := c.Create(ctx, ada, "Ada", ""); return err },
		"AdminGetUser":    func(c Cognito, ctx context.Context) error { _, err := c.Find(ctx, ada); return err },
		"AdminSetUserPassword": func(c Cognito, ctx context.Context) error {
			return c.Activate(ctx, access.Identity{Subject: "s-1"}, "Analytical-Engine-1")
		},
		"AdminDeleteUser": func(c Cognito, ctx context.Context) error { return c.Delete(ctx, "s-1") },
	}
	const none, fine = "none", "fine"
	for action, errorsOf := range map[string]map[string]string{
		"AdminCreateUser": {"InvalidParameterException": string(access.Invalid), "TooManyRequestsException": string(access.Unavailable), "NotAuthorizedException": string(access.Internal)},
		"AdminGetUser": {"UserNotFoundException": none, "InvalidParameterException": none, "TooManyRequestsException": string(access.Unavailable), "ResourceNotFoundException": string(access.Internal),
			`{"UserStatus":`: string(access.Unavailable)}, // an answer that breaks off
		"AdminSetUserPassword": {"InvalidPasswordException": string(access.Invalid), "InvalidParameterException": string(access.Invalid),
			"PasswordHistoryPolicyViolationException": string(access.Invalid), "TooManyRequestsException": string(access.Unavailable), "InternalErrorException": string(access.Unavailable)},
		"AdminDeleteUser": {"UserNotFoundException": fine, "TooManyRequestsException": string(access.Unavailable)},
	} {
		for _, name := range slices.Sorted(maps.Keys(errorsOf)) {
			c, _ := open(t, map[string]string{action: name})
			err := calls[action](c, t.Context())
			got := fine
			if err == access.ErrNone { //nolint:errorlint // the very error, as the interface promises
				got = none
			} else if err != nil {
				got = string(access.KindOf(err))
			}
			if got != errorsOf[name] {
				t.Errorf("%s: %s means %s (%v), want %s", action, name, got, err, errorsOf[name])
			}
		}
	}
}

// TestAnIdentityIsMarkedLast: a password that is set leaves the mark, so that a
// registration that broke off behind it can be repeated.
func TestAnIdentityIsMarkedLast(t *testing.T) {
	c, p := open(t, map[string]string{"AdminSetUserPassword": `{}`, "AdminUpdateUserAttributes": `{}`})
	identity := access.Identity{Subject: "s-1"}
	if err := c.Activate(t.Context(), identity, "Analytical-Engine-1"); err != nil {
		t.Fatal(err)
	}
	if asked := p.asked["AdminSetUserPassword"]; asked["Password"] != "Analytical-Engine-1" || asked["Permanent"] != true || asked["Username"] != "s-1" {
		t.Errorf("asked for %v", asked)
	}
	if p.asked["AdminUpdateUserAttributes"] != nil {
		t.Error("it is marked before it is a user's")
	}
	if err := c.Finish(t.Context(), identity); err != nil {
		t.Fatal(err)
	}
	if asked, _ := json.Marshal(p.asked["AdminUpdateUserAttributes"]); !strings.Contains(string(asked), `"Value":"registered"`) {
		t.Errorf("marked with %s", asked)
	}
}
