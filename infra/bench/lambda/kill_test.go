package lambda

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// TestMain lets this program be the function of a test: it answers events, except one that
// it never answers.
func TestMain(m *testing.M) {
	if api := os.Getenv("AWS_LAMBDA_RUNTIME_API"); api != "" {
		serve("http://" + api + "/2018-06-01/runtime/invocation/")
		return
	}
	os.Exit(m.Run())
}

// endless is the event that the function of the tests never answers.
const endless = `"endless"`

func serve(invocations string) {
	for {
		next, err := http.Get(invocations + "next")
		if err != nil {
			return
		}
		event, err := io.ReadAll(next.Body)
		_ = next.Body.Close()
		if err != nil || next.StatusCode != http.StatusOK {
			return
		}
		if string(event) == endless {
			select {}
		}
		answered, err := http.Post(invocations+next.Header.Get("Lambda-Runtime-Aws-Request-Id")+"/response", "application/json", strings.NewReader(string(event)))
		if err != nil {
			return
		}
		_ = answered.Body.Close()
	}
}

// TestKillInTheMiddleOfAnEvent shows that a killed process fails its own event at once, and that the
// function goes on with others.
func TestKillInTheMiddleOfAnEvent(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	f, err := Start(t.Context(), Config{Program: program}, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Stop()
	failed := make(chan error, 1)
	go func() {
		_, err := f.Invoke(context.Background(), []byte(endless))
		failed <- err
	}()
	killed := -1
	for end := time.Now().Add(10 * time.Second); killed < 0 && time.Now().Before(end); {
		for n := range 2 {
			if f.api.busy(processOf(f.processes[n])) {
				killed = n
			}
		}
	}
	if hadEvent, err := f.Kill(t.Context(), max(killed, 0), time.Second); err != nil || !hadEvent {
		t.Fatalf("killed in the middle of an event: %t (%v)", hadEvent, err)
	}
	if err := <-failed; !errors.Is(err, ErrKilled) {
		t.Errorf("the event failed with %v, want %v", err, ErrKilled)
	}
	for n := range 2 { // both processes answer: an endless event occupies one of them
		if n == 1 {
			go func() { _, _ = f.Invoke(context.Background(), []byte(endless)) }()
		}
		if answer, err := f.Invoke(t.Context(), []byte(`"next"`)); err != nil || string(answer) != `"next"` {
			t.Errorf("after the kill: %s (%v)", answer, err)
		}
	}
	if f.MemoryOfProcess(killed) <= 0 {
		t.Error("the new process has no memory")
	}
}
