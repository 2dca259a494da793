package access

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

// CatalogueLanguage is the language of the texts in roles.json. It is also the language
// of every text that another language lacks.
const CatalogueLanguage = "en"

// RoleTexts are the texts of roles and categories in one language. The zero RoleTexts
// leave everything as the catalogue has it.
type RoleTexts struct {
	Categories map[string]string   `json:"categories"` // by the name that the catalogue has
	Roles      map[RoleID]RoleText `json:"roles"`
}

// RoleText has the texts of a role. A text that is nil is the catalogue's.
type RoleText struct {
	Name        *string `json:"name"`
	Description *string `json:"description"`
}

//go:embed roles/*.json
var roleTextFiles embed.FS

// shippedRoleTexts are the texts in the files.
var shippedRoleTexts = roleTextCache{files: roleTextFiles}

// roleTextCache keeps the texts that this process has needed, by language. So a function
// that shows no roles parses nothing at its start.
type roleTextCache struct {
	files fs.FS
	known sync.Map
}

// RoleLanguages returns the languages in which roles can be shown. The catalogue's is the
// first. Each other one has a file in the directory roles.
func RoleLanguages() []string {
	languages := []string{CatalogueLanguage}
	for _, name := range roleTextNames(roleTextFiles) {
		if language := languageOf(name); language != CatalogueLanguage {
			languages = append(languages, language)
		}
	}
	return languages
}

// RoleTextsIn returns the texts in a language. They are empty in a language that has no
// file.
func RoleTextsIn(language string) (RoleTexts, error) { return shippedRoleTexts.in(language) }

// in returns the texts in a language.
func (c *roleTextCache) in(language string) (RoleTexts, error) {
	if known, ok := c.known.Load(language); ok {
		return known.(RoleTexts), nil
	}
	name := "roles/" + language + ".json"
	if !slices.Contains(roleTextNames(c.files), name) {
		return RoleTexts{}, nil
	}
	file, err := fs.ReadFile(c.files, name)
	if err != nil {
		return RoleTexts{}, err
	}
	texts, err := parseRoleTexts(name, file)
	if err != nil {
		return RoleTexts{}, err
	}
	c.known.Store(language, texts)
	return texts, nil
}

// In returns the role with its texts in the language. A missing text is the role's own.
func (t RoleTexts) In(role Role) Role {
	text := t.Roles[role.ID]
	if text.Name != nil {
		role.Name = *text.Name
	}
	if text.Description != nil {
		role.Description = *text.Description
	}
	if category, ok := t.Categories[role.Category]; ok {
		role.Category = category
	}
	return role
}

// CheckRoleTexts returns an error for each file of the directory roles that is not valid
// for the catalogue. It names the file and the role. A missing text is no error.
func CheckRoleTexts(catalogue Catalogue) error { return catalogue.checkTexts(roleTextFiles) }

func (c Catalogue) checkTexts(files fs.FS) error {
	var wrong []error
	for _, name := range roleTextNames(files) {
		file, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		texts, err := parseRoleTexts(name, file)
		wrong = append(wrong, err)
		for _, problem := range c.textProblems(texts) {
			wrong = append(wrong, fmt.Errorf("%s: %s", name, problem))
		}
	}
	return errors.Join(wrong...)
}

// textProblems returns what is wrong with the texts in one language.
func (c Catalogue) textProblems(texts RoleTexts) []string {
	var problems []string
	for _, id := range slices.Sorted(maps.Keys(texts.Roles)) {
		text := texts.Roles[id]
		if _, known := c.byID[id]; !known {
			problems = append(problems, fmt.Sprintf("%s: roles.json has no such role", id))
		}
		if isBlank(text.Name) {
			problems = append(problems, fmt.Sprintf("%s: the name is empty", id))
		}
		if isBlank(text.Description) {
			problems = append(problems, fmt.Sprintf("%s: the description is empty", id))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(texts.Categories)) {
		if !slices.ContainsFunc(c.all, func(r Role) bool { return r.Category == name }) {
			problems = append(problems, fmt.Sprintf("category %q: no role in roles.json has it", name))
		}
		if text := texts.Categories[name]; isBlank(&text) {
			problems = append(problems, fmt.Sprintf("category %q: the text is empty", name))
		}
	}
	return problems
}

func isBlank(text *string) bool { return text != nil && strings.TrimSpace(*text) == "" }

// parseRoleTexts parses the texts in one language. Its error names the file.
func parseRoleTexts(name string, file []byte) (RoleTexts, error) {
	var texts RoleTexts
	decoder := json.NewDecoder(bytes.NewReader(file))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&texts); err != nil {
		return RoleTexts{}, fmt.Errorf("%s: %w", name, err)
	}
	if decoder.More() {
		return RoleTexts{}, fmt.Errorf("%s: there is text after the end of the object", name)
	}
	return texts, nil
}

// roleTextNames returns the names of the files with the texts of roles, sorted.
func roleTextNames(files fs.FS) []string {
	names, _ := fs.Glob(files, "roles/*.json") // the pattern is valid
	return names
}

func languageOf(name string) string { return strings.TrimSuffix(path.Base(name), ".json") }
