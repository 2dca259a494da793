package main

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"admit/shared/setting"
)

func TestWaysOfIdentity(t *testing.T) {
	pool := map[string]any{"identity": "existing", "userPoolId": "eu-north-1_a1B2c3D4e", "signInUrl": "https://login.example.com"}
	issuer := map[string]any{"identity": "issuer", "issuer": "https://login.example.com", "clientId": "pages"}
	for name, c := range map[string]struct {
		base, changes map[string]any
		says          string // "" if the settings are valid
	}{
		"create":                         {nil, nil, ""},
		"create, a pool":                 {nil, map[string]any{"userPoolId": "eu-north-1_a1B2c3D4e"}, "has no meaning with identity=create"},
		"create, a client":               {nil, map[string]any{"clientId": "x"}, "has no meaning with identity=create"},
		"create, providers":              {nil, map[string]any{"userPoolProviders": "Staff"}, "has no meaning without identity=existing"},
		"create, trusted addresses":      {nil, map[string]any{"trustEmail": "true"}, "has no meaning without identity=issuer"},
		"create, its own sign-in":        {nil, map[string]any{"mfa": "required", "passwordLength": "8", "passwordCharacters": "", "temporaryPasswordDays": "1", "signInMails": "ses"}, ""},
		"existing, mfa":                  {pool, map[string]any{"mfa": "optional"}, "context mfa: has no meaning with identity=existing"},
		"existing, a length":             {pool, map[string]any{"passwordLength": "13"}, "context passwordLength: has no meaning with identity=existing"},
		"existing, characters":           {pool, map[string]any{"passwordCharacters": "upper,lower,digit,symbol"}, "context passwordCharacters: has no meaning with identity=existing"},
		"existing, the default in order": {pool, map[string]any{"passwordCharacters": "digit,upper,lower"}, ""},
		"issuer, temporary passwords":    {issuer, map[string]any{"temporaryPasswordDays": "8"}, "context temporaryPasswordDays: has no meaning with identity=issuer"},
		"issuer, mails of a pool":        {issuer, map[string]any{"signInMails": "ses"}, "context signInMails: has no meaning with identity=issuer"},
		"unknown":                        {nil, map[string]any{"identity": "saml"}, "is not one of create, existing, issuer"},
		"existing":                       {pool, nil, ""},
		"existing, a machine client":     {pool, map[string]any{"machineClient": "true"}, ""},
		"existing, no pool":              {pool, map[string]any{"userPoolId": ""}, "identity=existing needs it"},
		"existing, no sign-in":           {pool, map[string]any{"signInUrl": ""}, "identity=existing needs it"},
		"existing, no id":                {pool, map[string]any{"userPoolId": "pool"}, "is not the id of a user pool"},
		"existing, no providers":         {pool, map[string]any{"userPoolProviders": ""}, "identity=existing needs it"},
		"existing, a prefix":             {pool, map[string]any{"signInPrefix": "admit"}, "has no meaning with identity=existing"},
		"existing, a URI as audience":    {pool, map[string]any{"audiences": "api://x"}, "is not a client id"},
		"issuer":                         {issuer, nil, ""},
		"issuer, a URI as audience":      {issuer, map[string]any{"audiences": "api://default,https://admit.example.com"}, ""},
		"issuer, no issuer":              {issuer, map[string]any{"issuer": ""}, "identity=issuer needs it"},
		"issuer, no client":              {issuer, map[string]any{"clientId": ""}, "identity=issuer needs it"},
		"issuer, a placeholder":          {issuer, map[string]any{"issuer": "https://login.example.com/{userPoolId}"}, "is not a URL"},
		"issuer over http":               {issuer, map[string]any{"issuer": "http://login.example.com"}, "must be https"},
		"issuer over http, development":  {issuer, map[string]any{"issuer": "http://login.example.com", "environment": "development"}, "must be https"},
		"issuer on loopback":             {issuer, map[string]any{"issuer": "http://localhost:8080/realms/x", "environment": "development"}, ""},
		"issuer, a machine client":       {issuer, map[string]any{"machineClient": "true"}, "register programs at the provider"},
		"issuer, a sign-in":              {issuer, map[string]any{"signInUrl": "https://login.example.com"}, "has no meaning with identity=issuer"},
		"issuer, parameters":             {issuer, map[string]any{"signInParameters": "audience=https%3A%2F%2Fadmit.example.com&prompt=login"}, ""},
		"issuer, parameters of the page": {issuer, map[string]any{"signInParameters": "state=x"}, "state is set by the pages themselves"},
		"issuer, no query":               {issuer, map[string]any{"signInParameters": "%zz"}, "is not a query"},
		"issuer, no ID token":            {issuer, map[string]any{"scope": "email profile"}, "must have openid"},
		"issuer, trusted addresses":      {issuer, map[string]any{"trustEmail": "true"}, ""},
		"issuer, a client with a space":  {issuer, map[string]any{"clientId": "a b"}, "is not a client id"},
		"issuer, an audience with space": {issuer, map[string]any{"audiences": "a b"}, "is not a client id or a URI"},
	} {
		context := map[string]any{"sender": "a@example.com"}
		maps.Copy(context, c.base)
		maps.Copy(context, c.changes)
		_, err := settingsWith(t, context)
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}

// The audiences of a provider replace the client: its ID tokens are for the client, and
// its access tokens may be for something else.
func TestAudiencesOfAProvider(t *testing.T) {
	for audiences, want := range map[string][]string{"": {"pages"}, "api://default": {"api://default"}} {
		s, err := settingsWith(t, map[string]any{"sender": "a@example.com", "identity": "issuer", "issuer": "https://login.example.com", "clientId": "pages", "audiences": audiences})
		if err != nil {
			t.Fatal(err)
		}
		s.Provider = staff
		if got := issuerUsers(s); !slices.Equal(got.audience, want) || got.provider.Mode != setting.ExternalIssuer || got.acceptMay != nil {
			t.Errorf("%q: %+v, want %v", audiences, got, want)
		}
	}
}
