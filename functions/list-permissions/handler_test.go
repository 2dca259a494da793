package main

import (
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/api/apitest"
	"admit/shared/fixture"
)

func TestRoutes(t *testing.T) {
	apitest.AnswersItsRoutes(t, "list-permissions", handlers(access.List{}, access.Browse{}, access.Catalogue{}, api.Cursors{}))
}

// TestTheCatalogueHasThreeLists counts roles. Every role is once in all, once in its
// category, and in recommended if it is recommended.
func TestTheCatalogueHasThreeLists(t *testing.T) {
	roles, err := access.Roles()
	if err != nil {
		t.Fatal(err)
	}
	answer := apitest.Ask(t, handlers(access.List{}, access.Browse{}, roles, api.Cursors{}), apitest.Call{Route: "GET /roles", As: "ada"})
	all, recommended, categories := answer.JSON["all"].([]any), answer.JSON["recommended"].([]any), answer.JSON["byCategory"].([]any)
	if len(all) != len(roles.All()) {
		t.Errorf("%d roles in all, want %d", len(all), len(roles.All()))
	}
	wantRecommended, inCategories := 0, 0
	for _, role := range roles.All() {
		if role.Recommended {
			wantRecommended++
		}
	}
	for _, category := range categories {
		for _, role := range category.(map[string]any)["roles"].([]any) {
			if inCategories++; role.(map[string]any)["category"] != category.(map[string]any)["name"] {
				t.Errorf("%v is in category %v", role, category)
			}
		}
	}
	if permissions := answer.JSON["permissions"].([]any); len(permissions) != len(roles.Permissions()) {
		t.Errorf("%d permissions, want %d", len(permissions), len(roles.Permissions()))
	}
	if len(recommended) != wantRecommended || inCategories != len(all) {
		t.Errorf("%d recommended, want %d; %d in categories, want %d", len(recommended), wantRecommended, inCategories, len(all))
	}
}

// TestTheCatalogueIsInTheLanguageOfTheReader reads the roles in German and in a language
// that there is not. The order stays that of the catalogue.
func TestTheCatalogueIsInTheLanguageOfTheReader(t *testing.T) {
	roles, err := access.Roles()
	if err != nil {
		t.Fatal(err)
	}
	h := handlers(access.List{}, access.Browse{}, roles, api.Cursors{})
	for accepted, want := range map[string]struct{ language, role, category string }{
		"":                {"en", "Organisation Admin", "Administration"},
		"ja":              {"en", "Organisation Admin", "Billing"},
		"de-AT,en;q=0.5":  {"de", "Organisations-Admin", "Abrechnung"},
		"ja,nn;q=0.8, en": {"en", "Organisation Admin", "Billing"},
		"nn,en;q=0.9":     {"nb", "Organisasjonsadministrator", "Fakturering"},
	} {
		answer := apitest.Ask(t, h, apitest.Call{Route: "GET /roles", As: "ada", Language: accepted})
		if answer.Headers["Content-Language"] != want.language || answer.Headers["Vary"] != "Accept-Language" {
			t.Errorf("%q: the headers are %v", accepted, answer.Headers)
		}
		for _, text := range []string{want.role, want.category} {
			if !strings.Contains(answer.Body, `"`+text+`"`) {
				t.Errorf("%q: the answer lacks %q", accepted, text)
			}
		}
		for n, role := range answer.JSON["all"].([]any) {
			if id := role.(map[string]any)["id"]; id != string(roles.All()[n].ID) {
				t.Errorf("%q: role %d is %v", accepted, n, id)
			}
		}
	}
}

// TestOnlyAPersonHasCapabilities reads as an administrator and as a program. A program
// sees the same, without what a caller may do, because it may only read.
func TestOnlyAPersonHasCapabilities(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Account(organisation, "Shop")
	invitation := f.Invited(admin, fixture.Whole(organisation), "eve", fixture.Viewer)
	h := handlers(f.List(), f.Browse(), f.Roles, api.Cursors{})
	path := map[string]string{"organisationId": string(organisation.ID), "invitationId": string(invitation.ID), "userId": string(admin.ID())}
	for route, fields := range map[string][]string{
		"GET /organisations/{organisationId}":                            {`"capabilities":{"administer":true`, `"name":"Shop","administer":true`, `"grantableRoles":["organisation-admin"`},
		"GET /organisations/{organisationId}/permissions":                {`"editable":true`},
		"GET /organisations/{organisationId}/permissions/{userId}":       {`"editable":true`},
		"GET /organisations/{organisationId}/invitations":                {`"editable":true`},
		"GET /organisations/{organisationId}/invitations/{invitationId}": {`"editable":true`},
	} {
		person := apitest.Ask(t, h, apitest.Call{Route: route, As: admin.Subject, Path: path})
		program := apitest.Ask(t, h, apitest.Call{Route: route, As: "program", Scope: "admit/read", Path: path})
		for _, field := range fields {
			if !strings.Contains(person.Body, field) {
				t.Errorf("%s: a person does not get %s: %s", route, field, person.Body)
			}
		}
		for _, name := range []string{"capabilities", "administer\"", "editable"} {
			if program.StatusCode != 200 || strings.Contains(program.Body, name) {
				t.Errorf("%s: a program gets %d with %s: %s", route, program.StatusCode, name, program.Body)
			}
		}
	}
}
