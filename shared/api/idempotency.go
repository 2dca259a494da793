package api

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"admit/shared/access"
	"admit/shared/idempotency"
)

// IdempotentHandler answers a route whose requests may have an Idempotency-Key. The
// ids of everything that it creates derive from the seed. The seed is empty if the
// request has no key.
type IdempotentHandler func(ctx context.Context, r Request, seed access.Seed) (Response, error)

// Idempotency answers a request that repeats an Idempotency-Key with the answer to
// the first request.
type Idempotency struct {
	Requests           idempotency.Requests
	StillAdministrator access.StillAdministrator
}

// Wrap turns an idempotent handler into a handler. A request without a key is
// handled every time.
//
// An answer is replayed only to a caller who is still an administrator in the
// organisation, at any scope of it. A caller who has lost that access since then
// must not read the answer.
func (i Idempotency) Wrap(handle IdempotentHandler) Handler {
	return func(ctx context.Context, r Request) (Response, error) {
		value, err := r.idempotencyKey()
		if err != nil {
			return Response{}, err
		}
		if value == "" {
			return handle(ctx, r, "")
		}
		content, err := r.content()
		if err != nil {
			return Response{}, err
		}
		key := idempotency.Key{Caller: r.CallerID(), Route: r.routeAndPath(), Value: value}
		var response Response
		var failed error
		answer, replayed, err := i.Requests.Do(ctx, key, content, func(ctx context.Context, seed access.Seed) ([]byte, idempotency.Next) {
			response, failed = handle(ctx, r, seed)
			return response.answerToStore(failed, r.Event.RequestContext.RequestID)
		})
		if err != nil {
			return Response{}, err
		}
		if !replayed {
			return response, failed
		}
		if err := i.StillAdministrator.Do(ctx, r.CallerID(), r.Organisation()); err != nil {
			return Response{}, err
		}
		return replay(answer)
	}
}

// maxIdempotencyKey is the longest Idempotency-Key, in characters.
const maxIdempotencyKey = 255

// idempotencyKey returns the Idempotency-Key header, or "" if there is none.
func (r Request) idempotencyKey() (string, error) {
	key, found := r.lookupHeader("idempotency-key")
	unprintable := func(c rune) bool { return c < ' ' || c > '~' }
	if found && (key == "" || len(key) > maxIdempotencyKey || strings.ContainsFunc(key, unprintable)) {
		return "", access.InvalidField("Idempotency-Key", "must be 1 to 255 printable ASCII characters")
	}
	return key, nil
}

// routeAndPath returns the route and the parameters of the path as one text.
func (r Request) routeAndPath() string {
	route := url.Values{"route": {r.Route.Key()}}
	for name, value := range r.Event.PathParameters {
		route.Set("path."+name, value)
	}
	return route.Encode()
}

// content returns what must be equal in all requests with the same key: the body,
// and If-Match if the request has it.
func (r Request) content() ([]byte, error) {
	body, err := r.bodyBytes()
	if err != nil {
		return nil, err
	}
	if condition, found := r.lookupHeader("if-match"); found {
		body = append(body, "\x00If-Match: "+condition...)
	}
	return body, nil
}

// answerToStore returns the answer to store, and what happens to the next request with
// the same key. It returns no answer if the client should try again or has to
// correct the request.
func (r Response) answerToStore(failed error, requestID string) ([]byte, idempotency.Next) {
	if failed != nil {
		r = problemOf(failed, requestID)
	}
	switch {
	case r.notReplayable || r.StatusCode >= http.StatusInternalServerError || r.StatusCode == http.StatusTooManyRequests:
		return nil, idempotency.Retry
	case slices.Contains(correctableStatuses, r.StatusCode):
		return nil, idempotency.Forget
	}
	answer, err := json.Marshal(r)
	if err != nil {
		return nil, idempotency.Retry
	}
	return answer, idempotency.Replay
}

// correctableStatuses has the statuses of a request that is invalid, or whose If-Match names
// another version. Such a request changes nothing, so the corrected request may
// have the same key.
var correctableStatuses = []int{http.StatusBadRequest, http.StatusPreconditionFailed, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType}

// replay returns a stored answer, marked as a replay.
func replay(answer []byte) (Response, error) {
	var response Response
	if err := json.Unmarshal(answer, &response); err != nil {
		return Response{}, err
	}
	response.Headers["Idempotency-Replayed"] = "true"
	return response, nil
}
