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

// browser is a browser of the tests, or the driver that starts one.
type browser struct {
	name     string
	variable string   // environment variable that selects the program, and tells it to the tests
	programs []string // on Debian, other Linux systems and macOS
	beside   []string // other programs that it needs
	probe    string   // argument with which the program starts and ends at once
	packages []string // of Debian
	advice   string
	optional bool // the tests can do without it
}

var (
	// Google Chrome works as well. Servers often have no fonts.
	chromium = browser{
		name: "Chromium", variable: "ADMIT_CHROMIUM", probe: "--version",
		programs: []string{
			"chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
			"/Applications/Chromium.app/Contents/MacOS/Chromium",
			"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
		},
		packages: []string{"chromium", "chromium-headless-shell", "fonts-liberation"},
		advice:   "install Chromium or Google Chrome (Debian: apt install chromium fonts-liberation; macOS: brew install --cask chromium)",
	}
	// The headless shell needs a third less of the processor, but has no back-forward cache.
	// Without it the tests use Chromium.
	headlessShell = browser{
		name: "Chromium's headless shell", variable: "ADMIT_HEADLESS_SHELL", probe: "--version", optional: true,
		programs: []string{"chromium-headless-shell"},
	}
	firefox = browser{
		name: "Firefox", variable: "ADMIT_FIREFOX", probe: "--version",
		programs: []string{"firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"},
		packages: []string{"firefox-esr"},
		advice:   "install Firefox (Debian: apt install firefox-esr; macOS: brew install --cask firefox)",
	}
	// WebKitGTK has no headless mode, so it runs on a virtual display.
	webkit = browser{
		name: "WebKit", variable: "ADMIT_WEBKIT", probe: "--help",
		programs: []string{"WebKitWebDriver"}, beside: []string{"Xvfb"},
		packages: []string{"webkit2gtk-driver", "xvfb"},
		advice:   "install WebKitGTK's driver and a virtual display (Debian: apt install webkit2gtk-driver xvfb; there is none for macOS, so use a container)",
	}
)

// findBrowsers returns the environment variables with the browsers' paths. It installs
// those that are missing with apt-get, provided that it can do so without asking for a
// password.
func findBrowsers(ctx context.Context, log io.Writer, browsers []browser) (environment []string, err error) {
	var missing []string
	for _, b := range browsers {
		if _, err := b.find(ctx, log); err != nil && os.Getenv(b.variable) == "" {
			missing = append(missing, b.packages...)
		}
	}
	if len(missing) > 0 {
		if err := installDebian(ctx, log, missing...); err != nil {
			fmt.Fprintln(log, err)
		}
	}
	var failed, advice []string
	for _, b := range browsers {
		path, err := b.find(ctx, log)
		if err != nil && b.optional {
			continue
		}
		if advised, ok := errors.AsType[*advisedError](err); ok {
			failed, advice = append(failed, advised.Error()), append(advice, advised.advice)
		}
		environment = append(environment, b.variable+"="+path)
	}
	if len(failed) > 0 {
		return nil, advise(errors.New(strings.Join(failed, ", ")), "%s", strings.Join(advice, "\n            "))
	}
	return environment, nil
}

// find returns the browser's path: the one in its variable, which must work, or the first
// that works.
func (b browser) find(ctx context.Context, log io.Writer) (string, error) {
	if given := os.Getenv(b.variable); given != "" {
		if err := b.starts(ctx, log, given); err != nil {
			return "", advise(fmt.Errorf("the browser %s=%s does not start: %w", b.variable, given, err), "unset %s, or set it to a %s that works", b.variable, b.name)
		}
		return given, nil
	}
	for _, name := range b.programs {
		path, err := exec.LookPath(name)
		if err == nil && b.starts(ctx, log, path) == nil {
			return path, nil
		}
	}
	return "", advise(fmt.Errorf("no %s found", b.name), "%s, or set %s=/path/to/it", b.advice, b.variable)
}

// starts runs the program. Ubuntu's chromium-browser may be a stub that only tells the user
// to install the snap.
func (b browser) starts(ctx context.Context, log io.Writer, path string) error {
	answer, err := exec.CommandContext(ctx, path, b.probe).CombinedOutput()
	fmt.Fprintf(log, "%s: %s(%v)\n", path, answer, err)
	for _, other := range b.beside {
		_, missing := exec.LookPath(other)
		err = errors.Join(err, missing)
	}
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
