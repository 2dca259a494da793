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
	dir  string
	port int // the emulator's, unless another is asked for; 0 = any that is free
}

// home is what `up` and its companions work on; private is for `run`.
var (
	home    = place{".local", 4566}
	private = place{".local/test", 0}
)

func (p place) logs() string         { return filepath.Join(p.dir, "log") }
func (p place) emulatorLog() string  { return filepath.Join(p.dir, "emulator.log") }
func (p place) emulatorPID() string  { return filepath.Join(p.dir, "emulator.pid") }
func (p place) emulatorDir() string  { return filepath.Join(p.dir, "emulator") }
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

// down stops what up started, and nothing else.
func down(_ context.Context, flags *flag.FlagSet, args []string) error {
	if err := flags.Parse(args); err != nil {
		return err
	}
	stopped := 0
	for _, p := range []place{private, home} {
		emulator, was, err := stopEmulator(p)
		if err != nil {
			return err
		}
		if was {
			stopped++
			fmt.Printf("stopped the emulator at %s (pid %d)\n", emulator.endpoint, emulator.pid)
		}
	}
	// Outputs without an emulator of ours are of one that was there before; they
	// are worth keeping as long as it answers.
	if o, err := readOutputs(home); err == nil && answers(o.Endpoint) {
		fmt.Printf("the emulator at %s was not started here and is left alone\n", o.Endpoint)
		return nil
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if stopped == 0 {
		fmt.Println("nothing was running")
	}
	return home.forget()
}
