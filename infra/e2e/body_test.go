package e2e

import (
	"maps"
	"net/http"
	"strings"
	"testing"
)

// bodyRoute is a route with a request body, and a body that passes every validation.
type bodyRoute struct {
	path, token string
	valid       map[string]any
	validStatus int // the status of the response to the valid body
	required    []string
}

// bodyRoutes returns the routes with a request body. The requests of these tests change
// nothing, because the links name no invitation.
func bodyRoutes(t *testing.T) map[string]bodyRoute {
	t.Helper()
	org := newOrganisation(t)
	link := "/invitations/" + strings.Repeat("A", 20)
	token := map[string]any{"token": strings.Repeat("A", 43)}
	person := map[string]any{"token": strings.Repeat("A", 43), "firstName": "Ada", "lastName": "Lovelace", "password": password()}
	return map[string]bodyRoute{
		"invite": {org.path("/invitations"), org.admin.token, map[string]any{
			"email": address("Valid"), "firstName": "Ada", "lastName": "Lovelace", "accountId": "no-such-account",
			"roles": []string{"billing-viewer"}, "locale": "nb-NO",
		}, http.StatusNotFound, []string{"email", "roles"}},
		"register": {link + "/register", "", person, http.StatusNotFound, []string{"token", "firstName", "password"}},
		"preview":  {link + "/preview", "", token, http.StatusNotFound, []string{"token"}},
		"accept":   {link + "/accept", org.admin.token, token, http.StatusNotFound, []string{"token"}},
		"decline":  {link + "/decline", "", token, http.StatusNotFound, []string{"token"}},
	}
}

func (d bodyRoute) send(t *testing.T, body any) response {
	t.Helper()
	return send(t, request{method: http.MethodPost, path: d.path, token: d.token, body: body})
}

// control fails the test unless the valid body passes every validation. Without it a refusal
// might be about something else than the test has changed.
func (d bodyRoute) control(t *testing.T) {
	t.Helper()
	d.send(t, d.valid).want(t, d.validStatus)
}

// with returns the valid body with one field changed.
func (d bodyRoute) with(field string, value any) map[string]any {
	body := maps.Clone(d.valid)
	body[field] = value
	return body
}

func TestFieldOfTheWrongType(t *testing.T) {
	t.Parallel()
	wrong := map[string]any{
		"a number": 1, "a fraction": 0.5, "true": true, "false": false, "null": nil, "an object": map[string]any{"a": "b"},
		"an array of arrays": []any{[]any{}}, "an array of numbers": []any{1}, "an array of null": []any{nil},
	}
	for name, d := range bodyRoutes(t) {
		t.Run(name, func(t *testing.T) {
			d.control(t)
			for field, valid := range d.valid {
				for kind, value := range wrong {
					t.Run(field+" "+kind, func(t *testing.T) { d.send(t, d.with(field, value)).wantInvalid(t, field) })
				}
				if text, single := valid.(string); single {
					t.Run(field+" in an array", func(t *testing.T) { d.send(t, d.with(field, []string{text})).wantInvalid(t, field) })
					t.Run(field+" twice in an array", func(t *testing.T) { d.send(t, d.with(field, []string{text, text})).wantInvalid(t, field) })
					continue
				}
				t.Run(field+" as text", func(t *testing.T) { d.send(t, d.with(field, "billing-viewer")).wantInvalid(t, field) })
				t.Run(field+" comma-joined", func(t *testing.T) { d.send(t, d.with(field, "billing-viewer,audit-viewer")).wantInvalid(t, field) })
			}
		})
	}
}

