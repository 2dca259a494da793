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

// reference is the API's own OpenAPI document, as it serves it. Every exchange of
// the tests is judged by it, see [exchanges].
type reference struct{ operations []operation }

// operation is one of the document's, with all that an exchange is judged by.
type operation struct {
	id, method string
	path       []string // segments; a parameter in braces
	secured    bool
	parameters []parameter
	body       *body // nil: there is none
	responses  map[int]response
}

type parameter struct {
	name, in      string
	required      bool
	list, integer bool
	schema        *jsonschema.Schema
}

type body struct {
	required bool
	schema   *jsonschema.Schema
}

type response struct {
	content map[string]content // by media type
	headers map[string]parameter
}

type content struct {
	schema   *jsonschema.Schema
	problems []string // the names of those that it can be
}

// fetchReference asks the deployment for its document and compiles it.
func fetchReference(ctx context.Context) (*reference, error) {
	a, err := request{method: http.MethodGet, path: "/openapi.json"}.exchange(ctx)
	if err != nil {
		return nil, err
	}
	if a.status != http.StatusOK {
		return nil, fmt.Errorf("the API serves no OpenAPI document\n\n%s", a)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(a.body))
	if err != nil {
		return nil, fmt.Errorf("/openapi.json: %w", err)
	}
	reader := documentReader{compiler: newCompiler(), root: document}
	r := reader.read()
	if len(r.operations) == 0 {
		reader.errs = append(reader.errs, errors.New("it has no operations"))
	}
	return r, errors.Join(reader.errs...)
}

// newCompiler takes formats for rules, and patterns as ECMAScript spells them.
func newCompiler() *jsonschema.Compiler {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseRegexpEngine(func(pattern string) (jsonschema.Regexp, error) {
		return regexp.Compile(regexp.MustCompile(`\\u([0-9a-f]{4})`).ReplaceAllString(pattern, `\x{$1}`))
	})
	return c
}

// The document is compiled in two forms. A client must expect an answer to have
// more fields than the document names; these tests must not.
const openForm, closedForm = "open.json", "closed.json"

// documentReader makes operations of a document, and gathers what is wrong with it.
type documentReader struct {
	compiler *jsonschema.Compiler
	root     any
	errs     []error
}

// node is an object of the document, and its JSON pointer.
type node struct {
	pointer string
	value   map[string]any
}

func (d *documentReader) read() *reference {
	d.check(d.compiler.AddResource(openForm, d.root))
	d.check(d.compiler.AddResource(closedForm, closed(d.root)))
	root, _ := d.root.(map[string]any)
	r := &reference{}
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

// at goes to a member, and on to what it refers to.
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
	open, overridden := n.value["security"].([]any)
	o := operation{
		id: id, method: strings.ToUpper(method), path: strings.Split(path, "/")[1:],
		secured: !overridden || len(open) > 0, responses: map[int]response{},
	}
	parameters, _ := n.value["parameters"].([]any)
	for index, value := range parameters {
		given := d.follow(node{fmt.Sprint(n.pointer, "/parameters/", index), value.(map[string]any)})
		o.parameters = append(o.parameters, d.parameter(openForm, given))
	}
	if n.value["requestBody"] != nil {
		given := d.at(n, "requestBody")
		required, _ := given.value["required"].(bool)
		o.body = &body{required, d.compile(openForm, d.at(d.at(d.at(given, "content"), "application/json"), "schema"))}
	}
	responses := d.at(n, "responses")
	for status := range responses.value {
		code, err := strconv.Atoi(status)
		d.check(err)
		o.responses[code] = d.response(d.at(responses, status))
	}
	return o
}

// parameter reads a parameter or a header. Its schema stands where it stands,
// or where its reference leads.
func (d *documentReader) parameter(form string, n node) parameter {
	p := parameter{}
	p.name, _ = n.value["name"].(string)
	p.in, _ = n.value["in"].(string)
	p.required, _ = n.value["required"].(bool)
	schema := d.at(n, "schema")
	p.list, p.integer = schema.value["type"] == "array", schema.value["type"] == "integer"
	p.schema = d.compile(form, schema)
	return p
}

func (d *documentReader) response(n node) response {
	r := response{map[string]content{}, map[string]parameter{}}
	headers, media := d.at(n, "headers"), d.at(n, "content")
	for name := range headers.value {
		r.headers[name] = d.parameter(closedForm, d.at(headers, name))
	}
	for kind := range media.value {
		given := d.at(media, kind)
		c := content{schema: d.compile(closedForm, d.at(given, "schema"))}
		if kind == problemType {
			c.problems = slices.Sorted(maps.Keys(d.at(given, "examples").value))
		}
		r.content[kind] = c
	}
	return r
}

// closed is a copy of the document in which no object of a schema may have more
// members than are named.
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

// find is the operation that the gateway takes a request for: where a segment
// and a parameter both fit, the segment does.
func (r *reference) find(method, path string) (operation, bool) {
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

// fits: a file's name at the end of a path, or the rest of one, has as many
// segments as are left, for which OpenAPI knows no notation. A rest may be empty.
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
