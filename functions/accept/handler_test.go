package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"admit/functions/accept/page"
	"admit/shared/access"
	"admit/shared/api/apitest"
)

func TestRoutes(t *testing.T) {
	apitest.AnswersItsRoutes(t, "accept", handlers(handler{}))
}

// TestOpeningALinkReadsNoTable requests pages from a handler without a store, which
// would panic if it read anything.
func TestOpeningALinkReadsNoTable(t *testing.T) {
	h := handlers(handler{page: page.Config{ClientID: "console", SignInURL: "https://sign-in.example"}})
	first := ""
	for _, id := range []string{"one", "another", "sign-in", "../x", "", strings.Repeat("x", 2048)} {
		answer := apitest.Ask(t, h, apitest.Call{Route: "GET /invitations/{invitationId}",
			Path: map[string]string{"invitationId": id}, Query: "utm_source=mail&code=1"})
		if answer.StatusCode != 200 || !strings.HasPrefix(answer.Headers["Content-Type"], "text/html") {
			t.Fatalf("%q: %d %s", id, answer.StatusCode, answer.Body)
		}
		if first == "" {
			first = answer.Body
		}
		if answer.Body != first {
			t.Errorf("the page of %q is different", id)
		}
	}
}

// TestADamagedLinkOpensThePageAndIsNotLogged requests the page with paths that contain
// the token, as API Gateway passes them on. It also calls the API with such paths. No
// request may log the token.
func TestADamagedLinkOpensThePageAndIsNotLogged(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&log, nil)))
	defer slog.SetDefault(before)
	const token = "aB3-dE6_gH9jK2--N5pQ8sT1vW4yZ7bC0eF3hI6_9n8"
	h := handlers(handler{})
	id := access.NewID()
	for _, route := range []struct{ key, parameter string }{
		{"GET /invitations/{invitationId}", "invitationId"}, {"GET /invitations/{proxy+}", "proxy"},
	} {
		for _, damaged := range []string{id + "#" + token, id + "%23" + token, id + "%2523" + token, id + "/", id + "/#" + token, id + token, token} {
			answer := apitest.Ask(t, h, apitest.Call{Route: route.key, Path: map[string]string{route.parameter: damaged}, Query: "token=" + token})
			if answer.StatusCode != 200 || !strings.HasPrefix(answer.Headers["Content-Type"], "text/html") || strings.Contains(answer.Body, token) {
				t.Errorf("%s, %q: %d", route.key, damaged, answer.StatusCode)
			}
		}
	}
	for path, want := range map[string]int{"/preview": 404, "preview": 404, "kQ8rT2yU5/": 200} {
		if answer := apitest.Ask(t, h, apitest.Call{Route: "GET /invitations/{proxy+}", Path: map[string]string{"proxy": path}}); answer.StatusCode != want {
			t.Errorf("%q: %d, want %d", path, answer.StatusCode, want)
		}
	}
	for _, route := range []string{"preview", "register", "accept", "decline"} {
		apitest.Ask(t, h, apitest.Call{Route: "POST /invitations/{invitationId}/" + route, As: "ada",
			Path: map[string]string{"invitationId": id + "#" + token}, Body: map[string]string{"token": token, "firstName": token}})
	}
	if lines := strings.Count(log.String(), "\n"); lines != 6 || strings.Contains(log.String(), token[:20]) || strings.Contains(log.String(), token[20:]) {
		t.Errorf("%d lines were logged, want one for each of 6 refusals, without the token:\n%s", lines, &log)
	}
}

func TestThePageIsInTheLanguageOfItsReader(t *testing.T) {
	h := handlers(handler{})
	for query, want := range map[string]string{"": "en", "lang=fi": "fi", "lang=ja": "en", "lang=%zz&%": "en", "utm_source=mail&lang=fr": "fr"} {
		answer := apitest.Ask(t, h, apitest.Call{Route: "GET /invitations/{invitationId}",
			Path: map[string]string{"invitationId": "one"}, Query: query})
		if answer.StatusCode != 200 || answer.Headers["Content-Language"] != want {
			t.Errorf("?%s: %d in %q, want %s", query, answer.StatusCode, answer.Headers["Content-Language"], want)
		}
	}
}

func TestATokenIsRequired(t *testing.T) {
	h := handlers(handler{})
	for _, route := range []string{"preview", "register", "accept", "decline"} {
		for _, body := range []string{`{}`, `{"token":null}`, `{"token":7}`, `{"token":["a","b"]}`} {
			answer := apitest.Ask(t, h, apitest.Call{Route: "POST /invitations/{invitationId}/" + route, As: "ada", Body: body})
			if answer.StatusCode != 400 || !strings.Contains(answer.Body, `"field":"token"`) {
				t.Errorf("%s with %s: %d %s", route, body, answer.StatusCode, answer.Body)
			}
		}
	}
}
