package access

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// The three administrative roles. The policy knows them by these ids; every
// other role means to Admit only what the catalogue says of it.
const (
	PartnerOrganisationAdmin RoleID = "partner-organisation-admin"
	OrganisationAdmin        RoleID = "organisation-admin"
	AccountAdmin             RoleID = "account-admin"
)

// ScopeKind is a kind of scope at which a role may be given.
type ScopeKind string

// The kinds of scope.
const (
	AtPartner      ScopeKind = "partner-organisation"
	AtOrganisation ScopeKind = "organisation"
	AtAccount      ScopeKind = "account"
)

// RoleType is the basic type of a role.
type RoleType string

// The basic types. A writer may create, not read.
const (
	Viewer RoleType = "viewer"
	Writer RoleType = "writer"
	Editor RoleType = "editor"
	Admin  RoleType = "admin"
)

// Role is an entry of the catalogue: a named group of permissions.
type Role struct {
	ID          RoleID      `json:"id"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Category    string      `json:"category"`
	Type        RoleType    `json:"type"`
	Recommended bool        `json:"recommended"`
	GivenAt     []ScopeKind `json:"givenAt"`
}

// Catalogue is the roles that can be given, in the order of the file.
type Catalogue struct {
	all  []Role
	byID map[RoleID]Role
}

//go:embed roles.json
var rolesFile []byte

// Roles is the catalogue in roles.json, the one file that a customer edits.
var Roles = sync.OnceValues(func() (Catalogue, error) { return ParseCatalogue(rolesFile) })

// ParseCatalogue reads a catalogue and says what is wrong with it.
func ParseCatalogue(file []byte) (Catalogue, error) {
	c := Catalogue{byID: map[RoleID]Role{}}
	decoder := json.NewDecoder(strings.NewReader(string(file)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c.all); err != nil {
		return Catalogue{}, fmt.Errorf("role catalogue: %w", err)
	}
	if decoder.More() {
		return Catalogue{}, errors.New("role catalogue: there is text after the end of the list")
	}
	for i, role := range c.all {
		if err := role.validate(); err != nil {
			return Catalogue{}, fmt.Errorf("role catalogue: entry %d (%s): %w", i+1, role.ID, err)
		}
		if _, twice := c.byID[role.ID]; twice {
			return Catalogue{}, fmt.Errorf("role catalogue: %s stands there twice", role.ID)
		}
		c.byID[role.ID] = role
	}
	for id, places := range administrative {
		if role, ok := c.byID[id]; !ok || !slices.Equal(role.GivenAt, places) {
			return Catalogue{}, fmt.Errorf("role catalogue: %s must be there, given at %v", id, places)
		}
	}
	return c, nil
}

// administrative is where each administrative role is given. The policy rests
// on it, so that a catalogue may word these roles but not move them.
var administrative = map[RoleID][]ScopeKind{
	PartnerOrganisationAdmin: {AtPartner},
	OrganisationAdmin:        {AtPartner, AtOrganisation},
	AccountAdmin:             {AtAccount},
}

func (r Role) validate() error {
	switch {
	case !ValidID(string(r.ID)) || r.ID != RoleID(strings.ToLower(string(r.ID))):
		return fmt.Errorf("the id must be 1 to 64 of a-z, 0-9, - and _")
	case r.Name == "" || r.Description == "" || r.Category == "":
		return fmt.Errorf("name, description and category are required")
	case !slices.Contains([]RoleType{Viewer, Writer, Editor, Admin}, r.Type):
		return fmt.Errorf("type %q is not viewer, writer, editor or admin", r.Type)
	case len(r.GivenAt) == 0:
		return fmt.Errorf("givenAt names no kind of scope")
	}
	for _, kind := range r.GivenAt {
		if !slices.Contains([]ScopeKind{AtPartner, AtOrganisation, AtAccount}, kind) {
			return fmt.Errorf("givenAt %q is not partner-organisation, organisation or account", kind)
		}
	}
	return nil
}

// Role finds a role by its id.
func (c Catalogue) Role(id RoleID) (Role, bool) {
	role, ok := c.byID[id]
	return role, ok
}

// All lists the roles in the order of the file.
func (c Catalogue) All() []Role { return slices.Clone(c.all) }

// Name is the name of a role. One that has left the catalogue keeps its id for
// a name.
func (c Catalogue) Name(id RoleID) string {
	if role, known := c.byID[id]; known {
		return role.Name
	}
	return string(id)
}

// Describe returns the roles with the given ids, in the same order. A role that has
// left the catalogue has only its id and a name.
func (c Catalogue) Describe(ids []RoleID) []Role {
	roles := make([]Role, 0, len(ids))
	for _, id := range ids {
		role, known := c.byID[id]
		if !known {
			role = Role{ID: id, Name: c.Name(id)}
		}
		roles = append(roles, role)
	}
	return roles
}
