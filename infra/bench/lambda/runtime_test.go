package lambda

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestRuntimeAPI plays a process that asks for an event and answers it.
func TestRuntimeAPI(t *testing.T) {
	r := newRuntimeAPI()
	defer r.stop()
	address := r.newProcess()
	var process sync.WaitGroup
	defer process.Wait()
	process.Go(func() {
		next, err := http.Get("http://" + address + "/2018-06-01/runtime/invocation/next")
		if err != nil {
			t.Error(err)
			return
		}
		defer next.Body.Close()
		id := next.Header.Get("Lambda-Runtime-Aws-Request-Id")
		answer, err := http.Post("http://"+address+"/2018-06-01/runtime/invocation/"+id+"/response", "application/json", strings.NewReader(`{"done":true}`))
		if err != nil {
			t.Error(err)
			return
		}
		answer.Body.Close()
	})
	var took time.Duration
	got, err := r.invoke(t.Context(), []byte("{}"), func(d time.Duration) { took = d })
	if err != nil || string(got) != `{"done":true}` || took <= 0 {
		t.Errorf("answered %q (%v) after %s", got, err, took)
	}
	select {
	case <-r.asked:
	default:
		t.Error("nobody noted when the process asked")
	}
}

func TestUsageRoundsEachInvocationUp(t *testing.T) {
	var u Usage
	u.add(1200 * time.Microsecond)
	u.add(3 * time.Millisecond)
	if n, ms := u.Take(); n != 2 || ms != 5 {
		t.Errorf("%d invocations of %d ms, want 2 of 5", n, ms)
	}
	if n, ms := u.Take(); n != 0 || ms != 0 {
		t.Errorf("taken twice: %d, %d", n, ms)
	}
}
