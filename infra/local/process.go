package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// process is a background process that an earlier run started, as found in its pid file.
//
// A pid alone is not enough, because the number may have been reused. So the process
// inherits a lock on its pid file, which lasts exactly as long as the process. If the
// file can be locked, the process has ended.
type process struct {
	pid      int
	endpoint string
}

// findProcess reports whether the process of the pid file is still running.
func findProcess(pidFile string) (r process, found bool, err error) {
	file, err := os.Open(pidFile)
	if errors.Is(err, fs.ErrNotExist) {
		return r, false, nil
	}
	if err != nil {
		return r, false, err
	}
	defer file.Close()
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
		return r, false, nil
	}
	if _, err := fmt.Fscan(file, &r.pid, &r.endpoint); err != nil {
		return r, false, fmt.Errorf("%s is locked but contains no pid: %w", pidFile, err)
	}
	return r, true, nil
}

// stopDetached stops the process of the pid file, if it is running, and removes the file.
func stopDetached(pidFile string) (stopped process, was bool, err error) {
	r, found, err := findProcess(pidFile)
	if err != nil || !found {
		return r, false, err
	}
	if err := r.stop(pidFile); err != nil {
		return r, true, err
	}
	return r, true, os.Remove(pidFile)
}

// startDetached starts a program that keeps running after this one ends. It runs in its
// own session, so Ctrl-C in this terminal does not reach it. The channel receives the
// result of the program when it ends.
func startDetached(program *exec.Cmd, pidFile, endpoint string) (<-chan error, error) {
	file, err := os.Create(pidFile)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, fmt.Errorf("locking %s: %w", pidFile, err)
	}
	program.ExtraFiles = []*os.File{file}
	program.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := program.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- program.Wait() }()
	_, err = fmt.Fprintln(file, program.Process.Pid, endpoint)
	return ended, err
}

// The timeouts are generous: on a busy machine, a cold start of Python takes 10 s, and
// Keycloak's database a minute.
const (
	startTimeout         = time.Minute
	keycloakStartTimeout = 5 * time.Minute
)

// waitUntil waits until a process that was just started is ready.
func waitUntil(ctx context.Context, ended <-chan error, timeout time.Duration, ready func() bool) error {
	limit := time.After(timeout)
	for !ready() {
		select {
		case err := <-ended:
			return fmt.Errorf("the process ended before it was ready (%w)", err)
		case <-limit:
			return fmt.Errorf("the process did not respond within %s", timeout)
		case <-ctx.Done():
			return errInterrupted
		case <-time.After(100 * time.Millisecond):
		}
	}
	return nil
}

// responds reports whether a URL returns status 200 within three seconds.
func responds(address string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return false
	}
	response, err := client.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// stop ends the process and its children, which are all in its process group.
func (r process) stop(pidFile string) error {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		if err := syscall.Kill(-r.pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("stopping pid %d: %w", r.pid, err)
		}
		for range 100 {
			if _, still, err := findProcess(pidFile); err != nil {
				return err
			} else if !still {
				// The functions that it started may have ignored SIGTERM.
				_ = syscall.Kill(-r.pid, syscall.SIGKILL)
				return nil
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
	return fmt.Errorf("the process %d did not end after SIGKILL", r.pid)
}
