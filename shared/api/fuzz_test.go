package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
)

// FuzzEvent sends any octets as an event of API Gateway. The answer is one of the problems
// or the handler's, and never an error of the server.
func FuzzEvent(f *testing.F) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	for _, seed := range []string{
		``, `{}`, `[]`, `null`, `"x"`, `{"routeKey":"GET /roles"}`, `{"routeKey":"HEAD /docs","requestContext":null}`,
		`{"routeKey":"POST /decisions","headers":{"Content-Type":"application/json","X":7},"body":"e30=","isBase64Encoded":true,
		  "requestContext":{"requestId":"r","authorizer":{"jwt":{"claims":{"iss":"i","sub":"s","token_use":"access","username":"s","exp":7}}}}}`,
		`{"routeKey":"GET /organisations","rawQueryString":"limit=1&cursor=x","requestContext":{"authorizer":{"jwt":{"claims":{"iss":"i","sub":"s","scp":["a",7]}}}}}`,
		`{"routeKey":"GET /organisations","headers":null,"pathParameters":{"x":null},"requestContext":{"authorizer":{"jwt":null}}}`,
		`{"routeKey":"GET /roles","headers":{"if-match":"a","If-Match":"b"},"body":null}`, `{"headers":[]}`, `{"headers":{"accept":{}}`, `{"isBase64Encoded":"yes"}`,
	} {
		f.Add([]byte(seed))
	}
	cursors := NewCursors("secret")
	h := Handlers{}
	for _, route := range Routes {
		h[route.Key()] = func(_ context.Context, r Request) (Response, error) {
			if _, err := r.Filter(cursors); err != nil {
				return Response{}, err
			}
			if _, err := r.Precondition(); err != nil {
				return Response{}, err
			}
			if _, err := r.idempotencyKey(); err != nil {
				return Response{}, err
			}
			return NoContent(), r.NoBody()
		}
	}
	f.Fuzz(func(t *testing.T, event []byte) {
		response, err := h.Serve(t.Context(), event)
		if err != nil || response.StatusCode < 200 || response.StatusCode >= 500 {
			t.Errorf("%s: %d %s (%v)", event, response.StatusCode, response.Body, err)
		}
		if response.Body != "" && !json.Valid([]byte(response.Body)) {
			t.Errorf("%s: the body is %s", event, response.Body)
		}
	})
}

// FuzzBody decodes any body. One that is accepted is an object without null, is the same
// value when it is written and decoded again, and is accepted in base64 too.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{
		`{}`, ``, `[]`, `null`, `{"name":"x","roles":["a",{"role":"b","until":"2026-12-31T00:00:00Z"}]}`, `{"name":null}`, `{"name":"a","name":"b"}`, `{"Name":"x"}`,
		`{"roles":[{"until":"2026-12-31T00:00:00Z"}]}`, `{"metadata":{"a":"b","":"null"}}`, `{"limit":1e99}`, "{\"name\":\"\xff\"}", ` {"name":"\ud800"}`, `{} {}`, `{"deep":[[[[]]]]}`,
	} {
		f.Add(seed)
	}
	type body struct {
		Name     string          `json:"name"`
		Roles    RoleChoices     `json:"roles"`
		Limit    *int            `json:"limit"`
		Metadata access.Metadata `json:"metadata"`
	}
	request := func(text string, encoded bool) Request {
		return Request{Event: Event{Body: text, IsBase64Encoded: encoded, Headers: Headers{"Content-Type": "application/json; charset=utf-8"}}}
	}
	f.Fuzz(func(t *testing.T, text string) {
		var got, again body
		err := request(text, false).Decode(&got)
		if encoded := request(base64.StdEncoding.EncodeToString([]byte(text)), true).Decode(&again); (err == nil) != (encoded == nil) || err == nil && !reflect.DeepEqual(got, again) {
			t.Errorf("%q is %+v (%v), and in base64 %+v (%v)", text, got, err, again, encoded)
		}
		if err != nil {
			if kind := access.KindOf(err); kind != access.Invalid && kind != tooLarge {
				t.Errorf("%q is refused with %v", text, err)
			}
			return
		}
		var plain map[string]any
		if err := json.Unmarshal([]byte(text), &plain); err != nil || plain == nil {
			t.Errorf("%q is accepted, and is no JSON object (%v)", text, err)
		}
		for name, value := range plain {
			if value == nil || !slices.Contains([]string{"name", "roles", "limit", "metadata"}, name) {
				t.Errorf("%q is accepted with %q: %v", text, name, value)
			}
		}
	})
}

