package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// continueURLProblem refuses what is not the URL of a page at an origin to which the
// invitation page may lead.
func continueURLProblem(value string, development bool) string {
	if value == "" {
		return ""
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.User != nil || strings.ContainsAny(value, "{}\\ ") {
		return fmt.Sprintf("%q is not a URL such as https://app.example.com/welcome", value)
	}
	return pageOriginProblem(originOf(u), development)
}

func originOf(u *url.URL) string { return u.Scheme + "://" + u.Host }

// allReturnOrigins returns the origins that a return URL may have: those of the setting,
// and that of ContinueURL.
func (s Settings) allReturnOrigins() []string {
	origins := slices.Clone(s.ReturnOrigins)
	u, err := url.Parse(s.ContinueURL)
	if err != nil || u.Host == "" || slices.Contains(origins, originOf(u)) {
		return origins
	}
	return append(origins, originOf(u))
}
