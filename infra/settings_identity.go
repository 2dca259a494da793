package main

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"admit/shared/setting"
)

// defaultScope is what pages ask a provider for: an ID token with email address and name.
const defaultScope = "openid email profile"

var (
	poolIDPattern = regexp.MustCompile(`^[a-z0-9-]+_[A-Za-z0-9]+$`)
	// resourcePattern is what an access token of an OpenID Connect provider is for: a client
	// id or a URI.
	resourcePattern = regexp.MustCompile(`^[\x21-\x2b\x2d-\x7e]{1,256}$`)
	clientPattern   = regexp.MustCompile(`^[\x21-\x7e]{1,256}$`)
)

// readIdentity reads the settings about who may sign in.
func (s *Settings) readIdentity(r *contextReader) {
	s.Identity = setting.IdentityMode(r.oneOf("identity", string(setting.CreatedPool), string(setting.ExistingPool), string(setting.ExternalIssuer)))
	s.UserPoolNumber = readPoolNumber(r)
	s.UserPoolID = r.text("userPoolId")
	s.UserPoolProviders = r.list("userPoolProviders", func(string) string { return "" })
	s.SignInURL = strings.TrimSuffix(r.text("signInUrl"), "/")
	s.SignInPrefix = r.text("signInPrefix")
	s.Issuer = r.text("issuer")
	s.ClientID = r.text("clientId")
	s.Scope = r.text("scope")
	s.SignInParameters = r.text("signInParameters")
	s.TrustEmail = r.oneOf("trustEmail", "true", "false") == "true"
	s.MachineClient = r.oneOf("machineClient", "true", "false") == "true"
	s.passwordSettings = readPasswords(r)
	s.Audiences = r.list("audiences", s.audienceProblem)
	r.check("signInUrl", urlProblem(s.SignInURL, s.Development))
	r.check("signInPrefix", prefixProblem(s.SignInPrefix))
	r.check("issuer", issuerProblem(*s))
	if s.UserPoolID != "" {
		r.check("userPoolId", mismatch(s.UserPoolID, poolIDPattern, "is not the id of a user pool such as eu-north-1_a1B2c3D4e"))
	}
	if s.ClientID != "" {
		r.check("clientId", mismatch(s.ClientID, clientPattern, "is not a client id"))
	}
	r.check("scope", scopeProblem(s.Scope))
	r.check("signInParameters", parametersProblem(s.SignInParameters))
	s.checkMode(r)
}

// checkMode checks that every setting that the way of identity needs is set, and none that
// it would ignore.
func (s *Settings) checkMode(r *contextReader) {
	given := map[string]string{
		"userPoolId": s.UserPoolID, "signInUrl": s.SignInURL, "signInPrefix": s.SignInPrefix, "issuer": s.Issuer, "clientId": s.ClientID,
		"signInParameters": s.SignInParameters, "userPoolProviders": strings.Join(s.UserPoolProviders, " "),
	}
	rules := map[setting.IdentityMode]struct{ needed, useless []string }{
		setting.CreatedPool:    {nil, []string{"userPoolId", "clientId", "signInParameters"}},
		setting.ExistingPool:   {[]string{"userPoolId", "signInUrl", "userPoolProviders"}, []string{"clientId", "signInParameters", "signInPrefix"}},
		setting.ExternalIssuer: {[]string{"issuer", "clientId"}, []string{"userPoolId", "signInUrl", "signInPrefix"}},
	}[s.Identity]
	for _, key := range rules.needed {
		if given[key] == "" {
			r.check(key, fmt.Sprintf("identity=%s needs it", s.Identity))
		}
	}
	for _, key := range rules.useless {
		if given[key] != "" {
			r.check(key, fmt.Sprintf("%q has no meaning with identity=%s", given[key], s.Identity))
		}
	}
	switch {
	case s.Identity == setting.ExternalIssuer && s.MachineClient:
		r.check("machineClient", "identity=issuer has no user pool for a machine client: register programs at the provider")
	case s.Identity != setting.ExternalIssuer && s.TrustEmail:
		r.check("trustEmail", "has no meaning without identity=issuer: a user pool says itself which addresses are verified")
	}
	if s.Identity != setting.ExistingPool && !slices.Equal(s.UserPoolProviders, []string{"COGNITO"}) {
		r.check("userPoolProviders", "has no meaning without identity=existing")
	}
	s.checkOwnPool(r)
}

// readPoolNumber reads the number of the stack's user pool.
func readPoolNumber(r *contextReader) int {
	text := r.text("userPoolNumber")
	number, err := strconv.Atoi(text)
	if err != nil || number < 1 || number > 99 {
		r.check("userPoolNumber", fmt.Sprintf("%q is not a whole number from 1 to 99", text))
	}
	return number
}

// audienceProblem refuses what cannot be an audience: with an OpenID Connect provider a
// URI or a client id, and with a user pool the id of a client.
func (s *Settings) audienceProblem(audience string) string {
	if s.Identity == setting.ExternalIssuer {
		return mismatch(audience, resourcePattern, "is not a client id or a URI")
	}
	return audienceProblem(audience)
}

// issuerProblem refuses an issuer that is not a URL. Only a user pool's may have a
// placeholder. An http issuer is for development on loopback.
func issuerProblem(s Settings) string {
	if s.Identity != setting.ExternalIssuer {
		return urlProblem(withoutPlaceholder(s.Issuer, poolIDPlaceholder), s.Development)
	}
	if problem := urlProblem(s.Issuer, s.Development); problem != "" || s.Issuer == "" {
		return problem
	}
	return endpointProblem(s.Issuer, s.Development)
}

func scopeProblem(scope string) string {
	if !slices.Contains(strings.Fields(scope), "openid") {
		return fmt.Sprintf("%q must have openid, otherwise there is no ID token", scope)
	}
	return ""
}

// ownParameters are the parameters of the authorization endpoint that a page sets itself.
var ownParameters = []string{
	"response_type", "response_mode", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "login_hint",
}

func parametersProblem(parameters string) string {
	values, err := url.ParseQuery(parameters)
	if err != nil {
		return fmt.Sprintf("%q is not a query such as audience=https%%3A%%2F%%2Fadmit.example.com&prompt=select_account", parameters)
	}
	for name := range values {
		if slices.Contains(ownParameters, name) {
			return fmt.Sprintf("%s is set by the pages themselves", name)
		}
	}
	return ""
}
