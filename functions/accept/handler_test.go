package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"admit/functions/accept/page"
	"admit/shared/access"
	"admit/shared/api/apitest"
	"admit/shared/fixture"
	"admit/shared/setting"
)

func TestRoutes(t *testing.T) {
	apitest.AnswersItsRoutes(t, "accept", handlers(handler{}))
}

// TestOpeningALinkReadsNoTable requests pages from a handler without a store, which
// would panic if it read anything.
func TestOpeningALinkReadsNoTable(t *testing.T) {
	h := handlers(handler{page: page.Config{SignIn: setting.SignIn{ClientID: "console", Token: "https://sign-in.example/token"}}})
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
	for _, route := range []string{"preview", "register", "accept", "request", "decline"} {
		apitest.Ask(t, h, apitest.Call{Route: "POST /invitations/{invitationId}/" + route, As: "ada",
			Path: map[string]string{"invitationId": id + "#" + token}, Body: map[string]string{"token": token, "firstName": token}})
	}
	if lines := strings.Count(log.String(), "\n"); lines != 7 || strings.Contains(log.String(), token[:20]) || strings.Contains(log.String(), token[20:]) {
		t.Errorf("%d lines were logged, want one for each of 7 refusals, without the token:\n%s", lines, &log)
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

// TestThePreviewIsInTheLanguageOfTheReader shows the offered role in the language that the
// page sends.
func TestThePreviewIsInTheLanguageOfTheReader(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "eve", fixture.Biller)
	h := handlers(handler{preview: f.Preview()})
	call := apitest.Call{Route: "POST /invitations/{invitationId}/preview", Path: map[string]string{"invitationId": string(invitation.ID)},
		Body: map[string]string{"token": f.Token(invitation.ID)}}
	for accepted, want := range map[string][]string{
		"":   {"en", `"name":"Billing Viewer"`, `"description":"Reads invoices, usage and payment history."`},
		"de": {"de", `"name":"Abrechnung lesen"`, `"description":"Liest Rechnungen, Nutzung und Zahlungsverlauf."`},
		"ja": {"en", `"id":"billing-viewer"`, `"name":"Billing Viewer"`},
	} {
		call.Language = accepted
		answer := apitest.Ask(t, h, call)
		if answer.StatusCode != 200 || answer.Headers["Content-Language"] != want[0] || answer.Headers["Vary"] != "Accept-Language" {
			t.Errorf("%q: %d %v", accepted, answer.StatusCode, answer.Headers)
		}
		for _, text := range want[1:] {
			if !strings.Contains(answer.Body, text) {
				t.Errorf("%q: %s lacks %s", accepted, answer.Body, text)
			}
		}
	}
}

// TestTheLanguageOfThePageIsKept registers with the page in German, accepts with another
// client that has no language of the page, and with the page in French.
func TestTheLanguageOfThePageIsKept(t *testing.T) {
	f := fixture.InMemory(t)
	h := handlers(handler{register: f.Register(), accept: f.Accept()})
	as, email := "", fixture.Address(t, fixture.Mailbox("eve"))
	for _, step := range []struct{ route, accepted, kept string }{{"register", "de-AT", "de"}, {"accept", "ja", "de"}, {"accept", "", "de"}, {"accept", "fr", "fr"}} {
		organisation, admin := f.Organisation("admin-"+access.NewID(), false)
		invitation := f.Invited(admin, fixture.Whole(organisation), "eve", fixture.Biller)
		body := map[string]string{"token": f.Token(invitation.ID)}
		if step.route == "register" {
			body["firstName"], body["password"] = "Eve", fixture.Password
		}
		answer := apitest.Ask(t, h, apitest.Call{Route: "POST /invitations/{invitationId}/" + step.route, As: as, Body: body, Language: step.accepted,
			Path: map[string]string{"invitationId": string(invitation.ID)}})
		if answer.StatusCode >= 300 {
			t.Fatalf("%s: %d %s", step.route, answer.StatusCode, answer.Body)
		}
		snapshot, err := f.Store.Snapshot(t.Context(), access.SnapshotQuery{Scope: fixture.Whole(organisation), Address: &email})
		f.Must(err)
		if snapshot.Language != step.kept {
			t.Errorf("%s in %q keeps %q, want %q", step.route, step.accepted, snapshot.Language, step.kept)
		}
		caller, _ := f.Directory.SignIn(email, fixture.Password)
		as = caller.Subject
	}
}

func TestATokenIsRequired(t *testing.T) {
	h := handlers(handler{})
	for _, route := range []string{"preview", "register", "accept", "request", "decline"} {
		for _, body := range []string{`{}`, `{"token":null}`, `{"token":7}`, `{"token":["a","b"]}`} {
			answer := apitest.Ask(t, h, apitest.Call{Route: "POST /invitations/{invitationId}/" + route, As: "ada", Body: body})
			if answer.StatusCode != 400 || !strings.Contains(answer.Body, `"field":"token"`) {
				t.Errorf("%s with %s: %d %s", route, body, answer.StatusCode, answer.Body)
			}
		}
	}
}
