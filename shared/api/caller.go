package api

import "admit/shared/access"

// caller returns who is behind a token that API Gateway has verified. Only the
// issuer and the subject identify the caller. The other claims say what kind of
// token it is.
func caller(claims map[string]any) (access.Caller, error) {
	text := func(name string) string { s, _ := claims[name].(string); return s }
	issuer, subject := text("iss"), text("sub")
	switch {
	case issuer == "" || subject == "":
		return access.Caller{}, access.Refuse(unauthenticated, "Sign in first.")
	case text("token_use") != "access":
		return access.Caller{}, access.Refuse(unauthenticated, "This is not an access token. Send an access token.")
	case isMachineClient(text, subject):
		return access.Caller{}, access.Refuse(machineClient, "A machine client cannot do this. Use the access token of a person.")
	}
	return access.Caller{Issuer: issuer, Subject: subject}, nil
}

// isMachineClient reports whether a program got the token for itself, by the client
// credentials grant. Such a token of Cognito has no user name. Other issuers use the
// id of the client as the subject, or name the grant type.
func isMachineClient(text func(string) string, subject string) bool {
	return text("username") == "" || subject == text("client_id") || subject == text("azp") ||
		text("gty") == "client-credentials"
}
