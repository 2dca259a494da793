package main

import (
	"testing"

	"admit/shared/access"
	"admit/shared/api/apitest"
)

func TestRoutes(t *testing.T) {
	apitest.AnswersItsRoutes(t, "list-permissions", handlers(access.List{}, access.Browse{}, access.Catalogue{}))
}

// TestTheCatalogueHasThreeLists counts roles. Every role is once in all, once in its
// category, and in recommended if it is recommended.
func TestTheCatalogueHasThreeLists(t *testing.T) {
	roles, err := access.Roles()
	if err != nil {
		t.Fatal(err)
	}
	answer := apitest.Ask(t, handlers(access.List{}, access.Browse{}, roles), apitest.Call{Route: "GET /roles", As: "ada"})
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
	if len(recommended) != wantRecommended || inCategories != len(all) {
		t.Errorf("%d recommended, want %d; %d in categories, want %d", len(recommended), wantRecommended, inCategories, len(all))
	}
}
