package access

import "slices"

// Precondition says which versions of a permission row or an invitation a change
// may be made to. The zero Precondition is no precondition: the change is made to
// any version.
type Precondition struct {
	Any      bool     // any version will do
	Versions []string // one of these versions is required
	Field    string   // the client's name for the precondition, for a FieldError
}

// IfVersion requires one version.
func IfVersion(version string) Precondition { return Precondition{Versions: []string{version}} }

func (p Precondition) given() bool { return p.Any || len(p.Versions) > 0 }

// check returns an error unless the precondition allows a change to this version.
// An empty version is the version of nothing, which only Any allows.
func (p Precondition) check(version string) error {
	if !p.given() || p.Any || (version != "" && slices.Contains(p.Versions, version)) {
		return nil
	}
	return Refuse(VersionMismatch, "The current version is not one that the request allows. Read it again.")
}
