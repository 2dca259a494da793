package main

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"admit/shared/brand"
)

// triggered returns an event as Cognito sends it.
func triggered(t *testing.T, source, locale string) json.RawMessage {
	t.Helper()
	event, err := os.ReadFile("testdata/trigger.json")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("CustomMessage_ForgotPassword", source, "nb-NO", locale).Replace(string(event))
	return json.RawMessage(text)
}

func handled(t *testing.T, event json.RawMessage) (whole map[string]any, answered response) {
	t.Helper()
	answer, err := handler{brand: brand.Brand{Product: "Fika"}, fallback: "sv"}.handle(t.Context(), event)
	if err != nil {
		t.Fatal(err)
	}
	var parts struct{ Response response }
	if err := json.Unmarshal(answer, &parts); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(answer, &whole); err != nil {
		t.Fatal(err)
	}
	return whole, parts.Response
}

// Every kind of email is in the language of the reader, and has the placeholders that
// Cognito gave. Cognito refuses an email without them.
func TestEmails(t *testing.T) {
	for source, c := range map[string]struct {
		subject      string
		placeholders []string
	}{
		"CustomMessage_ForgotPassword":      {"Koden din for et nytt passord til Fika", []string{"{####}"}},
		"CustomMessage_AdminCreateUser":     {"Tilgangen din til Fika", []string{"{####}", "{username}"}},
		"CustomMessage_SignUp":              {"Koden din til Fika", []string{"{####}"}},
		"CustomMessage_ResendCode":          {"Koden din til Fika", []string{"{####}"}},
		"CustomMessage_UpdateUserAttribute": {"Koden din til Fika", []string{"{####}"}},
		"CustomMessage_VerifyUserAttribute": {"Koden din til Fika", []string{"{####}"}},
	} {
		_, answered := handled(t, triggered(t, source, "nb-NO"))
		if answered.Subject != c.subject {
			t.Errorf("%s: the subject is %q, want %q", source, answered.Subject, c.subject)
		}
		for _, placeholder := range c.placeholders {
			if strings.Count(answered.Message, placeholder) != 1 {
				t.Errorf("%s: the email has %s %d times", source, placeholder, strings.Count(answered.Message, placeholder))
			}
		}
	}
}

// A reader without a language gets the deployment's.
func TestLanguages(t *testing.T) {
	for locale, want := range map[string]string{"de": "Ihr Code", "fr-CA": "Votre code", "": "Din kod för", "xx": "Din kod för", "<script>": "Din kod för"} {
		if _, answered := handled(t, triggered(t, "CustomMessage_ForgotPassword", locale)); !strings.HasPrefix(answered.Subject, want) {
			t.Errorf("%q: the subject is %q", locale, answered.Subject)
		}
	}
}

// Cognito compares the event with the one that it sent. Only the response may differ.
func TestOnlyTheResponseChanges(t *testing.T) {
	event := triggered(t, "CustomMessage_ForgotPassword", "nb-NO")
	var sent map[string]any
	if err := json.Unmarshal(event, &sent); err != nil {
		t.Fatal(err)
	}
	got, _ := handled(t, event)
	delete(sent, "response")
	delete(got, "response")
	if !reflect.DeepEqual(got, sent) {
		t.Errorf("the event became %v", got)
	}
}

// What is not an email of Admit goes out as it is.
func TestOtherMessagesStayAsTheyAre(t *testing.T) {
	for _, event := range []string{
		string(triggered(t, "CustomMessage_Authentication", "nb")), string(triggered(t, "PreSignUp_AdminCreateUser", "nb")),
		`{"triggerSource": 7}`, `[]`, `{}`, `{"triggerSource": "CustomMessage_ForgotPassword", "request": []}`,
	} {
		answer, err := handler{}.handle(t.Context(), json.RawMessage(event))
		if err != nil || string(answer) != event {
			t.Errorf("%s became %s (%v)", event, answer, err)
		}
	}
}
