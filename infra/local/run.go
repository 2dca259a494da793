package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// commandEnded is the failure of the command that `run` ran, which has spoken
// for itself.
type commandEnded struct{ code int }

func (e *commandEnded) Error() string {
	return fmt.Sprintf("the command ended with exit code %d", e.code)
}

// run gives a command a deployment of its own and takes it away afterwards,
// whatever happens. The command finds it by ADMIT_E2E_OUTPUTS, and a fuzzer to
// throw at it by ADMIT_E2E_SCHEMATHESIS.
func run(ctx context.Context, flags *flag.FlagSet, args []string) (err error) {
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return advise(errors.New("no command is given"), "local run go test ./infra/e2e/...")
	}
	if _, _, err := stopEmulator(private); err != nil { // of a run that was killed
		return err
	}
	defer func() {
		_, _, stopping := stopEmulator(private)
		err = errors.Join(err, stopping)
	}()
	if err := installFuzzer(ctx, steps{os.Stdout, private.logs()}); err != nil {
		return err
	}
	o, err := bringUp(ctx, private, 0)
	if err != nil {
		return err
	}
	err = runAgainst(ctx, o, flags.Args())
	if err != nil && !errors.Is(err, errInterrupted) {
		writeFunctionLogs(context.WithoutCancel(ctx), private, o.Endpoint)
		fmt.Fprintf(os.Stderr, "\nlogs: %s (functions), %s (emulator), %s (deployment)\n",
			private.functionsLog(), private.emulatorLog(), private.logs())
	}
	return err
}

func runAgainst(ctx context.Context, o outputs, args []string) error {
	path, err := filepath.Abs(private.outputs())
	if err != nil {
		return err
	}
	fuzzer, err := filepath.Abs(fuzzProgram)
	if err != nil {
		return err
	}
	program := exec.CommandContext(ctx, args[0], args[1:]...)
	program.Env = append(localEnvironment(o.Endpoint), "ADMIT_E2E_OUTPUTS="+path, "ADMIT_E2E_SCHEMATHESIS="+fuzzer)
	program.Stdout, program.Stderr = os.Stdout, os.Stderr
	program.Cancel = func() error { return program.Process.Signal(syscall.SIGTERM) }
	program.WaitDelay = 10 * time.Second
	err = program.Run()
	if ctx.Err() != nil {
		return errInterrupted
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return &commandEnded{max(exit.ExitCode(), 1)}
	}
	return err
}
