package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// chromiumVariable names the browser of the tests, for whoever wants another
// than is found.
const chromiumVariable = "ADMIT_CHROMIUM"

// chromiums is what Chromium goes by: on Debian, elsewhere on Linux, and where
// macOS has it. Chrome is as good.
var chromiums = []string{
	"chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
}

// debianPackages is Chromium, and letters for it to draw: a machine without a
// screen often has none.
var debianPackages = []string{"chromium", "fonts-liberation"}

var errNoChromium = advise(errors.New("there is no Chromium"),
	"install Chromium or Google Chrome (Debian: apt install chromium fonts-liberation; macOS: brew install --cask chromium), or name one with %s=/path/to/it", chromiumVariable)

// provideChromium finds a browser for the tests, or installs it where the
// machine's own packages have it and nobody has to be asked.
func provideChromium(ctx context.Context, log io.Writer) (string, error) {
	if given := os.Getenv(chromiumVariable); given != "" {
		if err := probeChromium(ctx, log, given); err != nil {
			return "", advise(fmt.Errorf("%s=%s does not answer: %w", chromiumVariable, given, err), "unset it, or name a Chromium")
		}
		return given, nil
	}
	if found, ok := findChromium(ctx, log); ok {
		return found, nil
	}
	if err := installDebian(ctx, log, debianPackages...); err != nil {
		fmt.Fprintln(log, err)
		return "", errNoChromium
	}
	if found, ok := findChromium(ctx, log); ok {
		return found, nil
	}
	return "", errNoChromium
}

func findChromium(ctx context.Context, log io.Writer) (string, bool) {
	for _, name := range chromiums {
		path, err := exec.LookPath(name)
		if err == nil && probeChromium(ctx, log, path) == nil {
			return path, true
		}
	}
	return "", false
}

// probeChromium has it tell its version. Ubuntu's chromium-browser is there, and
// may only say that it is to be had elsewhere.
func probeChromium(ctx context.Context, log io.Writer, path string) error {
	answer, err := exec.CommandContext(ctx, path, "--version").CombinedOutput() //nolint:gosec // whoever names a browser may run it
	fmt.Fprintf(log, "%s: %s(%v)\n", path, answer, err)
	return err
}

// installDebian installs packages of Debian's, as root or as somebody who
// becomes root without a password.
func installDebian(ctx context.Context, log io.Writer, packages ...string) error {
	if _, err := exec.LookPath("apt-get"); err != nil {
		return err
	}
	root := []string{"env", "DEBIAN_FRONTEND=noninteractive"}
	if os.Geteuid() != 0 {
		if err := execute(ctx, log, ".", nil, "sudo", "-n", "true"); err != nil {
			return err
		}
		root = append([]string{"sudo", "-n"}, root...)
	}
	for _, command := range []string{"apt-get update", "apt-get install -y --no-install-recommends " + strings.Join(packages, " ")} {
		line := slices.Concat(root, strings.Fields(command))
		if err := execute(ctx, log, ".", nil, line[0], line[1:]...); err != nil {
			return err
		}
	}
	return nil
}