func TestInvalidField(t *testing.T) {
	t.Parallel()
	names := map[string]any{
		"too long": strings.Repeat("ø", 101), "10 KB": strings.Repeat("a", 10_000), "line break": "Ada\nBcc: eve@example.com", "carriage return": "Ada\r",
		"NUL": "A\x00da", "escape": "\x1b[31mAda", "tab": "A\tda", "line separator": "Ada\u2028", "override": "Ada\u202egpj", "isolate": "\u2067Ada",
	}
	bad := map[string]map[string]map[string]any{
		"invite": {
			"firstName": names, "lastName": names,
			"roles": {
				"none": []string{}, "unknown": []string{"emperor"}, "other case": []string{"Billing-Viewer"}, "empty": []string{""},
				"with a space": []string{"billing-viewer "}, "comma-joined": []string{"billing-viewer,audit-viewer"},
				"twice": []string{"billing-viewer", "billing-viewer"}, "one good, one unknown": []string{"billing-viewer", "emperor"},
				"too many": strings.Split(strings.Repeat("billing-viewer ", 60), " "), "path": []string{"../organisation-admin"},
			},
			"locale": {
				"a sentence": "in English, please", "one letter": "e", "underscore": "nb_NO", "too long": strings.Repeat("en-", 12) + "en",
				"open end": "en-", "path": "../en", "NUL": "en\x00", "digits": "12", "unicode": "nø",
			},
		},
		"register": {
			"firstName": merge(names, map[string]any{"empty": "", "blank": "   "}), "lastName": names,
			"password": {
				"empty": "", "short": "Short1", "one too short": "Abcdefghij1", "no upper case": "abcdefghijkl1", "no lower case": "ABCDEFGHIJKL1",
				"no digit": "Abcdefghijklm", "too long": strings.Repeat("Abcdefgh1", 40), "space before": " Abcdefghijkl1", "space after": "Abcdefghijkl1 ",
				"NUL": "Abcdefgh\x00ijkl1", "line break": "Abcdefgh\nijkl1",
			},
		},
	}
	all := bodyRoutes(t)
	for name, fields := range bad {
		all[name].control(t)
		for field, values := range fields {
			for kind, value := range values {
				t.Run(name+" "+field+" "+kind, func(t *testing.T) { all[name].send(t, all[name].with(field, value)).wantInvalid(t, field) })
			}
		}
	}
	t.Run("all at once", func(t *testing.T) {
		d := all["invite"]
		a := d.send(t, map[string]any{"email": "nobody", "firstName": "\x00", "lastName": "\x00", "roles": []string{"emperor"}, "locale": "?"})
		for _, field := range []string{"email", "firstName", "lastName", "roles", "locale"} {
			a.wantInvalid(t, field)
		}
	})
}

func merge(some, more map[string]any) map[string]any {
	all := maps.Clone(some)
	maps.Copy(all, more)
	return all
}

func TestMissingField(t *testing.T) {
	t.Parallel()
	for name, d := range bodyRoutes(t) {
		d.control(t)
		for _, field := range d.required {
			t.Run(name+" "+field, func(t *testing.T) {
				body := maps.Clone(d.valid)
				delete(body, field)
				d.send(t, body).wantInvalid(t, field)
			})
		}
	}
}

func TestUnknownField(t *testing.T) {
	t.Parallel()
	for name, d := range bodyRoutes(t) {
		d.control(t)
		for _, field := range []string{"status", "organisationId", "expiresAt", "invitedBy", "id", "Email", "TOKEN", "isAdmin", "__proto__", "createdAt", "delivery", ""} {
			t.Run(name+" "+field, func(t *testing.T) { d.send(t, d.with(field, "x")).wantInvalid(t, field) })
		}
		if name != "invite" { // which has the field
			t.Run(name+" roles", func(t *testing.T) { d.send(t, d.with("roles", []string{"billing-viewer"})).wantInvalid(t, "roles") })
		}
	}
}

