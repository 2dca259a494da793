package api

import (
	"encoding/json"
	"slices"
	"testing"

	"admit/shared/access"
)

// FuzzClaims judges any claims. A caller is named as the token names its issuer and
// subject. No token with a mark of an ID token or of a program is a person's.
func FuzzClaims(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"iss":"i","sub":"s"}`, `{"iss":"i","sub":"s","token_use":"access","username":"s"}`, `{"iss":"i","sub":"s","token_use":"id"}`,
		`{"iss":"i","sub":"s","scope":"openid"}`, `{"iss":"i","sub":"s","scope":"openid","nonce":null}`, `{"iss":"i","sub":"c","client_id":"c","scope":"admit/read"}`,
		`{"iss":"i","sub":"c","client_id":"c","scope":"openid"}`, `{"iss":"i","sub":"s","azp":"c","clientAddress":"x","client_id":"c","scope":"admit/read"}`, `{"iss":"i","sub":"s","scp":["admit/read"],"gty":"client-credentials"}`,
		`{"iss":"i","sub":"s","typ":"Bearer","scope":"x"}`, `{"iss":"i","sub":"s","typ":"ID","scope":"x"}`, `{"iss":7,"sub":["s"]}`, `{"iss":"i","sub":"s","roles":"[admit/read x]","idtyp":"app"}`,
	} {
		f.Add(seed)
	}
	reads, _ := routeOf("GET /roles")
	invites, _ := routeOf("POST /organisations/{organisationId}/invitations")
	f.Fuzz(func(t *testing.T, text string) {
		var claims map[string]any
		if json.Unmarshal([]byte(text), &claims) != nil {
			return
		}
		for _, route := range []Route{reads, invites} {
			who, program, err := caller(claims, route)
			if err != nil {
				if kind := access.KindOf(err); kind != unauthenticated && kind != machineClient || who != (access.Caller{}) || program {
					t.Errorf("%s: %v, %t (%v)", text, who, program, err)
				}
				continue
			}
			if who.Issuer == "" || who.Subject == "" || claims["iss"] != who.Issuer || claims["sub"] != who.Subject {
				t.Errorf("%s is the token of %v", text, who)
			}
			marks := func(names ...string) bool {
				return slices.ContainsFunc(names, func(name string) bool { _, has := claims[name]; return has })
			}
			switch use := claims["token_use"]; {
			case use != nil && use != "access", !marks("token_use") && marks("nonce", "at_hash", "c_hash", "events"):
				t.Errorf("the ID token %s is the access token of %v", text, who)
			case program && route.Key() == invites.Key():
				t.Errorf("the program %s invites", text)
			case !program && (claims["sub"] == claims["client_id"] || claims["gty"] == "client-credentials" || claims["idtyp"] == "app"):
				t.Errorf("the program %s is a person", text)
			}
		}
	})
}
