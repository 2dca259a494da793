package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// exchanges judges every exchange with the API as it happens, and remembers what
// was seen: what the document promises must have happened.
type exchanges struct {
	document *reference
	mutex    sync.Mutex
	answers  map[string]map[int]int // how often an operation answered with a status
	problems map[string]int         // by name
}

func newExchanges(document *reference) *exchanges {
	return &exchanges{document: document, answers: map[string]map[int]int{}, problems: map[string]int{}}
}

// judge is an error for an exchange that is not as the document says. What is
// not in the document is not there: API Gateway has no route for it, or below
// /docs/, where it has one for every path, the function has no file.
func (e *exchanges) judge(a answer) error {
	path, _, _ := strings.Cut(a.request.path, "?")
	method := a.request.method
	if method == http.MethodHead {
		method = http.MethodGet // it is answered in the same way
	}
	o, described := e.document.find(method, path)
	switch {
	case described && !(disguised(path) && a.ofGateway()):
	case a.status == http.StatusNotFound || a.ofGateway():
		return nil
	default:
		return fmt.Errorf("the document has no such operation, and yet it was answered\n\n%s", a)
	}
	if err := o.judge(a); err != nil {
		return fmt.Errorf("this is not as the document says: %w\n\n%s", err, a)
	}
	if a.request.method != http.MethodHead {
		e.remember(o, a)
	}
	return nil
}

// ofGateway tells whether API Gateway refused the request in its own words: as
// not found, or as forbidden, which is an emulator's word for OPTIONS.
func (a answer) ofGateway() bool {
	return (a.status == http.StatusNotFound || a.status == http.StatusForbidden) && a.header.Get("Content-Type") != problemType
}

// disguised tells of a path with dots for segments, or with slashes that do not
// look like any. Gateways differ in whether it is still the route that it seems.
func disguised(path string) bool {
	plain, err := url.PathUnescape(path)
	segments := strings.Split(plain, "/")
	return err != nil || len(segments) != strings.Count(path, "/")+1 || slices.Contains(segments, ".") || slices.Contains(segments, "..")
}

func (e *exchanges) remember(o operation, a answer) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.answers[o.id] == nil {
		e.answers[o.id] = map[int]int{}
	}
	e.answers[o.id][a.status]++
	var told struct {
		Type  string
		Items []struct{ Problem struct{ Type string } } // the rows of a batch
	}
	_ = json.Unmarshal(a.body, &told) // a page and an empty body tell of no problem
	types := []string{told.Type}
	for _, row := range told.Items {
		types = append(types, row.Problem.Type)
	}
	for _, urn := range types {
		if name, is := strings.CutPrefix(urn, "urn:admit:problem:"); is {
			e.problems[name]++
		}
	}
}

// unproducible are the problems that no test can bring about from outside, each
// with the reason.
var unproducible = map[string]string{}

// missing is what the document promises and no test has seen: an answer that
// grants something, or a problem.
func (e *exchanges) missing() []string {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	var unseen []string
	promised := map[string]bool{}
	for _, o := range e.document.operations {
		for status, described := range o.responses {
			if status < 400 && e.answers[o.id][status] == 0 {
				unseen = append(unseen, fmt.Sprintf("%s never answered %d", o.id, status))
			}
			for _, name := range described.content[problemType].problems {
				promised[name] = true
			}
		}
	}
	promised["duplicate-row"] = true // is told of a row, and of no request
	for name := range promised {
		if e.problems[name] == 0 && unproducible[name] == "" {
			unseen = append(unseen, "the problem "+name+" was never produced")
		}
	}
	for name := range unproducible {
		if e.problems[name] > 0 {
			unseen = append(unseen, "the problem "+name+" was produced, though it is said that none can be")
		}
	}
	slices.Sort(unseen)
	return unseen
}

// report prints which operation answered with what, and how often.
func (e *exchanges) report(w io.Writer) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	fmt.Fprintln(w, "e2e: exchanges judged by /openapi.json, by operation and status (- is described and was not seen)")
	operations := slices.SortedFunc(slices.Values(e.document.operations), func(a, b operation) int { return strings.Compare(a.id, b.id) })
	for _, o := range operations {
		var line strings.Builder
		for _, status := range slices.Sorted(maps.Keys(o.responses)) {
			if n := e.answers[o.id][status]; n > 0 {
				fmt.Fprintf(&line, " %d:%d", status, n)
			} else if status < 500 && status != http.StatusTooManyRequests {
				fmt.Fprintf(&line, " %d:-", status)
			}
		}
		fmt.Fprintf(w, "  %-20s%s\n", o.id, line.String())
	}
}
