package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"os"
	"strings"
	"testing"
	"unicode"

	"admit/shared/brand"
)

// FuzzTrigger hands any event to the function. The answer is the event as it was, or the
// same event with an email that has one code and no line break in its subject.
func FuzzTrigger(f *testing.F) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	text, err := os.ReadFile("testdata/trigger.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text, "Fika")
	for source := range kinds {
		f.Add(bytes.ReplaceAll(text, []byte("CustomMessage_ForgotPassword"), []byte(source)), "A <b> {####}\r\nBcc: x")
	}
	for _, seed := range []string{``, `null`, `[]`, `{}`, `{"triggerSource":7}`, `{"triggerSource":"CustomMessage_SignUp","request":{"codeParameter":"{####}","userAttributes":{"locale":"\u0000"}}}`, `{"triggerSource":"CustomMessage_SignUp","request":null}`} {
		f.Add([]byte(seed), "")
	}
	f.Fuzz(func(t *testing.T, event []byte, product string) {
		answer, err := handler{brand: brand.Brand{Product: product}, fallback: "en"}.handle(t.Context(), json.RawMessage(event))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(answer, event) {
			return
		}
		var before, after map[string]json.RawMessage
		if json.Unmarshal(event, &before) != nil || json.Unmarshal(answer, &after) != nil {
			t.Fatalf("%s is answered with %s", event, answer)
		}
		var written response
		if err := json.Unmarshal(after["response"], &written); err != nil {
			t.Fatal(err)
		}
		delete(before, "response")
		delete(after, "response")
		if len(before) != len(after) {
			t.Errorf("%s becomes %s", event, answer)
		}
		if written.Subject == "" || strings.ContainsFunc(written.Subject, unicode.IsControl) || strings.Contains(written.Subject, "{####}") {
			t.Errorf("the subject is %q", written.Subject)
		}
	})
}
