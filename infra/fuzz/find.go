package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"sync/atomic"
)

// target is one fuzz target.
type target struct {
	dir, name  string // the directory of its package below the root, and its function
	binary     string // the compiled tests of its package
	cache      string // where inputs are kept that reached new code
	executions atomic.Int64
}

func (t *target) String() string { return "./" + filepath.ToSlash(t.dir) + " " + t.name }

// find returns the fuzz targets of the directories that begin with a text.
func find(root, only string) ([]*target, error) {
	var targets []*target
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if path != root && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil || !strings.HasSuffix(name, "_test.go") || !strings.HasPrefix(filepath.ToSlash(dir), only) {
			return err
		}
		names, err := targetsIn(path)
		for _, name := range names {
			targets = append(targets, &target{dir: dir, name: name})
		}
		return err
	})
	return targets, err
}

// targetsIn returns the names of the fuzz targets of a file.
func targetsIn(path string) ([]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, declaration := range file.Decls {
		function, is := declaration.(*ast.FuncDecl)
		if is && function.Recv == nil && strings.HasPrefix(function.Name.Name, "Fuzz") {
			names = append(names, function.Name.Name)
		}
	}
	return names, nil
}
