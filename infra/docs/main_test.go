package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"admit/shared/access"
	"admit/shared/api/openapi"
	"admit/shared/events"
)

// TestEveryFileHasACompressedForm checks what write leaves behind: the document, every
// schema and the file in the arguments, each with the same content in its gzip form.
func TestEveryFileHasACompressedForm(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "web")
	if err := write(dir, []string{"main.go"}); err != nil {
		t.Fatal(err)
	}
	document, err := openapi.JSON()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]byte{"openapi.json": document, "main.go": readFile(t, "main.go")}
	for _, kind := range access.EventTypes {
		schema, err := events.Schemas.ReadFile(events.SchemaOf(kind))
		if err != nil {
			t.Fatal(err)
		}
		want[filepath.Base(events.SchemaOf(kind))] = schema
	}
	for name, content := range want {
		if got := readFile(t, filepath.Join(dir, name)); !bytes.Equal(got, content) {
			t.Errorf("%s has %d bytes, want %d", name, len(got), len(content))
		}
		reader, err := gzip.NewReader(bytes.NewReader(readFile(t, filepath.Join(dir, name+".gz"))))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(reader); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%s.gz has %d bytes (%v), want %d", name, len(got), err, len(content))
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2*len(want) {
		t.Errorf("%d files (%v), want %d", len(entries), err, 2*len(want))
	}
}

func TestAMissingFileIsAnError(t *testing.T) {
	if err := write(t.TempDir(), []string{"nothing.css"}); err == nil {
		t.Error("there is no error")
	}
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
