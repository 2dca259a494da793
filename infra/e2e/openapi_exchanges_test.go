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

// apiChecker checks every exchange with the API against the OpenAPI document and counts
// what occurred, so that everything in the document can be required to occur.
type apiChecker struct {
	document *openAPIDocument
	mutex    sync.Mutex
	statuses map[string]map[int]int // operation id -> status -> count
	problems map[string]int         // by name
}

func newAPIChecker(document *openAPIDocument) *apiChecker {
	return &apiChecker{document: document, statuses: map[string]map[int]int{}, problems: map[string]int{}}
}

// check returns an error for an exchange that does not match the document. An operation
// that is not in the document must not exist: either API Gateway has no route for it, or
// (below /docs/, where any path has a route) the function has no such file.
func (e *apiChecker) check(a response) error {
	path, _, _ := strings.Cut(a.request.path, "?")
	method := a.request.method
	if method == http.MethodHead {
		method = http.MethodGet // HEAD is described as GET
	}
	o, described := e.document.find(method, path)
	switch {
	case described && !(ambiguous(path) && a.fromGateway()):
	case a.status == http.StatusNotFound || a.fromGateway():
		return nil
	default:
		return fmt.Errorf("the operation is not in the document, but it exists\n\n%s", a)
	}
	if err := o.check(a); err != nil {
		return fmt.Errorf("the exchange does not match the document: %w\n\n%s", err, a)
	}
	if a.request.method != http.MethodHead {
		e.count(o, a)
	}
	return nil
}

// fromGateway reports whether API Gateway itself refused the request. It returns 404, and
// the emulator returns 403 for OPTIONS.
func (a response) fromGateway() bool {
	return (a.status == http.StatusNotFound || a.status == http.StatusForbidden) && a.header.Get("Content-Type") != problemType
}

// ambiguous reports whether a path has dot segments or escaped slashes. Gateways differ in
// the route that they choose for such a path.
func ambiguous(path string) bool {
	plain, err := url.PathUnescape(path)
	segments := strings.Split(plain, "/")
	return err != nil || len(segments) != strings.Count(path, "/")+1 || slices.Contains(segments, ".") || slices.Contains(segments, "..")
}

func (e *apiChecker) count(o operation, a response) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.statuses[o.id] == nil {
		e.statuses[o.id] = map[int]int{}
	}
	e.statuses[o.id][a.status]++
	var body struct {
		Type  string
		Items []struct{ Problem struct{ Type string } } // the rows of a batch
	}
	_ = json.Unmarshal(a.body, &body) // pages and empty bodies have no problem
	types := []string{body.Type}
	for _, row := range body.Items {
		types = append(types, row.Problem.Type)
	}
	for _, urn := range types {
		if name, is := strings.CutPrefix(urn, "urn:admit:problem:"); is {
			e.problems[name]++
		}
	}
}

// unproducible lists the problems that no test can cause from outside, with the reasons.
var unproducible = map[string]string{
	"sign-in-required": "only a deployment in which nobody registers answers it: see identity_ways_test.go",
}

// missing returns the successful responses and the problems that are in the document but
// did not occur.
func (e *apiChecker) missing() []string {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	var unseen []string
	promised := map[string]bool{}
	for _, o := range e.document.operations {
		for status, described := range o.responses {
			if status < 400 && e.statuses[o.id][status] == 0 {
				unseen = append(unseen, fmt.Sprintf("%s never returned %d", o.id, status))
			}
			for _, name := range described.content[problemType].problems {
				promised[name] = true
			}
		}
	}
	promised["duplicate-row"] = true // the problem of a row, not of a request
	for name := range promised {
		if e.problems[name] == 0 && unproducible[name] == "" {
			unseen = append(unseen, "the problem "+name+" never occurred")
		}
	}
	for name := range unproducible {
		if e.problems[name] > 0 {
			unseen = append(unseen, "the problem "+name+" occurred although it is listed as unproducible")
		}
	}
	slices.Sort(unseen)
	return unseen
}

// report prints how often each operation returned each status.
func (e *apiChecker) report(w io.Writer) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	fmt.Fprintln(w, "e2e: exchanges checked against /openapi.json, by operation and status (- is in the document but did not occur)")
	operations := slices.SortedFunc(slices.Values(e.document.operations), func(a, b operation) int { return strings.Compare(a.id, b.id) })
	for _, o := range operations {
		var line strings.Builder
		for _, status := range slices.Sorted(maps.Keys(o.responses)) {
			if n := e.statuses[o.id][status]; n > 0 {
				fmt.Fprintf(&line, " %d:%d", status, n)
			} else if status < 500 && status != http.StatusTooManyRequests {
				fmt.Fprintf(&line, " %d:-", status)
			}
		}
		fmt.Fprintf(w, "  %-20s%s\n", o.id, line.String())
	}
}
