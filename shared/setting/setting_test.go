package setting

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
)

func TestEverySettingIsDescribed(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range All() {
		if s.Variable == "" || s.Meaning == "" || s.Form == "" || s.Example == "" {
			t.Errorf("%s is not described: %+v", s.Variable, s)
		}
		if seen[s.Variable] {
			t.Errorf("%s appears twice", s.Variable)
		}
		seen[s.Variable] = true
		if !slices.IsSorted(s.Readers) {
			t.Errorf("%s: the readers %v are not sorted", s.Variable, s.Readers)
		}
	}
}

func TestEveryExampleIsAccepted(t *testing.T) {
	examples := map[string]string{}
	for _, s := range All() {
		examples[s.Variable] = s.Example
	}
	got := 0
	env := &Environment{Lookup: func(variable string) string { got++; return examples[variable] }}
	for _, s := range []Setting[string]{
		Region, AccessKeyID, SecretAccessKey, SessionToken, EndpointURL, Table, CursorSecret, ContinueURL, BaseURL,
		Sender, ConfigurationSet, Locale, MailDeadLetterQueueURL, EventBus, EventDeadLetterQueueURL, DeliveryEventDeadLetterQueueURL,
	} {
		if value := s.Get(env); value != s.Example {
			t.Errorf("%s is %q, want the example %q", s.Variable, value, s.Example)
		}
	}
	if p := Identity.Get(env); p.Mode != CreatedPool || p.UserPoolID == "" {
		t.Errorf("the identity provider is %+v", p)
	}
	if signIn := PageSignIn.Get(env); signIn.ClientID == "" || signIn.Token == "" {
		t.Errorf("the sign-in is %+v", signIn)
	}
	if urls := Addresses.Get(env); strings.Join(urls, " ") != Addresses.Example {
		t.Errorf("the addresses are %q", urls)
	}
	if origins := ReturnOrigins.Get(env); strings.Join(origins, " ") != ReturnOrigins.Example {
		t.Errorf("the return origins are %q", origins)
	}
	if limits := Limits.Get(env); limits != access.DefaultLimits {
		t.Errorf("the limits are %+v, want the default %+v", limits, access.DefaultLimits)
	}
	if kept := Retention.Get(env); kept.Events == 0 || kept.Invitations == 0 {
		t.Errorf("the retention is %+v", kept)
	}
	if rule := Passwords.Get(env); rule != access.DefaultPasswords {
		t.Errorf("the password rule is %+v, want the default %+v", rule, access.DefaultPasswords)
	}
	if schedules := Schedules.Get(env); schedules.Group == "" || schedules.Role == "" || !Reminders.Get(env) {
		t.Errorf("the schedules are %+v", schedules)
	}
	if functions := Functions.Get(env); len(functions) != 3 {
		t.Errorf("the functions are %v", functions)
	}
	if len(env.Problems) > 0 || got != len(examples) {
		t.Errorf("%d of %d settings, problems %+v", got, len(examples), env.Problems)
	}
}

func TestProblemsAreCollected(t *testing.T) {
	values := map[string]string{"ADMIT_BASE_URL": "/relative", "ADMIT_TABLE": " \t ", "ADMIT_LOCALE": " nb \n"}
	env := &Environment{Lookup: func(variable string) string { return values[variable] }}
	got := []string{Table.Get(env), BaseURL.Get(env), Locale.Get(env), SessionToken.Get(env)}
	if want := []string{"", "", "nb", ""}; !slices.Equal(got, want) {
		t.Errorf("values %q, want %q", got, want)
	}
	want := []Problem{
		{"ADMIT_TABLE", Table.Meaning, "is missing"},
		{"ADMIT_BASE_URL", BaseURL.Meaning, `"/relative" is not an absolute http or https URL`},
	}
	if !slices.Equal(env.Problems, want) {
		t.Errorf("problems %+v, want %+v", env.Problems, want)
	}
}

