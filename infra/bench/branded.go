package main

import (
	"errors"
	"os"
	"path/filepath"

	"admit/infra/brand"
)

// brandFunctions makes the bench measure a copy of the built functions with the default
// brand beside each, as the stack puts it beside those that show it. They do not start
// without one.
func (b *bench) brandFunctions() error {
	names, err := b.functions()
	if err != nil {
		return err
	}
	branded := filepath.Join(b.programs, "functions")
	err = errors.Join(os.RemoveAll(branded), os.CopyFS(branded, os.DirFS(b.built)))
	for _, name := range names {
		err = errors.Join(err, writeBrand(filepath.Join(branded, name)))
	}
	b.built = branded
	return err
}

// writeBrand writes the default brand into the directory of a function.
func writeBrand(directory string) error {
	file, err := brand.Read("brand.json")
	if err != nil {
		return err
	}
	return file.WriteBeside(directory)
}
