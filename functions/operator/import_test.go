package main

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/memory"
)

// importer returns a handler on an empty store.
func importer(t *testing.T) handler {
	t.Helper()
	roles, err := access.Roles()
	if err != nil {
		t.Fatal(err)
	}
	store := memory.New()
	return handler{
		imports: access.Import{Store: store, Issuer: "https://login.example.com", Roles: roles, Limits: access.DefaultLimits, For: time.Minute, Now: time.Now},
		exports: access.Export{Store: store, For: time.Minute, Now: time.Now},
	}
}

// serve calls the handler and decodes its answer.
func serve[T any](t *testing.T, h handler, call any) T {
	t.Helper()
	payload, err := json.Marshal(call)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := h.serve(t.Context(), payload)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	var decoded T
	if err := json.Unmarshal(text, &decoded); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return decoded
}

type importAnswer struct {
	Import struct{ Lines []importedLine }
}

type exportAnswer struct {
	Export struct {
		Lines           []exportedLine
		Next            string
		Examined, Total int
	}
}

// exportFile returns the file of a whole export.
func exportFile(t *testing.T, h handler) string {
	t.Helper()
	lines := serve[exportAnswer](t, h, map[string]string{"action": "export"}).Export.Lines
	slices.SortFunc(lines, func(a, b exportedLine) int { return strings.Compare(a.Key, b.Key) })
	var text strings.Builder
	for _, l := range lines {
		text.WriteString(l.Line + "\n")
	}
	return text.String()
}

func importCall(file string) map[string]any {
	return map[string]any{"action": "import", "lines": strings.Split(strings.TrimSpace(file), "\n")}
}

// sample returns the sample of docs/import.md.
func sample(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)```jsonl\n(.*?)```").FindSubmatch(page)
	if found == nil {
		t.Fatal("docs/import.md has no sample")
	}
	return string(found[1])
}

// TestSampleIsImported imports the sample of the documentation. Its export is equal to
// the byte to that of a store into which it is imported.
func TestSampleIsImported(t *testing.T) {
	first, second := importer(t), importer(t)
	for n, l := range serve[importAnswer](t, first, importCall(sample(t))).Import.Lines {
		if l.Status != access.ImportCreated || l.Note != "" {
			t.Errorf("line %d: %+v", n+1, l)
		}
	}
	exported := exportFile(t, first)
	for n, l := range serve[importAnswer](t, second, importCall(exported)).Import.Lines {
		if l.Status != access.ImportCreated {
			t.Errorf("exported line %d: %+v", n+1, l)
		}
	}
	if again := exportFile(t, second); again != exported || strings.Count(exported, "\n") != 6 {
		t.Errorf("exported\n%s\nimported and exported again\n%s", exported, again)
	}
}

func TestImportCalls(t *testing.T) {
	const organisation = `{"kind":"organisation","id":"acme","name":"Acme"}`
	for name, c := range map[string]struct{ line, want string }{
		"not JSON":             {`{"kind":`, "The line is not a JSON object."},
		"a list":               {`[]`, "The line is not a JSON object."},
		"two objects":          {organisation + organisation, "The line is not a JSON object."},
		"no kind":              {`{}`, "kind must be organisation, account or member"},
		"another kind":         {`{"kind":"user"}`, "kind must be organisation, account or member"},
		"an unknown field":     {`{"kind":"organisation","id":"acme","name":"Acme","key":"x"}`, "key is not a field of this request"},
		"a field of a member":  {`{"kind":"account","organisation":"acme","id":"shop","name":"Shop","roles":[]}`, "roles is not a field of this request"},
		"a field twice":        {`{"kind":"account","id":"shop","id":"yard"}`, "id appears twice"},
		"a number as a name":   {`{"kind":"organisation","id":"acme","name":7}`, "name has the wrong type"},
		"null":                 {`{"kind":"organisation","id":"acme","name":null}`, "name has the wrong type"},
		"a time without zone":  {`{"kind":"organisation","id":"acme","name":"Acme","createdAt":"2026-01-01"}`, "createdAt must be a date and time such as 2026-12-04T15:00:00Z"},
		"several wrong fields": {`{"kind":"account","organisation":"a b"}`, "organisation is not 1 to 64 of A-Z, a-z, 0-9, - and _; id is required; name is required"},
		"a refusal":            {`{"kind":"account","organisation":"none","id":"shop","name":"Shop"}`, "organisation does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			lines := serve[importAnswer](t, importer(t), map[string]any{"action": "import", "lines": []string{c.line, organisation}}).Import.Lines
			if len(lines) != 2 || lines[0].Status != access.ImportRefused || lines[0].Reason != c.want || lines[1].Status != access.ImportCreated {
				t.Errorf("%+v, want the first line refused with %q, and the second one created", lines, c.want)
			}
		})
	}
}

func TestInvalidImportCalls(t *testing.T) {
	for name, c := range map[string]struct {
		call  map[string]any
		field string
	}{
		"no lines":         {map[string]any{"action": "import"}, "lines"},
		"too many lines":   {map[string]any{"action": "import", "lines": make([]string, maxImportLines+1)}, "lines"},
		"lines as objects": {map[string]any{"action": "import", "lines": []any{map[string]string{"kind": "account"}}}, "lines[0]"},
		"an unknown field": {map[string]any{"action": "import", "lines": []string{"{}"}, "dry": true}, "dry"},
		"after a number":   {map[string]any{"action": "export", "after": 7}, "after"},
	} {
		t.Run(name, func(t *testing.T) {
			answer := serve[struct {
				Problem struct {
					Errors []struct{ Field string }
				}
			}](t, importer(t), c.call)
			if len(answer.Problem.Errors) != 1 || answer.Problem.Errors[0].Field != c.field {
				t.Errorf("the answer is %+v, want a problem about %s", answer, c.field)
			}
		})
	}
}

// TestDryRunCall refers to a line of an earlier call, and writes nothing.
func TestDryRunCall(t *testing.T) {
	h := importer(t)
	lines := strings.Split(strings.TrimSpace(sample(t)), "\n")
	answer := serve[importAnswer](t, h, map[string]any{"action": "import", "dryRun": true, "lines": lines[2:], "earlier": lines[:2]})
	for n, l := range answer.Import.Lines {
		if l.Status != access.ImportCreated {
			t.Errorf("line %d: %+v", n+3, l)
		}
	}
	if exported := exportFile(t, h); exported != "" {
		t.Errorf("the dry run has written\n%s", exported)
	}
}
