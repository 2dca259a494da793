package openapi

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// specification is the OpenAPI Initiative's own schema of OpenAPI 3.1 documents.
//
//go:embed testdata/openapi-3.1.schema.json
var specification []byte

func TestItIsAnOpenAPIDocument(t *testing.T) {
	c := jsonschema.NewCompiler()
	if err := c.AddResource("specification.json", decode(t, specification)); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("specification.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(read(t)); err != nil {
		t.Error(err)
	}
}

func TestEverySchemaIsOne(t *testing.T) {
	document := read(t)
	c, schemas := compiler(t, document), 0
	visit(document, "#", func(pointer string, o object) {
		if _, there := o["schema"]; there {
			pointer += "/schema"
		} else if !strings.HasPrefix(pointer, "#/components/schemas/") || strings.Count(pointer, "/") != 3 {
			return
		}
		schemas++
		if _, err := c.Compile(location + escaped(pointer)); err != nil {
			t.Errorf("%s: %v", pointer, err)
		}
	})
	if schemas < 100 {
		t.Errorf("%d schemas were found, which are too few to be all", schemas)
	}
}

func TestEveryReferenceResolvesAndEveryComponentIsUsed(t *testing.T) {
	document := read(t)
	used := map[string]bool{}
	visit(document, "#", func(pointer string, o object) {
		reference, is := o["$ref"].(string)
		if !is {
			return
		}
		used[reference] = true
		if _, err := resolve(document, reference); err != nil {
			t.Errorf("%s: %v", pointer, err)
		}
	})
	for kind, components := range document["components"].(object) {
		for name := range components.(object) {
			if kind != "securitySchemes" && !used["#/components/"+kind+"/"+name] {
				t.Errorf("components/%s/%s is used nowhere", kind, name)
			}
		}
	}
}

// TestEveryExampleIsValid goes through everything that has a schema: parameters,
// headers and bodies. Each has an example, and each example keeps the schema.
func TestEveryExampleIsValid(t *testing.T) {
	document := read(t)
	c := compiler(t, document)
	visit(document, "#", func(pointer string, o object) {
		if o["schema"] == nil || strings.HasPrefix(pointer, "#/components/examples/") {
			return
		}
		examples := examplesOf(t, document, o)
		media := pointer[strings.LastIndex(pointer, "/")+1:]
		readable := strings.HasPrefix(media, "text~1") || strings.HasPrefix(pointer, "#/paths/~1openapi.json/")
		if len(examples) == 0 && !readable {
			t.Errorf("%s has no example", pointer)
		}
		schema, err := c.Compile(location + escaped(pointer) + "/schema")
		if err != nil {
			t.Fatal(err)
		}
		for name, example := range examples {
			if err := schema.Validate(example); err != nil {
				t.Errorf("%s: the example %s: %v", pointer, name, err)
			}
		}
	})
}

// TestAProblemIsListedUnderItsNameAndStatus proves what the document says of its
// errors: their examples are, by name, the problems that they can be.
func TestAProblemIsListedUnderItsNameAndStatus(t *testing.T) {
	document := read(t)
	each(document, func(operation string, o object) {
		for status, response := range o["responses"].(object) {
			if reference, is := response.(object)["$ref"].(string); is {
				response, _ = resolve(document, reference)
			}
			content, _ := response.(object)["content"].(object)
			problem, _ := content["application/problem+json"].(object)
			if status >= "400" && content == nil {
				t.Errorf("%s: %s has no body", operation, status)
			}
			for name, example := range examplesOf(t, document, problem) {
				shown := example.(object)
				if shown["type"] != "urn:admit:problem:"+name || fmt.Sprint(shown["status"]) != status {
					t.Errorf("%s: %s lists %s and shows %v of status %v", operation, status, name, shown["type"], shown["status"])
				}
			}
		}
	})
}

func TestEveryOperationHasANameASummaryAndATag(t *testing.T) {
	document := read(t)
	tags, names := map[any]bool{}, map[any]bool{}
	for _, tag := range document["tags"].([]any) {
		tags[tag.(object)["name"]] = true
	}
	each(document, func(operation string, o object) {
		if names[o["operationId"]] || o["operationId"] == nil || o["summary"] == nil {
			t.Errorf("%s: operationId %v, summary %v", operation, o["operationId"], o["summary"])
		}
		names[o["operationId"]] = true
		for _, tag := range o["tags"].([]any) {
			if !tags[tag] {
				t.Errorf("%s: the tag %v is not declared", operation, tag)
			}
		}
	})
}

// TestARequestIsClosedAndAnAnswerIsOpen: a client may count on an unknown field
// being refused, and must count on an answer gaining fields.
func TestARequestIsClosedAndAnAnswerIsOpen(t *testing.T) {
	document := read(t)
	requests := map[string]bool{}
	var collect func(any)
	collect = func(value any) {
		visit(value, "", func(_ string, o object) {
			if reference, is := o["$ref"].(string); is && strings.HasPrefix(reference, "#/components/schemas/") && !requests[reference] {
				requests[reference] = true
				target, err := resolve(document, reference)
				if err != nil {
					t.Fatal(err)
				}
				collect(target)
			}
		})
	}
	visit(document, "#", func(pointer string, o object) {
		if body, there := o["requestBody"]; there {
			collect(body)
		} else if strings.HasPrefix(pointer, "#/components/requestBodies/") {
			collect(o)
		}
	})
	visit(document["components"].(object)["schemas"], "#/components/schemas", func(pointer string, o object) {
		if o["type"] != "object" {
			return
		}
		parts := strings.SplitN(pointer, "/", 5)
		_, closed := o["additionalProperties"]
		if request := requests[strings.Join(parts[:4], "/")]; request != closed {
			t.Errorf("%s: part of a request: %t, closed: %t", pointer, request, closed)
		}
	})
}
