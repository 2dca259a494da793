// Package asset opens the files that were deployed beside a function's binary.
package asset

import (
	"io/fs"
	"os"
	"path/filepath"

	"admit/shared/boot"
)

// Open is the directory of the binary: what its build put there, read-only.
func Open() fs.FS {
	return os.DirFS(filepath.Dir(boot.Must(os.Executable())))
}
