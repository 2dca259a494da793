package static

import (
	"fmt"
	"io/fs"
	"path"
)

// codings are the content codings of compressed forms, by the extension that the build
// adds to the name of the file.
var codings = map[string]string{".br": "br", ".gz": "gzip"}

// Directory returns the files of a directory, by their path in it. A file is read when it
// is first requested: only names and sizes are read before. headers returns the file's own
// headers. An error of it, or an empty file, is an error, so that a function with an
// incomplete build does not start.
func Directory(dir fs.FS, headers func(name string) (map[string]string, error)) (map[string]File, error) {
	sizes, err := sizesIn(dir)
	if err != nil {
		return nil, err
	}
	files := map[string]File{}
	for name, size := range sizes {
		if codings[path.Ext(name)] != "" {
			continue
		}
		own, err := headers(name)
		if err != nil {
			return nil, err
		}
		if size == 0 {
			return nil, fmt.Errorf("%s is empty", name)
		}
		file := File{headers: with(own)}.add(formIn(dir, name, "", size))
		for extension, coding := range codings {
			if packed, found := sizes[name+extension]; found {
				file = file.add(formIn(dir, name+extension, coding, packed))
			}
		}
		files[name] = file
	}
	return files, nil
}

// formIn returns the form in a file of a directory.
func formIn(dir fs.FS, name, coding string, size int64) form {
	return newForm(coding, size, func() ([]byte, error) { return fs.ReadFile(dir, name) })
}

// sizesIn returns the sizes of all files, by their path.
func sizesIn(dir fs.FS) (map[string]int64, error) {
	sizes := map[string]int64{}
	return sizes, fs.WalkDir(dir, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			sizes[name] = info.Size()
		}
		return err
	})
}
