package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// inLanguage returns a request with an Accept-Language header.
func (r request) inLanguage(accepted string) request {
	r.header = map[string]string{"Accept-Language": accepted}
	return r
}

// wantLanguage checks the headers of a response in a language.
func (a response) wantLanguage(t *testing.T, want string) {
	t.Helper()
	if got := a.header.Get("Content-Language"); got != want || !strings.Contains(strings.Join(a.header.Values("Vary"), ","), "Accept-Language") {
		t.Errorf("Content-Language is %q, want %q; Vary is %q", got, want, a.header.Values("Vary"))
	}
}

func TestRolesInTheLanguageOfTheReader(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	for accepted, want := range map[string]struct{ language, name, category string }{
		"":                     {"en", "Billing Viewer", "Billing"},
		"ja":                   {"en", "Billing Viewer", "Billing"},
		"de-CH, en;q=0.5":      {"de", "Abrechnung lesen", "Abrechnung"},
		"ja, nn;q=0.9, *;q=.1": {"nb", "Lese fakturering", "Fakturering"},
		"pt-PT":                {"pt", "Leitura de faturamento", "Faturamento"},
	} {
		r := request{method: http.MethodGet, path: "/roles", token: org.admin.token}
		if accepted != "" {
			r = r.inLanguage(accepted)
		}
		a := send(t, r).want(t, http.StatusOK)
		a.wantLanguage(t, want.language)
		c := decode[catalogue](t, a)
		for _, one := range c.All {
			if one.ID == "billing-viewer" && (one.Name != want.name || one.Category != want.category) {
				t.Errorf("%q: %+v, want %+v", accepted, one, want)
			}
		}
		if name := c.ByCategory[2].Name; name != want.category {
			t.Errorf("%q: the third category is %q, want %q", accepted, name, want.category)
		}
	}
}

// The grants of a member have the names of the catalogue, whatever the reader's language is.
func TestGrantsHaveTheNamesOfTheCatalogue(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	me := decode[userAndGrants](t, send(t, request{method: http.MethodGet, path: "/me", token: org.admin.token}.inLanguage("de")).want(t, http.StatusOK))
	if name := me.Grants[0].Role.Name; name != "Organisation Admin" {
		t.Errorf("the role is named %q", name)
	}
}

func TestPreviewAndEmailInTheLanguageOfTheReader(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := decode[invitation](t, post(t, org.path("/invitations"), org.admin.token,
		merge(invitationBody("signing-viewer"), map[string]any{"locale": "sv"})).want(t, http.StatusCreated))
	m := mails.waitFor(t, i)
	for _, part := range []string{m.text, m.html} {
		if !strings.Contains(part, "Signeringsläsare") || !strings.Contains(part, "Läser signeringsuppdrag och signerade dokument.") {
			t.Errorf("the roles are not in Swedish:\n%s", part)
		}
	}
	preview := request{method: http.MethodPost, path: "/invitations/" + i.ID + "/preview", body: map[string]string{"token": m.token(i)}}
	a := send(t, preview.inLanguage("de")).want(t, http.StatusOK)
	a.wantLanguage(t, "de")
	if shown := decode[offer](t, a).Roles[0]; shown.Name != "Signaturaufträge lesen" || shown.Description != "Liest Signaturaufträge und signierte Dokumente." {
		t.Errorf("the preview in German shows %+v", shown)
	}
}

// The language in which somebody accepts is that of the next email, unless the invitation
// has a locale. The administrator does not see it.
func TestTheNextEmailIsInTheLanguageOfTheAcceptance(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	for _, step := range []struct{ accepts, locale, next string }{
		{"fr-CA, en;q=0.5", "", "Le lien est valable"}, {"ja", "", "Le lien est valable"}, {"fi", "", "Linkki"}, {"da", "nl", "De link werkt"},
	} {
		first := newOrganisation(t).invite(t, member.email, "billing-viewer")
		accept := request{method: http.MethodPost, path: "/invitations/" + first.ID + "/accept", token: member.token,
			body: map[string]string{"token": mails.waitFor(t, first).token(first)}}
		send(t, accept.inLanguage(step.accepts)).want(t, http.StatusOK)

		next := newOrganisation(t)
		body := map[string]any{"email": member.email, "roles": []string{"billing-viewer"}}
		if step.locale != "" {
			body["locale"] = step.locale
		}
		i := decode[invitation](t, post(t, next.path("/invitations"), next.admin.token, body).want(t, http.StatusCreated))
		if m := mails.waitFor(t, i); !strings.Contains(m.text, step.next) || i.Locale != step.locale {
			t.Errorf("accepted in %q: the locale is %q, and the mail is\n%s", step.accepts, i.Locale, m.text)
		}
	}
}
