package access

import (
	"context"
	"errors"
	"testing"
)

// foundDirectory is a directory that finds one identity, or none.
type foundDirectory struct {
	Directory
	identity Identity
	err      error
}

func (d foundDirectory) Find(context.Context, Address) (Identity, error) { return d.identity, d.err }

// TestRehearsedDirectory creates an identity in a dry run: it exists only for the run, and is
// created for whom the directory does not know.
func TestRehearsedDirectory(t *testing.T) {
	address, err := ParseAddress("Ada@example.com")
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	stored := Identity{Issuer: "issuer", Subject: "subject", Email: "ada@example.com", Verified: true}
	unfinished := stored
	unfinished.Unfinished = true
	planned := Identity{Issuer: "issuer", Subject: "rehearsed ada@example.com", Email: "Ada@example.com", Verified: true, FirstName: "Ada", LastName: "King", Unfinished: true}
	for name, c := range map[string]struct {
		directory foundDirectory
		want      Identity
		created   bool
		refusal   Kind
		err       error
	}{
		"nobody":                  {directory: foundDirectory{err: ErrNotFound}, want: planned, created: true},
		"an unfinished identity":  {directory: foundDirectory{identity: unfinished}, want: unfinished},
		"somebody who registered": {directory: foundDirectory{identity: stored}, refusal: AlreadyRegistered},
		"no answer":               {directory: foundDirectory{err: broken}, err: broken},
	} {
		got, created, err := rehearsedDirectory{c.directory, "issuer"}.Create(t.Context(), NewIdentity{Address: address, FirstName: "Ada", LastName: "King"})
		if got != c.want || created != c.created {
			t.Errorf("%s: %+v, created: %t", name, got, created)
		}
		if c.refusal != "" && KindOf(err) != c.refusal || c.refusal == "" && !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
