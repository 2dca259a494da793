package lambda

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"admit/shared/setting"
)

// Config says how to run a function.
type Config struct {
	Program     string
	Directory   string            // where it runs; empty: that of this process
	Environment map[string]string // its settings; the others have their examples
	Memory      int               // in MB: it has that share of a processor; 0: all of it
}

// Function is a function with some processes.
type Function struct {
	api       *runtimeAPI
	config    Config
	mu        sync.Mutex
	processes []*exec.Cmd
	shares    []*share
	began     time.Time // of the last process
	Log       Log
	Usage     Usage
}

// Usage is what the invocations of a function are charged for.
type Usage struct {
	mu           sync.Mutex
	Invocations  int
	Milliseconds int // each invocation is rounded up
}

// Take returns the invocations and milliseconds since the last Take.
func (u *Usage) Take() (invocations, milliseconds int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	invocations, milliseconds = u.Invocations, u.Milliseconds
	u.Invocations, u.Milliseconds = 0, 0
	return invocations, milliseconds
}

// add adds an invocation.
func (u *Usage) add(took time.Duration) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.Invocations++
	u.Milliseconds += int(math.Ceil(float64(took) / float64(time.Millisecond)))
}

// Log collects what all processes of a function print.
type Log struct {
	mu      sync.Mutex
	text    bytes.Buffer
	discard atomic.Bool
}

// Write implements [io.Writer].
func (l *Log) Write(p []byte) (int, error) {
	if l.discard.Load() {
		return len(p), nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// Take returns what was printed since the last Take.
func (l *Log) Take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.text.Reset()
	return l.text.String()
}

// Start starts the processes of a function and waits until each has asked for an event,
// or has ended. The function must be stopped.
func Start(ctx context.Context, c Config, processes int) (*Function, error) {
	f := &Function{api: newRuntimeAPI(), config: c}
	for range processes {
		if err := f.start(ctx, c); err != nil {
			f.Stop()
			return nil, fmt.Errorf("%s: %w\n%s", c.Program, err, f.Log.Take())
		}
	}
	return f, nil
}

// ColdStart is how long one start of a function took: the time until it asked for an
// event, and the processor time until then.
type ColdStart struct{ Wall, Processor time.Duration }

// Cold starts a function with one process and returns how long that took.
func Cold(ctx context.Context, c Config) (*Function, ColdStart, error) {
	f, err := Start(ctx, c, 0)
	if err != nil {
		return nil, ColdStart{}, err
	}
	asked, err := f.startAndWait(ctx, c)
	if err != nil {
		f.Stop()
		return nil, ColdStart{}, fmt.Errorf("%s: %w\n%s", c.Program, err, f.Log.Take())
	}
	processor, err := f.Processor()
	return f, ColdStart{asked.Sub(f.began), processor}, err
}

func (f *Function) start(ctx context.Context, c Config) error {
	_, err := f.startAndWait(ctx, c)
	return err
}

// startAndWait starts a process, and returns when it asked for an event.
func (f *Function) startAndWait(ctx context.Context, c Config) (time.Time, error) {
	command, err := f.launch(ctx, c)
	if err != nil {
		return time.Time{}, err
	}
	f.processes = append(f.processes, command)
	select {
	case at := <-f.api.asked:
		return at, f.limit(c.Memory, command.Process.Pid)
	case <-ctx.Done():
		return time.Time{}, ctx.Err()
	case <-time.After(timeout):
		return time.Time{}, errors.New("it asked for no event")
	}
}

// launch starts the program. Its Runtime API has a path of its own for each process.
func (f *Function) launch(ctx context.Context, c Config) (*exec.Cmd, error) {
	command := exec.CommandContext(ctx, c.Program)
	command.Dir, command.Env = c.Directory, environment(c.Environment, f.api.newProcess())
	command.Stdout, command.Stderr = &f.Log, &f.Log
	select {
	case <-f.api.asked:
	default:
	}
	f.began = time.Now()
	return command, command.Start()
}

// limit gives a process the share of a processor that comes with its memory.
func (f *Function) limit(memory, pid int) error {
	if memory == 0 {
		return nil
	}
	s, err := newShare(memory)
	if err != nil {
		return err
	}
	f.shares = append(f.shares, s)
	return s.take(pid)
}

// environment returns the variables of a function: those of Go's runtime, as the stack sets
// them, the examples of all settings but the endpoint, and what the caller sets. An empty value removes a variable.
func environment(set map[string]string, runtimeAPI string) []string {
	values := map[string]string{
		"AWS_LAMBDA_RUNTIME_API": runtimeAPI, "AWS_LAMBDA_FUNCTION_NAME": "bench", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256", "LAMBDA_TASK_ROOT": "/var/task",
	}
	for _, v := range setting.Runtime() {
		values[v.Name] = v.Value
	}
	for _, s := range setting.All() {
		if s.Variable != setting.EndpointURL.Variable {
			values[s.Variable] = s.Example
		}
	}
	var list []string
	for name, value := range set {
		values[name] = value
	}
	for name, value := range values {
		if value != "" {
			list = append(list, name+"="+value)
		}
	}
	return list
}

// Invoke gives an event to one of the processes and returns the answer.
func (f *Function) Invoke(ctx context.Context, event []byte) ([]byte, error) {
	return f.api.invoke(ctx, event, f.Usage.add)
}

// Processor returns how long the processors have worked for the processes so far.
func (f *Function) Processor() (time.Duration, error) {
	var all time.Duration
	for _, p := range f.processes {
		used, err := ProcessorOf(p.Process.Pid)
		if err != nil {
			return 0, err
		}
		all += used
	}
	return all, nil
}

// Memory returns the resident memory of the processes in octets.
func (f *Function) Memory() (octets int64) {
	for _, p := range f.processes {
		octets += MemoryOf(p.Process.Pid)
	}
	return octets
}

// Stop ends all processes of the function.
func (f *Function) Stop() {
	for _, p := range f.processes {
		_ = p.Process.Kill()
		_ = p.Wait() // it was killed
	}
	for _, s := range f.shares {
		s.remove()
	}
	f.api.stop()
}

// Signal sends a signal to every process of the function.
func (f *Function) Signal(s os.Signal) error {
	var errs []error
	for _, p := range f.processes {
		errs = append(errs, p.Process.Signal(s))
	}
	return errors.Join(errs...)
}
