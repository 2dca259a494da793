// Package client asks Admit what a user may do. A product's back end links it. It
// imports the standard library only.
//
// The client fails closed. Without a complete answer of Admit, Can returns false and an
// error: [ErrRefused] if asking again does not help, [ErrUnavailable] if it may. "Not
// allowed" is an answer: false without an error. [Client.Guard] is HTTP middleware.
//
// Nothing is cached. A decision sees every change that was acknowledged before it.
package client

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	maxChecks      = 100             // in one request
	defaultTimeout = 2 * time.Second // for one question, its retry included
)

// Config says how to reach Admit. It needs either URL or Invoke.
type Config struct {
	// URL is the address of Admit's API, such as https://api.example.com.
	URL string
	// Token returns the access token of a machine client with the scope admit/decide. It is called
	// for every request about a user that ID or Subject names, so it should keep the token until
	// shortly before it expires. A client that only asks about Bearer needs none.
	Token func(context.Context) (string, error)
	// Invoke passes a question to Admit's function decide, with AWS credentials in place of HTTP,
	// and returns its answer. It must return an error for a FunctionError of AWS Lambda.
	Invoke func(ctx context.Context, question []byte) (answer []byte, err error)
	// Timeout is the limit for one question, its retry included. The default is 2 seconds.
	Timeout time.Duration
	// Transport sends the HTTP requests. The default is http.DefaultTransport.
	Transport http.RoundTripper
}

// Client asks for decisions. It is safe for concurrent use.
type Client struct {
	config Config
	http   http.Client
}

// New returns a client. It does not connect.
func New(config Config) (*Client, error) {
	if (config.URL == "") == (config.Invoke == nil) {
		return nil, errors.New("admit: the configuration needs either URL or Invoke")
	}
	config.URL = strings.TrimRight(config.URL, "/")
	if config.Timeout <= 0 {
		config.Timeout = defaultTimeout
	}
	// Admit never redirects, and its token belongs to no other host.
	noRedirect := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{config: config, http: http.Client{Transport: config.Transport, CheckRedirect: noRedirect}}, nil
}

// User names the person that a question is about. The zero User is nobody, and every
// question about nobody is refused.
type User struct{ token, id, issuer, subject string }

// Bearer is the person whose access token the back end received. The question is asked
// with this token.
func Bearer(token string) User { return User{token: token} }

// ID is the user with this id in Admit.
func ID(id string) User { return User{id: id} }

// Subject is the user that an issuer knows by a subject: the claims iss and sub of a
// token that the back end has verified.
func Subject(issuer, subject string) User { return User{issuer: issuer, subject: subject} }

// String does not contain the token.
func (u User) String() string {
	if u.token != "" {
		return "bearer of a token"
	}
	return strings.TrimSpace(u.id + u.issuer + " " + u.subject)
}

// Scope is a whole organisation, or with AccountID one account in it.
type Scope struct {
	OrganisationID string `json:"organisationId"`
	AccountID      string `json:"accountId,omitempty"`
}

// Check is one question: may the user do this here?
type Check struct {
	Permission string `json:"permission"`
	Scope
}

// Decision is the answer to a check. The zero Decision allows nothing.
type Decision struct {
	Allowed bool
	Because []Grant   // the grants that allow it, at most 20, the direct ones first
	AsOf    time.Time // every change that was acknowledged before is seen
}

// Grant is a role that the user holds at a scope.
type Grant struct {
	Role          struct{ ID, Name string }
	Scope         Scope
	InheritedFrom *struct{ OrganisationID, Name string }
	GrantedBy     struct{ UserID, Name, Email string }
	GrantedAt     time.Time
	Until         time.Time // when the role ends; zero if it does not
	InvitationID  string
}

// Can reports whether the user has the permission at the scope. It is false with every
// error.
func (c *Client) Can(ctx context.Context, user User, permission string, scope Scope) (bool, error) {
	decisions, err := c.Decide(ctx, user, Check{permission, scope})
	return err == nil && decisions[0].Allowed, err
}

// Decide answers several checks about one user, in their order. It asks the same check
// once, and up to 100 checks in one request. It returns either all answers or an error.
func (c *Client) Decide(ctx context.Context, user User, checks ...Check) ([]Decision, error) {
	if err := c.validate(user, checks); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	answers, distinct := map[Check]Decision{}, []Check{}
	for _, check := range checks {
		if _, repeated := answers[check]; !repeated {
			answers[check] = Decision{}
			distinct = append(distinct, check)
		}
	}
	for chunk := range slices.Chunk(distinct, maxChecks) {
		decisions, err := c.ask(ctx, user, chunk)
		if err != nil {
			return nil, err
		}
		for i, check := range chunk {
			answers[check] = decisions[i]
		}
	}
	ordered := make([]Decision, len(checks))
	for i, check := range checks {
		ordered[i] = answers[check]
	}
	return ordered, nil
}

// validate refuses the product's mistakes before Admit is asked.
func (c *Client) validate(user User, checks []Check) error {
	named := user.id != "" || user.issuer != "" && user.subject != ""
	switch {
	case user.token == "" && !named:
		return failed(ErrRefused, "the question names no user", nil)
	case named && c.config.Invoke == nil && c.config.Token == nil:
		return failed(ErrRefused, "a question about a named user needs Config.Token", nil)
	case !named && c.config.Invoke != nil:
		return failed(ErrRefused, "Config.Invoke passes no token on: name the user by ID or Subject", nil)
	case len(checks) == 0:
		return failed(ErrRefused, "there are no checks", nil)
	}
	for _, check := range checks {
		if check.Permission == "" || check.OrganisationID == "" {
			return failed(ErrRefused, "a check needs a permission and an organisation", nil)
		}
	}
	return nil
}
