package api

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"admit/shared/access"
)

// logged handles one event and returns what was written to the log.
func logged(t *testing.T, event Event, handler Handler) string {
	t.Helper()
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&log, nil)))
	defer slog.SetDefault(before)
	raw, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (Handlers{event.RouteKey: handler}).Serve(t.Context(), raw); err != nil {
		t.Fatal(err)
	}
	return log.String()
}

func TestTheLogHasTheIDsInThePath(t *testing.T) {
	ids := map[string]string{"organisationId": access.NewID(), "invitationId": access.NewID(), "userId": access.NewID()}
	line := logged(t, Event{RouteKey: "GET /docs", PathParameters: ids},
		func(context.Context, Request) (Response, error) { return NoContent(), nil })
	for name, id := range ids {
		if want := `"` + name + `":"` + id + `"`; !strings.Contains(line, want) {
			t.Errorf("%s is not in the log record: %s", want, line)
		}
	}
}

// TestTheLogLeavesOutWhatTheGatewayLogs compares requests that name nobody and nothing.
func TestTheLogLeavesOutWhatTheGatewayLogs(t *testing.T) {
	page := Event{RouteKey: "GET /docs"}
	if line := logged(t, page, func(context.Context, Request) (Response, error) { return NoContent(), nil }); line != "" {
		t.Errorf("a page that was answered is logged: %s", line)
	}
	for _, err := range []error{access.Refuse(access.NotFound, "no"), context.DeadlineExceeded} {
		line := logged(t, page, func(context.Context, Request) (Response, error) { return Response{}, err })
		if !strings.Contains(line, `"problem"`) {
			t.Errorf("a page that ended with %v is not logged: %q", err, line)
		}
	}
}

// TestTheLogHasNoToken sends the token of a link in every part of a request where a
// damaged link can have it, to handlers that succeed, refuse, fail and panic.
func TestTheLogHasNoToken(t *testing.T) {
	const token = "aB3-dE6_gH9jK2--N5pQ8sT1vW4yZ7bC0eF3hI6_9n8"
	id := access.NewID()
	handlers := map[string]Handler{
		"answers": func(context.Context, Request) (Response, error) { return NoContent(), nil },
		"refuses": func(context.Context, Request) (Response, error) {
			return Response{}, access.Refuse(access.NotFound, "no")
		},
		"fails":  func(context.Context, Request) (Response, error) { return Response{}, context.DeadlineExceeded },
		"panics": func(context.Context, Request) (Response, error) { panic("no") },
	}
	for _, damaged := range []string{
		token, id + "#" + token, id + "%23" + token, id + "%2523" + token, id + "/" + token, id + "/#" + token, id + token,
		id + "23" + token, id + " " + token, "#" + token, token[:20] + "\n" + token[20:], token + ".", token[:30],
	} {
		event := Event{RawQueryString: "token=" + token, PathParameters: map[string]string{
			"invitationId": damaged, "organisationId": damaged, "userId": damaged, "proxy": damaged, "rest": damaged,
		}}
		for how, handler := range handlers {
			for _, key := range []string{"GET /docs", "POST /organisations/{organisationId}/invitations", "GET /nowhere"} {
				event.RouteKey = key
				line := logged(t, event, handler)
				if strings.Contains(line, token[:10]) || strings.Contains(line, token[20:30]) || (line == "") != (how == "answers" && key == "GET /docs") {
					t.Errorf("%s, %s, path %q: %s", key, how, damaged, line)
				}
			}
		}
	}
}
