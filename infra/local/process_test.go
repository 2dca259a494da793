package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

func TestAProcessIsLeftRunningFoundAndStopped(t *testing.T) {
	pidFile := filepath.Join(t.TempDir(), "pid")
	// The child of the child must go too.
	ended, err := leaveRunning(exec.Command("sh", "-c", "sleep 600 & wait"), pidFile, "http://localhost:1")
	if err != nil {
		t.Fatal(err)
	}
	r, found, err := findRunning(pidFile)
	if err != nil || !found || r.endpoint != "http://localhost:1" {
		t.Fatalf("found %v, %+v, %v", found, r, err)
	}
	if err := r.stop(pidFile); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if err == nil {
			t.Error("it ended by itself, so nothing was stopped")
		}
	case <-time.After(10 * time.Second):
		t.Error("it still runs after stop")
	}
	if _, found, err := findRunning(pidFile); found || err != nil {
		t.Errorf("after stop: found %v, %v", found, err)
	}
}

// A pid that by now is somebody else's must not be taken for ours, let alone
// stopped: here it is this very test's.
func TestAPIDAloneProvesNothing(t *testing.T) {
	pidFile := filepath.Join(t.TempDir(), "pid")
	if err := os.WriteFile(pidFile, []byte(strconv.Itoa(os.Getpid())+" http://localhost:1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, found, err := findRunning(pidFile); found || err != nil {
		t.Errorf("found %v, %v", found, err)
	}
}

func TestNoPIDFileIsNoProcess(t *testing.T) {
	if _, found, err := findRunning(filepath.Join(t.TempDir(), "pid")); found || err != nil {
		t.Errorf("found %v, %v", found, err)
	}
}
