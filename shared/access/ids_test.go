package access

import (
	"strings"
	"testing"
)

func TestIsGeneratedID(t *testing.T) {
	for name, id := range map[string]string{
		"new": NewID(), "derived": Derive("a", "b"), "of a user": string(NewUserID("https://issuer.example", "ada")),
	} {
		if !IsGeneratedID(id) {
			t.Errorf("%s: %q does not have the form of a generated id", name, id)
		}
	}
	for _, other := range []string{"", NewID()[:19], NewID() + "A", NewID() + NewID(), NewID() + "#", NewID()[:19] + "#", NewID()[:19] + "."} {
		if IsGeneratedID(other) {
			t.Errorf("%q has the form of a generated id", other)
		}
	}
}

// TestWhichScopesCanExist needs a valid id of the organisation, and of the account if there
// is one.
func TestWhichScopesCanExist(t *testing.T) {
	for scope, want := range map[Scope]bool{
		{here, ""}: true, {here, shop}: true, {"", ""}: false, {"", shop}: false, {"#", ""}: false, {"#", shop}: false, {here, "#"}: false, {"#", "#"}: false,
	} {
		if scope.valid() != want {
			t.Errorf("%+v: %t, want %t", scope, !want, want)
		}
	}
}

// TestValidID checks the length and the characters of an id from a request.
func TestValidID(t *testing.T) {
	for _, id := range []string{"a", "z", "A", "Z", "0", "9", "-", "_", strings.Repeat("a", 64)} {
		if !ValidID(id) {
			t.Errorf("%q is no id", id)
		}
	}
	// Beside a valid character each time, in the order of their codes.
	for _, id := range []string{"", strings.Repeat("a", 65), "`", "{", "@", "[", "/", ":", ",", ".", "^", "a b", "é"} {
		if ValidID(id) {
			t.Errorf("%q is an id", id)
		}
	}
}
