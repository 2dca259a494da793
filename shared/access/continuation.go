package access

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strings"
)

// Continuation says where people continue after they have accepted an invitation.
type Continuation struct {
	ReturnOrigins ReturnOrigins
	URL           string // for an invitation without a return URL; empty: the caller has a place of its own
}

// of returns where the invitee continues. It ignores a return URL whose origin has
// left the setting since the invitation was created.
func (c Continuation) of(i Invitation) string {
	if c.ReturnOrigins.allow(i.ReturnURL) {
		return i.ReturnURL
	}
	return c.URL
}

// refusal returns the refusal to use the link of an invitation again. If the
// invitation was accepted, the refusal says where the invitee continues.
func (c Continuation) refusal(i Invitation, refused error) error {
	refusal, ok := errors.AsType[*Error](refused)
	if !ok || i.Status != Accepted {
		return refused
	}
	named := *refusal
	named.ContinueURL = c.of(i)
	return &named
}

// ReturnOrigins are the origins that a return URL may have, as browsers write them:
// the scheme, the host in lower case and ASCII, and the port unless it is the default.
type ReturnOrigins []string

// maxReturnURL is the longest return URL, in characters.
const maxReturnURL = 2048

var (
	errReturnURL    = errors.New("is not an absolute URL such as https://app.example.com/welcome, in ASCII, without user name, and of at most 2,048 characters")
	errReturnOrigin = errors.New("has an origin that this deployment does not lead to")
)

// parse returns a return URL as it is stored: an allowed origin, a slash and the rest.
// So every reader finds the same origin in it. An empty text is no return URL.
func (o ReturnOrigins) parse(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	if len(text) > maxReturnURL || strings.ContainsFunc(text, notInURL) {
		return "", errReturnURL
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil {
		return "", errReturnURL
	}
	u.Host = strings.ToLower(u.Host)
	if u.Scheme == "https" {
		u.Host = strings.TrimSuffix(u.Host, ":443")
	}
	u.Path = cmp.Or(u.Path, "/")
	serialised := u.String()
	switch {
	case !o.allow(serialised):
		return "", errReturnOrigin
	case len(serialised) > maxReturnURL:
		return "", errReturnURL
	}
	return serialised, nil
}

// allow reports whether a serialised URL has one of the origins.
func (o ReturnOrigins) allow(serialised string) bool {
	return slices.ContainsFunc(o, func(origin string) bool { return strings.HasPrefix(serialised, origin+"/") })
}

// notInURL reports whether a character cannot be in a URL. Browsers drop some of these
// characters and read others as a slash, so that they find another host.
func notInURL(c rune) bool {
	return c <= ' ' || c > '~' || strings.ContainsRune(`"<>\^`+"`{|}", c)
}
