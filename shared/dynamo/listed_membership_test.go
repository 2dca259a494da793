package dynamo

import (
	"testing"
	"time"

	"admit/shared/access"
)

// TestListedMembership checks that a membership is read from a list as it was written.
func TestListedMembership(t *testing.T) {
	at := time.UnixMilli(1_700_000_000_123).UTC()
	by := access.Person{ID: "giver", Name: `Charles "C" <Babbage> & \\ Åse`, Email: "c@example.com"}
	m := access.Membership{Organisation: "o", Version: "v",
		User: access.User{ID: "u", Email: access.StoredAddress("ada@exämple.com", "ada@xn--exmple-cua.com"), FirstName: "Ada\n", LastName: "😀"},
		Grants: []access.Grant{
			{Role: "signer", Scope: access.Scope{Organisation: "o", Account: "a"}, By: by, At: at, Invitation: "i"},
			{Role: "viewer", Scope: access.Scope{Organisation: "o"}, By: access.Person{Name: "System"}, At: at},
			{Role: "viewer", Scope: access.Scope{Organisation: "o", Account: "a"}, By: by, At: at},
		}}
	access.SortGrants(m.Grants)
	stored, err := listedMembershipToItem(key{"pk", "sk"}, kindMember, m)
	if err != nil {
		t.Fatal(err)
	}
	got, err := new(listedReader).read(itemOf(attributesOf(&stored)), "o")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the membership", got, m)

	for _, broken := range []string{"x", "{", `{"v":1}`, `{"g":[{"b":"1"}]}`, `{"g":[{"b":7}]}`, `{"u":[]}`, stored.Membership[:len(stored.Membership)-1]} {
		if m, err := new(listedReader).read(item{{name: "membership", kind: typeText, text: broken}}, "o"); err == nil {
			t.Errorf("%s is read as %+v", broken, m)
		}
	}
	if m, err := new(listedReader).read(item{{name: "membership", kind: typeText, text: `{"later":[{"a":[null,1.5e3,true]}],"v":"v"}`}}, "o"); err != nil || m.Version != "v" {
		t.Errorf("an unknown member: %+v (%v)", m, err)
	}
}
