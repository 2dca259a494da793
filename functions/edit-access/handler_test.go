package main

import (
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/api/apitest"
	"admit/shared/memory"
)

func TestRoutes(t *testing.T) {
	apitest.AnswersItsRoutes(t, "edit-access", handlers(access.Edit{}, access.Suspend{}))
}

// TestAnEditNeedsAVersion checks that an edit without If-Match is refused.
func TestAnEditNeedsAVersion(t *testing.T) {
	roles, err := access.Roles()
	if err != nil {
		t.Fatal(err)
	}
	h := handlers(access.Edit{Store: memory.New(), Roles: roles, Limits: access.DefaultLimits, Now: time.Now}, access.Suspend{})
	answer := apitest.Ask(t, h, apitest.Call{
		Route: "PUT /organisations/{organisationId}/permissions/{userId}", As: "ada",
		Path: map[string]string{"organisationId": "o", "userId": "u"},
		Body: map[string]any{"grants": []any{map[string]any{"role": "organisation-admin"}}},
	})
	if answer.StatusCode != 400 || !strings.Contains(answer.Body, `"field":"If-Match"`) {
		t.Errorf("without a version: %d %s", answer.StatusCode, answer.Body)
	}
}
