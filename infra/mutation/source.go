package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// source is a package with the types of its expressions.
type source struct {
	name  string
	path  string // of its import
	dir   string
	set   *token.FileSet
	files map[string]*ast.File // by the path below the root of the module
	texts map[string][]byte
	info  *types.Info
}

// load parses a package, and gets the types of its expressions. The compiler has written
// those of the packages that it imports.
func load(ctx context.Context, dir string) (*source, error) {
	listed, err := list(ctx, dir)
	if err != nil {
		return nil, err
	}
	exports := map[string]string{}
	for _, p := range listed {
		exports[p.ImportPath] = p.Export
	}
	own := listed[len(listed)-1] // -deps lists a package behind its dependencies
	s := &source{name: own.Name, path: own.ImportPath, dir: dir, set: token.NewFileSet(), files: map[string]*ast.File{}, texts: map[string][]byte{},
		info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}}
	var files []*ast.File
	for _, name := range own.GoFiles {
		path := filepath.Join(dir, name)
		text, err := os.ReadFile(path) //nolint:gosec // a file of the module
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(s.set, path, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		s.files[path], s.texts[path] = file, text
		files = append(files, file)
	}
	open := func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("no export data of %s", path)
		}
		return os.Open(exports[path])
	}
	checker := types.Config{Importer: importer.ForCompiler(s.set, "gc", open)}
	if _, err := checker.Check(own.ImportPath, s.set, files, s.info); err != nil {
		return nil, err
	}
	return s, nil
}

// listedPackage is what `go list` tells of a package.
type listedPackage struct {
	ImportPath, Name, Export string
	GoFiles                  []string
}

func list(ctx context.Context, dir string) ([]listedPackage, error) {
	command := exec.CommandContext(ctx, "go", "list", "-export", "-deps", "-json=ImportPath,Name,Export,GoFiles", "./"+dir) //nolint:gosec // of the table
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list %s: %w", dir, err)
	}
	var listed []listedPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listedPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return listed, nil
		} else if err != nil {
			return nil, err
		}
		listed = append(listed, p)
	}
}
