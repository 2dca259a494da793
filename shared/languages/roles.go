package languages

import (
	"sync"

	"admit/shared/access"
)

var ofRoles = sync.OnceValues(func() (Set, error) { return NewSet(access.RoleLanguages()...) })

// RoleTexts returns the texts of roles for a reader who sends an Accept-Language header,
// and their language. It is the catalogue's if no other one is close.
func RoleTexts(accepted string) (access.RoleTexts, string, error) {
	set, err := ofRoles()
	if err != nil {
		return access.RoleTexts{}, "", err
	}
	language, ok := set.Closest(Accepted(accepted)...)
	if !ok {
		language = access.CatalogueLanguage
	}
	texts, err := access.RoleTextsIn(language)
	return texts, language, err
}
