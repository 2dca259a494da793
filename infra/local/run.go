package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// exitError is the failure of the command that `run` ran. The command has already
// printed its own errors.
type exitError struct{ code int }

func (e *exitError) Error() string {
	return fmt.Sprintf("the command ended with exit code %d", e.code)
}

// secondDeployment is the name of the deployment that -second adds.
const secondDeployment = "second"

// run runs a command against a temporary deployment, which it always removes. The
// command finds the deployment through ADMIT_E2E_OUTPUTS, with -second the other one
// through ADMIT_E2E_SECOND, the calls that the emulator's IAM judged through
// ADMIT_E2E_CALLS, the fuzzer through ADMIT_E2E_SCHEMATHESIS and, with -browser or
// -browsers, the browsers through the variables in browsers.go.
func run(ctx context.Context, flags *flag.FlagSet, args []string) (err error) {
	inBrowser := flags.Bool("browser", false, "for browser tests: provide Chromium instead of the fuzzer")
	inAll := flags.Bool("browsers", false, "for the tests in other browsers too: provide Chromium, Firefox and WebKit")
	identity := flags.String("identity", "create", "the `way` of identity: a user pool of the stack (create), one that is there (existing), or Keycloak (issuer)")
	second := flags.Bool("second", false, "deploy a second deployment beside the first, for the test of several deployments")
	brand := flags.String("second-brand", "", "the `path` of the second deployment's brand, instead of the one in cdk.json")
	bare := flags.Bool("bare", false, "start only the emulator, prepared for the CDK: the command itself deploys, and finds the emulator through AWS_ENDPOINT_URL")
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
	if *bare {
		return runBare(ctx, flags.Args())
	}
	tool, err := testTool(ctx, steps{os.Stdout, private.logs()}, *inBrowser, *inAll)
	if err != nil {
		return err
	}
	o, err := bringUp(ctx, private, 0, *identity, *product)
	if err != nil {
		return err
	}
	if *second {
		if _, err := bringUp(ctx, private.of(secondDeployment).with(*brand), 0, *identity, false); err != nil {
			return err
		}
	}
	err = runAgainst(ctx, o, tool, flags.Args())
	if err != nil && !errors.Is(err, errInterrupted) {
		writeFunctionLogs(context.WithoutCancel(ctx), private, o.Endpoint)
		fmt.Fprintf(os.Stderr, "\nlogs: %s (functions), %s (emulator), %s (deployment)\n",
			private.functionsLog(), private.emulatorLog(), private.logs())
	}
	return err
}

// testTool installs the browsers or the fuzzer and returns the environment variables that
// tell the command where they are.
func testTool(ctx context.Context, s steps, inBrowser, inAll bool) ([]string, error) {
	switch {
	case inAll:
		return provideBrowsers(ctx, s, chromium, headlessShell, firefox, webkit)
	case inBrowser:
		return provideBrowsers(ctx, s, chromium, headlessShell)
	}
	if err := installFuzzer(ctx, s); err != nil {
		return nil, err
	}
	fuzzer, err := filepath.Abs(fuzzProgram)
	return []string{"ADMIT_E2E_SCHEMATHESIS=" + fuzzer}, err
}

func runAgainst(ctx context.Context, o outputs, tool, args []string) error {
	path, err := filepath.Abs(private.outputs())
	if err != nil {
		return err
	}
	second, err := filepath.Abs(private.of(secondDeployment).outputs())
	if err != nil {
		return err
	}
	calls, err := recordedCalls(private)
	if err != nil {
		return err
	}
	program := exec.CommandContext(ctx, args[0], args[1:]...)
	program.Env = slices.Concat(localEnvironment(o.Endpoint), []string{"ADMIT_E2E_OUTPUTS=" + path, "ADMIT_E2E_SECOND=" + second, "ADMIT_E2E_CALLS=" + calls}, tool)
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

// runBare runs a command with an emulator and without a deployment.
func runBare(ctx context.Context, args []string) error {
	s := steps{os.Stdout, private.logs()}
	if err := installTools(ctx, s); err != nil {
		return err
	}
	var endpoint string
	err := s.do("start the emulator", "see "+private.emulatorLog(), func(log io.Writer) (err error) {
		endpoint, err = provideEmulator(ctx, log, private, 0)
		if err == nil {
			err = bootstrap(ctx, log, private, endpoint)
		}
		return err
	})
	if err != nil {
		return err
	}
	return runAgainst(ctx, outputs{Endpoint: endpoint}, nil, args)
}

// recordedCalls returns the path of the record of calls. It is empty for an emulator that
// was started elsewhere and records none.
func recordedCalls(w workspace) (string, error) {
	if _, recording, err := findProcess(w.emulatorPID()); err != nil || !recording {
		return "", err
	}
	return filepath.Abs(w.calls())
}
