package api

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/idempotency"
	"admit/shared/memory"
)

func idempotencyInMemory(t *testing.T) Idempotency {
	t.Helper()
	store := memory.New()
	return Idempotency{Requests: idempotency.Requests{Store: store, Now: time.Now}, StillAdministrator: access.StillAdministrator{Store: store}}
}

func keyed(key, body string) func(*Event) {
	return func(e *Event) {
		e.Body = body
		e.Headers["idempotency-key"] = key
		e.PathParameters = map[string]string{"organisationId": "o"}
	}
}

func TestARepetitionIsAnsweredOnlyToWhoMayStillAsk(t *testing.T) {
	worked := 0
	handler := idempotencyInMemory(t).Wrap(func(context.Context, Request, access.Seed) (Response, error) {
		worked++
		return Created("/made", map[string]int{"worked": worked}), nil
	})
	first := asked(t, someRoute, keyed("k", "{}"), handler)
	if first.StatusCode != http.StatusCreated || first.Headers["Location"] != "/made" {
		t.Fatalf("the first: %d %s", first.StatusCode, first.Body)
	}
	// Nobody administers anything in this store: the caller has lost their access.
	if second := asked(t, someRoute, keyed("k", "{}"), handler); second.StatusCode != http.StatusNotFound || worked != 1 {
		t.Errorf("the repetition: %d after working %d times", second.StatusCode, worked)
	}
}

func TestAKeyIsForOneBodyAndOnePrecondition(t *testing.T) {
	handler := idempotencyInMemory(t).Wrap(func(context.Context, Request, access.Seed) (Response, error) { return OK(struct{}{}), nil })
	asked(t, someRoute, keyed("k", `{"a":1}`), handler)
	for what, change := range map[string]func(*Event){
		"another body":      keyed("k", `{"a":2}`),
		"an If-Match":       func(e *Event) { keyed("k", `{"a":1}`)(e); e.Headers["if-match"] = `"v"` },
		"an empty If-Match": func(e *Event) { keyed("k", `{"a":1}`)(e); e.Headers["if-match"] = "" },
	} {
		other := asked(t, someRoute, change, handler)
		if p := problemIn(t, other); other.StatusCode != http.StatusUnprocessableEntity || p.Type != "urn:admit:problem:idempotency-key-reused" {
			t.Errorf("%s: %d %s", what, other.StatusCode, other.Body)
		}
	}
}

// TestAMendedRequestMayHaveTheSameKey: a request that is wrong in itself, or whose
// If-Match names another version, has done nothing and binds nothing. What the
// state forbade is answered again.
func TestAMendedRequestMayHaveTheSameKey(t *testing.T) {
	for kind, free := range map[access.Kind]bool{
		access.Invalid: true, tooLarge: true, unsupportedMediaType: true, access.VersionMismatch: true,
		access.Forbidden: false, access.NotFound: false, access.InvitationPending: false, access.InvitationRevoked: false,
	} {
		var seeds []access.Seed
		handler := idempotencyInMemory(t).Wrap(func(_ context.Context, _ Request, seed access.Seed) (Response, error) {
			if seeds = append(seeds, seed); len(seeds) == 1 {
				return Response{}, access.Refuse(kind, "No.")
			}
			return OK(struct{}{}), nil
		})
		asked(t, someRoute, keyed("k", `{"email":1}`), handler)
		mended := asked(t, someRoute, keyed("k", `{"email":"a"}`), handler)
		if want := map[bool]int{true: http.StatusOK, false: http.StatusUnprocessableEntity}[free]; mended.StatusCode != want {
			t.Errorf("after %s: %d, want %d", kind, mended.StatusCode, want)
		}
		if free && (len(seeds) != 2 || seeds[0] == seeds[1]) {
			t.Errorf("after %s: seeds %q, want another one for another request", kind, seeds)
		}
	}
}

func TestWhatAsksToTryAgainIsTriedAgainWithTheSameSeed(t *testing.T) {
	for name, first := range map[string]func() (Response, error){
		"unavailable": func() (Response, error) { return Response{}, access.Refuse(access.Unavailable, "Not now.") },
		"too many": func() (Response, error) {
			return Response{}, &access.Error{Kind: access.RateLimited, Detail: "Later.", RetryAfter: time.Minute}
		},
		"unforeseen": func() (Response, error) { panic("poison") },
		"unsettled":  func() (Response, error) { return OK(struct{}{}).NotReplayable(), nil },
	} {
		t.Run(name, func(t *testing.T) {
			var seeds []access.Seed
			handler := idempotencyInMemory(t).Wrap(func(_ context.Context, _ Request, seed access.Seed) (Response, error) {
				if seeds = append(seeds, seed); len(seeds) == 1 {
					return first()
				}
				return OK(struct{}{}), nil
			})
			asked(t, someRoute, keyed("k", "{}"), handler)
			again := asked(t, someRoute, keyed("k", "{}"), handler)
			if again.StatusCode != http.StatusOK || len(seeds) != 2 || seeds[0] != seeds[1] || seeds[0] == "" {
				t.Errorf("%d with seeds %q", again.StatusCode, seeds)
			}
		})
	}
}

func TestAKeyIsPrintableAndNotLong(t *testing.T) {
	handler := idempotencyInMemory(t).Wrap(func(context.Context, Request, access.Seed) (Response, error) { return OK(struct{}{}), nil })
	for name, key := range map[string]string{"long": strings.Repeat("k", 256), "not ASCII": "nøkkel", "a line break": "a\nb"} {
		answer := asked(t, someRoute, keyed(key, "{}"), handler)
		if p := problemIn(t, answer); answer.StatusCode != http.StatusBadRequest || len(p.Errors) != 1 || p.Errors[0].Field != "Idempotency-Key" {
			t.Errorf("%s: %d %s", name, answer.StatusCode, answer.Body)
		}
	}
	if answer := asked(t, someRoute, keyed(strings.Repeat("k", 255), "{}"), handler); answer.StatusCode != http.StatusOK {
		t.Errorf("255 characters: %d", answer.StatusCode)
	}
}
