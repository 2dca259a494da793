// Package fuzz sends requests to a deployment that Schemathesis generates from the API's
// own OpenAPI document. The API must answer every request as the document says, and
// never with a 5xx status.
//
// ADMIT_E2E_OUTPUTS describes the deployment. It must be an emulator, because the tests
// send mails to made-up addresses. ADMIT_E2E_SCHEMATHESIS is the path of Schemathesis.
// make fuzz and make test-e2e set both.
package fuzz

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"text/template"
	"time"
)

// The defaults of ADMIT_FUZZ_EXAMPLES and ADMIT_FUZZ_SEED, and a time limit that is long
// enough for any run that does not hang.
const (
	usualExamples = "10" // per operation and phase
	usualSeed     = "1"
	limit         = 40 * time.Minute
)

// settings are the values in the configuration template.
type settings struct {
	Seed, Examples              string
	Scheme, Token               string // the token, and the security scheme of the document that it is for
	Organisation, Account, User string
	Invitations                 []string
}

//go:embed schemathesis.toml.tmpl
var configuration string

func TestTheAPIKeepsItsDocumentWhateverIsAsked(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED, because of -short: it needs a deployment")
	}
	program := setting(t, "ADMIT_E2E_SCHEMATHESIS")
	d := readOutputs(t)
	s := prepare(t, d)
	t.Logf("seed %s, %s examples of each operation", s.Seed, s.Examples)
	address, seen := front(t, d.APIURL)
	run(t, program, s, address)
	// If all requests failed early, the test would prove little.
	seen.want(t, 200, 201, 202, 204, 400, 401, 403, 404, 409, 410, 415)

	s.Scheme, s.Token = "programToken", machineToken(t, d)
	address, seen = front(t, d.APIURL)
	run(t, program, s, address, operationsOfPrograms(t, d)...)
	seen.want(t, 200, 400, 401, 404, 415)
}

// run runs Schemathesis on some operations, or on all.
func run(t *testing.T, program string, s settings, address string, operations ...string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "schemathesis.toml")
	var file bytes.Buffer
	if err := template.Must(template.New("").Parse(configuration)).Execute(&file, s); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	arguments := []string{"--config-file", path, "--no-color", "run", address + "/openapi.json"}
	for _, operation := range operations {
		arguments = append(arguments, "--include-operation-id", operation)
	}
	run := exec.CommandContext(ctx, program, arguments...)
	run.Dir = t.TempDir()
	said, err := run.CombinedOutput()
	t.Logf("with the scheme %s:\n%s", s.Scheme, said)
	if err != nil {
		t.Errorf("schemathesis: %v. To repeat: make fuzz SEED=%s EXAMPLES=%s", err, s.Seed, s.Examples)
	}
}

func setting(t *testing.T, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Fatalf("%s is not set: run make fuzz", name)
	}
	return value
}

// invited is the number of invitations for the requests, and revoked how many of them are
// revoked before. There are several, because a revoked invitation allows no more actions.
const invited, revoked = 15, 3

// prepare signs in and creates the resources that requests refer to.
func prepare(t *testing.T, d outputs) settings {
	t.Helper()
	s := settings{
		Seed: or(os.Getenv("ADMIT_FUZZ_SEED"), usualSeed), Examples: or(os.Getenv("ADMIT_FUZZ_EXAMPLES"), usualExamples),
		Organisation: d.OrganisationID, Scheme: "accessToken", Token: signIn(t, d),
	}
	organisation := d.APIURL + "/organisations/" + d.OrganisationID
	var me struct{ User struct{ ID string } }
	ask(t, s.Token, http.MethodGet, d.APIURL+"/me", "", &me)
	var account struct{ ID string }
	ask(t, s.Token, http.MethodPost, organisation+"/accounts", `{"name": "Fuzzed"}`, &account)
	s.User, s.Account = me.User.ID, account.ID
	for n := range invited {
		var invitation struct{ ID string }
		body := fmt.Sprintf(`{"email": "fuzzed-%d-%d@people.example", "roles": ["billing-viewer"]}`, time.Now().UnixNano(), n)
		ask(t, s.Token, http.MethodPost, organisation+"/invitations", body, &invitation)
		s.Invitations = append(s.Invitations, invitation.ID)
		if n < revoked {
			ask(t, s.Token, http.MethodDelete, organisation+"/invitations/"+invitation.ID, "", nil)
		}
	}
	return s
}

func or(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// statuses counts responses by status.
type statuses struct {
	mutex sync.Mutex
	by    map[int]int
}

// want fails the test unless there was a response with each of the statuses.
func (s *statuses) want(t *testing.T, all ...int) {
	t.Helper()
	t.Logf("responses by status: %v", s.by)
	for _, status := range all {
		if s.by[status] == 0 {
			t.Errorf("no response had the status %d", status)
		}
	}
}

func (s *statuses) count(answer *http.Response) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.by[answer.StatusCode]++
	return nil
}

// front starts a proxy on loopback in front of the API, because Python does not resolve
// names below localhost. It returns the proxy's URL and the counted responses.
func front(t *testing.T, address string) (string, *statuses) {
	t.Helper()
	api, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	seen := &statuses{by: map[int]int{}}
	server := httptest.NewServer(&httputil.ReverseProxy{
		Transport: local,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(api)
			r.Out.Host = api.Host
		},
		ModifyResponse: seen.count,
	})
	t.Cleanup(server.Close)
	return server.URL, seen
}
