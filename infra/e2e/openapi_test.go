package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// openAPIDocument is the API's own OpenAPI document. All exchanges of the tests are checked
// against it, see [exchanges].
type openAPIDocument struct{ operations []operation }

// operation is an operation of the document, with everything that an exchange is checked
// against.
type operation struct {
	id, method string
	path       []string // segments; parameters in braces
	secured    bool
	program    string // the scope with which a program may call it; empty: none
	parameters []parameter
	body       *requestBody // nil: no body
	responses  map[int]responseSpec
}

type parameter struct {
	name, in string
	required bool
	schema   *jsonschema.Schema

	list, integer, boolean bool
}

type requestBody struct {
	required bool
	schema   *jsonschema.Schema
}

type responseSpec struct {
	content map[string]mediaType // by media type
	headers map[string]parameter
}

type mediaType struct {
	schema   *jsonschema.Schema
	problems []string // the names of the possible problems
}

// fetchDocument reads the document from the deployment and compiles it.
func fetchDocument(ctx context.Context) (*openAPIDocument, error) {
	a, err := request{method: http.MethodGet, path: "/openapi.json"}.exchange(ctx)
	if err != nil {
		return nil, err
	}
	if a.status != http.StatusOK {
		return nil, fmt.Errorf("GET /openapi.json failed\n\n%s", a)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(a.body))
	if err != nil {
		return nil, fmt.Errorf("/openapi.json: %w", err)
	}
	reader := documentReader{compiler: newCompiler(), root: document}
	r := reader.read()
	if len(r.operations) == 0 {
		reader.errs = append(reader.errs, errors.New("the OpenAPI document has no operations"))
	}
	return r, errors.Join(reader.errs...)
}

// newCompiler returns a schema compiler that validates formats and accepts ECMAScript
// patterns.
func newCompiler() *jsonschema.Compiler {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseRegexpEngine(func(pattern string) (jsonschema.Regexp, error) {
		return regexp.Compile(regexp.MustCompile(`\\u([0-9a-f]{4})`).ReplaceAllString(pattern, `\x{$1}`))
	})
	return c
}

// The document is compiled in two forms. Clients must accept fields that the document does
// not name, but these tests must not.
const openForm, closedForm = "open.json", "closed.json"

// documentReader converts a document to operations and collects its errors.
type documentReader struct {
	compiler *jsonschema.Compiler
	root     any
	errs     []error
}

// node is an object of the document with its JSON pointer.
type node struct {
	pointer string
	value   map[string]any
}

func (d *documentReader) read() *openAPIDocument {
	d.check(d.compiler.AddResource(openForm, d.root))
	d.check(d.compiler.AddResource(closedForm, closed(d.root)))
	root, _ := d.root.(map[string]any)
	r := &openAPIDocument{}
	paths := d.at(node{"", root}, "paths")
	for path := range paths.value {
		item := d.at(paths, path)
		for method := range item.value {
			r.operations = append(r.operations, d.operation(method, path, d.at(item, method)))
		}
	}
	return r
}

func (d *documentReader) check(err error) {
	if err != nil {
		d.errs = append(d.errs, err)
	}
}

// at returns a member of an object, with references resolved.
func (d *documentReader) at(n node, name string) node {
	pointer := n.pointer + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
	value, _ := n.value[name].(map[string]any)
	return d.follow(node{pointer, value})
}

func (d *documentReader) follow(n node) node {
	target, is := n.value["$ref"].(string)
	if !is {
		return n
	}
	found := node{"", d.root.(map[string]any)}
	for token := range strings.SplitSeq(strings.TrimPrefix(target, "#/"), "/") {
		found = d.at(found, strings.NewReplacer("~1", "/", "~0", "~").Replace(token))
	}
	return found
}

func (d *documentReader) compile(form string, n node) *jsonschema.Schema {
	schema, err := d.compiler.Compile(form + "#" + strings.NewReplacer("{", "%7B", "}", "%7D").Replace(n.pointer))
	d.check(err)
	return schema
}

