package main

import (
	"encoding/base64"
	"log/slog"
	"strings"
	"testing"

	"admit/shared/api/apitest"
)

// FuzzFile asks for any path below the console. The answer is a file of the build or the
// page, and nothing beside them.
func FuzzFile(f *testing.F) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	for _, seed := range []string{"", "assets/index-1a2b.js", "../bootstrap", "assets/../../bootstrap", "assets/x.js", "organisations/a/users", "assets/index-1a2b.js.br", "\x00", "bootstrap"} {
		f.Add(seed)
	}
	console, err := readSite(build(), testSignIn, havn)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name string) {
		answer := apitest.Ask(t, handlers(console), apitest.Call{Route: "GET /console/{proxy+}", Path: map[string]string{"proxy": name}})
		body := answer.Body
		if decoded, err := base64.StdEncoding.DecodeString(body); err == nil && answer.IsBase64Encoded {
			body = string(decoded)
		}
		if strings.Contains(body, "ELF") || answer.StatusCode >= 500 {
			t.Errorf("%q: %d", name, answer.StatusCode)
		}
	})
}
