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

// running is a process that was left running, as its pid file tells.
//
// A pid alone proves nothing: the number may be somebody else's by now. So the
// process inherits its pid file, locked, and the lock lives exactly as long as
// the process does. A file that can be locked is a dead process's.
type running struct {
	pid      int
	endpoint string
}

// findRunning tells whether the process of the pid file is still there.
func findRunning(pidFile string) (r running, found bool, err error) {
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
		return r, false, fmt.Errorf("%s is locked but holds no pid: %w", pidFile, err)
	}
	return r, true, nil
}

// leaveRunning starts a program that outlives this one, in a session of its own
// so that no Ctrl-C of this terminal reaches it. The channel tells of its end.
func leaveRunning(program *exec.Cmd, pidFile, endpoint string) (<-chan error, error) {
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

// startLimit is generous: a cold Python on a busy machine needs 10 s.
const startLimit = time.Minute

// waitUntil waits for a process that was just started, until it is ready.
func waitUntil(ctx context.Context, ended <-chan error, ready func() bool) error {
	limit := time.After(startLimit)
	for !ready() {
		select {
		case err := <-ended:
			return fmt.Errorf("it ended at once (%w)", err)
		case <-limit:
			return fmt.Errorf("it does not answer within %s", startLimit)
		case <-ctx.Done():
			return errInterrupted
		case <-time.After(100 * time.Millisecond):
		}
	}
	return nil
}

// isThere tells whether a page is answered with success, and soon.
func isThere(address string) bool {
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

// stop ends the process and what it started, which are all in its own group.
func (r running) stop(pidFile string) error {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		if err := syscall.Kill(-r.pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("stopping pid %d: %w", r.pid, err)
		}
		for range 100 {
			if _, still, err := findRunning(pidFile); err != nil {
				return err
			} else if !still {
				// The functions that it ran may need the stronger word.
				_ = syscall.Kill(-r.pid, syscall.SIGKILL)
				return nil
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
	return fmt.Errorf("pid %d does not end", r.pid)
}