func TestBodyThatIsNotOneObject(t *testing.T) {
	t.Parallel()
	for name, d := range bodyRoutes(t) {
		d.control(t)
		valid := asJSON(t, d.valid)
		for kind, c := range map[string]struct {
			body   string
			status int
		}{
			"empty": {"", 400}, "blank": {"  ", 400}, "null": {"null", 400}, "array": {"[]", 400}, "text": {`"hello"`, 400}, "number": {"1", 400},
			"in an array": {"[" + valid + "]", 400}, "not JSON": {"email=ada", 400}, "cut off": {valid[:len(valid)-1], 400},
			"twice": {valid + valid, 400}, "trailing": {valid + " x", 400}, "trailing brace": {valid + "}", 400}, "single quotes": {strings.ReplaceAll(valid, `"`, "'"), 400},
			"comment": {"/* */" + valid, 400}, "trailing comma": {valid[:len(valid)-1] + ",}", 400}, "byte order mark": {"\ufeff" + valid, 400},
			"lone surrogate": {`{"token": "\ud800", "email": "\ud800"}`, 400}, "NaN": {`{"token": NaN}`, 400}, "huge number": {`{"token": 1e999999}`, 400},
			"nested arrays": {strings.Repeat("[", 60_000), 400}, "nested objects": {strings.Repeat(`{"token":`, 7_000), 400},
			"nested token": {`{"token":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + "}", 400},
			"1 MB":         {`{"token": "` + strings.Repeat("a", 1<<20) + `"}`, 413}, "1 MB of space": {strings.Repeat(" ", 1<<20) + valid, 413},
		} {
			t.Run(name+" "+kind, func(t *testing.T) {
				a := d.send(t, raw(c.body))
				if c.status == http.StatusRequestEntityTooLarge {
					a.wantProblem(t, c.status, "payload-too-large")
					return
				}
				a.wantProblem(t, c.status, "invalid-request")
			})
		}
	}
}

func TestDuplicateKey(t *testing.T) {
	t.Parallel()
	for name, d := range bodyRoutes(t) {
		d.control(t)
		for field := range d.valid {
			t.Run(name+" "+field, func(t *testing.T) {
				valid := asJSON(t, d.valid)
				again := strings.TrimPrefix(asJSON(t, map[string]any{field: d.valid[field]}), "{")
				d.send(t, raw(valid[:len(valid)-1]+","+again)).wantInvalid(t, field)
			})
		}
	}
}

func TestWrongContentType(t *testing.T) {
	t.Parallel()
	for name, d := range bodyRoutes(t) {
		for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml", "text/json", "application/json-patch+json", "application/jsonp", "json", ";", ""} {
			t.Run(name+" "+kind, func(t *testing.T) {
				a := send(t, request{method: http.MethodPost, path: d.path, token: d.token, body: d.valid, header: map[string]string{"Content-Type": kind}})
				a.wantProblem(t, http.StatusUnsupportedMediaType, "unsupported-media-type")
			})
		}
		for _, kind := range []string{"application/json; charset=utf-8", "Application/JSON"} {
			t.Run(name+" "+kind, func(t *testing.T) {
				send(t, request{method: http.MethodPost, path: d.path, token: d.token, body: d.valid, header: map[string]string{"Content-Type": kind}}).want(t, d.validStatus)
			})
		}
	}
}

// API Gateway may pass invalid UTF-8 on or replace it with U+FFFD. The function refuses
// both.
func TestInvalidUTF8IsRefused(t *testing.T) {
	t.Parallel()
	all := bodyRoutes(t)
	for name, fields := range map[string][]string{"invite": {"email", "firstName", "lastName", "locale"}, "register": {"firstName", "lastName"}} {
		all[name].control(t)
		for _, field := range fields {
			for kind, octets := range map[string]string{"an octet": "\xff", "cut off": "\xc3", "half a surrogate": "\xed\xa0\x80", "an overlong form": "\xc0\xaf"} {
				t.Run(name+" "+field+" "+kind, func(t *testing.T) {
					body := strings.Replace(asJSON(t, all[name].with(field, "a-MARK@b.example")), "MARK", octets, 1)
					all[name].send(t, raw(body)).wantProblem(t, http.StatusBadRequest, "invalid-request")
				})
			}
		}
	}
}
