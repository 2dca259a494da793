package access

import (
	"cmp"
	"slices"
)

// Precondition says which versions of a membership or an invitation a change may be
// made to. The zero Precondition is no precondition: the change is made to any
// version.
type Precondition struct {
	Any      bool     // any version is allowed
	Versions []string // one of these versions is required
	Field    string   // the client's name for the precondition, for a FieldError
}

// IfVersion returns a Precondition that requires one version.
func IfVersion(version string) Precondition { return Precondition{Versions: []string{version}} }

// isSet reports whether there is a precondition.
func (p Precondition) isSet() bool { return p.Any || len(p.Versions) > 0 }

// check returns an error unless the precondition allows a change to this version.
// An empty version means that there is no membership: Versions never allows it.
func (p Precondition) check(version string) error {
	if !p.isSet() || p.Any || (version != "" && slices.Contains(p.Versions, version)) {
		return nil
	}
	return Refuse(VersionMismatch, "The current version does not match %s. Read it again.", cmp.Or(p.Field, "the precondition"))
}
