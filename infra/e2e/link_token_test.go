package e2e

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Any token but that of the invitation gets exactly the response of an unknown invitation.
func TestOnlyItsOwnTokenOpensAnInvitation(t *testing.T) {
	t.Parallel()
	org, other := newOrganisation(t), newOrganisation(t)
	member := org.join(t, "billing-viewer")
	i := org.invite(t, address("invitee"), "billing-viewer")
	neighbour := org.invite(t, address("neighbour"), "billing-viewer")
	foreign := other.invite(t, address("foreigner"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)

	guesses := almostRightTokens(linkToken)
	guesses["another invitation's"] = mails.waitFor(t, neighbour).token(neighbour)
	guesses["another organisation's"] = mails.waitFor(t, foreign).token(foreign)
	guesses["a token of a person signed in"] = member.token
	guesses["its id"] = i.ID
	unknown := invitation{ID: strings.Repeat("z", len(i.ID))}
	times, nothing := map[string][]time.Duration{}, map[string]response{}
	for _, action := range actions {
		nothing[action] = tryAction(t, unknown, action, member.token, linkToken)
		nothing[action].wantProblem(t, http.StatusNotFound, "not-found")
	}
	wantNothing := func(t *testing.T, action, token string) {
		t.Helper()
		if a := tryAction(t, i, action, member.token, token); a.fingerprint() != nothing[action].fingerprint() {
			t.Errorf("the response differs from that for an unknown invitation:\n%s\n\nwhich is\n%s", a, nothing[action])
		}
	}
	for kind, token := range guesses {
		t.Run(kind, func(t *testing.T) {
			for _, action := range actions {
				wantNothing(t, action, token)
			}
		})
	}
	t.Run("each character changed", func(t *testing.T) {
		for _, token := range changedTokens(linkToken) {
			wantNothing(t, "preview", token)
		}
	})
	for range 15 {
		times["unknown invitation"] = append(times["unknown invitation"], postAction(t, unknown, "preview", "", linkToken).took)
		times["wrong token"] = append(times["wrong token"], postAction(t, i, "preview", "", changedTokens(linkToken)[0]).took)
		times["foreign token"] = append(times["foreign token"], postAction(t, i, "preview", "", guesses["another organisation's"]).took)
	}
	for what, took := range times {
		slices.Sort(took)
		t.Logf("%s: response after %s (median of %d)", what, took[len(took)/2].Round(100*time.Microsecond), len(took))
	}
	tryAction(t, i, "register", "", linkToken).want(t, http.StatusCreated) // the right token still works
}

// tryAction is like act, but also supports register.
func tryAction(t *testing.T, i invitation, action, bearer, token string) response {
	t.Helper()
	if action != "register" {
		return postAction(t, i, action, bearer, token)
	}
	return post(t, "/invitations/"+i.ID+"/register", "", registrationBody(token, password()))
}

// almostRightTokens returns tokens that are almost right.
func almostRightTokens(linkToken string) map[string]string {
	hash := sha256.Sum256([]byte(linkToken))
	bits, _ := base64.RawURLEncoding.DecodeString(linkToken)
	guesses := map[string]string{
		"empty": "", "truncated": linkToken[:len(linkToken)-1], "beheaded": linkToken[1:], "padded": linkToken + "=", "longer": linkToken + "A",
		"twice": linkToken + linkToken, "lower case": strings.ToLower(linkToken), "upper case": strings.ToUpper(linkToken), "trailing dot": linkToken + ".",
		"trailing space": linkToken + " ", "leading space": " " + linkToken, "line break": linkToken + "\n", "NUL": linkToken + "\x00", "reversed": reverse(linkToken),
		"other base64": base64.StdEncoding.EncodeToString(bits), "hex": hex.EncodeToString(bits),
		"its hash": base64.RawURLEncoding.EncodeToString(hash[:]), "its hash in hex": hex.EncodeToString(hash[:]),
		"a link":    deployment.APIURL + "/invitations/x#" + linkToken,
		"a JWT":     "eyJhbGciOiJub25lIn0.eyJpbnZpdGF0aW9uIjoiKiJ9.",
		"wildcards": "*", "long": strings.Repeat("A", 60_000),
	}
	for kind, guessed := range guesses {
		if guessed == linkToken {
			delete(guesses, kind) // for example the lower case of a lower-case token
		}
	}
	return guesses
}

// changedTokens returns the token with each of its characters changed in turn.
func changedTokens(linkToken string) []string {
	var all []string
	for n := range linkToken {
		changed := []byte(linkToken)
		if changed[n] = 'A'; linkToken[n] == 'A' {
			changed[n] = 'B'
		}
		all = append(all, string(changed))
	}
	return all
}

func reverse(text string) string {
	letters := []rune(text)
	slices.Reverse(letters)
	return string(letters)
}

func TestConcurrentGuesses(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("invitee"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	var guessing sync.WaitGroup
	for range 10 {
		guessing.Go(func() {
			for range 20 {
				a, err := request{method: http.MethodPost, path: "/invitations/" + i.ID + "/preview", body: map[string]string{"token": password()}}.send(t.Context())
				if err != nil || a.status != http.StatusNotFound {
					t.Errorf("%v\n%s", err, a)
				}
			}
		})
	}
	guessing.Wait()
	postAction(t, i, "preview", "", linkToken).want(t, http.StatusOK)
}
