package access

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestRoleTextsAreComplete lists every text that a language lacks. A file without any text
// is a language in which nobody has written texts yet.
func TestRoleTextsAreComplete(t *testing.T) {
	catalogue := shippedRoles(t)
	for _, language := range RoleLanguages()[1:] {
		texts, err := RoleTextsIn(language)
		if err != nil {
			t.Error(err)
		}
		for _, missing := range missingTexts(catalogue, texts) {
			t.Errorf("roles/%s.json lacks %s", language, missing)
		}
	}
}

// TestRoleLanguages checks that each file is a language, once, after the catalogue's.
func TestRoleLanguages(t *testing.T) {
	files, err := roleTextFiles.ReadDir("roles")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{CatalogueLanguage}
	for _, file := range files {
		if file.Name() != CatalogueLanguage+".json" {
			want = append(want, strings.TrimSuffix(file.Name(), ".json"))
		}
	}
	if got := RoleLanguages(); !slices.Equal(got, want) || len(got) < 2 {
		t.Errorf("the languages are %q, want %q", got, want)
	}
}

// missingTexts returns what the texts of a language lack. Nothing is missing in a language
// without any text.
func missingTexts(catalogue Catalogue, texts RoleTexts) []string {
	if len(texts.Roles)+len(texts.Categories) == 0 {
		return nil
	}
	var missing []string
	for _, role := range catalogue.All() {
		if texts.Roles[role.ID].Name == nil {
			missing = append(missing, fmt.Sprintf("the name of %s", role.ID))
		}
		if texts.Roles[role.ID].Description == nil {
			missing = append(missing, fmt.Sprintf("the description of %s", role.ID))
		}
		category := fmt.Sprintf("the category %q", role.Category)
		if texts.Categories[role.Category] == "" && !slices.Contains(missing, category) {
			missing = append(missing, category)
		}
	}
	return missing
}

func TestMissingRoleTexts(t *testing.T) {
	catalogue := shippedRoles(t)
	texts := RoleTexts{Categories: map[string]string{}, Roles: map[RoleID]RoleText{}}
	for _, role := range catalogue.All() {
		texts.Categories[role.Category] = "x"
		texts.Roles[role.ID] = RoleText{&role.Name, &role.Description}
	}
	delete(texts.Categories, "Billing")
	texts.Roles["developer"] = RoleText{Name: texts.Roles["developer"].Name}
	delete(texts.Roles, "audit-viewer")
	want := []string{"the name of audit-viewer", "the description of audit-viewer", `the category "Billing"`, "the description of developer"}
	if got := missingTexts(catalogue, texts); !slices.Equal(got, want) {
		t.Errorf("missing are %q, want %q", got, want)
	}
	if got := missingTexts(catalogue, RoleTexts{}); got != nil {
		t.Errorf("of no texts %q are missing", got)
	}
}

// TestShippedRoleTexts checks that the shipped files are valid and that no two roles of a
// language have the same name.
func TestShippedRoleTexts(t *testing.T) {
	catalogue := shippedRoles(t)
	if err := CheckRoleTexts(catalogue); err != nil {
		t.Error(err)
	}
	for _, language := range RoleLanguages() {
		texts, err := RoleTextsIn(language)
		if err != nil {
			t.Error(err)
		}
		names := map[string]RoleID{}
		for _, role := range catalogue.All() {
			shown := texts.In(role)
			if twin, taken := names[shown.Name]; taken {
				t.Errorf("%s: %s and %s are both named %q", language, twin, role.ID, shown.Name)
			}
			names[shown.Name] = role.ID
			if language != CatalogueLanguage && (shown.Name == role.Name || shown.Description == role.Description) {
				t.Errorf("%s: %s is in English", language, role.ID)
			}
		}
	}
}

