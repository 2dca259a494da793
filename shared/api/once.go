package api

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"admit/shared/access"
)

// Repeatable answers a route whose requests may carry an Idempotency-Key. All
// that it creates takes its id from the seed.
type Repeatable func(ctx context.Context, r Request, seed access.Seed) (Response, error)

// Replays answers requests that are repeated under an Idempotency-Key as they
// were answered first.
type Replays struct {
	Once      access.Once
	Admission access.Admission
}

// Of makes a handler of a repeatable one. A request without a key is worked on
// each time.
//
// An answer is repeated only to somebody who still administers something in the
// organisation: whoever lost their access since learns nothing from it.
func (p Replays) Of(handle Repeatable) Handler {
	return func(ctx context.Context, r Request) (Response, error) {
		key, err := r.idempotencyKey()
		if err != nil {
			return Response{}, err
		}
		if key == "" {
			return handle(ctx, r, "")
		}
		asked, err := r.asked(key)
		if err != nil {
			return Response{}, err
		}
		var response Response
		var failed error
		answer, repeated, err := p.Once.Do(ctx, asked, func(ctx context.Context, seed access.Seed) ([]byte, access.Then) {
			response, failed = handle(ctx, r, seed)
			return response.remember(failed, r.Event.RequestContext.RequestID)
		})
		if err != nil {
			return Response{}, err
		}
		if !repeated {
			return response, failed
		}
		if err := p.Admission.Do(ctx, r.User(), r.Organisation()); err != nil {
			return Response{}, err
		}
		return replay(answer)
	}
}

const maxIdempotencyKey = 255

func (r Request) idempotencyKey() (string, error) {
	key, given := r.given("idempotency-key")
	unprintable := func(c rune) bool { return c < ' ' || c > '~' }
	if given && (key == "" || len(key) > maxIdempotencyKey || strings.ContainsFunc(key, unprintable)) {
		return "", access.InvalidField("Idempotency-Key", "must be 1 to 255 printable ASCII characters")
	}
	return key, nil
}

// asked is the request as it is told from others: by its caller, its route with
// the path, its body, and its If-Match.
func (r Request) asked(key string) (access.Asked, error) {
	body, err := r.octets()
	if err != nil {
		return access.Asked{}, err
	}
	if condition, given := r.given("if-match"); given {
		body = append(body, "\x00If-Match: "+condition...)
	}
	route := url.Values{"route": {r.Route.Key()}}
	for name, value := range r.Event.PathParameters {
		route.Set("path."+name, value)
	}
	return access.Asked{Caller: r.User(), Route: route.Encode(), Key: key, Body: body}, nil
}

// remember writes an answer down, unless it asks to try again or says that the
// request is to be mended.
func (r Response) remember(failed error, requestID string) ([]byte, access.Then) {
	if failed != nil {
		r = problemOf(failed, requestID)
	}
	switch {
	case r.unsettled || r.StatusCode >= http.StatusInternalServerError || r.StatusCode == http.StatusTooManyRequests:
		return nil, access.Retry
	case slices.Contains(mended, r.StatusCode):
		return nil, access.Free
	}
	answer, err := json.Marshal(r)
	if err != nil {
		return nil, access.Retry
	}
	return answer, access.Repeat
}

// mended are the refusals of a request by itself, whatever there is, or of its
// If-Match: nothing was done, and the mended request may come under the same key.
var mended = []int{http.StatusBadRequest, http.StatusPreconditionFailed, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType}

func replay(answer []byte) (Response, error) {
	var response Response
	if err := json.Unmarshal(answer, &response); err != nil {
		return Response{}, err
	}
	response.Headers["Idempotency-Replayed"] = "true"
	return response, nil
}
