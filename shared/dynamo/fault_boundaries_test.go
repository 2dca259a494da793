package dynamo_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"admit/shared/api"
	"admit/shared/awstest"
	"admit/shared/evidence"
)

// boundaries are the calls to DynamoDB that have failed, by the function that makes them.
type boundaries struct {
	mu                 sync.Mutex
	failed             map[string]bool // a function and a permission, such as "Accept dynamodb:GetItem"
	operations, faults int
	wrong              int      // operations whose test has failed
	of                 []string // what each operation is of
}

// add adds the calls of an operation that have failed.
func (b *boundaries) add(s *stage) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.operations++
	b.faults += len(s.made)
	b.of = append(b.of, s.of)
	if s.table.t.Failed() {
		b.wrong++
	}
	for _, call := range s.made {
		for _, action := range call.actions {
			b.failed[functionOf(s.of)+" "+action] = true
		}
	}
}

// check fails the test unless every operation of every function has failed at each call to
// DynamoDB that the role of the function allows. It does nothing if only some of the
// operations were run.
func (b *boundaries) check(t *testing.T) {
	if b.operations < len(operations) {
		return
	}
	for _, o := range everyOperation(t) {
		if !slices.Contains(b.of, o) && withoutTable[o] == "" {
			b.wrong++
			t.Errorf("no call of %q has failed: add it to the operations of TestFaults", o)
		}
	}
	all, covered := 0, 0
	for function, actions := range awstest.AllBoundaries(t) {
		for _, action := range actions {
			boundary := function + " " + action
			if !strings.HasPrefix(action, "dynamodb:") {
				continue
			}
			all++
			if b.failed[boundary] {
				covered++
			} else {
				t.Errorf("%s may call %s, which failed in no run", function, action)
			}
		}
	}
	t.Logf("boundaries covered: %d of %d, %d faults", covered, all, b.faults)
	evidence.Record(t, evidence.Figure{What: "boundaries of the table", Wrong: b.wrong + all - covered,
		Tried: fmt.Sprintf("%d of %d, %d faults in %d operations", covered, all, b.faults, b.operations)})
}

// withoutTable has the operations that do not use the table, with the reason.
var withoutTable = map[string]string{
	"operator hash-address":           "it computes",
	"GET /roles":                      "the catalogue is in the binary",
	"GET /invitations/{invitationId}": "the page is in the binary",
	"GET /invitations/{proxy+}":       "the page is in the binary",
	"GET /openapi.json":               "a file beside the binary",
	"GET /docs":                       "a file beside the binary",
	"GET /docs/{proxy+}":              "a file beside the binary",
	"GET /console":                    "a file beside the binary",
	"GET /console/{proxy+}":           "a file beside the binary",
}

// functionOf returns the function that does an operation, as in roles.golden.
func functionOf(operation string) string {
	name, _, _ := strings.Cut(operation, " ")
	if n := slices.IndexFunc(api.Routes, func(r api.Route) bool { return r.Key() == operation }); n >= 0 {
		name = api.Routes[n].Function
	}
	var id strings.Builder
	for word := range strings.SplitSeq(name, "-") {
		id.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return id.String()
}

// everyOperation returns all operations: the routes, the operator's actions and what the
// consumers of events do.
func everyOperation(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, route := range api.Routes {
		all = append(all, route.Key())
	}
	actions := stringKeys(t, "operator", "serve")
	if len(actions) == 0 {
		t.Error("the actions of functions/operator are not found: correct this test")
	}
	for _, action := range actions {
		all = append(all, "operator "+action)
	}
	for _, consumer := range []string{"deliver", "delivery-status"} {
		for _, use := range useCaseFields(t, consumer) {
			all = append(all, consumer+" "+use)
		}
	}
	return all
}

// handlerOf returns the handler of a function.
func handlerOf(t *testing.T, function string) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("../../functions", function, "handler.go"), nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// stringKeys returns the keys of the maps in a method of a handler.
func stringKeys(t *testing.T, function, method string) []string {
	t.Helper()
	var keys []string
	for _, d := range handlerOf(t, function).Decls {
		f, is := d.(*ast.FuncDecl)
		if !is || f.Name.Name != method {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			pair, is := n.(*ast.KeyValueExpr)
			if !is {
				return true
			}
			if literal, is := pair.Key.(*ast.BasicLit); is {
				if key, err := strconv.Unquote(literal.Value); err == nil {
					keys = append(keys, key)
				}
			}
			return true
		})
	}
	return keys
}

// useCaseFields returns the fields of a handler that are functions with a context.
func useCaseFields(t *testing.T, function string) []string {
	t.Helper()
	var fields []string
	ast.Inspect(handlerOf(t, function), func(n ast.Node) bool {
		declared, is := n.(*ast.TypeSpec)
		if !is || declared.Name.Name != "handler" {
			return true
		}
		for _, field := range declared.Type.(*ast.StructType).Fields.List {
			of, is := field.Type.(*ast.FuncType)
			if !is || len(of.Params.List) < 2 { // the context, and what it is about
				continue
			}
			for _, name := range field.Names {
				fields = append(fields, name.Name)
			}
		}
		return true
	})
	if len(fields) == 0 {
		t.Errorf("the use cases of functions/%s are not found: correct this test", function)
	}
	return fields
}
