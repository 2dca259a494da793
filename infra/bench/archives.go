package main

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"admit/infra/bench/report"
)

var archives = figure{
	name: "archives", title: "Archives",
	lasts: lasts{5 * time.Second, 5 * time.Second},
	text: []string{
		"The size of each function's archive, as it is deployed but built for this machine, and how many packages its program links, the standard library included.",
	},
	tables: []report.Table{{Columns: []string{"function", "archive MB", "program MB", "packages", "of the AWS SDK"}}},
	run:    measureArchives,
}

func measureArchives(ctx context.Context, b *bench) (rows, error) {
	functions, err := b.functions()
	if err != nil {
		return rows{}, err
	}
	var r rows
	for _, function := range functions {
		archive, program, err := archiveSize(filepath.Join(b.built, function))
		if err != nil {
			return r, err
		}
		list := exec.CommandContext(ctx, "go", "list", "-tags", "lambda.norpc", "-deps", "./functions/"+function)
		list.Env = append(os.Environ(), "CGO_ENABLED=0")
		out, err := list.Output()
		if err != nil {
			return r, fmt.Errorf("go list: %w", err)
		}
		r.add(0, function, megabytes(archive), megabytes(program), fmt.Sprint(strings.Count(string(out), "\n")),
			fmt.Sprint(strings.Count(string(out), "github.com/aws/aws-sdk-go-v2/")))
	}
	return r, nil
}

func megabytes(octets int64) string { return report.Number(float64(octets)/1e6, 2) }

// counter counts the octets that are written to it.
type counter int64

// Write implements [io.Writer].
func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// archiveSize returns the size of the archive of a directory and that of the program in it.
func archiveSize(directory string) (archive, program int64, err error) {
	var size counter
	packed := zip.NewWriter(&size)
	err = filepath.WalkDir(directory, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		file, err := os.Open(path) // #nosec G122 -- a directory that this build has written
		if err != nil {
			return err
		}
		defer file.Close()
		to, err := packed.Create(entry.Name())
		if err != nil {
			return err
		}
		octets, err := io.Copy(to, file)
		if entry.Name() == "bootstrap" {
			program = octets
		}
		return err
	})
	if err := errors.Join(err, packed.Close()); err != nil { // Close writes the directory
		return 0, 0, err
	}
	return int64(size), program, nil
}
