// Command docs writes the files that the function docs serves: the OpenAPI document, the
// schemas of events, and the files in its arguments. It writes a gzip form beside each
// file, so that the function does not compress.
//
//	docs <directory> <file>...
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"admit/shared/api/openapi"
	"admit/shared/events"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: docs <directory> <file>...")
		os.Exit(2)
	}
	if err := write(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "docs:", err)
		os.Exit(1)
	}
}

// write writes all files to a directory, which it creates.
func write(dir string, names []string) error {
	contents, err := generated()
	if err != nil {
		return err
	}
	for _, name := range names {
		if contents[filepath.Base(name)], err = os.ReadFile(name); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, content := range contents {
		if err := writeForms(filepath.Join(dir, name), content); err != nil {
			return err
		}
	}
	return nil
}

// generated returns the OpenAPI document and the schemas, by file name.
func generated() (map[string][]byte, error) {
	document, err := openapi.JSON()
	if err != nil {
		return nil, err
	}
	contents := map[string][]byte{"openapi.json": document}
	return contents, fs.WalkDir(events.Schemas, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		contents[filepath.Base(name)], err = events.Schemas.ReadFile(name)
		return err
	})
}

// writeForms writes a file and its gzip form.
func writeForms(path string, content []byte) error {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(content); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return err
	}
	return os.WriteFile(path+".gz", packed.Bytes(), 0o644)
}
