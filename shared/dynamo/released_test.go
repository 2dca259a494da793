package dynamo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
)

// releasedForms has the stored forms of the last version that a rollback may lead to. Whoever releases a version
// copies items.golden over it.
const releasedForms = "testdata/released.golden"

// TestStoredFormsOfTheLastVersion shows that the last version and this one can serve on one table: this one
// reads what the last one wrote and loses nothing of it when it writes it again, and what this one writes has
// everything that the last one reads, in the same types.
func TestStoredFormsOfTheLastVersion(t *testing.T) {
	file, err := os.ReadFile(releasedForms)
	if err != nil {
		t.Fatal(err)
	}
	forms := storedForms()
	for pair := range slices.Chunk(bytes.Split(bytes.TrimSuffix(file, []byte("\n")), []byte("\n")), 2) {
		name := string(pair[0])
		form, ok := forms[name]
		if !ok {
			t.Errorf("no form is named %q any more: the last version still reads and writes it", name)
			continue
		}
		for _, lost := range missing(pair[1], formOf(t, readForm(t, form, pair[1]))) {
			t.Errorf("%s of the last version loses %s when this version writes it again", name, lost)
		}
		for _, lost := range missing(pair[1], formOf(t, form)) {
			t.Errorf("%s lacks %s, which the last version reads", name, lost)
		}
	}
}

// missing returns the attributes of one item in JSON of DynamoDB, with their types, that another item lacks.
func missing(of, in []byte) []string {
	want, got := map[string]bool{}, map[string]bool{}
	shape(of, want)
	shape(in, got)
	maps.DeleteFunc(want, func(attribute string, _ bool) bool { return got[attribute] })
	return slices.Sorted(maps.Keys(want))
}

// shape collects the paths of the attributes of an item with their types.
func shape(text []byte, into map[string]bool) {
	var item any
	if err := json.Unmarshal(text, &item); err != nil {
		into[fmt.Sprintf("what is no JSON: %s", text)] = true
		return
	}
	walk("", item, into)
}

func walk(path string, value any, into map[string]bool) {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			walk(path+"."+name, member, into)
		}
	case []any:
		for _, member := range v {
			walk(path, member, into)
		}
	default:
		into[path] = true
	}
}

// TestMissing shows that the comparison finds an attribute that is gone, renamed, or of another type.
func TestMissing(t *testing.T) {
	const last = `{"id": {"S": "a"}, "user": {"M": {"name": {"S": "Ada"}}}, "at": {"N": "1"}}`
	for now, want := range map[string]int{
		last: 0, `{"id": {"S": "b"}, "user": {"M": {"name": {"S": ""}, "new": {"S": ""}}}, "at": {"N": "2"}}`: 0,
		`{"user": {"M": {"name": {"S": "Ada"}}}, "at": {"N": "1"}}`:                     1,
		`{"id": {"S": "a"}, "user": {"M": {"called": {"S": "Ada"}}}, "at": {"S": "1"}}`: 2,
	} {
		if lost := missing([]byte(last), []byte(now)); len(lost) != want {
			t.Errorf("%s: %q are missing, want %d", now, lost, want)
		}
	}
}