// FuzzIfMatch parses any If-Match. What is accepted is the same list when it is written
// with one comma between its tags.
func FuzzIfMatch(f *testing.F) {
	for _, seed := range []string{"", "*", `"a"`, `"a", "b"`, `W/"a"`, `,, "a" ,`, `"`, `"a""b"`, `a`, `"a b"`, "\"\x7f\"", `w/"a"`, `W/`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		parse := func(text string) (access.Precondition, error) {
			return Request{Event: Event{Headers: Headers{"IF-MATCH": text}}}.Precondition()
		}
		got, err := parse(header)
		switch {
		case err != nil:
			if access.KindOf(err) != access.Invalid {
				t.Errorf("%q is refused with %v", header, err)
			}
			return
		case got.Any:
			if strings.Trim(header, " \t") != "*" {
				t.Errorf("%q matches every version", header)
			}
			return
		case len(got.Versions) == 0:
			t.Fatalf("%q is a condition without a version", header)
		}
		canonical := make([]string, len(got.Versions))
		for n, version := range got.Versions {
			if canonical[n] = `"` + version + `"`; strings.HasPrefix(version, `W/"`) {
				canonical[n] = version
			}
		}
		if again, err := parse(strings.Join(canonical, ",")); err != nil || !slices.Equal(again.Versions, got.Versions) {
			t.Errorf("%q is %q, and written again %q (%v)", header, got.Versions, again.Versions, err)
		}
	})
}

// FuzzIdempotencyKey checks that a key is used exactly as it was sent, or refused.
func FuzzIdempotencyKey(f *testing.F) {
	for _, seed := range []string{"", " ", "~", "a", "\x00", "\x7f", "é", strings.Repeat("x", 255), strings.Repeat("x", 256)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sent string) {
		key, err := Request{Event: Event{Headers: Headers{"Idempotency-Key": sent}}}.idempotencyKey()
		printable := !strings.ContainsFunc(sent, func(c rune) bool { return c < 0x20 || c > 0x7e })
		if valid := sent != "" && len(sent) <= 255 && printable; valid != (err == nil) || valid && key != sent {
			t.Errorf("%q is the key %q (%v)", sent, key, err)
		}
	})
}

// FuzzQuery reads any query string. What is accepted has only the parameters of the route,
// and reads the same when it is encoded again.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{"", "limit=1", "email=a+b", "email=%2B", "cursor=", "search=%C3%A9+x", "limit=1&limit=2", "x=1", "search=%FF", "%", "=", "&&", "email=%20a%20", "search=a;b"} {
		f.Add(seed)
	}
	query := page("email", "search", "account")
	f.Fuzz(func(t *testing.T, raw string) {
		values, err := query.read(raw)
		if err != nil {
			if access.KindOf(err) != access.Invalid {
				t.Errorf("%q is refused with %v", raw, err)
			}
			return
		}
		for name := range values {
			if !slices.Contains(query, name) || len(values[name]) != 1 {
				t.Errorf("%q has %q: %q", raw, name, values[name])
			}
		}
		if again, err := query.read(values.Encode()); err != nil || !reflect.DeepEqual(again, values) {
			t.Errorf("%q is %v, and encoded again %v (%v)", raw, values, again, err)
		}
	})
}

// FuzzCursor checks that a cursor gives its position back, to its own list alone, and that
// no text that Admit has not made is a cursor.
func FuzzCursor(f *testing.F) {
	for _, seed := range []string{"", "a", "ada@example.com 1", "\x00", "\x01", "x\x01\x00", strings.Repeat("x", 63), strings.Repeat("x", 64)} {
		f.Add(seed, seed, 7)
	}
	cursors := NewCursors("secret")
	own, other := bindingOf(url.Values{"route": {"a"}}), bindingOf(url.Values{"route": {"b"}})
	f.Fuzz(func(t *testing.T, position, forged string, at int) {
		cursor := cursors.seal(position, own)
		if opened, valid := cursors.open(cursor, own); !valid || opened != position {
			t.Errorf("the position %q is read as %q, %t", position, opened, valid)
		}
		if opened, valid := cursors.open(cursor, other); valid {
			t.Errorf("another list reads %q", opened)
		}
		if opened, valid := NewCursors("another").open(cursor, own); valid {
			t.Errorf("another deployment reads %q", opened)
		}
		if opened, valid := cursors.open(forged, own); valid {
			t.Errorf("%q is a cursor of %q", forged, opened)
		}
		changed := []byte(cursor)
		n := int(uint(at) % uint(len(changed)))
		if changed[n] ^= 1; strings.EqualFold(string(changed), cursor) {
			return
		}
		if opened, valid := cursors.open(string(changed), own); valid {
			t.Errorf("a changed cursor is read as %q", opened)
		}
	})
}
