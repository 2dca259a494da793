package cloud

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestReplayAnswersEveryRoundAsTheFirst(t *testing.T) {
	calls := 0
	service := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls++
		fmt.Fprint(w, "answer ", calls)
	})
	r := &Replay{record: true}
	ask := func(target, body string) string {
		request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		request.Header.Set("X-Amz-Target", target)
		answer := httptest.NewRecorder()
		r.answer(answer, request, service)
		text, _ := io.ReadAll(answer.Body)
		return string(text)
	}
	ask("Query", "a")
	ask("Query", `{"x": 1, "y": 2}`)
	ask("GetItem", "c")
	r.Repeat()
	for round := range 3 {
		for _, c := range []struct{ target, body, want string }{
			{"Query", `{"y": 2, "x": 1}`, "answer 2"}, // the same body, with its fields in another order
			{"Query", "a new body", "answer 1"},
			{"GetItem", "c", "answer 3"},
		} {
			if got := ask(c.target, c.body); got != c.want {
				t.Errorf("round %d: %s %s: %q, want %q", round, c.target, c.body, got, c.want)
			}
		}
	}
	if calls != 3 {
		t.Errorf("the service was called %d times", calls)
	}
}
