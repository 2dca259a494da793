package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
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
	t.Setenv(chromiumVariable, "")
	return directory
}

func TestChromiumIsFoundByItsNames(t *testing.T) {
	directory := setPath(t, map[string]string{
		"chromium-browser": "echo install the snap; exit 10", // like Ubuntu's stub
		"google-chrome":    "echo Google Chrome 150",
	})
	found, err := provideChromium(context.Background(), io.Discard)
	if want := filepath.Join(directory, "google-chrome"); err != nil || found != want {
		t.Errorf("found %q (%v), want %s", found, err, want)
	}
}

func TestChromiumFromTheEnvironment(t *testing.T) {
	directory := setPath(t, map[string]string{"chromium": "echo Chromium 150", "mine": "echo Mine 1", "broken": "exit 1"})
	t.Setenv(chromiumVariable, filepath.Join(directory, "mine"))
	if found, err := provideChromium(context.Background(), io.Discard); err != nil || filepath.Base(found) != "mine" {
		t.Errorf("found %q (%v)", found, err)
	}
	t.Setenv(chromiumVariable, filepath.Join(directory, "broken")) // there is no fallback
	if found, err := provideChromium(context.Background(), io.Discard); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("found %q (%v)", found, err)
	}
}

// fakeAptGet is a package manager that logs its arguments and installs a fake Chromium.
const fakeAptGet = `cd "$(dirname "$0")" || exit 1
echo "$@" >> asked
if [ "$1" = install ]; then printf '#!/bin/sh\necho Chromium 150\n' > brought; chmod +x brought; fi`

func TestChromiumIsInstalledOnDebian(t *testing.T) {
	directory := setPath(t, map[string]string{"apt-get": fakeAptGet, "sudo": `shift; exec "$@"`})
	t.Setenv("PATH", directory+":/usr/bin:/bin")
	defer func(all []string) { chromiumNames = all }(chromiumNames)
	chromiumNames = []string{"brought"}
	if found, err := provideChromium(context.Background(), io.Discard); err != nil || found != filepath.Join(directory, "brought") {
		t.Errorf("found %q (%v)", found, err)
	}
	asked, err := os.ReadFile(filepath.Join(directory, "asked"))
	if err != nil || string(asked) != "update\ninstall -y --no-install-recommends chromium fonts-liberation\n" {
		t.Errorf("the package manager was asked (%v)\n%s", err, asked)
	}
}

func TestMissingChromiumAdvice(t *testing.T) {
	setPath(t, map[string]string{})
	defer func(all []string) { chromiumNames = all }(chromiumNames)
	chromiumNames = []string{"chromium"}
	_, err := provideChromium(context.Background(), io.Discard)
	if advised, ok := errors.AsType[*advisedError](err); !ok || !strings.Contains(advised.advice, "apt install chromium") {
		t.Errorf("%v", err)
	}
}
