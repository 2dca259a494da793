package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// setPath makes the given scripts the only programs on the PATH and returns their
// directory.
func setPath(t *testing.T, programs map[string]string) string {
	t.Helper()
	directory := t.TempDir()
	for name, script := range programs {
		if err := os.WriteFile(filepath.Join(directory, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", directory)
	for _, b := range []browser{chromium, headlessShell, firefox, webkit} {
		t.Setenv(b.variable, "")
	}
	return directory
}

func expectBrowsers(t *testing.T, browsers []browser, want ...string) {
	t.Helper()
	if found, err := findBrowsers(context.Background(), io.Discard, browsers); err != nil || !slices.Equal(found, want) {
		t.Errorf("found %q (%v), want %q", found, err, want)
	}
}

func TestChromiumIsFoundByItsNames(t *testing.T) {
	directory := setPath(t, map[string]string{
		"chromium-browser": "echo install the snap; exit 10", // like Ubuntu's stub
		"google-chrome":    "echo Google Chrome 150",
	})
	expectBrowsers(t, []browser{chromium, headlessShell}, "ADMIT_CHROMIUM="+filepath.Join(directory, "google-chrome"))
}

func TestBrowserFromTheEnvironment(t *testing.T) {
	directory := setPath(t, map[string]string{"chromium": "echo Chromium 150", "mine": "echo Mine 1", "broken": "exit 1"})
	mine := filepath.Join(directory, "mine")
	t.Setenv("ADMIT_CHROMIUM", mine)
	expectBrowsers(t, []browser{chromium}, "ADMIT_CHROMIUM="+mine)
	t.Setenv("ADMIT_CHROMIUM", filepath.Join(directory, "broken")) // there is no fallback
	if found, err := findBrowsers(context.Background(), io.Discard, []browser{chromium}); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("found %q (%v)", found, err)
	}
}

// fakeAptGet is a package manager that logs its arguments and installs a program for each
// package.
const fakeAptGet = `cd "${0%/*}" || exit 1
echo "$@" >> asked
[ "$1" = install ] || exit 0
for program in chromium chromium-headless-shell WebKitWebDriver Xvfb; do printf '#!/bin/sh\necho 150\n' > $program; /bin/chmod +x $program; done`

func TestMissingBrowsersAreInstalledOnDebian(t *testing.T) {
	directory := setPath(t, map[string]string{
		"apt-get": fakeAptGet, "sudo": `shift; exec "$@"`, "env": `shift; exec "$@"`,
		"firefox-esr": "echo Firefox 153", "WebKitWebDriver": "echo without a display",
	})
	expectBrowsers(t, []browser{chromium, headlessShell, firefox, webkit},
		"ADMIT_CHROMIUM="+filepath.Join(directory, "chromium"),
		"ADMIT_HEADLESS_SHELL="+filepath.Join(directory, "chromium-headless-shell"),
		"ADMIT_FIREFOX="+filepath.Join(directory, "firefox-esr"),
		"ADMIT_WEBKIT="+filepath.Join(directory, "WebKitWebDriver"))
	asked, err := os.ReadFile(filepath.Join(directory, "asked"))
	if err != nil || string(asked) != "update\ninstall -y --no-install-recommends chromium chromium-headless-shell fonts-liberation webkit2gtk-driver xvfb\n" {
		t.Errorf("the package manager was asked (%v)\n%s", err, asked)
	}
}

func TestMissingBrowsersAdvice(t *testing.T) {
	setPath(t, map[string]string{"WebKitWebDriver": "echo without a display"})
	found, err := findBrowsers(context.Background(), io.Discard, []browser{firefox, webkit})
	advised, ok := errors.AsType[*advisedError](err)
	if !ok {
		t.Fatalf("found %q: %v", found, err)
	}
	for _, want := range []string{"no Firefox found", "no WebKit found", "apt install firefox-esr", "apt install webkit2gtk-driver xvfb", "ADMIT_WEBKIT"} {
		if !strings.Contains(err.Error()+advised.advice, want) {
			t.Errorf("%v\n%s\nlack %q", err, advised.advice, want)
		}
	}
}
