package access

import (
	"slices"
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
		if found, ok := catalogue.Role(role.ID); !ok || found.Name != role.Name || catalogue.Name(role.ID) != role.Name {
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
	if name := catalogue.Name("left-role"); name != "left-role" {
		t.Errorf("a role that has left the catalogue is named %q", name)
	}
}

// TestPermissionsOfTheCatalogue checks which permissions can be asked for. The example
// of the catalogue that ships is that an Organisation Admin may buy on the marketplace,
// and a Billing Viewer may not.
func TestPermissionsOfTheCatalogue(t *testing.T) {
	catalogue, err := Roles()
	if err != nil {
		t.Fatal(err)
	}
	for _, known := range []Permission{"billing:read", "billing:delete", "marketplace:purchase", "audit:export"} {
		if !catalogue.HasPermission(known) || !slices.Contains(catalogue.Permissions(), known) {
			t.Errorf("%s is not known", known)
		}
	}
	for _, unknown := range []Permission{"", "billing", "billing:", ":read", "billing:*", "*:*", "*", "billing:raed", "Billing:read", "billing:read ", "nothing:read", "billing:purchase"} {
		if catalogue.HasPermission(unknown) {
			t.Errorf("%q is known", unknown)
		}
	}
	for role, may := range map[RoleID]map[Permission]bool{
		"billing-viewer":  {"billing:read": true, "billing:update": false, "marketplace:purchase": false},
		"billing-admin":   {"billing:read": true, "billing:delete": true, "marketplace:purchase": false},
		OrganisationAdmin: {"billing:read": true, "marketplace:purchase": true},
	} {
		found, _ := catalogue.Role(role)
		for permission, want := range may {
			if found.permits(permission) != want {
				t.Errorf("%s permits %s: %t, want %t", role, permission, !want, want)
			}
		}
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
	const good = `{"id": "account-viewer", "name": "a", "description": "a", "category": "c", "type": "viewer", "givenAt": ["account"], "permissions": ["thing:read"]}`
	if !strings.Contains(policyCatalogue, good) {
		t.Fatal("the role that the test changes is not in the catalogue")
	}
	for name, c := range map[string]struct{ role, says string }{
		"not JSON":                {`{"id": `, "role catalogue"},
		"a misspelt field":        {strings.Replace(good, `"name"`, `"nme"`, 1), `unknown field "nme"`},
		"a field of another type": {strings.Replace(good, `"c"`, `7`, 1), "category"},
		"no id":                   {strings.Replace(good, `"account-viewer"`, `""`, 1), "line 7 (): the id must be"},
		"an id in upper case":     {strings.Replace(good, `"account-viewer"`, `"Viewer"`, 1), "line 7 (Viewer): the id must be"},
		"an id with a hash":       {strings.Replace(good, `"account-viewer"`, `"a#b"`, 1), "the id must be"},
		"an id with a space":      {strings.Replace(good, `"account-viewer"`, `"a b"`, 1), "the id must be"},
		"an id too long":          {strings.Replace(good, `"account-viewer"`, `"`+strings.Repeat("a", 65)+`"`, 1), "the id must be"},
		"an id twice":             {strings.Replace(good, `"account-viewer"`, `"partner-viewer"`, 1), "line 7 (partner-viewer): the role is listed a second time"},
		"no name":                 {strings.Replace(good, `"name": "a"`, `"name": ""`, 1), "name, description and category are required"},
		"no description":          {strings.Replace(good, `"description": "a", `, ``, 1), "name, description and category are required"},
		"no category":             {strings.Replace(good, `"category": "c", `, ``, 1), "name, description and category are required"},
		"an unknown type":         {strings.Replace(good, `"viewer"`, `"reader"`, 1), `type "reader" is not`},
		"no type":                 {strings.Replace(good, `"type": "viewer", `, ``, 1), `type "" is not`},
		"given nowhere":           {strings.Replace(good, `["account"]`, `[]`, 1), "givenAt names no kind of scope"},
		"given at an unknown kind of scope": {strings.Replace(good, `["account"]`, `["account", "planet"]`, 1),
			`givenAt "planet" is not`},
		"no permissions":                  {strings.Replace(good, `, "permissions": ["thing:read"]`, ``, 1), "line 7 (account-viewer): permissions are required"},
		"empty permissions":               {strings.Replace(good, `["thing:read"]`, `[]`, 1), "permissions are required"},
		"a permission without an action":  {strings.Replace(good, `thing:read`, `thing`, 1), `permission "thing" is not of the form`},
		"a permission of three parts":     {strings.Replace(good, `thing:read`, `a:thing:read`, 1), "is not of the form"},
		"a permission in upper case":      {strings.Replace(good, `thing:read`, `Thing:read`, 1), "is not of the form"},
		"a permission with a digit first": {strings.Replace(good, `thing:read`, `2fa:read`, 1), "is not of the form"},
		"a thing too long":                {strings.Replace(good, `thing:read`, strings.Repeat("a", 65)+`:read`, 1), "is not of the form"},
		"a permission twice":              {strings.Replace(good, `"thing:read"`, `"thing:read", "thing:read"`, 1), `permission "thing:read" is listed twice`},
		"a viewer that creates":           {strings.Replace(good, `thing:read`, `thing:create`, 1), `line 7 (account-viewer): permission "thing:create": the actions of the type viewer are read`},
		"a viewer that does anything":     {strings.Replace(good, `thing:read`, `thing:*`, 1), `permission "thing:*": the actions of the type viewer are read`},
		"a writer that reads":             {strings.Replace(good, `"viewer"`, `"writer"`, 1), `permission "thing:read": the actions of the type writer are create`},
		"an editor with a verb of its own": {strings.Replace(strings.Replace(good, `"viewer"`, `"editor"`, 1), `thing:read`, `thing:purchase`, 1),
			`permission "thing:purchase": the actions of the type editor are read, create, update, delete`},
		"everything":            {strings.Replace(strings.Replace(good, `"viewer"`, `"admin"`, 1), `thing:read`, `*:*`, 1), `permission "*:*" is only for the three administrative roles`},
		"an action of anything": {strings.Replace(strings.Replace(good, `"viewer"`, `"admin"`, 1), `thing:read`, `*:read`, 1), "is not of the form"},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, strings.Replace(policyCatalogue, good, c.role, 1), c.says) })
	}
	for id := range administrative {
		t.Run("without "+string(id), func(t *testing.T) {
			refuses(t, withoutRole(policyCatalogue, id), string(id)+" is required")
		})
		t.Run("less than everything for "+string(id), func(t *testing.T) {
			at := strings.Index(policyCatalogue, `"`+string(id)+`"`)
			refuses(t, policyCatalogue[:at]+strings.Replace(policyCatalogue[at:], "*:*", "thing:*", 1), "("+string(id)+`): the permissions of an administrative role must be ["*:*"]`)
		})
	}
	t.Run("an administrative role at another scope", func(t *testing.T) {
		moved := strings.Replace(policyCatalogue, `"type": "admin", "givenAt": ["account"]`, `"type": "admin", "givenAt": ["account", "organisation"]`, 1)
		refuses(t, moved, "account-admin is required, with givenAt [account]")
	})
	t.Run("text after the end", func(t *testing.T) { refuses(t, policyCatalogue+`[{"id": "lost"}]`, "after the end") })
	t.Run("empty", func(t *testing.T) { refuses(t, ``, "role catalogue: it must be a list of roles") })
	t.Run("no list", func(t *testing.T) { refuses(t, good, "role catalogue: it must be a list of roles") })
	t.Run("a list that does not end", func(t *testing.T) { refuses(t, strings.TrimRight(policyCatalogue, "]\n"), "role catalogue") })
}

// TestTheNamesOfPermissions has the first and the last character that a thing and an action
// may have, and the greatest length.
func TestTheNamesOfPermissions(t *testing.T) {
	for name, want := range map[string]bool{
		"a": true, "z": true, "s3": true, "a0": true, "a9": true, "az-za": true, "a-": true, strings.Repeat("a", maxNameLength): true,
		"": false, "-a": false, "0a": false, "9a": false, "a`": false, "a{": false, "a/": false, "a:": false, "a_": false, "aB": false, "é": false,
		strings.Repeat("a", maxNameLength+1): false,
	} {
		if validName(name) != want {
			t.Errorf("%q is a name: %t, want %t", name, !want, want)
		}
	}
}

// withoutRole returns a catalogue without the line of a role.
func withoutRole(catalogue string, id RoleID) string {
	var kept strings.Builder
	for line := range strings.Lines(catalogue) {
		if !strings.Contains(line, `"`+string(id)+`"`) {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

func refuses(t *testing.T, file, says string) {
	t.Helper()
	_, err := ParseCatalogue([]byte(file))
	if err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("the error is %v, want one with %q", err, says)
	}
}
