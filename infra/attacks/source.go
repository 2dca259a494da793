package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// sources reads Go packages of the module, each once.
type sources struct {
	root     string
	packages map[string]*source // by directory
	tests    map[string]*texts  // by directory and test
}

// source is a package with its tests.
type source struct {
	declarations map[string][]ast.Node        // functions, methods, variables and constants, by name
	imports      map[string]map[string]string // of each declaration's file: name -> directory in the module
	files        map[ast.Node]string
}

func (s *sources) load(directory string) (*source, error) {
	if known := s.packages[directory]; known != nil {
		return known, nil
	}
	found := &source{map[string][]ast.Node{}, map[string]map[string]string{}, map[ast.Node]string{}}
	entries, err := os.ReadDir(filepath.Join(s.root, directory))
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(s.root, directory, entry.Name()), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		found.add(entry.Name(), file)
	}
	s.packages[directory] = found
	return found, nil
}

func (p *source) add(name string, file *ast.File) {
	p.imports[name] = map[string]string{}
	for _, imported := range file.Imports {
		where, _ := strconv.Unquote(imported.Path.Value)
		if directory, own := strings.CutPrefix(where, module+"/"); own {
			p.imports[name][path.Base(directory)] = directory
		}
	}
	for _, declared := range file.Decls {
		var names []string
		switch d := declared.(type) {
		case *ast.FuncDecl:
			names = []string{d.Name.Name}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if values, is := spec.(*ast.ValueSpec); is {
					for _, value := range values.Names {
						names = append(names, value.Name)
					}
				}
			}
		}
		for _, declaredName := range names {
			p.declarations[declaredName] = append(p.declarations[declaredName], declared)
		}
		p.files[declared] = name
	}
}

// texts are the string literals of a test and of everything that it uses in the module.
type texts struct {
	literals  map[string]bool
	subtests  bool // whether any of it calls a method Run
	sources   *sources
	following map[ast.Node]bool
}

// collect follows a declaration of a package.
func (x *texts) collect(directory, name string) error {
	p, err := x.sources.load(directory)
	if err != nil {
		return err
	}
	for _, declared := range p.declarations[name] {
		if x.following[declared] {
			continue
		}
		x.following[declared] = true
		imports := p.imports[p.files[declared]]
		ast.Inspect(declared, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if text, unquoted := strconv.Unquote(n.Value); n.Kind == token.STRING && unquoted == nil {
					x.literals[strings.Trim(subtestName(text), "_/")] = true
				}
			case *ast.SelectorExpr:
				x.subtests = x.subtests || n.Sel.Name == "Run"
				if from, is := n.X.(*ast.Ident); is && imports[from.Name] != "" {
					err = firstError(err, x.collect(imports[from.Name], n.Sel.Name))
				}
			case *ast.Ident:
				err = firstError(err, x.collect(directory, n.Name))
			}
			return true
		})
	}
	return err
}

func firstError(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

// subtestName returns a name as package testing writes it.
func subtestName(name string) string {
	var b strings.Builder
	for _, c := range name {
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			b.WriteByte('_')
		case !strconv.IsPrint(c):
			b.WriteString(strings.Trim(strconv.QuoteRune(c), "'"))
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// newSources returns the sources below a directory.
func newSources(root string) *sources {
	return &sources{root, map[string]*source{}, map[string]*texts{}}
}

// made reports whether a name consists of literals, with spaces or slashes between them. A
// test may join several words to the name of its subtest.
func (x *texts) made(name string) bool {
	name = strings.TrimLeft(name, "_/")
	if name == "" || x.literals[name] {
		return true
	}
	for n := len(name) - 1; n > 1; n-- { // shorter literals would make any name
		if x.literals[name[:n]] && x.made(name[n:]) {
			return true
		}
	}
	return false
}

// exists reports whether the source of a package has a test and its subtest.
func (s *sources) exists(directory, file, test string) (bool, error) {
	name, subtest, _ := strings.Cut(test, "/")
	p, err := s.load(directory)
	if err != nil {
		return false, err
	}
	if declared := p.declarations[name]; len(declared) != 1 || p.files[declared[0]] != file {
		return false, nil
	}
	if subtest == "" {
		return true, nil
	}
	x := s.tests[directory+" "+name]
	if x == nil {
		x = &texts{map[string]bool{}, false, s, map[ast.Node]bool{}}
		if err := x.collect(directory, name); err != nil {
			return false, err
		}
		s.tests[directory+" "+name] = x
	}
	return x.subtests && x.made(subtest), nil
}
