package api

import (
	"slices"

	"admit/shared/access"
)

// caller returns who is behind a token that API Gateway has verified, and whether that
// is a program, which must have the scope of the route. Only the issuer and the subject
// identify the caller. The other claims say what kind of token it is.
func caller(claims map[string]any, route Route) (who access.Caller, program bool, err error) {
	token := tokenClaims(claims)
	who = access.Caller{Issuer: token.text("iss"), Subject: token.text("sub")}
	switch kind := token.kind(); {
	case who.Issuer == "" || who.Subject == "":
		return access.Caller{}, false, access.Refuse(unauthenticated, "Sign in first.")
	case kind == otherToken:
		return access.Caller{}, false, access.Refuse(unauthenticated, "This is not an access token. Send an access token.")
	case kind == personsToken:
		return who, false, nil
	case route.Callers == people:
		return access.Caller{}, false, access.Refuse(machineClient, "A machine client cannot do this. Use the access token of a person.")
	case !slices.Contains(token.scopes(), string(route.Callers)):
		return access.Caller{}, false, access.Refuse(machineClient, "A machine client needs the scope %s for this.", route.Callers)
	}
	return who, true, nil
}
