package main

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/api/apitest"
	"admit/shared/memory"
)

func TestRoutes(t *testing.T) {
	apitest.AnswersItsRoutes(t, "invite", handlers(handler{}))
}

// TestFieldsReachTheUseCase checks that each field of the body reaches the use case,
// and that errors have the name of the field.
func TestFieldsReachTheUseCase(t *testing.T) {
	roles, err := access.Roles()
	if err != nil {
		t.Fatal(err)
	}
	store := memory.New()
	h := handlers(handler{invite: access.Invite{Store: store, Roles: roles, Limits: access.DefaultLimits, Now: time.Now}})
	answer := apitest.Ask(t, h, apitest.Call{
		Route: "POST /organisations/{organisationId}/invitations", As: "ada", Path: map[string]string{"organisationId": "o"},
		Body: map[string]any{"email": "x", "firstName": "\x00", "lastName": "\x00", "roles": []string{"no"}, "locale": "!", "returnUrl": "x", "metadata": map[string]string{"": ""}},
	})
	if answer.StatusCode != 400 {
		t.Fatalf("status %d: %s", answer.StatusCode, answer.Body)
	}
	named := map[string]bool{}
	for _, field := range answer.JSON["errors"].([]any) {
		named[field.(map[string]any)["field"].(string)] = true
	}
	for _, field := range []string{"email", "firstName", "lastName", "roles", "locale", "returnUrl", "metadata"} {
		if !named[field] {
			t.Errorf("%s is invalid, but not in the errors: %s", field, answer.Body)
		}
	}
}

// TestAnAnswerNamesItsRequest checks that a body without the user whose request is answered
// is refused.
func TestAnAnswerNamesItsRequest(t *testing.T) {
	h := handlers(handler{})
	for _, answer := range []string{"confirm", "decline"} {
		for _, body := range []string{`{}`, `{"userId":null}`, `{"userId":7}`, `{"userId":"ada","also":1}`} {
			got := apitest.Ask(t, h, apitest.Call{
				Route: "POST /organisations/{organisationId}/invitations/{invitationId}/request/" + answer, As: "ada", Body: body,
				Path: map[string]string{"organisationId": "o", "invitationId": "i"},
			})
			if got.StatusCode != 400 {
				t.Errorf("%s with %s: %d %s", answer, body, got.StatusCode, got.Body)
			}
		}
	}
}
