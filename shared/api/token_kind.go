package api

import "strings"

// tokenClaims are the claims of a token of any OpenID Connect provider. API Gateway has
// verified its signature, issuer, audience and expiry, and not its kind: it takes an ID
// token for an access token.
type tokenClaims map[string]any

// tokenKind is the kind of a token.
type tokenKind int

const (
	otherToken    tokenKind = iota // such as an ID token
	personsToken                   // an access token of a person
	programsToken                  // an access token that a program got for itself
)

// kind returns the kind of the token. Cognito names it in token_use. Other providers have
// a claim for it each, or none.
func (c tokenClaims) kind() tokenKind {
	switch {
	case c.has("token_use"):
		return c.cognitoKind()
	case c.isIDToken():
		return otherToken
	case c.isProgram():
		return programsToken
	case !c.has("scope") && !c.has("scp"):
		return otherToken // an ID token needs no scope; an access token of a person has at least openid
	}
	return personsToken
}

// cognitoKind returns the kind of a token of Cognito. A token of the client credentials
// grant has no user name.
func (c tokenClaims) cognitoKind() tokenKind {
	switch {
	case c.text("token_use") != "access":
		return otherToken
	case c.text("username") == "" || c.isProgram():
		return programsToken
	}
	return personsToken
}

// isIDToken reports whether a token of another provider than Cognito has a claim of an ID
// token, or is named as something else than an access token: Keycloak has the types ID,
// Refresh and Logout beside Bearer.
func (c tokenClaims) isIDToken() bool {
	kind := c.text("typ")
	return c.has("nonce") || c.has("at_hash") || c.has("c_hash") || c.has("events") || (kind != "" && !strings.EqualFold(kind, "bearer"))
}

// isProgram reports whether a program got the token for itself, by the client credentials
// grant: the subject is the client (as RFC 9068 asks, and Okta does), or the provider
// names the grant (Auth0) or the kind of the caller (Entra).
func (c tokenClaims) isProgram() bool {
	subject := c.text("sub")
	return subject == c.text("client_id") || subject == c.text("azp") || subject == c.text("cid") ||
		c.text("gty") == "client-credentials" || c.text("idtyp") == "app" || c.isServiceAccount()
}

// isServiceAccount reports whether the token is of a service account of Keycloak. Such a
// token has no session, and the client's id and address, or with the scope profile the
// client's name. People may choose such a name, but their tokens have a session.
func (c tokenClaims) isServiceAccount() bool {
	client := c.text("azp")
	if client == "" || c.has("sid") {
		return false
	}
	return c.text("client_id") == client && c.has("clientAddress") ||
		c.text("preferred_username") == "service-account-"+strings.ToLower(client)
}

// scopes returns the scopes of a program's token. Okta has them in scp. Entra has none for
// a program, and lists what an administrator allowed in roles.
func (c tokenClaims) scopes() []string {
	if c.has("token_use") || c.has("scope") {
		return strings.Fields(c.text("scope"))
	}
	if c.has("scp") {
		return c.list("scp")
	}
	return c.list("roles")
}

func (c tokenClaims) has(name string) bool {
	_, has := c[name]
	return has
}

// text returns a claim that is text, and "" for any other.
func (c tokenClaims) text(name string) string {
	text, _ := c[name].(string)
	return text
}

// list returns the words of a claim that is text or an array. API Gateway passes an array
// on as text in brackets: [a b].
func (c tokenClaims) list(name string) []string {
	if items, is := c[name].([]any); is {
		var words []string
		for _, item := range items {
			if word, is := item.(string); is {
				words = append(words, word)
			}
		}
		return words
	}
	text := c.text(name)
	if inner, is := strings.CutPrefix(text, "["); is && strings.HasSuffix(inner, "]") {
		text = strings.TrimSuffix(inner, "]")
	}
	return strings.Fields(text)
}
