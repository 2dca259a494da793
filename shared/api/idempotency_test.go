package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/idempotency"
	"admit/shared/memory"
)

// idempotencyInMemory returns an Idempotency with an empty store.
func idempotencyInMemory(t *testing.T) Idempotency {
	t.Helper()
	store := memory.New()
	return Idempotency{Requests: idempotency.Requests{Store: store, Now: time.Now}, StillAdministrator: access.StillAdministrator{Store: store, Now: time.Now}}
}

// keyed returns a change of an event that sets the idempotency key and the body.
func keyed(key, body string) func(*Event) {
	return func(e *Event) {
		e.Body = body
		e.Headers["idempotency-key"] = key
		e.PathParameters = map[string]string{"organisationId": "o"}
	}
}

func TestAnAnswerIsReplayedOnlyToAnAdministrator(t *testing.T) {
	handled := 0
	handler := idempotencyInMemory(t).Wrap(func(context.Context, Request, access.Seed) (Response, error) {
		handled++
		return Created("/created", map[string]int{"handled": handled}), nil
	})
	first := send(t, someRoute, keyed("k", "{}"), handler)
	if first.StatusCode != http.StatusCreated || first.Headers["Location"] != "/created" {
		t.Fatalf("the first: %d %s", first.StatusCode, first.Body)
	}
	// The store is empty, as if the caller had lost their access.
	if second := send(t, someRoute, keyed("k", "{}"), handler); second.StatusCode != http.StatusNotFound || handled != 1 {
		t.Errorf("the repetition: %d after %d calls of the handler", second.StatusCode, handled)
	}
}

func TestAKeyIsForOneBodyAndOnePrecondition(t *testing.T) {
	handler := idempotencyInMemory(t).Wrap(func(context.Context, Request, access.Seed) (Response, error) { return OK(struct{}{}), nil })
	send(t, someRoute, keyed("k", `{"a":1}`), handler)
	for what, change := range map[string]func(*Event){
		"another body":      keyed("k", `{"a":2}`),
		"an If-Match":       func(e *Event) { keyed("k", `{"a":1}`)(e); e.Headers["if-match"] = `"v"` },
		"an empty If-Match": func(e *Event) { keyed("k", `{"a":1}`)(e); e.Headers["if-match"] = "" },
	} {
		other := send(t, someRoute, change, handler)
		if p := decodeProblem(t, other); other.StatusCode != http.StatusUnprocessableEntity || p.Type != "urn:admit:problem:idempotency-key-reused" {
			t.Errorf("%s: %d %s", what, other.StatusCode, other.Body)
		}
	}
}

// TestACorrectedRequestMayHaveTheSameKey checks that a key can be used again after a
// request that was invalid or whose If-Match named another version, because such a
// request has changed nothing. Other refusals are replayed.
func TestACorrectedRequestMayHaveTheSameKey(t *testing.T) {
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
		send(t, someRoute, keyed("k", `{"email":1}`), handler)
		corrected := send(t, someRoute, keyed("k", `{"email":"a"}`), handler)
		if want := map[bool]int{true: http.StatusOK, false: http.StatusUnprocessableEntity}[free]; corrected.StatusCode != want {
			t.Errorf("after %s: %d, want %d", kind, corrected.StatusCode, want)
		}
		if free && (len(seeds) != 2 || seeds[0] == seeds[1]) {
			t.Errorf("after %s: seeds %q, want a new one for the corrected request", kind, seeds)
		}
	}
}

func TestARetryHasTheSameSeed(t *testing.T) {
	for name, first := range map[string]func() (Response, error){
		"unavailable": func() (Response, error) { return Response{}, access.Refuse(access.Unavailable, "Not now.") },
		"too many": func() (Response, error) {
			return Response{}, &access.Error{Kind: access.RateLimited, Detail: "Later.", RetryAfter: time.Minute}
		},
		"panic":          func() (Response, error) { panic("poison") },
		"internal":       func() (Response, error) { return Response{}, errors.New("no disk") },
		"not replayable": func() (Response, error) { return OK(struct{}{}).NotReplayable(), nil },
	} {
		t.Run(name, func(t *testing.T) {
			var seeds []access.Seed
			handler := idempotencyInMemory(t).Wrap(func(_ context.Context, _ Request, seed access.Seed) (Response, error) {
				if seeds = append(seeds, seed); len(seeds) == 1 {
					return first()
				}
				return OK(struct{}{}), nil
			})
			send(t, someRoute, keyed("k", "{}"), handler)
			again := send(t, someRoute, keyed("k", "{}"), handler)
			if again.StatusCode != http.StatusOK || len(seeds) != 2 || seeds[0] != seeds[1] || seeds[0] == "" {
				t.Errorf("%d with seeds %q", again.StatusCode, seeds)
			}
		})
	}
}

func TestAKeyIsShortAndPrintable(t *testing.T) {
	handler := idempotencyInMemory(t).Wrap(func(context.Context, Request, access.Seed) (Response, error) { return OK(struct{}{}), nil })
	for name, key := range map[string]string{"long": strings.Repeat("k", 256), "not ASCII": "nøkkel", "a line break": "a\nb"} {
		answer := send(t, someRoute, keyed(key, "{}"), handler)
		if p := decodeProblem(t, answer); answer.StatusCode != http.StatusBadRequest || len(p.Errors) != 1 || p.Errors[0].Field != "Idempotency-Key" {
			t.Errorf("%s: %d %s", name, answer.StatusCode, answer.Body)
		}
	}
	if answer := send(t, someRoute, keyed(strings.Repeat("k", 255), "{}"), handler); answer.StatusCode != http.StatusOK {
		t.Errorf("255 characters: %d", answer.StatusCode)
	}
}
