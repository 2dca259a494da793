package brand

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// The page about the brand lists the fields that a brand can have, and its example is valid.
func TestTheDocumentedFieldsAreTheFields(t *testing.T) {
	page, err := os.ReadFile("../../docs/brand.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]*`) \\|").FindAllStringSubmatch(string(page), -1) {
		for _, field := range regexp.MustCompile("`([^`]*)`").FindAllStringSubmatch(row[1], -1) {
			documented[field[1]] = true
		}
	}
	if want := known(t); !reflect.DeepEqual(documented, want) {
		t.Errorf("documented are %v, and known %v", documented, want)
	}

	_, example, _ := strings.Cut(string(page), "```json\n")
	example, _, _ = strings.Cut(example, "```")
	if _, err := parse([]byte(example), func(string) ([]byte, error) { return []byte(drawing("")), nil }); err != nil {
		t.Errorf("the example: %v", err)
	}
	if message := regexp.MustCompile(`colours\.accent\.light: (#\w+), on the background of the page and the email (#\w+), has .*`).FindStringSubmatch(string(page)); message == nil {
		t.Error("there is no example of a refusal")
	} else if r := (reader{}); true {
		r.contrast("colours.accent.light", rgb(message[1]), "on the background of the page and the email", rgb(message[2]))
		if len(r.problems) != 1 || r.problems[0].Error() != message[0] {
			t.Errorf("the refusal is %v", r.problems)
		}
	}
}

// known returns the fields of a brand, as the refusals of unknown ones list them.
func known(t *testing.T) map[string]bool {
	t.Helper()
	_, err := parse([]byte(`{"x": 1, "colours": {"x": 1, "accent": {"x": 1}, "tint": {"x": 1}}}`), noLogo)
	if err == nil {
		t.Fatal("unknown fields are accepted")
	}
	fields := map[string]bool{}
	for _, list := range regexp.MustCompile(`(?m)^(.*)x: is not a field of a brand; here are (.*)$`).FindAllStringSubmatch(err.Error(), -1) {
		for field := range strings.SplitSeq(list[2], ", ") {
			fields[list[1]+field] = true
		}
	}
	for parent := range map[string]bool{"colours": true, "colours.accent": true, "colours.tint": true} {
		delete(fields, parent)
	}
	return fields
}
