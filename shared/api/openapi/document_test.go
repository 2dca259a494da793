package openapi

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// object is a JSON object of the document.
type object = map[string]any

const location = "openapi.json"

// read returns the decoded document.
func read(t *testing.T) object {
	t.Helper()
	text, err := JSON()
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, text).(object)
}

func decode(t *testing.T, text []byte) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// compiler returns a compiler of the document's schemas. It checks formats, and
// accepts the \u escapes of ECMAScript in patterns.
func compiler(t *testing.T, document object) *jsonschema.Compiler {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseRegexpEngine(func(pattern string) (jsonschema.Regexp, error) {
		return regexp.Compile(regexp.MustCompile(`\\u([0-9a-f]{4})`).ReplaceAllString(pattern, `\x{$1}`))
	})
	if err := c.AddResource(location, document); err != nil {
		t.Fatal(err)
	}
	return c
}

// visit calls a function for every object in a value, with its JSON pointer.
func visit(value any, pointer string, call func(pointer string, o object)) {
	switch value := value.(type) {
	case object:
		call(pointer, value)
		for _, name := range slices.Sorted(maps.Keys(value)) {
			visit(value[name], pointer+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(name), call)
		}
	case []any:
		for n, item := range value {
			visit(item, pointer+"/"+strconv.Itoa(n), call)
		}
	}
}

// resolve returns the target of a reference in the document.
func resolve(document object, reference string) (any, error) {
	var target any = document
	for token := range strings.SplitSeq(strings.TrimPrefix(reference, "#/"), "/") {
		o, _ := target.(object)
		next, found := o[strings.NewReplacer("~1", "/", "~0", "~").Replace(token)]
		if !found {
			return nil, fmt.Errorf("%s: there is no %s", reference, token)
		}
		target = next
	}
	return target, nil
}

// escaped returns a JSON pointer that can be used as the fragment of a URL.
func escaped(pointer string) string {
	return strings.NewReplacer("{", "%7B", "}", "%7D").Replace(pointer)
}

// each calls a function for every operation of the document.
func each(document object, call func(name string, operation object)) {
	for path, item := range document["paths"].(object) {
		for method, operation := range item.(object) {
			call(strings.ToUpper(method)+" "+path, operation.(object))
		}
	}
}

// examplesOf returns the examples of an object with a schema, by name.
func examplesOf(t *testing.T, document, o object) map[string]any {
	t.Helper()
	found := map[string]any{}
	if example, has := o["example"]; has {
		found["example"] = example
	}
	named, _ := o["examples"].(object)
	for name, example := range named {
		definition := example.(object)
		if reference, is := definition["$ref"].(string); is {
			target, err := resolve(document, reference)
			if err != nil {
				t.Fatal(err)
			}
			definition = target.(object)
		}
		found[name] = definition["value"]
	}
	return found
}
