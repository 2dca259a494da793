package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// API Gateway or the function refuses what is too large. No size ends in an internal error.
func TestLargeRequests(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	invite := func(change func(r *request)) response {
		r := org.inviteRequest(org.admin, address("large"), "billing-viewer")
		r.header = map[string]string{}
		change(&r)
		return got(r.exchange(t.Context())).orFail(t) // the gateway's own refusals are not in the document
	}
	t.Run("6 MB body", func(t *testing.T) {
		invite(func(r *request) {
			r.body = raw(`{"email": "ada@example.com", "roles": ["billing-viewer"], "firstName": "` + strings.Repeat("a", 6<<20) + `"}`)
		}).want(t, http.StatusRequestEntityTooLarge)
	})
	for kind, change := range map[string]func(r *request){
		"10 KB header":    func(r *request) { r.header["X-Large"] = strings.Repeat("a", 10<<10) },
		"10 KB language":  func(r *request) { r.header["Accept-Language"] = strings.Repeat("nb,", 10<<10/3) },
		"100 headers":     func(r *request) { r.header = manyHeaders(100) },
		"10 KB of a path": func(r *request) { r.path += "/" + strings.Repeat("a", 10<<10) },
		"10 KB of query":  func(r *request) { r.path += "?x=" + strings.Repeat("a", 10<<10) },
	} {
		t.Run(kind, func(t *testing.T) {
			if a := invite(change); a.status >= http.StatusInternalServerError || (a.status < http.StatusBadRequest && a.status != http.StatusCreated) {
				t.Errorf("%s", a)
			}
		})
	}
	t.Run("10 KB token", func(t *testing.T) {
		invite(func(r *request) { r.token = strings.Repeat("a", 10<<10) }).want(t, http.StatusUnauthorized)
	})
	invite(func(*request) {}).want(t, http.StatusCreated) // the request itself is valid
}

func manyHeaders(n int) map[string]string {
	headers := map[string]string{}
	for i := range n {
		headers[fmt.Sprint("X-Header-", i)] = strings.Repeat("a", 50)
	}
	return headers
}
