package access

import "slices"

// Precondition is the versions of a thing that a change may be made to. The zero
// Precondition is none: the change is made to every version.
type Precondition struct {
	Any      bool     // every version that there is
	Versions []string // one of these
}

// IfVersion allows one version.
func IfVersion(version string) Precondition { return Precondition{Versions: []string{version}} }

func (p Precondition) given() bool { return p.Any || len(p.Versions) > 0 }

// check refuses a change to what is in another version. What has no version is
// in none of them.
func (p Precondition) check(version string) error {
	if !p.given() || p.Any || (version != "" && slices.Contains(p.Versions, version)) {
		return nil
	}
	return Refuse(VersionMismatch, "The current version is not one that the request allows. Read it again.")
}
