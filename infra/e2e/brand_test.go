package e2e

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
)

// Two deployments have a brand each, and their emails and pages show it. The test does not
// run in parallel, because TestTwoDeployments deletes the second deployment.
func TestEmailsAndPagesShowTheBrand(t *testing.T) {
	second := readOutputs(t, os.Getenv("ADMIT_E2E_SECOND"))
	org := newOrganisation(t)
	for _, c := range []struct {
		of            string
		api           string
		mail          mail
		shown, others []string // in the email, the page and the console
		from          string
	}{
		{
			of: "the first deployment", api: deployment.APIURL, mail: mails.waitFor(t, org.invite(t, address("brand"), "billing-viewer")),
			shown: []string{"Admit", "#2f46c8", "#a9b8ff"}, others: []string{"Havn", "#0b6b5d"}, from: "Admit <",
		},
		{
			of: "the second deployment", api: second.APIURL,
			mail:   mails.find(t, "to "+second.AdminEmail, func(m mail) bool { return strings.Contains(m.text, second.APIURL+"/invitations/") }),
			shown:  []string{"Havn", "#0b6b5d", "#6fd6c0", "https://help.havn.example/access", "Havn AS · Org. no. 987 654 321", "Strandgaten 18, 5013 Bergen, Norway"},
			others: []string{"#2f46c8"}, from: "Havn <",
		},
	} {
		for what, text := range map[string]string{
			"email": c.mail.html, "page": document(t, c.api+"/invitations/nothing"), "console": document(t, c.api+"/console"),
		} {
			for _, want := range c.shown {
				if !strings.Contains(text, want) {
					t.Errorf("%s: %s is not in the %s:\n%s", c.of, want, what, text)
				}
			}
			for _, other := range c.others {
				if strings.Contains(text, other) {
					t.Errorf("%s: %s of another brand is in the %s", c.of, other, what)
				}
			}
		}
		if from := strings.ReplaceAll(c.mail.from, `"`, ""); !strings.HasPrefix(from, c.from) {
			t.Errorf("%s: the email is from %s", c.of, c.mail.from)
		}
	}
}

// document returns a page as it is served.
func document(t *testing.T, url string) string {
	t.Helper()
	request := got(http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)).orFail(t)
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body := got(io.ReadAll(answer.Body)).orFail(t)
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %s", url, answer.StatusCode, body)
	}
	return string(body)
}
