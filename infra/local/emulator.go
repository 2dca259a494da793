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

// provideEmulator returns the endpoint of an emulator: the one that answers on
// AWS_ENDPOINT_URL, the one that an earlier run started, or a new one. A port of
// 0 is the place's own.
func provideEmulator(ctx context.Context, log io.Writer, p place, port int) (string, error) {
	if given := strings.TrimRight(os.Getenv("AWS_ENDPOINT_URL"), "/"); given != "" && answers(given) {
		fmt.Fprintf(log, "using the emulator that answers at %s\n", given)
		return given, nil
	}
	existing, found, err := findRunning(p.emulatorPID())
	switch {
	case err != nil:
		return "", err
	case found && port != 0 && existing.endpoint != endpointOn(port):
		return "", advise(fmt.Errorf("an emulator runs at %s, not at %s", existing.endpoint, endpointOn(port)), "make down, then try again")
	case found && answers(existing.endpoint):
		return existing.endpoint, nil
	case found: // it hangs
		if err := existing.stop(p.emulatorPID()); err != nil {
			return "", err
		}
	}
	if port == 0 {
		port = p.port
	}
	return startEmulator(ctx, log, p, port)
}

func endpointOn(port int) string { return "http://localhost:" + strconv.Itoa(port) }

func startEmulator(ctx context.Context, log io.Writer, p place, port int) (string, error) {
	port, err := freePort(ctx, port)
	if err != nil {
		return "", err
	}
	if err := p.forget(); err != nil { // it is of an emulator that is gone
		return "", err
	}
	dir, err := filepath.Abs(p.emulatorDir())
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Join(dir, "tmp"), 0o700); err != nil {
		return "", err
	}
	output, err := os.Create(p.emulatorLog())
	if err != nil {
		return "", err
	}
	defer output.Close()

	program := exec.Command(emulatorProgram)
	program.Env = emulatorEnvironment(dir, port)
	program.Stdout, program.Stderr = output, output
	ended, err := leaveRunning(program, p.emulatorPID(), endpointOn(port))
	if err != nil {
		return "", advise(err, "rm -r %s and try again: Python may have been updated since it was made", virtualEnvironment)
	}
	if err := waitUntil(ctx, ended, func() bool { return answers(endpointOn(port)) }); err != nil {
		fmt.Fprintln(log, tail(p.emulatorLog(), 20))
		_, _, stopping := stopEmulator(p)
		return "", errors.Join(err, stopping)
	}
	return endpointOn(port), nil
}

// emulatorEnvironment is made from nothing, because the emulator hands its own
// to every function that it runs.
func emulatorEnvironment(dir string, port int) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + dir,
		"TMPDIR=" + filepath.Join(dir, "tmp"),
		"STATE_DIR=" + filepath.Join(dir, "state"),
		"GATEWAY_PORT=" + strconv.Itoa(port),
		"BIND_HOST=127.0.0.1",
		"AWS_ENDPOINT_URL=" + endpointOn(port), // where the functions find it
		"IOT_MTLS_ENABLED=0",                   // or it opens a port for MQTT
		"LAMBDA_EXECUTOR=local",                // the binary itself, no container
		"AUTH=true",                            // it holds each function to its role, as AWS does
		"MINISTACK_REGION=" + region(),
		"AWS_REGION=" + region(),
		"AWS_DEFAULT_REGION=" + region(),
		"AWS_ACCESS_KEY_ID=" + localKey,
		"AWS_SECRET_ACCESS_KEY=" + localSecret,
		"AWS_EC2_METADATA_DISABLED=true",
	}
}

// freePort finds a port where there is none given, and says who has it when the
// one given is taken.
func freePort(ctx context.Context, port int) (int, error) {
	if free, err := probePort(port); err == nil {
		return free, nil
	}
	taken := fmt.Errorf("port %d is taken by %s", port, listenerOn(ctx, port))
	if answers(endpointOn(port)) {
		return 0, advise(taken, "it answers as an emulator: use it with AWS_ENDPOINT_URL=%s make up, or choose another port with make up PORT=%d", endpointOn(port), port+1)
	}
	return 0, advise(taken, "stop that program, or choose another port: make up PORT=%d", port+1)
}

// probePort is the port if nobody listens on it, and one that is free for 0.
func probePort(port int) (int, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// listenerOn names the program that listens on a port, as far as the machine's
// own programs can tell.
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

// answers: LocalStack's path, which every emulator like it has.
func answers(endpoint string) bool { return isThere(endpoint + "/_localstack/health") }

// stopEmulator stops the emulator that was started at this place, if one was.
func stopEmulator(p place) (stopped running, was bool, err error) {
	r, found, err := findRunning(p.emulatorPID())
	if err != nil || !found {
		return r, false, err
	}
	if err := r.stop(p.emulatorPID()); err != nil {
		return r, true, err
	}
	return r, true, p.forget()
}
