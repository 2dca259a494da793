package dynamo

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"admit/shared/access"
)

// storedForms are items of every type, by name: one with a value in every field, and one
// with as few as it can have.
func storedForms() map[string]storable {
	head := header{"pk", "sk", "kind"}
	address := storedAddress{"Ada@exämple.com", "Ada@xn--exmple-cua.com"}
	person := storedPerson{"user", "Ada \"L\" <Lovelace>", "ada@example.com"}
	user := storedUser{"user", "https://issuer", "subject", address, "Ada", "Lovelace", 1}
	party, roles := storedParty{person, "issuer", "subject"}, []storedScopedRole{{"viewer", "", 0}, {"signer", "account", 4}}
	none, noParty := []storedScopedRole{}, storedParty{}
	return map[string]storable{
		"organisation":      &organisationItem{head, "id", "Name", true, []storedAncestor{{"a", "A"}, {"b", "B"}}, 1, 2, 3, 4, &storedDeletion{5, "a", 6}},
		"empty":             &organisationItem{head, "", "", false, []storedAncestor{}, 0, 0, 0, 0, nil},
		"ended deletion":    &organisationItem{head, "", "", false, []storedAncestor{}, 0, 0, 0, 0, &storedDeletion{5, "", 0}},
		"tombstone":         &tombstone{head, 7},
		"account":           &accountItem{head, "id", "organisation", "Name", 1},
		"user":              &userItem{head, user, 3},
		"membership":        &membershipItem{head, user, "o", map[string]storedGrant{"r": {"r", "", person, 1, "", 0}, "s@a": {"s", "a", storedPerson{}, 2, "i", 4}}, "v", 5, true},
		"empty membership":  &membershipItem{head, storedUser{}, "o", map[string]storedGrant{}, "v", 0, false},
		"listed membership": &listedItem{head, `{"u": "\u00e5"}`},
		"ending":            &endingItem{head, "user", "o", 4},
		"entry of member":   &memberEntry{head, "user", 7},
		"invitation": &invitationItem{head, "id", "o", "a", storedNames{"O", "A"}, address, "Ada", "Lovelace", []access.RoleID{"r", "s"}, storedEnds{"s": "4"}, "nb",
			"https://app.example/", access.Metadata{"plan": "gold"}, access.Pending, person, 1, 2, 3, 4, "by", 5, 6, []string{"q", "p"}, 7, "queued", true, 8, "detail", "message", 9, []access.TokenHash{{1, 2}, {3}}, 15, 10, &storedRequest{user, true, "de", 11}, 12, "queued", 13, 1, 14},
		"empty invitation": &invitationItem{header: head, Roles: []access.RoleID{}},
		"slot":             &listEntry{head, "id", 1, 2},
		"listing":          &listEntry{head, "id", 0, 0},
		"event": &eventItem{head, "id", "type", "o", "a", storedNames{"O", "A"}, 1, party, party, "i", roles, roles, "detail",
			access.Metadata{"plan": "gold"}, "Ada@example.com", true, "Former", 9, &secondEvent{"id", "type", party, roles, none, "detail"}},
		"plain event":            &eventItem{head, "id", "type", "o", "", storedNames{}, 1, noParty, noParty, "", none, none, "", nil, "", false, "", 0, nil},
		"deletion of a user":     &personDeletionItem{head, &user, address, "deleted-0123456789ab", []access.UserID{"u", "v"}, []storedAddress{address}, 1, 7, &storedKey{"pk", "sk"}, 2, true, 3, 4, 5},
		"deletion of an address": &personDeletionItem{head, nil, address, "deleted-0123456789ab", []access.UserID{}, []storedAddress{}, 1, 0, nil, 0, false, 0, 0, 0},
		"address":                &addressItem{head, "user", "de", "holder", 1, 2},
		"free address":           &addressItem{head, "", "", "", 0, 0},
		"suppression":            &suppressionItem{head, "reason", 1, true, 2},
		"present suppression":    &suppressionItem{head, "reason", 1, false, 0},
		"count":                  &countItem{head, -3, nil},
		"count of an address":    &countItem{head, 2, []access.InvitationID{"a", "b"}},
		"request":                &idempotencyItem{head, []byte{1, 2}, "seed", "holder", 1, []byte("answer"), 2, 3},
		"open request":           &idempotencyItem{head, []byte{1, 2}, "seed", "holder", 1, nil, 2, 3},
		"migration":              &migrationItem{head, &storedKey{"a", "b"}, true, 1, 2, 3, "v"},
		"new migration":          &migrationItem{head, nil, false, 0, 0, 0, ""},
	}
}

// TestStoredForms compares the stored form of each type of item with a golden file. A
// table of an earlier version has these forms.
func TestStoredForms(t *testing.T) {
	const golden = "testdata/items.golden"
	forms, written := storedForms(), map[string]json.RawMessage{}
	for name, stored := range forms {
		written[name] = formOf(t, stored)
	}
	if *update {
		var file bytes.Buffer
		for _, name := range slices.Sorted(maps.Keys(written)) {
			file.WriteString(name + "\n" + string(written[name]) + "\n")
		}
		if err := os.WriteFile(golden, file.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSuffix(file, []byte("\n")), []byte("\n"))
	if len(lines) != 2*len(forms) {
		t.Errorf("the file has %d lines for %d forms", len(lines), len(forms))
	}
	for pair := range slices.Chunk(lines, 2) {
		name, want := string(pair[0]), string(pair[1])
		if got := string(written[name]); got != want {
			t.Errorf("%s is stored as\n%s\nwant\n%s", name, got, want)
		}
		if got := readForm(t, forms[name], []byte(want)); !reflect.DeepEqual(got, forms[name]) {
			t.Errorf("%s is read as\n%+v\nwant\n%+v", name, got, forms[name])
		}
	}
}

// formOf returns how an item is stored, as JSON of DynamoDB with sorted names.
func formOf(t *testing.T, stored storable) json.RawMessage {
	t.Helper()
	text, err := attributevalue.MarshalMapJSON(attributesOf(stored))
	if err != nil {
		t.Fatal(err)
	}
	var sorted any
	if err := json.Unmarshal(text, &sorted); err != nil {
		t.Fatal(err)
	}
	if text, err = json.Marshal(sorted); err != nil {
		t.Fatal(err)
	}
	return text
}

// readForm reads an item of the same type as another one.
func readForm(t *testing.T, like storable, text []byte) storable {
	t.Helper()
	item, err := parseItem(string(text))
	if err != nil {
		t.Fatal(err)
	}
	out, _ := reflect.New(reflect.TypeOf(like).Elem()).Interface().(storable)
	if err := item.into(out); err != nil {
		t.Fatal(err)
	}
	return out
}