func TestRoleTextsFallBack(t *testing.T) {
	role := Role{ID: "taster", Name: "Taster", Description: "Tastes.", Category: "Wine", Type: Viewer}
	name, description := "Verkoster", "Verkostet."
	for what, c := range map[string]struct {
		texts RoleTexts
		want  string
	}{
		"nothing":            {RoleTexts{}, "Taster Tastes. Wine"},
		"another role":       {RoleTexts{Roles: map[RoleID]RoleText{"buyer": {&name, &description}}}, "Taster Tastes. Wine"},
		"the name alone":     {RoleTexts{Roles: map[RoleID]RoleText{"taster": {Name: &name}}}, "Verkoster Tastes. Wine"},
		"the description":    {RoleTexts{Roles: map[RoleID]RoleText{"taster": {Description: &description}}}, "Taster Verkostet. Wine"},
		"the category alone": {RoleTexts{Categories: map[string]string{"Wine": "Wein"}}, "Taster Tastes. Wein"},
	} {
		shown := c.texts.In(role)
		if got := shown.Name + " " + shown.Description + " " + shown.Category; got != c.want || shown.ID != role.ID || shown.Type != role.Type {
			t.Errorf("%s: %q, want %q", what, got, c.want)
		}
	}
	if texts, err := RoleTextsIn("tlh"); err != nil || len(texts.Roles) > 0 {
		t.Errorf("a language without a file has %+v, %v", texts, err)
	}
}

// TestBrokenRoleTexts checks that an error leads the editor of a file to the role.
func TestBrokenRoleTexts(t *testing.T) {
	for name, c := range map[string]struct{ file, says string }{
		"an unknown role":        {`{"roles": {"wine-taster": {"name": "Verkoster"}}}`, "roles/de.json: wine-taster: roles.json has no such role"},
		"an empty name":          {`{"roles": {"developer": {"name": " "}}}`, "roles/de.json: developer: the name is empty"},
		"an empty description":   {`{"roles": {"developer": {"description": ""}}}`, "roles/de.json: developer: the description is empty"},
		"an unknown category":    {`{"categories": {"Wine": "Wein"}}`, `roles/de.json: category "Wine": no role in roles.json has it`},
		"an empty category":      {`{"categories": {"Billing": ""}}`, `roles/de.json: category "Billing": the text is empty`},
		"a misspelt field":       {`{"roles": {"developer": {"nme": "x"}}}`, `roles/de.json: json: unknown field "nme"`},
		"another type":           {`{"roles": ["developer"]}`, "roles/de.json: json: cannot unmarshal"},
		"not JSON":               {`{"roles": `, "roles/de.json: unexpected EOF"},
		"text after the end":     {`{} {}`, "roles/de.json: there is text after the end"},
		"nothing":                {``, "roles/de.json: EOF"},
		"valid without any text": {`{}`, ""},
	} {
		err := shippedRoles(t).checkTexts(fstest.MapFS{"roles/de.json": {Data: []byte(c.file)}, "roles/da.json": {Data: []byte("{}")}})
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}

// TestRoleTextsThatFitNoCatalogue checks that the shipped files are compared with the
// catalogue that is asked about.
func TestRoleTextsThatFitNoCatalogue(t *testing.T) {
	if err := CheckRoleTexts(Catalogue{}); err == nil || !strings.Contains(err.Error(), "roles.json has no such role") {
		t.Errorf("for a catalogue without roles: %v", err)
	}
	if err := shippedRoles(t).checkTexts(fstest.MapFS{"roles/de.json/x": {}}); err == nil {
		t.Error("a file that cannot be read is accepted")
	}
}

// TestRoleTextsAreParsedOnce reads the texts of a language twice.
func TestRoleTextsAreParsedOnce(t *testing.T) {
	for _, language := range RoleLanguages()[1:] {
		first, err := RoleTextsIn(language)
		again, errAgain := RoleTextsIn(language)
		if err != nil || errAgain != nil || reflect.ValueOf(first.Roles).Pointer() != reflect.ValueOf(again.Roles).Pointer() {
			t.Errorf("%s is parsed again (%v, %v)", language, err, errAgain)
		}
	}
}

// TestRoleTextsThatCannotBeRead asks twice for a language whose file is broken.
func TestRoleTextsThatCannotBeRead(t *testing.T) {
	cache := roleTextCache{files: fstest.MapFS{"roles/de.json": {Data: []byte("{")}, "roles/da.json/x": {}}}
	for _, language := range []string{"de", "de", "da"} {
		if texts, err := cache.in(language); err == nil {
			t.Errorf("%s has %+v", language, texts)
		}
	}
	if _, err := cache.in("sv"); err != nil {
		t.Errorf("a language without a file: %v", err)
	}
}

func shippedRoles(t *testing.T) Catalogue {
	t.Helper()
	catalogue, err := Roles()
	if err != nil {
		t.Fatal(err)
	}
	return catalogue
}
