package e2e

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The key of the emulator's user pool signs tokens that differ from a valid one in one claim
// alone. Nobody but the pool has that key, so on AWS these attacks cannot be made.

// A signature does not make up for a wrong claim.
func TestClaimsOfAnAccessToken(t *testing.T) {
	t.Parallel()
	key := poolKey(t)
	org := newOrganisation(t)
	i := org.invite(t, address("invitee"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	parts := strings.Split(org.admin.token, ".")
	header, claims := decodeSegment(t, parts[0]), decodeSegment(t, parts[1])
	signed := func(changes map[string]any) string {
		changed := maps.Clone(claims)
		maps.Copy(changed, changes)
		maps.DeleteFunc(changed, func(_ string, value any) bool { return value == nil })
		return signToken(t, key, header, changed)
	}
	now := time.Now()
	for kind, changes := range map[string]map[string]any{
		"expired":              {"iat": now.Add(-2 * time.Hour).Unix(), "exp": now.Add(-time.Hour).Unix()},
		"expired a second ago": {"exp": now.Add(-time.Second).Unix()},
		"not yet valid":        {"nbf": now.Add(time.Hour).Unix()},
		"issued in the future": {"iat": now.Add(time.Hour).Unix()},
		"of another issuer":    {"iss": "https://evil.example"},
		"the issuer longer":    {"iss": claims["iss"].(string) + "/"},
		"no issuer":            {"iss": nil},
		"of another client":    {"client_id": "evil"},
		"no client":            {"client_id": nil},
		"no subject":           {"sub": nil},
		"an empty subject":     {"sub": ""},
		"for another use":      {"token_use": "refresh"},
	} {
		t.Run(kind, func(t *testing.T) {
			token := signed(changes)
			get(t, "/me", token).want(t, http.StatusUnauthorized)
			del(t, org.path("/invitations/"+i.ID), token).want(t, http.StatusUnauthorized)
			postAction(t, i, "accept", token, linkToken).want(t, http.StatusUnauthorized)
		})
	}
	for kind, changes := range map[string]map[string]any{
		"an administrator by claims alone": {"sub": "somebody", "username": "somebody", "cognito:groups": []string{"admin"}, "email": org.admin.email, "email_verified": true},
		"a subject as a list":              {"sub": []any{claims["sub"]}},
		"a subject in other case":          {"sub": strings.ToUpper(claims["sub"].(string))},
	} {
		t.Run(kind, func(t *testing.T) { // the gateway lets them through; they are nobody who holds anything
			token := signed(changes)
			if me := decode[userAndGrants](t, get(t, "/me", token).want(t, http.StatusOK)); me.User.ID == org.admin.id || len(me.Grants) > 0 {
				t.Errorf("the caller is %+v", me)
			}
			get(t, org.path(""), token).wantProblem(t, http.StatusNotFound, "not-found")
			del(t, org.path("/invitations/"+i.ID), token).wantProblem(t, http.StatusNotFound, "not-found")
		})
	}
	// The same key accepts the same claims, so each refusal is about its claim.
	get(t, org.path("/invitations/"+i.ID), signed(nil)).want(t, http.StatusOK)
	del(t, org.path("/invitations/"+i.ID), signed(nil)).want(t, http.StatusNoContent)
}

// poolKey returns the key with which the emulator's pool signs access tokens. The emulator keeps
// it beside the file that describes the deployment.
func poolKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	if deployment.Endpoint == "" || deployment.Identity == externalIssuer {
		t.Skip("SKIPPED: only the key of an emulator's user pool is known")
	}
	found, err := filepath.Glob(filepath.Join(filepath.Dir(os.Getenv("ADMIT_E2E_OUTPUTS")), "*", "*", "cognito-pool-keys", deployment.UserPoolID+"-access.pem"))
	if err != nil || len(found) != 1 {
		t.Fatalf("the key of the user pool is not beside the deployment's outputs: %v, %v", found, err)
	}
	block, _ := pem.Decode(got(os.ReadFile(found[0])).orFail(t))
	if block == nil {
		t.Fatal("the key of the user pool is not in PEM format")
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key
	}
	return got(x509.ParsePKCS8PrivateKey(block.Bytes)).orFail(t).(*rsa.PrivateKey)
}
