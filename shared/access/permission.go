package access

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Permission is the right to do one thing with one kind of thing in a product, as
// thing:action. A role may also have thing:*, which is every action with that thing,
// or *:*, which is everything.
type Permission string

// everything is the permission of the administrative roles, and of no other role.
const everything Permission = "*:*"

// standardActions are the actions that every thing has. A thing may have further
// actions, such as marketplace:purchase.
var standardActions = []string{"read", "create", "update", "delete"}

// actionsOf has the actions that the basic types allow. An admin may do anything with
// its things.
var actionsOf = map[RoleType][]string{
	Viewer: {"read"},
	Writer: {"create"},
	Editor: standardActions,
}

// validatePermissions returns an error about the first permission that the role may
// not have. An administrative role has exactly [everything].
func (r Role) validatePermissions() error {
	if _, is := administrative[r.ID]; is {
		if !slices.Equal(r.Permissions, []Permission{everything}) {
			return fmt.Errorf("the permissions of an administrative role must be [%q]", everything)
		}
		return nil
	}
	if len(r.Permissions) == 0 {
		return fmt.Errorf("permissions are required")
	}
	seen := map[Permission]bool{}
	for _, p := range r.Permissions {
		thing, action, _ := strings.Cut(string(p), ":")
		switch allowed, bounded := actionsOf[r.Type]; {
		case p == everything:
			return fmt.Errorf("permission %q is only for the three administrative roles", p)
		case !validName(thing) || !validName(action) && action != "*":
			return fmt.Errorf("permission %q is not of the form thing:action, each of a-z, 0-9 and -, beginning with a letter", p)
		case seen[p]:
			return fmt.Errorf("permission %q is listed twice", p)
		case bounded && !slices.Contains(allowed, action):
			return fmt.Errorf("permission %q: the actions of the type %s are %s", p, r.Type, strings.Join(allowed, ", "))
		}
		seen[p] = true
	}
	return nil
}

// maxNameLength is the largest length of a thing and of an action.
const maxNameLength = 64

// validName reports whether a thing or an action begins with a letter and continues
// with letters, digits and hyphens, all in lower case.
func validName(name string) bool {
	for i, c := range []byte(name) {
		if !(c >= 'a' && c <= 'z' || i > 0 && (c >= '0' && c <= '9' || c == '-')) {
			return false
		}
	}
	return name != "" && len(name) <= maxNameLength
}

// permits reports whether the role has the permission, by name or by a wildcard. It
// does not judge where the role counts: see [Role.allows].
func (r Role) permits(p Permission) bool {
	thing, _, _ := strings.Cut(string(p), ":")
	return slices.ContainsFunc(r.Permissions, func(own Permission) bool {
		anything, wildcard := strings.CutSuffix(string(own), ":*")
		return own == p || own == everything || wildcard && anything == thing
	})
}

// addPermissions adds the permissions that the role makes known: those that it names,
// and for a thing with a wildcard the standard actions. A misspelt permission is thus
// unknown even where a role may do everything.
func (c *Catalogue) addPermissions(r Role) {
	for _, p := range r.Permissions {
		switch thing, wildcard := strings.CutSuffix(string(p), ":*"); {
		case p == everything:
		case wildcard:
			for _, action := range standardActions {
				c.permissions[Permission(thing+":"+action)] = true
			}
		default:
			c.permissions[p] = true
		}
	}
}

// Permissions returns every permission that can be asked for, sorted.
func (c Catalogue) Permissions() []Permission { return slices.Sorted(maps.Keys(c.permissions)) }

// HasPermission reports whether the permission can be asked for. A wildcard cannot.
func (c Catalogue) HasPermission(p Permission) bool { return c.permissions[p] }
