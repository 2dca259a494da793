package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// Names are shown in mails as plain text without links or markup.
func TestNamesInMailsAreInert(t *testing.T) {
	t.Parallel()
	const hostile = `<img src=x onerror=alert(1)> {{.Link}} http://evil.example/pay "quoted"`
	f := invokeOperator[createdOrganisation](t, map[string]any{
		"action": "create-organisation", "name": `<a href="https://evil.example">Acme</a>`, "locale": "en",
		"admin": map[string]string{"email": address("hostile"), "firstName": hostile, "lastName": "www.evil.example"},
	})
	first := mails.waitFor(t, f.Invitation)
	admin := person{email: f.Invitation.Email, password: password()}
	post(t, "/invitations/"+f.Invitation.ID+"/register", "", map[string]string{
		"token": first.token(f.Invitation), "firstName": hostile, "lastName": "www.evil.example", "password": admin.password,
	}).want(t, http.StatusCreated)
	admin.signIn(t)
	org := organisation{f.Organisation.ID, f.Organisation.Name, admin}
	i := decode[invitation](t, post(t, org.path("/invitations"), admin.token, map[string]any{
		"email": address("victim"), "firstName": hostile, "lastName": "\u0627\u0644\u0639 & Sons", "roles": []string{"billing-viewer"},
	}).want(t, http.StatusCreated))
	second := mails.waitFor(t, i)
	for _, m := range []mail{first, second} {
		for _, live := range []string{"<img", `<a href="https://evil`, "href=//evil", "http://evil.example", "https://evil.example", "www.evil.example", "//evil.example"} {
			if strings.Contains(m.html, live) {
				t.Errorf("the HTML contains %q:\n%s", live, m.html)
			}
			if strings.Contains(live, "evil") && strings.Contains(m.text, live) {
				t.Errorf("the text contains %q:\n%s", live, m.text)
			}
		}
		if links := strings.Count(m.text, "/invitations/"); links != 1 {
			t.Errorf("%d links, want one: a template in a name was executed:\n%s", links, m.text)
		}
		if strings.ContainsAny(m.subject, "\r\n") {
			t.Errorf("the subject %q contains a line break", m.subject)
		}
		if n := strings.Count(m.html, `href="`); n != strings.Count(m.html, `href="`+deployment.APIURL+"/invitations/") {
			t.Errorf("some of the %d links lead elsewhere:\n%s", n, m.html)
		}
	}
}

// The base of links is configuration. No request header changes it.
func TestTheLinkComesFromConfiguration(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	for header, value := range map[string]string{
		"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "evil", "Forwarded": "host=evil.example", "Origin": "https://evil.example",
		"Referer": "https://evil.example/", "X-Original-URL": "https://evil.example/", "X-Host": "evil.example", "X-Forwarded-Prefix": "/evil",
	} {
		t.Run(header, func(t *testing.T) {
			t.Parallel() // the tests wait for their mails together
			a := send(t, request{
				method: http.MethodPost, path: org.path("/invitations"), token: org.admin.token, body: invitationBody("billing-viewer"),
				header: map[string]string{header: value},
			})
			m := mails.waitFor(t, decode[invitation](t, a.want(t, http.StatusCreated)))
			if strings.Contains(m.text+m.html+m.subject, "evil") || !strings.Contains(m.text, deployment.APIURL+"/invitations/") {
				t.Errorf("the link does not begin with %s:\n%s", deployment.APIURL, m.text)
			}
		})
	}
}

// A host of the sender's choice reaches no route, or no link.
func TestTheHostIsNotInTheLink(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	body := invitationBody("billing-viewer")
	a := got(request{
		method: http.MethodPost, path: org.path("/invitations"), token: org.admin.token, body: body, header: map[string]string{"Host": "evil.example"},
	}.exchange(t.Context())).orFail(t)
	open := pages[invitation](t, org.path("/invitations?status=pending"), org.admin, 10)
	if (a.status == http.StatusCreated) != (len(open) == 1) {
		t.Errorf("%d invitations are open after\n%s", len(open), a)
	}
	for _, i := range append(open, decode[invitation](t, post(t, org.path("/invitations"), org.admin.token, invitationBody("billing-viewer")).want(t, http.StatusCreated))) {
		if m := mails.waitFor(t, i); strings.Contains(m.text+m.html, "evil") {
			t.Errorf("the link has the host of the request:\n%s", m.text)
		}
	}
}

func TestMailLanguage(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	words := map[string]string{
		"da": "Linket virker", "de-AT": "Der Link gilt", "en-GB": "The link works", "es-MX": "El enlace funciona",
		"fi": "Linkki", "fr-CA": "Le lien est valable", "nb": "Lenken virker", "nb-NO": "Lenken virker",
		"nl-BE": "De link werkt", "pt-BR": "O link funciona", "sv-FI": "Länken fungerar",
		"is": "The link works", "": "The link works", // the default language
	}
	var rows []map[string]any
	for locale := range words {
		rows = append(rows, merge(invitationBody("billing-viewer"), map[string]any{"locale": locale}))
	}
	for n, row := range org.batch(t, false, rows...) {
		locale := rows[n]["locale"].(string)
		if m := mails.waitFor(t, *row.Invitation); !strings.Contains(m.text, words[locale]) || row.Invitation.Locale != locale {
			t.Errorf("the locale is %q, but the mail is:\n%s", locale, m.text)
		}
	}
}
