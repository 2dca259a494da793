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

// exitError is the failure of the command that `run` ran. The command has already
// printed its own errors.
type exitError struct{ code int }

func (e *exitError) Error() string {
	return fmt.Sprintf("the command ended with exit code %d", e.code)
}

// run runs a command against a temporary deployment, which it always removes. The
// command finds the deployment through ADMIT_E2E_OUTPUTS, the fuzzer through
// ADMIT_E2E_SCHEMATHESIS and, with -browser, the browser through ADMIT_CHROMIUM.
func run(ctx context.Context, flags *flag.FlagSet, args []string) (err error) {
	inBrowser := flags.Bool("browser", false, "for browser tests: provide a browser instead of the fuzzer")
	product := flags.Bool("product", true, "let a product use the deployment; this deploys a second time")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return advise(errors.New("the command to run is missing"), "for example: local run go test ./infra/e2e/...")
	}
	if err := stopServices(private); err != nil { // left over from a run that was killed
		return err
	}
	defer func() { err = errors.Join(err, stopServices(private)) }()
	tool, err := testTool(ctx, steps{os.Stdout, private.logs()}, *inBrowser)
	if err != nil {
		return err
	}
	o, err := bringUp(ctx, private, 0, *product)
	if err != nil {
		return err
	}
	err = runAgainst(ctx, o, tool, flags.Args())
	if err != nil && !errors.Is(err, errInterrupted) {
		writeFunctionLogs(context.WithoutCancel(ctx), private, o.Endpoint)
		fmt.Fprintf(os.Stderr, "\nlogs: %s (functions), %s (emulator), %s (deployment)\n",
			private.functionsLog(), private.emulatorLog(), private.logs())
	}
	return err
}

// testTool installs the browser or the fuzzer and returns the environment variable that
// tells the command where it is.
func testTool(ctx context.Context, s steps, inBrowser bool) (string, error) {
	if inBrowser {
		chromium, err := provideBrowser(ctx, s)
		return chromiumVariable + "=" + chromium, err
	}
	if err := installFuzzer(ctx, s); err != nil {
		return "", err
	}
	fuzzer, err := filepath.Abs(fuzzProgram)
	return "ADMIT_E2E_SCHEMATHESIS=" + fuzzer, err
}

func runAgainst(ctx context.Context, o outputs, tool string, args []string) error {
	path, err := filepath.Abs(private.outputs())
	if err != nil {
		return err
	}
	program := exec.CommandContext(ctx, args[0], args[1:]...)
	program.Env = append(localEnvironment(o.Endpoint), "ADMIT_E2E_OUTPUTS="+path, tool)
	program.Stdout, program.Stderr = os.Stdout, os.Stderr
	program.Cancel = func() error { return program.Process.Signal(syscall.SIGTERM) }
	program.WaitDelay = 10 * time.Second
	err = program.Run()
	if ctx.Err() != nil {
		return errInterrupted
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return &exitError{max(exit.ExitCode(), 1)}
	}
	return err
}
