package main

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

var (
	domainPattern = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)
	prefixPattern = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
)

// originProblem refuses anything but an origin: what links and callbacks begin
// with, and what the API's absolute paths follow.
func originProblem(value string, development bool) string {
	u, err := url.Parse(value)
	if err == nil && u.Host != "" && (u.Path != "" || u.User != nil || strings.ContainsAny(value, "?#")) {
		return fmt.Sprintf("%q must be scheme and host only", value)
	}
	return urlProblem(value, development)
}

// urlProblem refuses an address to which no path can be added. A link carries a
// secret and a sign-in takes a password, so only development may do without TLS.
// A brace is of a placeholder that the setting does not have.
func urlProblem(value string, development bool) string {
	if value == "" {
		return ""
	}
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || strings.ContainsAny(value, "{}"):
		return fmt.Sprintf("%q is not a URL such as https://admit.example.com", value)
	case u.User != nil || strings.ContainsAny(value, "?#"):
		return fmt.Sprintf("%q must be scheme, host and path only", value)
	case u.Scheme != "https" && !development:
		return fmt.Sprintf("%q must be https outside development", value)
	}
	return ""
}

func domainProblem(domain, certificate string) string {
	switch {
	case domain == "" && certificate == "":
		return ""
	case domain == "":
		return "certificateArn is given without a domain"
	case certificate == "":
		return fmt.Sprintf("%q needs certificateArn, a certificate for it in the stack's region", domain)
	case !strings.HasPrefix(certificate, "arn:"):
		return fmt.Sprintf("certificateArn %q is not an ARN", certificate)
	}
	return mismatch(domain, domainPattern, "is not a domain name such as admit.example.com")
}

// onlyDomainProblem refuses to switch off the only address of the API, or the one
// with which links begin.
func onlyDomainProblem(s Settings) string {
	switch {
	case !s.OnlyDomain:
		return ""
	case s.Domain == "":
		return "there is no domain at which the API could answer"
	case strings.Contains(s.BaseURL, apiIDPlaceholder) || strings.Contains(s.BaseURL, ".execute-api."):
		return fmt.Sprintf("links begin with %s (baseUrl), which it switches off", s.BaseURL)
	}
	return ""
}

// prefixProblem knows Cognito's own rules, which a deployment would meet late.
func prefixProblem(prefix string) string {
	if prefix == "" {
		return ""
	}
	for _, reserved := range []string{"aws", "amazon", "cognito"} {
		if strings.Contains(prefix, reserved) {
			return fmt.Sprintf("%q must not contain %q: Cognito reserves it", prefix, reserved)
		}
	}
	return mismatch(prefix, prefixPattern, "is not 1 to 63 of a-z, 0-9 and -")
}
