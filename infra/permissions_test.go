package main

import (
	"bytes"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A function's role allows exactly the DynamoDB operations that its use cases can
// perform. The test reads these from the source: the store methods that the use
// cases can reach, and the DynamoDB operations that these methods can reach.
func TestRolesAllowWhatUseCasesNeed(t *testing.T) {
	roles := synthesised(t, production).all(iamRole)
	calls := readCalls(t)
	for _, name := range directoriesOfFunctions(t) {
		var allowed []string
		for _, s := range statements(roles[constructID(name)+"Role"]) {
			if slices.Contains(s.resources, "${Table.Arn}") {
				allowed = append(allowed, s.actions...)
			}
		}
		slices.Sort(allowed)
		done := calls.operations(useCases(t, name))
		for _, never := range neverDone[name] {
			if !slices.Contains(done, never) {
				t.Errorf("%s cannot do %s: remove it from neverDone", name, never)
			}
			done = slices.DeleteFunc(done, func(operation string) bool { return operation == never })
		}
		if !slices.Equal(allowed, done) {
			t.Errorf("%s may do %v, but its use cases need %v", name, allowed, done)
		}
	}
}

// neverDone lists operations that a function's use cases can reach in the source, and that
// they never perform, because of the values that they pass.
var neverDone = map[string][]string{
	// TestTheSystemChecksOnlyWhatItWrites, in shared/dynamo: nobody's authority is checked.
	"deliver": {"dynamodb:ConditionCheckItem"},
}

// callGraph lists, for each function of the domain and the store, the functions
// that its body mentions. A mentioned function counts as called.
type callGraph map[string][]string

// domain lists the packages whose types are use cases.
var domain = []string{"admit/shared/access", "admit/shared/delivery", "admit/shared/idempotency"}

const store = "admit/shared/dynamo"

// operations returns the sorted permissions that the methods of the use cases need.
func (g callGraph) operations(useCases []string) []string {
	found, seen := map[string]bool{}, map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		operation, is := strings.CutPrefix(name, "dynamodb:")
		if is && operation != "TransactWriteItems" { // its parts are found separately
			found[name] = true
		}
		for _, called := range g[name] {
			visit(called)
		}
	}
	for name := range g {
		for _, useCase := range useCases {
			if strings.HasPrefix(name, useCase+".") {
				visit(name)
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// readCalls type-checks the domain and the store and returns their call graph.
func readCalls(t *testing.T) callGraph {
	t.Helper()
	graph, files := callGraph{}, token.NewFileSet()
	imported := importer.ForCompiler(files, "gc", exportData(t))
	for _, path := range append(slices.Clone(domain), store) {
		parsed := sources(t, files, filepath.Join("..", strings.TrimPrefix(path, "admit/")))
		info := types.Info{Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}
		if _, err := (&types.Config{Importer: imported}).Check(path, files, parsed, &info); err != nil {
			t.Fatal(err)
		}
		for _, file := range parsed {
			for _, declared := range file.Decls {
				if f, is := declared.(*ast.FuncDecl); is {
					name := nameOf(info.Defs[f.Name])
					graph[name] = append(graph[name], mentioned(f, info)...)
				}
			}
		}
	}
	graph.restrictSlotReads(t, "countOffer")
	return graph
}

// restrictSlotReads makes the function named by raises the only one that leads to
// Store.used, which reads the slots of a count. Store.commit calls it only for
// counts that rise, and only that function adds such counts to a transaction.
func (g callGraph) restrictSlotReads(t *testing.T, raises string) {
	t.Helper()
	commit, used, raise := store+".Store.commit", store+".Store.used", store+".transaction."+raises
	for _, name := range []string{commit, used, raise} {
		if g[name] == nil {
			t.Fatalf("the function %s does not exist: update this test", name)
		}
	}
	for name, called := range g {
		g[name] = slices.DeleteFunc(called, func(other string) bool { return other == used })
	}
	g[raise] = append(g[raise], used)
}

func mentioned(f *ast.FuncDecl, info types.Info) []string {
	var names []string
	ast.Inspect(f, func(n ast.Node) bool {
		if id, is := n.(*ast.Ident); is && info.Uses[id] != nil {
			if name := nameOf(info.Uses[id]); name != "" {
				names = append(names, name)
			}
		}
		return true
	})
	return names
}

// nameOf returns the name of a function, with its receiver's type. A method of an
// interface of the domain gets the name of the store's method. If the store has no
// such method, the name leads nowhere. A part of a transaction gets the name of the
// permission that it needs.
func nameOf(o types.Object) string {
	if o.Pkg() == nil {
		return ""
	}
	path := o.Pkg().Path()
	if field, is := o.(*types.Var); is && field.IsField() {
		if name, part := transactionParts[field.Name()]; part && strings.HasSuffix(path, "/dynamodb/types") {
			return "dynamodb:" + name
		}
		return ""
	}
	f, is := o.(*types.Func)
	if !is {
		return ""
	}
	receiver := f.Signature().Recv()
	if receiver == nil {
		return path + "." + f.Name()
	}
	of := receiver.Type()
	if pointer, is := of.(*types.Pointer); is {
		of = pointer.Elem()
	}
	switch named, is := of.(*types.Named); {
	case !is:
		return ""
	case strings.HasSuffix(path, "/service/dynamodb") && named.Obj().Name() == "Client":
		return "dynamodb:" + f.Name()
	case types.IsInterface(named) && slices.Contains(domain, path):
		return store + ".Store." + f.Name()
	default:
		return path + "." + named.Obj().Name() + "." + f.Name()
	}
}

// transactionParts maps the fields of types.TransactWriteItem to permissions.
var transactionParts = map[string]string{
	"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem",
}

// exportData returns a lookup for the compiler's export data of imported packages.
func exportData(t *testing.T) importer.Lookup {
	t.Helper()
	arguments := append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}", store}, domain...)
	listed, err := exec.CommandContext(t.Context(), "go", arguments...).Output()
	if err != nil {
		t.Fatal(err)
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(bytes.TrimSpace(listed))) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "=")
		exports[path] = file
	}
	return func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) }
}

// sources parses the files of a package, without its tests.
func sources(t *testing.T, files *token.FileSet, dir string) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no source in %s: %v", dir, err)
	}
	var parsed []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
	}
	return parsed
}

// useCases returns the types of the domain that a function's source instantiates.
func useCases(t *testing.T, function string) []string {
	t.Helper()
	var made []string
	for _, file := range sources(t, token.NewFileSet(), filepath.Join("../functions", function)) {
		ast.Inspect(file, func(n ast.Node) bool {
			literal, is := n.(*ast.CompositeLit)
			if !is {
				return true
			}
			if of, is := literal.Type.(*ast.SelectorExpr); is {
				if path := "admit/shared/" + of.X.(*ast.Ident).Name; slices.Contains(domain, path) {
					made = append(made, path+"."+of.Sel.Name)
				}
			}
			return true
		})
	}
	return made
}

func directoriesOfFunctions(t *testing.T) []string {
	t.Helper()
	names, err := functionDirectories()
	if err != nil {
		t.Fatal(err)
	}
	return names
}
