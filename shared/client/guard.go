package client

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// Guard returns middleware that passes a request on only if the bearer of its access
// token has the permission at the scope that the function finds in the request. It
// answers every other request with a problem document:
//
//	400  the function found no organisation in the request
//	401  there is no token, or Admit does not accept it
//	403  not allowed
//	500  the function failed, or Admit refused the question; slog has the reason
//	503  Admit cannot be asked; with Retry-After
//
// This holds for every method: a handler of CORS preflights has to be outside. Guard
// panics if an argument cannot be right, so that a mistake shows when the product starts.
func (c *Client) Guard(permission string, scope func(*http.Request) (Scope, error)) func(http.Handler) http.Handler {
	if !regexp.MustCompile(`^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*$`).MatchString(permission) {
		panic("admit: a permission is thing:action, not " + strconv.Quote(permission))
	}
	if scope == nil || c.config.URL == "" {
		panic("admit: Guard needs a function for the scope, and Config.URL")
	}
	return func(next http.Handler) http.Handler {
		if next == nil {
			panic("admit: Guard needs a handler")
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			decision, refusal := c.judge(r, permission, scope)
			if refusal != nil {
				refusal.write(w)
				return
			}
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), decisionKey{}, decision)))
		})
	}
}

type decisionKey struct{}

// DecisionFrom returns the decision for which Guard passed a request on. Outside a Guard
// it returns the zero Decision, which allows nothing.
func DecisionFrom(ctx context.Context) Decision {
	decision, _ := ctx.Value(decisionKey{}).(Decision)
	return decision
}

// judge returns either a decision that allows the request, or a refusal.
func (c *Client) judge(r *http.Request, permission string, scope func(*http.Request) (Scope, error)) (Decision, *refusal) {
	token, ok := bearer(r.Header.Values("Authorization"))
	if !ok {
		return Decision{}, notSignedIn
	}
	at, err := scope(r)
	if err == nil && at.OrganisationID == "" {
		return Decision{}, &refusal{400, "invalid-request", "Invalid request", "The request names no organisation.", 0}
	}
	var decisions []Decision
	if err == nil {
		decisions, err = c.Decide(r.Context(), Bearer(token), Check{permission, at})
	}
	switch {
	case err != nil:
		return Decision{}, refuse(r, permission, err)
	case !decisions[0].Allowed:
		return Decision{}, notAllowed("You need the permission " + permission + " to do this.")
	}
	return decisions[0], nil
}

// bearer returns the token of the only Authorization header of a request.
func bearer(headers []string) (string, bool) {
	if len(headers) != 1 {
		return "", false
	}
	scheme, token, _ := strings.Cut(headers[0], " ")
	return token, strings.EqualFold(scheme, "Bearer") && token != "" && !strings.ContainsAny(token, " \t,")
}

// refuse returns the refusal for an error. It logs what the caller cannot correct.
func refuse(r *http.Request, permission string, err error) *refusal {
	failure := &Error{}
	if errors.As(err, &failure) && failure.Status == 401 {
		return notSignedIn
	}
	if failure.Status == 403 {
		return notAllowed("This token can't be used here.")
	}
	if r.Context().Err() == nil { // otherwise the caller has gone
		slog.ErrorContext(r.Context(), "admit: no decision", "permission", permission, "error", err)
	}
	if errors.Is(failure, ErrUnavailable) {
		seconds := int(math.Ceil(max(failure.RetryAfter.Seconds(), 1)))
		return &refusal{503, "unavailable", "Try again", "Access cannot be checked at the moment.", seconds}
	}
	return &refusal{500, "internal", "Something went wrong", "Access could not be checked.", 0}
}

// refusal is the problem document that answers a request.
type refusal struct {
	status              int
	kind, title, detail string
	retryAfter          int // seconds, 0 for none
}

var notSignedIn = &refusal{401, "unauthenticated", "Not signed in", "Sign in and try again.", 0}

func notAllowed(detail string) *refusal { return &refusal{403, "forbidden", "Not allowed", detail, 0} }

func (p *refusal) write(w http.ResponseWriter) {
	header := w.Header()
	header.Set("Content-Type", "application/problem+json")
	header.Set("Cache-Control", "no-store")
	if p.status == http.StatusUnauthorized {
		header.Set("WWW-Authenticate", "Bearer")
	}
	if p.retryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	w.WriteHeader(p.status)
	_ = json.NewEncoder(w).Encode(map[string]any{"type": "urn:admit:problem:" + p.kind, "title": p.title, "status": p.status, "detail": p.detail})
}
