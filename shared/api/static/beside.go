package static

import (
	"io/fs"
	"os"
	"path/filepath"
)

// Beside returns the directory of the running binary. The build puts the static
// files of a function into it.
func Beside() (fs.FS, error) {
	binary, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return os.DirFS(filepath.Dir(binary)), nil
}
