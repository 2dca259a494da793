package e2e

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Any token but that of the invitation gets exactly the response of an unknown invitation.
func TestOnlyItsOwnSecretOpensAnInvitation(t *testing.T) {
	t.Parallel()
	org, other := newOrganisation(t), newOrganisation(t)
	member := org.join(t, "billing-viewer")
	i := org.invite(t, address("invitee"), "billing-viewer")
	neighbour := org.invite(t, address("neighbour"), "billing-viewer")
	foreign := other.invite(t, address("foreigner"), "billing-viewer")
	secret := mails.of(t, i).secret(i)

	guesses := variations(secret)
	guesses["another invitation's"] = mails.of(t, neighbour).secret(neighbour)
	guesses["another organisation's"] = mails.of(t, foreign).secret(foreign)
	guesses["a token of a person signed in"] = member.token
	unknown := invitation{ID: strings.Repeat("z", len(i.ID))}
	times := map[string][]time.Duration{}
	for _, action := range []string{"preview", "accept", "decline", "register"} {
		nothing := guess(t, unknown, action, member.token, secret)
		nothing.refused(t, http.StatusNotFound, "not-found")
		for kind, token := range guesses {
			if strings.HasPrefix(kind, "character") && action != "preview" {
				continue // once is enough
			}
			a := guess(t, i, action, member.token, token)
			if a.sameBytes() != nothing.sameBytes() {
				t.Errorf("%s: the response differs from that for an unknown invitation:\n%s\n\nwhich is\n%s", kind, a, nothing)
			}
		}
	}
	for range 15 {
		times["unknown invitation"] = append(times["unknown invitation"], act(t, unknown, "preview", "", secret).took)
		times["wrong token"] = append(times["wrong token"], act(t, i, "preview", "", guesses["character 1"]).took)
		times["foreign token"] = append(times["foreign token"], act(t, i, "preview", "", guesses["another organisation's"]).took)
	}
	for what, took := range times {
		slices.Sort(took)
		t.Logf("%s: response after %s (median of %d)", what, took[len(took)/2].Round(100*time.Microsecond), len(took))
	}
	act(t, i, "preview", "", secret).want(t, http.StatusOK) // the right token still works
}

// guess is like act, but also supports register.
func guess(t *testing.T, i invitation, action, bearer, token string) answer {
	t.Helper()
	if action != "register" {
		return act(t, i, action, bearer, token)
	}
	return post(t, "/invitations/"+i.ID+"/register", "", registration(token, password()))
}

// variations returns tokens that are almost right.
func variations(secret string) map[string]string {
	hash := sha256.Sum256([]byte(secret))
	bits, _ := base64.RawURLEncoding.DecodeString(secret)
	guesses := map[string]string{
		"empty": "", "truncated": secret[:len(secret)-1], "beheaded": secret[1:], "padded": secret + "=", "longer": secret + "A",
		"twice": secret + secret, "lower case": strings.ToLower(secret), "upper case": strings.ToUpper(secret), "trailing dot": secret + ".",
		"trailing space": secret + " ", "leading space": " " + secret, "line break": secret + "\n", "NUL": secret + "\x00", "reversed": reversed(secret),
		"other base64": base64.StdEncoding.EncodeToString(bits), "hex": hex.EncodeToString(bits),
		"its hash": base64.RawURLEncoding.EncodeToString(hash[:]), "its hash in hex": hex.EncodeToString(hash[:]),
		"a link":    deployment.APIURL + "/invitations/x#" + secret,
		"a JWT":     "eyJhbGciOiJub25lIn0.eyJpbnZpdGF0aW9uIjoiKiJ9.",
		"wildcards": "*", "long": strings.Repeat("A", 60_000),
	}
	for n := range secret {
		changed := []byte(secret)
		if changed[n] = 'A'; secret[n] == 'A' {
			changed[n] = 'B'
		}
		guesses[fmt.Sprint("character ", n+1)] = string(changed)
	}
	for kind, guessed := range guesses {
		if guessed == secret {
			delete(guesses, kind) // for example the lower case of a lower-case token
		}
	}
	return guesses
}

func reversed(text string) string {
	letters := []rune(text)
	slices.Reverse(letters)
	return string(letters)
}

func TestManyGuessesAtOnceOpenNothing(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("invitee"), "billing-viewer")
	secret := mails.of(t, i).secret(i)
	var guessing sync.WaitGroup
	for range 10 {
		guessing.Go(func() {
			for range 20 {
				a, err := request{method: http.MethodPost, path: "/invitations/" + i.ID + "/preview", body: map[string]string{"token": password()}}.do(t.Context())
				if err != nil || a.status != http.StatusNotFound {
					t.Errorf("%v\n%s", err, a)
				}
			}
		})
	}
	guessing.Wait()
	act(t, i, "preview", "", secret).want(t, http.StatusOK)
}
