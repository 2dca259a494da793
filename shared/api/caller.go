package api

import "admit/shared/access"

// caller tells who is behind a token that the authorizer has verified. Only the
// issuer and the subject count; the other claims tell what kind of token it is.
func caller(claims map[string]any) (access.Caller, error) {
	text := func(name string) string { s, _ := claims[name].(string); return s }
	issuer, subject := text("iss"), text("sub")
	switch {
	case issuer == "" || subject == "":
		return access.Caller{}, access.Refuse(unauthenticated, "Sign in first.")
	case text("token_use") != "access":
		return access.Caller{}, access.Refuse(unauthenticated, "This is not an access token. Send the access token.")
	case machine(text, subject):
		return access.Caller{}, access.Refuse(machineClient, "A program without a person behind it cannot do this.")
	}
	return access.Caller{Issuer: issuer, Subject: subject}, nil
}

// machine tells whether the token was given to a program for itself, by client
// credentials. Cognito's has no user name; others say that the client is the
// subject, or name the grant type.
func machine(text func(string) string, subject string) bool {
	return text("username") == "" || subject == text("client_id") || subject == text("azp") ||
		text("gty") == "client-credentials"
}
