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

// A place is a directory that holds all there is of one local deployment: the
// emulator's state and pid, the logs, the CDK's output and what was learnt.
type place struct {
	dir       string
	port      int // the emulator's, unless another is asked for; 0 = any that is free
	inboxPort int // of the page that shows mails, if nobody else has it; 0 likewise
}

// home is what `up` and its companions work on; private is for `run`.
var (
	home    = place{".local", 4566, 8025} // 8025 is where Mailpit and MailHog show theirs
	private = place{".local/test", 0, 0}
)

func (p place) logs() string         { return filepath.Join(p.dir, "log") }
func (p place) emulatorLog() string  { return filepath.Join(p.dir, "emulator.log") }
func (p place) emulatorPID() string  { return filepath.Join(p.dir, "emulator.pid") }
func (p place) emulatorDir() string  { return filepath.Join(p.dir, "emulator") }
func (p place) inboxLog() string     { return filepath.Join(p.dir, "inbox.log") }
func (p place) inboxPID() string     { return filepath.Join(p.dir, "inbox.pid") }
func (p place) functionsLog() string { return filepath.Join(p.dir, "functions.log") }
func (p place) assembly() string     { return filepath.Join(p.dir, "cdk.out") }
func (p place) stack() string        { return filepath.Join(p.dir, "stack.json") }
func (p place) outputs() string      { return filepath.Join(p.dir, "outputs.json") }

// forget removes what is true only while the emulator runs. Logs stay.
func (p place) forget() error {
	var failed []error
	for _, path := range []string{p.outputs(), p.stack(), p.assembly(), p.emulatorDir(), p.emulatorPID()} {
		failed = append(failed, os.RemoveAll(path))
	}
	return errors.Join(failed...)
}

// leftRunning is what a deployment leaves running, in the order in which it is
// stopped.
var leftRunning = []struct {
	name string
	stop func(place) (stopped running, was bool, err error)
}{
	{"the inbox", stopInbox},
	{"the emulator", stopEmulator},
}

// stopAll stops all that was started at a place.
func stopAll(p place) error {
	var failed []error
	for _, left := range leftRunning {
		_, _, err := left.stop(p)
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

// down stops what up started, and nothing else.
func down(_ context.Context, flags *flag.FlagSet, args []string) error {
	if err := flags.Parse(args); err != nil {
		return err
	}
	stopped := 0
	for _, p := range []place{private, home} {
		for _, left := range leftRunning {
			process, was, err := left.stop(p)
			if err != nil {
				return err
			}
			if was {
				stopped++
				fmt.Printf("stopped %s at %s (pid %d)\n", left.name, process.endpoint, process.pid)
			}
		}
	}
	// Outputs without an emulator of ours are of one that was there before; they
	// are worth keeping as long as it answers.
	if o, err := readOutputs(home); err == nil && answers(o.Endpoint) {
		fmt.Printf("the emulator at %s was not started here and is left alone\n", o.Endpoint)
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