func (d *documentReader) operation(method, path string, n node) operation {
	id, _ := n.value["operationId"].(string)
	security, overridden := n.value["security"].([]any)
	o := operation{
		id: id, method: strings.ToUpper(method), path: strings.Split(path, "/")[1:],
		secured: !overridden || len(security) > 0, program: programScope(security), responses: map[int]responseSpec{},
	}
	parameters, _ := n.value["parameters"].([]any)
	for index, value := range parameters {
		given := d.follow(node{fmt.Sprint(n.pointer, "/parameters/", index), value.(map[string]any)})
		o.parameters = append(o.parameters, d.parameter(openForm, given))
	}
	if n.value["requestBody"] != nil {
		given := d.at(n, "requestBody")
		required, _ := given.value["required"].(bool)
		o.body = &requestBody{required, d.compile(openForm, d.at(d.at(d.at(given, "content"), "application/json"), "schema"))}
	}
	responses := d.at(n, "responses")
	for status := range responses.value {
		code, err := strconv.Atoi(status)
		d.check(err)
		o.responses[code] = d.response(d.at(responses, status))
	}
	return o
}

// programScope returns the scope that security requirements name for a program.
func programScope(security []any) string {
	for _, requirement := range security {
		schemes, _ := requirement.(map[string]any)
		if scopes, _ := schemes["programToken"].([]any); len(scopes) == 1 {
			return fmt.Sprint(scopes[0])
		}
	}
	return ""
}

// parameter reads a parameter or a header, whose schema may be a reference.
func (d *documentReader) parameter(form string, n node) parameter {
	p := parameter{}
	p.name, _ = n.value["name"].(string)
	p.in, _ = n.value["in"].(string)
	p.required, _ = n.value["required"].(bool)
	schema := d.at(n, "schema")
	p.list, p.integer, p.boolean = schema.value["type"] == "array", schema.value["type"] == "integer", schema.value["type"] == "boolean"
	p.schema = d.compile(form, schema)
	return p
}

func (d *documentReader) response(n node) responseSpec {
	r := responseSpec{map[string]mediaType{}, map[string]parameter{}}
	headers, media := d.at(n, "headers"), d.at(n, "content")
	for name := range headers.value {
		r.headers[name] = d.parameter(closedForm, d.at(headers, name))
	}
	for kind := range media.value {
		given := d.at(media, kind)
		c := mediaType{schema: d.compile(closedForm, d.at(given, "schema"))}
		if kind == problemType {
			c.problems = slices.Sorted(maps.Keys(d.at(given, "examples").value))
		}
		r.content[kind] = c
	}
	return r
}

// closed returns a copy of the document in which schema objects allow no additional
// properties.
func closed(value any) any {
	switch value := value.(type) {
	case map[string]any:
		copied := make(map[string]any, len(value))
		for name, member := range value {
			copied[name] = closed(member)
		}
		_, decided := value["additionalProperties"]
		if _, named := value["properties"].(map[string]any); named && value["type"] == "object" && !decided {
			copied["additionalProperties"] = false
		}
		return copied
	case []any:
		copied := make([]any, 0, len(value))
		for _, item := range value {
			copied = append(copied, closed(item))
		}
		return copied
	}
	return value
}

// find returns the operation that API Gateway selects for a request. A literal segment
// takes precedence over a parameter.
func (r *openAPIDocument) find(method, path string) (operation, bool) {
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	var best *operation
	for n, o := range r.operations {
		if o.method == method && o.fits(segments) && (best == nil || o.literals() > best.literals()) {
			best = &r.operations[n]
		}
	}
	if best == nil {
		return operation{}, false
	}
	return *best, true
}

// fits reports whether the operation has this path. The parameters {file} and {rest} match
// all remaining segments, which OpenAPI cannot express. {rest} may be empty.
func (o operation) fits(segments []string) bool {
	last := len(o.path) - 1
	if (o.path[last] == "{file}" || o.path[last] == "{rest}") && len(segments) > len(o.path) {
		segments = append(segments[:last:last], strings.Join(segments[last:], "/"))
	}
	return slices.EqualFunc(o.path, segments, func(want, given string) bool {
		return want == given || (strings.HasPrefix(want, "{") && given != "") || want == "{rest}"
	})
}

func (o operation) literals() int {
	return len(slices.DeleteFunc(slices.Clone(o.path), func(s string) bool { return strings.HasPrefix(s, "{") }))
}
