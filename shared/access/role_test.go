package access

import (
	"strings"
	"testing"
)

func TestRolesLoad(t *testing.T) {
	catalogue, err := Roles()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[ScopeKind]bool{}
	types := map[RoleType]bool{}
	recommended := 0
	for _, role := range catalogue.All() {
		if found, ok := catalogue.Role(role.ID); !ok || found.Name != role.Name {
			t.Errorf("%s is not found by its id", role.ID)
		}
		types[role.Type] = true
		for _, kind := range role.GivenAt {
			kinds[kind] = true
		}
		if role.Recommended {
			recommended++
		}
	}
	if len(kinds) != 3 || len(types) != 4 || recommended == 0 {
		t.Errorf("the catalogue has kinds of scope %v, types %v and %d recommended roles", kinds, types, recommended)
	}
	if _, ok := catalogue.Role("Organisation-Admin"); ok {
		t.Error("a role is found by its id in another case")
	}
}

func TestCatalogueIsNotChangedFromOutside(t *testing.T) {
	catalogue := policyRoles(t)
	catalogue.All()[0] = Role{}
	if catalogue.All()[0].ID != PartnerOrganisationAdmin {
		t.Error("a caller has changed the catalogue")
	}
}

// TestBrokenCatalogue breaks a valid catalogue in one point at a time. The error
// must lead the editor of the file to the line.
func TestBrokenCatalogue(t *testing.T) {
	const good = `{"id": "account-viewer", "name": "a", "description": "a", "category": "c", "type": "viewer", "givenAt": ["account"]}`
	if !strings.Contains(policyCatalogue, good) {
		t.Fatal("the role that the test changes is not in the catalogue")
	}
	for name, c := range map[string]struct{ role, says string }{
		"not JSON":                {`{"id": `, "role catalogue"},
		"a misspelt field":        {strings.Replace(good, `"name"`, `"nme"`, 1), `unknown field "nme"`},
		"a field of another type": {strings.Replace(good, `"c"`, `7`, 1), "category"},
		"no id":                   {strings.Replace(good, `"account-viewer"`, `""`, 1), "entry 6 (): the id must be"},
		"an id in upper case":     {strings.Replace(good, `"account-viewer"`, `"Viewer"`, 1), "entry 6 (Viewer): the id must be"},
		"an id with a hash":       {strings.Replace(good, `"account-viewer"`, `"a#b"`, 1), "the id must be"},
		"an id with a space":      {strings.Replace(good, `"account-viewer"`, `"a b"`, 1), "the id must be"},
		"an id too long":          {strings.Replace(good, `"account-viewer"`, `"`+strings.Repeat("a", 65)+`"`, 1), "the id must be"},
		"an id twice":             {strings.Replace(good, `"account-viewer"`, `"partner-viewer"`, 1), "partner-viewer is listed twice"},
		"no name":                 {strings.Replace(good, `"name": "a"`, `"name": ""`, 1), "name, description and category are required"},
		"no description":          {strings.Replace(good, `"description": "a", `, ``, 1), "name, description and category are required"},
		"no category":             {strings.Replace(good, `"category": "c", `, ``, 1), "name, description and category are required"},
		"an unknown type":         {strings.Replace(good, `"viewer"`, `"reader"`, 1), `type "reader" is not`},
		"no type":                 {strings.Replace(good, `"type": "viewer", `, ``, 1), `type "" is not`},
		"given nowhere":           {strings.Replace(good, `["account"]`, `[]`, 1), "givenAt names no kind of scope"},
		"given at an unknown kind of scope": {strings.Replace(good, `["account"]`, `["account", "planet"]`, 1),
			`givenAt "planet" is not`},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, strings.Replace(policyCatalogue, good, c.role, 1), c.says) })
	}
	for id := range administrative {
		t.Run("without "+string(id), func(t *testing.T) {
			refuses(t, strings.Replace(policyCatalogue, `"`+string(id)+`"`, `"renamed"`, 1), string(id)+" is required")
		})
	}
	t.Run("an administrative role at another scope", func(t *testing.T) {
		moved := strings.Replace(policyCatalogue, `"type": "admin", "givenAt": ["account"]`, `"type": "admin", "givenAt": ["account", "organisation"]`, 1)
		refuses(t, moved, "account-admin is required, with givenAt [account]")
	})
	t.Run("text after the end", func(t *testing.T) { refuses(t, policyCatalogue+`[{"id": "lost"}]`, "after the end") })
	t.Run("empty", func(t *testing.T) { refuses(t, ``, "role catalogue") })
}

func refuses(t *testing.T, file, says string) {
	t.Helper()
	_, err := ParseCatalogue([]byte(file))
	if err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("the error is %v, want one with %q", err, says)
	}
}
