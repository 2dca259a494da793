package static

import (
	"errors"
	"io/fs"
	"net/http"
	"slices"
	"testing"
	"testing/fstest"

	"admit/shared/api"
)

// opened is a directory that notes which files are opened.
type opened struct {
	fstest.MapFS
	names *[]string
}

func (o opened) Open(name string) (fs.File, error) {
	if o.MapFS[name] != nil {
		*o.names = append(*o.names, name)
	}
	return o.MapFS.Open(name)
}

// ReadFile opens the file, unlike that of MapFS.
func (o opened) ReadFile(name string) ([]byte, error) {
	return fs.ReadFile(struct{ fs.FS }{o}, name)
}

func built() (files fstest.MapFS) {
	return fstest.MapFS{
		"a.js": {Data: []byte("a script")}, "a.js.gz": {Data: []byte("gzip")}, "a.js.br": {Data: []byte("br")},
		"sub/b.js": {Data: []byte("b")}, "sub/b.js.gz": {Data: []byte("longer")},
	}
}

func noHeaders(string) (map[string]string, error) { return map[string]string{}, nil }

// TestFilesAreReadWhenTheyAreRequested checks that a function that starts reads no file,
// and that a request reads one form once.
func TestFilesAreReadWhenTheyAreRequested(t *testing.T) {
	var names []string
	files, err := Directory(opened{built(), &names}, noHeaders)
	if err != nil || len(files) != 2 || len(names) > 0 {
		t.Fatalf("%d files (%v), read %v", len(files), err, names)
	}
	for _, step := range []struct{ name, accepted, want, read string }{
		{"a.js", "gzip, br", "br", "a.js.br"}, {"a.js", "gzip", "gzip", "a.js.gz"}, {"a.js", "gzip", "gzip", ""}, {"a.js", "", "a script", "a.js"},
		{"sub/b.js", "gzip", "b", "sub/b.js"},
	} {
		names = nil
		answer, body := ask(files[step.name], map[string]string{"accept-encoding": step.accepted})
		if answer.StatusCode != http.StatusOK || string(body) != step.want {
			t.Errorf("%+v: %d %q", step, answer.StatusCode, body)
		}
		if want := slices.DeleteFunc([]string{step.read}, func(name string) bool { return name == "" }); !slices.Equal(names, want) {
			t.Errorf("%+v: read %v", step, names)
		}
	}
}

func TestAFileThatCannotBeReadIsAnError(t *testing.T) {
	directory := built()
	files, err := Directory(directory, noHeaders)
	if err != nil {
		t.Fatal(err)
	}
	delete(directory, "a.js")
	if _, err := files["a.js"].Answer(api.Request{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the error is %v", err)
	}
}

func TestIncompleteDirectories(t *testing.T) {
	refused := errors.New("refused")
	if _, err := Directory(built(), func(string) (map[string]string, error) { return nil, refused }); !errors.Is(err, refused) {
		t.Errorf("the error of headers became %v", err)
	}
	empty := built()
	empty["c.css"] = &fstest.MapFile{}
	if _, err := Directory(empty, noHeaders); err == nil {
		t.Error("an empty file is no error")
	}
}
