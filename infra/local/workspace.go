package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// workspace is the directory with everything that belongs to one emulator and the
// deployments on it: the emulator's state and pid file, the logs, the CDK's output and the
// outputs.
type workspace struct {
	dir        string
	port       int    // default port of the emulator; 0 = any free port
	inboxPort  int    // preferred port of the inbox page; 0 = any free port
	deployment string // name of one of the deployments; empty for the one without a name
	brand      string // path of that deployment's brand; empty: the one in cdk.json

	recordsCalls bool // whether the emulator records which calls its IAM judged
}

// home is the workspace of up and the commands that go with it. private is the workspace of run.
var (
	home    = workspace{dir: ".local", port: 4566, inboxPort: 8025} // 8025 is the port of Mailpit and MailHog
	private = workspace{dir: ".local/test", recordsCalls: true}
)

// of returns the workspace for another deployment on the same emulator.
func (w workspace) of(deployment string) workspace {
	w.deployment = deployment
	return w
}

// with returns the workspace for the deployment with another brand.
func (w workspace) with(brand string) workspace {
	w.brand = brand
	return w
}

func (w workspace) logs() string         { return filepath.Join(w.dir, "log") }
func (w workspace) emulatorLog() string  { return filepath.Join(w.dir, "emulator.log") }
func (w workspace) emulatorPID() string  { return filepath.Join(w.dir, "emulator.pid") }
func (w workspace) emulatorDir() string  { return filepath.Join(w.dir, "emulator") }
func (w workspace) calls() string        { return filepath.Join(w.dir, "calls.jsonl") }
func (w workspace) inboxLog() string     { return filepath.Join(w.dir, "inbox.log") }
func (w workspace) inboxPID() string     { return filepath.Join(w.dir, "inbox.pid") }
func (w workspace) sampleLog() string    { return filepath.Join(w.dir, "sample.log") }
func (w workspace) samplePID() string    { return filepath.Join(w.dir, "sample.pid") }
func (w workspace) keycloakLog() string  { return filepath.Join(w.dir, "keycloak.log") }
func (w workspace) keycloakPID() string  { return filepath.Join(w.dir, "keycloak.pid") }
func (w workspace) functionsLog() string { return filepath.Join(w.dir, "functions.log") }
func (w workspace) assembly() string     { return w.deployed("cdk.out") }
func (w workspace) stack() string        { return w.deployed("stack.json") }
func (w workspace) outputs() string      { return w.deployed("outputs.json") }
func (w workspace) deployments() string  { return filepath.Join(w.dir, "deployments") }

// deployed returns the path of a file about the deployment. Those with a name have a
// directory each.
func (w workspace) deployed(file string) string {
	if w.deployment == "" {
		return filepath.Join(w.dir, file)
	}
	return filepath.Join(w.deployments(), w.deployment, file)
}

// forget removes what is valid only while the emulator runs. It keeps the logs.
func (w workspace) forget() error {
	var failed []error
	unnamed := w.of("")
	for _, path := range []string{w.deployments(), unnamed.outputs(), unnamed.stack(), unnamed.assembly(), w.emulatorDir(), w.emulatorPID()} {
		failed = append(failed, os.RemoveAll(path))
	}
	return errors.Join(failed...)
}

// services are the background processes of a deployment, in the order in which they
// are stopped.
var services = []struct {
	name string
	stop func(workspace) (stopped process, was bool, err error)
}{
	{"the sample product", stopSample},
	{"the inbox", stopInbox},
	{"the emulator", stopEmulator},
	{"Keycloak", stopKeycloak},
}

// stopServices stops the background processes of a workspace.
func stopServices(w workspace) error {
	var failed []error
	for _, service := range services {
		_, _, err := service.stop(w)
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

// down stops what up started and nothing else.
func down(_ context.Context, flags *flag.FlagSet, args []string) error {
	if err := flags.Parse(args); err != nil {
		return err
	}
	stopped := 0
	for _, w := range []workspace{private, home} {
		for _, service := range services {
			process, was, err := service.stop(w)
			if err != nil {
				return err
			}
			if was {
				stopped++
				fmt.Printf("stopped %s at %s (pid %d)\n", service.name, process.endpoint, process.pid)
			}
		}
	}
	// Outputs without a running emulator of ours belong to an emulator that was started
	// elsewhere. They stay valid as long as it responds.
	if o, err := readOutputs(home); err == nil && emulatorResponds(o.Endpoint) {
		fmt.Printf("the emulator at %s was started elsewhere and keeps running\n", o.Endpoint)
		o.InboxURL = ""
		return writeOutputs(home, o)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if stopped == 0 {
		fmt.Println("nothing was running")
	}
	return home.forget()
}