func TestParsers(t *testing.T) {
	const limits = `{"openInvitations":1,"invitationsPerHour":2,"mailsPerDay":3,"mailsPerDayOfPartner":4,"batch":5,"roles":6,"grants":7}`
	cases := map[string]struct {
		parse    func(text string) (any, error)
		accepted map[string]any // the value by its text
		refused  []string
	}{
		"text": {untyped(parseText), map[string]any{"a b": "a b"}, nil},
		"secret": {
			untyped(parseSecret), map[string]any{strings.Repeat("s", 32): strings.Repeat("s", 32)}, []string{strings.Repeat("s", 31)},
		},
		"exact URL": {
			untyped(parseExactURL), map[string]any{"http://localhost:4566/pool/": "http://localhost:4566/pool/", "https://a.example": "https://a.example"},
			[]string{"a.example", "/path", "ftp://a.example", "https://", "https:", "https://a b.example", "://"},
		},
		"URL": {
			untyped(parseURL), map[string]any{"https://a.example/": "https://a.example", "https://a.example/b//": "https://a.example/b", "http://a:1": "http://a:1"},
			[]string{"a.example", "/", "mailto:a@b.example"},
		},
		"URLs": {
			untyped(parseURLs), map[string]any{
				"https://a.example": []string{"https://a.example"}, "https://a.example/  https://b.example": []string{"https://a.example", "https://b.example"},
			},
			[]string{"https://a.example b.example"},
		},
		"mailbox": {
			untyped(parseMailbox), map[string]any{
				"a@b.example": "a@b.example", "Example <a@b.example>": "Example <a@b.example>", `"Example, Inc." <a@b.example>`: `"Example, Inc." <a@b.example>`,
				"Blåbær AS <a@b.example>": "Blåbær AS <a@b.example>",
			},
			[]string{"a", "@b.example", "a@", "Example", "Example <>", "Example <a>", "a@b.example, c@d.example", "Example a@b.example", "a@b@c.example", "<a@b.example"},
		},
		"locale": {
			untyped(parseLocale), map[string]any{"en": "en", "nb-NO": "nb-NO", "fil": "fil"},
			[]string{"e", "english", "EN", "en-", "en-no", "en-NOR", "en_US", "e1", "-NO"},
		},
		"limits": {
			untyped(parseLimits), map[string]any{limits: access.Limits{
				OpenInvitations: 1, InvitationsPerHour: 2, MailsPerDay: 3, MailsPerDayOfPartner: 4, Batch: 5, Roles: 6, Grants: 7,
			}},
			[]string{
				"{}", "7", "[]", "null", "{", limits + "x", limits + limits, strings.Replace(limits, `"grants":7`, `"grants":0`, 1), strings.Replace(limits, `,"grants":7`, "", 1),
				strings.Replace(limits, `"roles":6`, `"roles":-6`, 1), strings.Replace(limits, `"roles":6`, `"roles":"6"`, 1),
				strings.Replace(limits, `"roles":6`, `"roles":6.5`, 1), strings.Replace(limits, "{", `{"more":1,`, 1),
			},
		},
		"passwords": {
			untyped(parsePasswords), map[string]any{
				`{"minLength":8,"upper":true,"lower":false,"digit":true,"symbol":true}`: access.PasswordRule{MinLength: 8, Upper: true, Digit: true, Symbol: true},
				`{"minLength":99}`: access.PasswordRule{MinLength: 99},
			},
			[]string{"{}", "7", `{"minLength":7}`, `{"minLength":100}`, `{"minLength":12,"emoji":true}`, `{"minLength":12,"upper":1}`, `{"minLength":12}x`},
		},
		"identity": {
			untyped(parseIdentityProvider), map[string]any{
				`{"mode":"existing","issuer":"https://a.example/pool/","userPoolId":"pool"}`: IdentityProvider{Mode: ExistingPool, Issuer: "https://a.example/pool/", UserPoolID: "pool"},
				`{"mode":"issuer","issuer":"https://a.example","clientId":"c","keysUrl":"https://a.example/keys","trustEmail":true}`: IdentityProvider{
					Mode: ExternalIssuer, Issuer: "https://a.example", ClientID: "c", KeysURL: "https://a.example/keys", TrustEmail: true,
				},
			},
			[]string{
				"{}", "7", "null", `{"mode":"other","issuer":"https://a.example","userPoolId":"pool"}`, `{"mode":"create","issuer":"https://a.example"}`,
				`{"mode":"existing","issuer":"a.example","userPoolId":"pool"}`, `{"mode":"issuer","issuer":"https://a.example","clientId":"c"}`,
				`{"mode":"issuer","issuer":"https://a.example","keysUrl":"https://a.example/keys"}`,
				`{"mode":"create","issuer":"https://a.example","userPoolId":"pool","more":1}`, `{"mode":"create","issuer":"https://a.example","userPoolId":"pool"}x`,
			},
		},
		"schedules": {
			untyped(parseSchedules), map[string]any{`{"group":"g","role":"arn:r","deadLetters":"arn:q"}`: Scheduling{Group: "g", Role: "arn:r", DeadLetters: "arn:q"}},
			[]string{"{}", "7", `{"group":"g","deadLetters":"arn:q"}`, `{"role":"arn:r","deadLetters":"arn:q"}`, `{"group":"g","role":"arn:r"}`, `{"group":"g","role":"arn:r","deadLetters":"arn:q","more":1}`},
		},
		"switch": {untyped(parseSwitch), map[string]any{"true": true, "false": false}, []string{"yes", "1", "TRUE"}},
		"functions": {
			untyped(parseFunctions), map[string]any{`{"deliver":"d","publish":"p","delivery-status":"s"}`: map[string]string{"deliver": "d", "publish": "p", "delivery-status": "s"}},
			[]string{"{}", "7", `{"deliver":"d","publish":"p"}`, `{"deliver":"","publish":"p","delivery-status":"s"}`},
		},
		"sign-in": {
			untyped(parseSignIn), map[string]any{
				`{"clientId":"c","authorize":"https://a.example/a?p=1","token":"https://a.example/t","scope":"openid","parameters":"audience=x"}`: SignIn{
					ClientID: "c", Authorize: "https://a.example/a?p=1", Token: "https://a.example/t", Scope: "openid", Parameters: "audience=x",
				},
			},
			[]string{
				"{}", `{"clientId":"c","authorize":"https://a.example/a","token":"https://a.example/t"}`, `{"authorize":"https://a.example/a","token":"https://a.example/t","scope":"openid"}`,
				`{"clientId":"c","authorize":"a","token":"https://a.example/t","scope":"openid"}`, `{"clientId":"c","authorize":"https://a.example/a","scope":"openid"}`,
				`{"clientId":"c","authorize":"https://a.example/a","token":"https://a.example/t","scope":"openid","logout":"x"}`,
			},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			for text, want := range c.accepted {
				if got, err := c.parse(text); err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("%q is %v (%v), want %v", text, got, err, want)
				}
			}
			for _, text := range c.refused {
				if got, err := c.parse(text); err == nil || !reflect.ValueOf(got).IsZero() {
					t.Errorf("%q is %v (%v), want an error", text, got, err)
				}
			}
		})
	}
}

// untyped returns a parser whose result has the type any.
func untyped[T any](parse func(string) (T, error)) func(string) (any, error) {
	return func(text string) (any, error) { return parse(text) }
}
