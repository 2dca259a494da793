package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Without a name, a command on AWS is about the deployment that cdk.json names.
func TestDeploymentOnAWS(t *testing.T) {
	t.Chdir(t.TempDir())
	for content, want := range map[string]string{`{"context": {"name": "eu"}}`: "eu", `{"context": {"name": ""}}`: "", `{}`: ""} {
		if err := os.WriteFile("cdk.json", []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := deploymentOnAWS(""); err != nil || got != want {
			t.Errorf("%s: %q (%v), want %q", content, got, err, want)
		}
		if got, err := deploymentOnAWS("staging"); err != nil || got != "staging" {
			t.Errorf("%s: %q (%v), want the given name", content, got, err)
		}
	}
}

// Deployments on one emulator share nothing but the emulator and what belongs to it.
func TestDeploymentsOnThisMachineAreApart(t *testing.T) {
	unnamed, named := home, home.of("staging")
	for _, pair := range [][2]string{
		{unnamed.outputs(), named.outputs()}, {unnamed.stack(), named.stack()}, {unnamed.assembly(), named.assembly()}, {unnamed.sender(), named.sender()},
	} {
		if pair[0] == pair[1] {
			t.Errorf("both have %s", pair[0])
		}
	}
	if unnamed.emulatorPID() != named.emulatorPID() || unnamed.inboxPID() != named.inboxPID() {
		t.Error("they do not share the emulator and the inbox")
	}
	for w, want := range map[workspace][]string{unnamed: {"Admit", "name="}, named: {"Admit-staging", "name=staging"}} {
		arguments := deployArguments(w, target{})
		for _, argument := range want {
			if !slices.Contains(arguments, argument) {
				t.Errorf("%q has no %s", arguments, argument)
			}
		}
	}
}

// The end of the emulator ends every deployment on it.
func TestForgetDeployments(t *testing.T) {
	w := workspace{dir: t.TempDir()}
	for _, path := range []string{w.outputs(), w.of("staging").outputs()} {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.of("staging").forget(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{w.outputs(), w.of("staging").outputs()} {
		if _, err := os.Stat(path); !os.IsNotExist(err) {
			t.Errorf("%s is left: %v", path, err)
		}
	}
}
