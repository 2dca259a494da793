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

// pool is a server that answers the calls of a real client like Cognito. An answer is
// a body or the name of an error. The pool keeps the last input of each action.
type pool struct {
	answers map[string]string
	inputs  map[string]map[string]any
}

// open returns a directory and its pool, which has answers by action.
func open(t *testing.T, answers map[string]string) (Cognito, *pool) {
	t.Helper()
	p := &pool{answers, map[string]map[string]any{}}
	return openAt(t, p), p
}

// openAt returns a directory whose pool is a handler.
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
	var input map[string]any
	_ = json.Unmarshal(body, &input)
	p.inputs[action] = input
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

// user returns an answer of AdminGetUser with a status and a state of registration.
func user(status, state string) string {
	return `{"UserStatus":"` + status + `","UserAttributes":[{"Name":"sub","Value":"s-1"},{"Name":"email","Value":"ada@example.com"},` +
		`{"Name":"email_verified","Value":"true"},{"Name":"given_name","Value":"Ada"},{"Name":"custom:admit","Value":"` + state + `"}]}`
}

func TestCreateCreatesAnIdentityThatCannotSignIn(t *testing.T) {
	c, p := open(t, map[string]string{"AdminGetUser": "UserNotFoundException", "AdminCreateUser": `{"User":{"UserStatus":"FORCE_CHANGE_PASSWORD","Attributes":[` +
		`{"Name":"sub","Value":"s-1"},{"Name":"custom:admit","Value":"registering"}]}}`})
	identity, created, err := c.Create(t.Context(), access.NewIdentity{Address: address(t, "Ada@Exa\u0308mple.com"), FirstName: "Ada", Language: "nb-NO"})
	if err != nil || !created || identity.Subject != "s-1" || identity.Issuer != "https://issuer" || !identity.Unfinished {
		t.Fatalf("%+v, %v", identity, err)
	}
	input := p.inputs["AdminCreateUser"]
	got := map[string]string{}
	for _, a := range input["UserAttributes"].([]any) {
		got[a.(map[string]any)["Name"].(string)] = a.(map[string]any)["Value"].(string)
	}
	want := map[string]string{"email": "ada@exämple.com", "email_verified": "true", "given_name": "Ada", "locale": "nb-NO", "custom:admit": "registering"}
	if input["Username"] != "ada@exämple.com" || input["MessageAction"] != "SUPPRESS" || !maps.Equal(got, want) {
		t.Errorf("the input is %v with the attributes %v", input, got)
	}
}

func TestAnExistingIdentity(t *testing.T) {
	for name, c := range map[string]struct {
		answer     string
		unfinished bool
		kind       access.Kind // of Create
	}{
		"unfinished":                      {user("FORCE_CHANGE_PASSWORD", "registering"), true, ""},
		"unfinished, with a password":     {user("CONFIRMED", "registering"), true, ""},
		"registered":                      {user("CONFIRMED", "registered"), false, access.AlreadyRegistered},
		"registered, with a new password": {user("FORCE_CHANGE_PASSWORD", "registered"), false, access.AlreadyRegistered},
		"not by Admit":                    {user("FORCE_CHANGE_PASSWORD", ""), false, access.AlreadyRegistered},
		"not by Admit, in use":            {user("CONFIRMED", ""), false, access.AlreadyRegistered},
	} {
		t.Run(name, func(t *testing.T) {
			directory, _ := open(t, map[string]string{"AdminCreateUser": "UsernameExistsException", "AdminGetUser": c.answer})
			identity, err := directory.Find(t.Context(), address(t, "ada@example.com"))
			if err != nil || identity.Unfinished != c.unfinished || !identity.Verified || identity.FirstName != "Ada" {
				t.Errorf("found %+v, %v", identity, err)
			}
			_, created, err := directory.Create(t.Context(), access.NewIdentity{Address: address(t, "ada@example.com")})
			if created || (c.kind == "") != (err == nil) || (err != nil && access.KindOf(err) != c.kind) {
				t.Errorf("created: %t, %v, want %q", created, err, c.kind)
			}
		})
	}
}

// TestErrorsOfCognito checks the errors that the documentation of each action lists
// and that a caller can cause.
func TestErrorsOfCognito(t *testing.T) {
	ada := address(t, "ada@example.com")
	calls := map[string]func(Cognito, context.Context) error{
		"AdminCreateUser": func(c Cognito, ctx context.Context) error {
			_, _, err := c.Create(ctx, access.NewIdentity{Address: ada, FirstName: "Ada"})
			return err
		},
		"AdminGetUser": func(c Cognito, ctx context.Context) error { _, err := c.Find(ctx, ada); return err },
		"AdminSetUserPassword": func(c Cognito, ctx context.Context) error {
			return c.SetPassword(ctx, access.Identity{Subject: "s-1"}, "Analytical-Engine-1")
		},
		"AdminDeleteUser": func(c Cognito, ctx context.Context) error { return c.Delete(ctx, "s-1") },
	}
	const none, success = "none", "success"
	for action, errorsOf := range map[string]map[string]string{
		"AdminCreateUser": {"InvalidParameterException": string(access.Invalid), "TooManyRequestsException": string(access.Unavailable), "NotAuthorizedException": string(access.Internal)},
		"AdminGetUser": {"UserNotFoundException": none, "InvalidParameterException": none, "TooManyRequestsException": string(access.Unavailable), "ResourceNotFoundException": string(access.Internal),
			`{"UserStatus":`: string(access.Unavailable)}, // an incomplete answer
		"AdminSetUserPassword": {"InvalidPasswordException": string(access.Invalid), "InvalidParameterException": string(access.Invalid),
			"PasswordHistoryPolicyViolationException": string(access.Invalid), "TooManyRequestsException": string(access.Unavailable), "InternalErrorException": string(access.Unavailable)},
		"AdminDeleteUser": {"UserNotFoundException": success, "TooManyRequestsException": string(access.Unavailable)},
	} {
		for _, name := range slices.Sorted(maps.Keys(errorsOf)) {
			c, _ := open(t, map[string]string{action: name})
			err := calls[action](c, t.Context())
			got := success
			if err == access.ErrNotFound { //nolint:errorlint // the interface promises this error itself
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

// TestAnIdentityIsFinishedLast checks that setting the password does not finish the
// identity, so that a registration that stops after it can be repeated.
func TestAnIdentityIsFinishedLast(t *testing.T) {
	c, p := open(t, map[string]string{"AdminSetUserPassword": `{}`, "AdminUpdateUserAttributes": `{}`})
	identity := access.Identity{Subject: "s-1"}
	if err := c.SetPassword(t.Context(), identity, "Analytical-Engine-1"); err != nil {
		t.Fatal(err)
	}
	if input := p.inputs["AdminSetUserPassword"]; input["Password"] != "Analytical-Engine-1" || input["Permanent"] != true || input["Username"] != "s-1" {
		t.Errorf("the input is %v", input)
	}
	if p.inputs["AdminUpdateUserAttributes"] != nil {
		t.Error("SetPassword finished the identity")
	}
	if err := c.Finish(t.Context(), identity); err != nil {
		t.Fatal(err)
	}
	if input, _ := json.Marshal(p.inputs["AdminUpdateUserAttributes"]); !strings.Contains(string(input), `"Value":"registered"`) {
		t.Errorf("the input is %s", input)
	}
}
