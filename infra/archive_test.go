package main

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"testing"

	"admit/infra/brand"
	shown "admit/shared/brand"
)

// The archives of the functions that read the brand differ between brands, and no other.
func TestFunctionsThatShowTheBrandGetIt(t *testing.T) {
	other := synthesised(t, func() (template, error) {
		context := everySetting("")
		context["brand"] = "brand.json"
		return synthesiseWith(context)
	}).all(lambdaFunction)
	for _, name := range directoriesOfFunctions(t) {
		id := constructID(name) + "Function"
		one := synthesised(t, production).all(lambdaFunction)[id]
		gets := text(one.Properties["Code"]) != text(other[id].Properties["Code"])
		if reads := readsBrand(t, filepath.Join("../functions", name)); reads != gets || one.Type == "" {
			t.Errorf("%s reads the brand: %t, gets it: %t", name, reads, gets)
		}
	}
}

// readsBrand reports whether the source of a package calls boot.Brand.
func readsBrand(t *testing.T, directory string) (reads bool) {
	t.Helper()
	for _, file := range sources(t, token.NewFileSet(), directory) {
		ast.Inspect(file, func(n ast.Node) bool {
			if selected, is := n.(*ast.SelectorExpr); is && selected.Sel.Name == "Brand" {
				of, is := selected.X.(*ast.Ident)
				reads = reads || (is && of.Name == "boot")
			}
			return true
		})
	}
	return reads
}

// The archive of a function that shows the brand has it beside everything that was built.
func TestArchiveOfAFunctionWithTheBrand(t *testing.T) {
	built, temporary := t.TempDir(), t.TempDir()
	for _, name := range []string{"accept/bootstrap", "accept/web/a.js", "invite/bootstrap"} {
		path := filepath.Join(built, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s := Settings{FunctionsBuilt: built, Brand: brand.File{Brand: shown.Brand{Product: "Fika"}}}
	if directory, err := archiveOf(function{name: "invite"}, s, temporary); err != nil || directory != filepath.Join(built, "invite") {
		t.Errorf("a function without the brand: %s (%v)", directory, err)
	}
	directory, err := archiveOf(function{name: "accept", branded: true}, s, temporary)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(directory, shown.FileName))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := shown.Parse(text); err != nil || b != s.Brand.Brand {
		t.Errorf("%+v (%v)", b, err)
	}
	for _, name := range []string{"bootstrap", "web/a.js"} {
		if _, err := os.Stat(filepath.Join(directory, name)); err != nil {
			t.Error(err)
		}
	}
	if program, err := os.Stat(filepath.Join(directory, "bootstrap")); err != nil || program.Mode()&0o100 == 0 {
		t.Errorf("the program cannot be run (%v)", err)
	}
	if _, err := os.Stat(filepath.Join(built, "accept", shown.FileName)); err == nil {
		t.Error("the brand is among what was built")
	}
}
