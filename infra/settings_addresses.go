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

// originProblem refuses anything but an origin. Links, callbacks and the API's
// absolute paths are appended to it.
func originProblem(value string, development bool) string {
	u, err := url.Parse(value)
	if err == nil && u.Host != "" && (u.Path != "" || u.User != nil || strings.ContainsAny(value, "?#")) {
		return fmt.Sprintf("%q must be scheme and host only", value)
	}
	return urlProblem(value, development)
}

// urlProblem refuses a URL to which no path can be appended. Only development may
// use http, because a link contains a token and the sign-in receives a password. A
// brace belongs to a placeholder that the setting does not support.
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
		return "certificateArn needs domain, which is empty"
	case certificate == "":
		return fmt.Sprintf("%q needs certificateArn, a certificate for it in the stack's region", domain)
	case !strings.HasPrefix(certificate, "arn:"):
		return fmt.Sprintf("certificateArn %q is not an ARN", certificate)
	}
	return mismatch(domain, domainPattern, "is not a domain name such as admit.example.com")
}

// onlyDomainProblem refuses to disable the API's own endpoint when it is the API's
// only address or when links begin with it.
func onlyDomainProblem(s Settings) string {
	switch {
	case !s.OnlyDomain:
		return ""
	case s.Domain == "":
		return "onlyDomain needs domain, which is empty"
	case strings.Contains(s.BaseURL, apiIDPlaceholder) || strings.Contains(s.BaseURL, ".execute-api."):
		return fmt.Sprintf("it disables %s, with which links begin (baseUrl)", s.BaseURL)
	}
	return ""
}

// prefixProblem checks Cognito's rules early. Otherwise the deployment would fail late.
func prefixProblem(prefix string) string {
	if prefix == "" {
		return ""
	}
	for _, reserved := range []string{"aws", "amazon", "cognito"} {
		if strings.Contains(prefix, reserved) {
			return fmt.Sprintf("%q must not contain %q: Cognito reserves it", prefix, reserved)
		}
	}
	return mismatch(prefix, prefixPattern, "must be 1 to 63 characters from a-z, 0-9 and -, and begin and end with a letter or digit")
}
