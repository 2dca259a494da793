package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

func TestDetachedProcess(t *testing.T) {
	pidFile := filepath.Join(t.TempDir(), "pid")
	// The grandchild must end as well.
	ended, err := startDetached(exec.Command("sh", "-c", "sleep 600 & wait"), pidFile, "http://localhost:1")
	if err != nil {
		t.Fatal(err)
	}
	r, found, err := findProcess(pidFile)
	if err != nil || !found || r.endpoint != "http://localhost:1" {
		t.Fatalf("found %v, %+v, %v", found, r, err)
	}
	if err := r.stop(pidFile); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if err == nil {
			t.Error("the process ended by itself, so the test proved nothing")
		}
	case <-time.After(10 * time.Second):
		t.Error("the process still runs after stop")
	}
	if _, found, err := findProcess(pidFile); found || err != nil {
		t.Errorf("after stop: found %v, %v", found, err)
	}
}

// A pid that has been reused must not be taken for the process in the pid file, and
// must never be stopped. The pid in this test is the test's own.
func TestReusedPIDIsIgnored(t *testing.T) {
	pidFile := filepath.Join(t.TempDir(), "pid")
	if err := os.WriteFile(pidFile, []byte(strconv.Itoa(os.Getpid())+" http://localhost:1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, found, err := findProcess(pidFile); found || err != nil {
		t.Errorf("found %v, %v", found, err)
	}
}

func TestMissingPIDFile(t *testing.T) {
	if _, found, err := findProcess(filepath.Join(t.TempDir(), "pid")); found || err != nil {
		t.Errorf("found %v, %v", found, err)
	}
}
