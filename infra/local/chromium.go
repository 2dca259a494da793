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

// chromiumVariable is the environment variable that selects the browser for the tests.
const chromiumVariable = "ADMIT_CHROMIUM"

// chromiumNames are the program names of Chromium on Debian, other Linux systems and
// macOS. Google Chrome works as well.
var chromiumNames = []string{
	"chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
}

// debianPackages are Chromium and fonts, because servers often have no fonts.
var debianPackages = []string{"chromium", "fonts-liberation"}

var errNoChromium = advise(errors.New("no Chromium found"),
	"install Chromium or Google Chrome (Debian: apt install chromium fonts-liberation; macOS: brew install --cask chromium), or set %s=/path/to/it", chromiumVariable)

// provideChromium finds a browser for the tests. If there is none, it installs one with
// apt-get, provided that it can do so without asking for a password.
func provideChromium(ctx context.Context, log io.Writer) (string, error) {
	if given := os.Getenv(chromiumVariable); given != "" {
		if err := probeChromium(ctx, log, given); err != nil {
			return "", advise(fmt.Errorf("the browser %s=%s does not start: %w", chromiumVariable, given, err), "unset it, or set it to a working Chromium")
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
	for _, name := range chromiumNames {
		path, err := exec.LookPath(name)
		if err == nil && probeChromium(ctx, log, path) == nil {
			return path, true
		}
	}
	return "", false
}

// probeChromium runs the browser with --version. Ubuntu's chromium-browser may be a
// stub that only tells the user to install the snap.
func probeChromium(ctx context.Context, log io.Writer, path string) error {
	answer, err := exec.CommandContext(ctx, path, "--version").CombinedOutput() //nolint:gosec // the developer chose this program
	fmt.Fprintf(log, "%s: %s(%v)\n", path, answer, err)
	return err
}

// installDebian installs Debian packages, as root or with sudo if sudo needs no
// password.
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
