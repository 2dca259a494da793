package api

import (
	"slices"
	"strings"

	"admit/shared/access"
)

// caller returns who is behind a token that API Gateway has verified, and whether that
// is a program, which must have the scope of the route. Only the issuer and the subject
// identify the caller. The other claims say what kind of token it is.
func caller(claims map[string]any, route Route) (who access.Caller, program bool, err error) {
	text := func(name string) string { s, _ := claims[name].(string); return s }
	who = access.Caller{Issuer: text("iss"), Subject: text("sub")}
	switch {
	case who.Issuer == "" || who.Subject == "":
		return access.Caller{}, false, access.Refuse(unauthenticated, "Sign in first.")
	case text("token_use") != "access":
		return access.Caller{}, false, access.Refuse(unauthenticated, "This is not an access token. Send an access token.")
	case !isMachineClient(text, who.Subject):
		return who, false, nil
	case route.Callers == people:
		return access.Caller{}, false, access.Refuse(machineClient, "A machine client cannot do this. Use the access token of a person.")
	case !slices.Contains(strings.Fields(text("scope")), string(route.Callers)):
		return access.Caller{}, false, access.Refuse(machineClient, "A machine client needs the scope %s for this.", route.Callers)
	}
	return who, true, nil
}

// isMachineClient reports whether a program got the token for itself, by the client
// credentials grant. Such a token of Cognito has no user name. Other issuers use the
// id of the client as the subject, or name the grant type.
func isMachineClient(text func(string) string, subject string) bool {
	return text("username") == "" || subject == text("client_id") || subject == text("azp") ||
		text("gty") == "client-credentials"
}
