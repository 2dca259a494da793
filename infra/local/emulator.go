package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// provideEmulator returns the endpoint of an emulator: the one at AWS_ENDPOINT_URL if
// it responds, the one that an earlier run started, or a new one. Port 0 means the
// workspace's default port.
func provideEmulator(ctx context.Context, log io.Writer, w workspace, port int) (string, error) {
	if given := strings.TrimRight(os.Getenv("AWS_ENDPOINT_URL"), "/"); given != "" && emulatorResponds(given) {
		fmt.Fprintf(log, "using the emulator at %s\n", given)
		return given, nil
	}
	existing, found, err := findProcess(w.emulatorPID())
	switch {
	case err != nil:
		return "", err
	case found && port != 0 && existing.endpoint != endpointOn(port):
		return "", advise(fmt.Errorf("an emulator is running at %s, not at %s", existing.endpoint, endpointOn(port)), "run make down, then try again")
	case found && emulatorResponds(existing.endpoint):
		return existing.endpoint, nil
	case found: // it does not respond
		if err := existing.stop(w.emulatorPID()); err != nil {
			return "", err
		}
	}
	if port == 0 {
		port = w.port
	}
	return startEmulator(ctx, log, w, port)
}

func endpointOn(port int) string { return "http://localhost:" + strconv.Itoa(port) }

func startEmulator(ctx context.Context, log io.Writer, w workspace, port int) (string, error) {
	port, err := freePort(ctx, port)
	if err != nil {
		return "", err
	}
	if err := w.forget(); err != nil { // the state of an emulator that has ended
		return "", err
	}
	dir, err := filepath.Abs(w.emulatorDir())
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Join(dir, "tmp"), 0o700); err != nil {
		return "", err
	}
	output, err := os.Create(w.emulatorLog())
	if err != nil {
		return "", err
	}
	defer output.Close()

	program, err := emulatorCommand(w)
	if err != nil {
		return "", err
	}
	program.Env = emulatorEnvironment(dir, port)
	program.Stdout, program.Stderr = output, output
	ended, err := startDetached(program, w.emulatorPID(), endpointOn(port))
	if err != nil {
		return "", advise(err, "run rm -r %s, then try again: Python may have been updated since the directory was created", virtualEnvironment)
	}
	if err := waitUntil(ctx, ended, startTimeout, func() bool { return emulatorResponds(endpointOn(port)) }); err != nil {
		fmt.Fprintln(log, tail(w.emulatorLog(), 20))
		_, _, stopping := stopEmulator(w)
		return "", errors.Join(err, stopping)
	}
	return endpointOn(port), nil
}

// emulatorCommand returns the command that runs the emulator. The emulator of a workspace
// that records calls is run by a program of ours, which writes them to w.calls().
func emulatorCommand(w workspace) (*exec.Cmd, error) {
	if !w.recordsCalls {
		return exec.Command(emulatorProgram), nil
	}
	path, err := filepath.Abs(w.calls())
	if err != nil {
		return nil, err
	}
	return exec.Command(virtualEnvironment+"/bin/python", "infra/local/recorded_calls.py", path), nil
}

// emulatorEnvironment returns the emulator's environment. It inherits nothing from the
// shell, because the emulator passes its environment on to every function.
func emulatorEnvironment(dir string, port int) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + dir,
		"TMPDIR=" + filepath.Join(dir, "tmp"),
		"STATE_DIR=" + filepath.Join(dir, "state"),
		"GATEWAY_PORT=" + strconv.Itoa(port),
		"BIND_HOST=127.0.0.1",
		"AWS_ENDPOINT_URL=" + endpointOn(port), // where the functions find the emulator
		"IOT_MTLS_ENABLED=0",                   // otherwise it opens a port for MQTT
		"LAMBDA_EXECUTOR=local",                // runs the binary itself instead of a container
		"AUTH=true",                            // enforces each function's role, as AWS does
		"MINISTACK_REGION=" + region(),
		"AWS_REGION=" + region(),
		"AWS_DEFAULT_REGION=" + region(),
		"AWS_ACCESS_KEY_ID=" + localKey,
		"AWS_SECRET_ACCESS_KEY=" + localSecret,
		"AWS_EC2_METADATA_DISABLED=true",
	}
}

// freePort returns the port if it is free, or any free port for 0. If the port is
// taken, the error names the program that has it.
func freePort(ctx context.Context, port int) (int, error) {
	if free, err := probePort(port); err == nil {
		return free, nil
	}
	taken := fmt.Errorf("port %d is in use by %s", port, listenerOn(ctx, port))
	if emulatorResponds(endpointOn(port)) {
		return 0, advise(taken, "an emulator responds there: use it with AWS_ENDPOINT_URL=%s make up, or choose another port with make up PORT=%d", endpointOn(port), port+1)
	}
	return 0, advise(taken, "stop that program, or choose another port: make up PORT=%d", port+1)
}

// probePort returns the port if nobody listens on it, or any free port for 0.
func probePort(port int) (int, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// listenerOn returns the program that listens on a port, according to lsof or ss.
func listenerOn(ctx context.Context, port int) string {
	number := strconv.Itoa(port)
	for _, question := range [][]string{
		{"lsof", "-nP", "-iTCP:" + number, "-sTCP:LISTEN"},
		{"ss", "-Hltnp", "sport = :" + number},
	} {
		answer, err := exec.CommandContext(ctx, question[0], question[1:]...).Output()
		lines := strings.Split(strings.TrimSpace(string(answer)), "\n")
		if err == nil && lines[len(lines)-1] != "" {
			return strings.Join(strings.Fields(lines[len(lines)-1]), " ")
		}
	}
	return "another program"
}

// emulatorResponds checks LocalStack's health path, which all compatible emulators have.
func emulatorResponds(endpoint string) bool { return responds(endpoint + "/_localstack/health") }

// stopEmulator stops the workspace's emulator. It reports whether one was running.
func stopEmulator(w workspace) (stopped process, was bool, err error) {
	r, found, err := findProcess(w.emulatorPID())
	if err != nil || !found {
		return r, false, err
	}
	if err := r.stop(w.emulatorPID()); err != nil {
		return r, true, err
	}
	return r, true, w.forget()
}
