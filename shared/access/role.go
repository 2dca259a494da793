package access

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// The three administrative roles. The policy knows them by these ids. Of every other
// role Admit knows only what the catalogue says.
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

// RoleType is the basic type of a role, shown to administrators.
type RoleType string

// The basic types. A writer may create and not read.
const (
	Viewer RoleType = "viewer"
	Writer RoleType = "writer"
	Editor RoleType = "editor"
	Admin  RoleType = "admin"
)

// Role is an entry of the catalogue: a named set of permissions in a product.
type Role struct {
	ID          RoleID      `json:"id"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Category    string      `json:"category"`
	Type        RoleType    `json:"type"`
	Recommended bool        `json:"recommended"`
	GivenAt     []ScopeKind `json:"givenAt"`

	Permissions []Permission `json:"permissions"`
}

// Catalogue has the roles that can be given, in the order of the file.
type Catalogue struct {
	all         []Role
	byID        map[RoleID]Role
	permissions map[Permission]bool // that can be asked for
}

//go:embed roles.json
var rolesFile []byte

// Roles returns the catalogue in roles.json, the one file that a customer edits.
var Roles = sync.OnceValues(func() (Catalogue, error) { return ParseCatalogue(rolesFile) })

// ParseCatalogue parses a catalogue. Its error names the line and the role of the first
// entry that is not valid.
func ParseCatalogue(file []byte) (Catalogue, error) {
	c := Catalogue{byID: map[RoleID]Role{}, permissions: map[Permission]bool{}}
	decoder := json.NewDecoder(bytes.NewReader(file))
	decoder.DisallowUnknownFields()
	if start, err := decoder.Token(); err != nil || start != json.Delim('[') {
		return Catalogue{}, errors.Join(errors.New("role catalogue: it must be a list of roles"), err)
	}
	for decoder.More() {
		line := lineAfter(file, decoder.InputOffset())
		var role Role
		if err := decoder.Decode(&role); err != nil {
			return Catalogue{}, fmt.Errorf("role catalogue: line %d: %w", line, err)
		}
		if err := c.add(role); err != nil {
			return Catalogue{}, fmt.Errorf("role catalogue: line %d (%s): %w", line, role.ID, err)
		}
	}
	if _, err := decoder.Token(); err != nil {
		return Catalogue{}, fmt.Errorf("role catalogue: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Catalogue{}, errors.New("role catalogue: there is text after the end of the list")
	}
	for id, kinds := range administrative {
		if role, ok := c.byID[id]; !ok || !slices.Equal(role.GivenAt, kinds) {
			return Catalogue{}, fmt.Errorf("role catalogue: %s is required, with givenAt %v", id, kinds)
		}
	}
	return c, nil
}

// lineAfter returns the number of the line with the first JSON object after an offset.
func lineAfter(file []byte, offset int64) int {
	skipped := max(0, bytes.IndexByte(file[offset:], '{'))
	return 1 + bytes.Count(file[:int(offset)+skipped], []byte("\n"))
}

// add adds a role to the catalogue.
func (c *Catalogue) add(role Role) error {
	if err := role.validate(); err != nil {
		return err
	}
	if _, twice := c.byID[role.ID]; twice {
		return errors.New("the role is listed a second time")
	}
	c.all = append(c.all, role)
	c.byID[role.ID] = role
	c.addPermissions(role)
	return nil
}

// administrative has the kinds of scope at which each administrative role is given.
// The policy depends on them. So a catalogue may change the texts of these roles, and
// not where they are given.
var administrative = map[RoleID][]ScopeKind{
	PartnerOrganisationAdmin: {AtPartner},
	OrganisationAdmin:        {AtPartner, AtOrganisation},
	AccountAdmin:             {AtAccount},
}

// validate returns an error that says what is wrong with the first invalid field.
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
	return r.validatePermissions()
}

// Role returns the role with an id, and whether there is one.
func (c Catalogue) Role(id RoleID) (Role, bool) {
	role, ok := c.byID[id]
	return role, ok
}

// All returns the roles in the order of the file.
func (c Catalogue) All() []Role { return slices.Clone(c.all) }

// Name returns the name of a role. The name of a role that is no longer in the
// catalogue is its id.
func (c Catalogue) Name(id RoleID) string {
	if role, known := c.byID[id]; known {
		return role.Name
	}
	return string(id)
}

// Describe returns the roles with these ids, in the same order. A role that is no
// longer in the catalogue has only an id and a name.
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
