package lambda

import (
	"context"
	"os/exec"
	"path"
	"strings"
	"time"
)

// Kill kills process n of the function, counted from 0, as a crash does: with SIGKILL. Its event is
// answered with [ErrKilled], and Kill reports whether there was one. Kill waits for an event,
// for patience at most. Another process takes the place of the killed one.
func (f *Function) Kill(ctx context.Context, n int, patience time.Duration) (hadEvent bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	killed := f.processes[n]
	name := processOf(killed)
	for end := time.Now().Add(patience); !f.api.busy(name) && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	_ = killed.Process.Kill()
	_ = killed.Wait() // it was killed
	hadEvent = f.api.end(name)
	launched, err := f.launch(context.WithoutCancel(ctx), f.config) // it runs until Stop
	if err == nil {
		f.processes[n] = launched
	}
	return hadEvent, err
}

// processOf returns the name of a process at the Runtime API.
func processOf(command *exec.Cmd) string {
	for _, variable := range command.Env {
		if address, ok := strings.CutPrefix(variable, "AWS_LAMBDA_RUNTIME_API="); ok {
			return path.Base(address)
		}
	}
	return ""
}

// MemoryOfProcess returns the resident memory of process n in octets.
func (f *Function) MemoryOfProcess(n int) int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return MemoryOf(f.processes[n].Process.Pid)
}

// Discard drops what the function prints from now on. A long load would fill the memory.
func (f *Function) Discard() { f.Log.discard.Store(true) }
