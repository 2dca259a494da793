package main

import (
	"os"
	"path/filepath"
)

// archiveOf returns the directory whose content is the archive of a function: where it was
// built, or a copy below a temporary directory, with the brand in it. A copy leaves what was
// built as it is, because another deployment may have another brand.
func archiveOf(f function, s Settings, temporary string) (string, error) {
	built := filepath.Join(s.FunctionsBuilt, f.name)
	if !f.branded {
		return built, nil
	}
	directory := filepath.Join(temporary, f.name)
	if err := os.CopyFS(directory, os.DirFS(built)); err != nil {
		return "", err
	}
	return directory, s.Brand.WriteBeside(directory)
}
