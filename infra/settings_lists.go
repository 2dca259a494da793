package main

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var (
	audiencePattern = regexp.MustCompile(`^[A-Za-z0-9_+-]{1,128}$`)
	// hostPattern is a host as browsers write it in the Origin header: in lower case
	// and in ASCII.
	hostPattern = regexp.MustCompile(`^(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*)(:[1-9][0-9]{0,4})?$`)
)

// list reads a list without duplicates: strings in JSON from cdk.json, or one string
// with commas between the items from -c. It checks every item with problem.
func (r *contextReader) list(key string, problem func(item string) string) []string {
	var items []string
	for _, item := range r.items(key) {
		switch {
		case item == "":
			r.check(key, "it has an empty item")
		case slices.Contains(items, item):
			r.check(key, fmt.Sprintf("%q is in it twice", item))
		default:
			r.check(key, problem(item))
			items = append(items, item)
		}
	}
	return items
}

// items returns the items of a list, without the spaces around them.
func (r *contextReader) items(key string) []string {
	values, isList := r.lookUp(key).([]any)
	if !isList {
		text := r.text(key)
		if text == "" {
			return nil
		}
		for item := range strings.SplitSeq(text, ",") {
			values = append(values, item)
		}
	}
	var items []string
	for _, value := range values {
		item, isText := value.(string)
		if !isText {
			r.check(key, fmt.Sprintf("%v is not a string", value))
			continue
		}
		items = append(items, strings.TrimSpace(item))
	}
	return items
}

func audienceProblem(client string) string {
	return mismatch(client, audiencePattern, "is not a client id: 1 to 128 characters from a-z, A-Z, 0-9, _, + and -")
}

// pageOriginProblem refuses what is not the exact origin of a page. API Gateway compares
// the Origin header with it, and browsers write that header in one form only.
func pageOriginProblem(origin string, development bool) string {
	u, err := url.Parse(origin)
	switch {
	case strings.Contains(origin, "*"):
		return fmt.Sprintf("%q has a wildcard: name every origin", origin)
	case err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http"):
		return fmt.Sprintf("%q is not an origin such as https://app.example.com", origin)
	case origin != u.Scheme+"://"+u.Host:
		return fmt.Sprintf("%q must be scheme and host only, without a slash at the end", origin)
	case !hostPattern.MatchString(u.Host) || u.Port() == map[string]string{"https": "443", "http": "80"}[u.Scheme]:
		return fmt.Sprintf("%q is not as browsers send it: a host in lower case and ASCII, and a port only if it is not the default one", origin)
	case u.Scheme != "https" && !(development && isLoopback(u.Hostname())):
		return fmt.Sprintf("%q must be https; only development may use http, and only on loopback", origin)
	}
	return ""
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || (ip != nil && ip.IsLoopback())
}
