package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// A link that was altered in transit still opens the page, which repairs it. In that
// case the token is in the path and reaches the server, but it must not be logged.
func TestAlteredLinkOpensThePageAndIsNotLogged(t *testing.T) {
	t.Parallel()
	began := time.Now()
	org := newOrganisation(t)
	i := org.invite(t, address("invitee"), "billing-viewer")
	token := mails.waitFor(t, i).token(i)
	page := get(t, "/invitations/"+i.ID, "").want(t, http.StatusOK)
	for _, rest := range []string{
		"/", "//", "%23" + token, "%2523" + token, "%252523" + token, "/%23" + token, "/%2523" + token, "%2F%23" + token, "/" + token, token,
		".", "%20", "&utm_source=mail", "%3Eor", "/register", "/" + token + "/preview",
	} {
		if a := get(t, "/invitations/"+i.ID+rest, "").want(t, http.StatusOK); a.fingerprint() != page.fingerprint() {
			t.Errorf("%s does not return the page:\n%s", rest, a)
		}
	}
	// The API accepts only the unaltered id.
	for _, id := range []string{i.ID + "%23" + token, i.ID + "%2523", i.ID + "."} {
		post(t, "/invitations/"+id+"/preview", "", map[string]string{"token": token}).wantProblem(t, http.StatusNotFound, "not-found")
	}
	postAction(t, i, "preview", "", token).want(t, http.StatusOK)

	var logs string
	eventually(t, "the requests are logged", func() bool {
		logs = logDump(t, began)
		return strings.Count(logs, `"POST /invitations/{invitationId}/preview"`) >= 4 && strings.Contains(logs, i.ID)
	})
	if half := len(token) / 2; strings.Contains(logs, token[:half]) || strings.Contains(logs, token[half:]) {
		t.Error("the logs contain the token")
	}
}
