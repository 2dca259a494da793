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
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"text/template"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// The defaults of ADMIT_FUZZ_EXAMPLES and ADMIT_FUZZ_SEED, and a time limit that is long
// enough for any run that does not hang.
const (
	usualExamples = "20" // per operation and phase
	usualSeed     = "1"
	limit         = 20 * time.Minute
)

// outputs describes the deployment.
type outputs struct {
	APIURL         string `json:"apiUrl"`
	ClientID       string `json:"clientId"`
	Region         string `json:"region"`
	Endpoint       string `json:"endpoint"`
	OrganisationID string `json:"organisationId"`
	AdminEmail     string `json:"adminEmail"`
	AdminPassword  string `json:"adminPassword"`
}

// settings are the values in the configuration template.
type settings struct {
	Seed, Examples                     string
	Token, Organisation, Account, User string
	Invitations                        []string
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
	address, seen := front(t, d.APIURL)
	run := exec.CommandContext(ctx, program, "--config-file", path, "--no-color", "run", address+"/openapi.json")
	run.Dir = t.TempDir()
	said, err := run.CombinedOutput()
	t.Logf("%s\nresponses by status: %v", said, seen.by)
	if err != nil {
		t.Errorf("schemathesis: %v. To repeat: make fuzz SEED=%s EXAMPLES=%s", err, s.Seed, s.Examples)
	}
	// If all requests failed early, the test would prove little.
	for _, status := range []int{200, 201, 202, 204, 400, 401, 403, 404, 409, 410, 415} {
		if seen.by[status] == 0 {
			t.Errorf("no response had the status %d", status)
		}
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

func readOutputs(t *testing.T) outputs {
	t.Helper()
	content, err := os.ReadFile(setting(t, "ADMIT_E2E_OUTPUTS"))
	if err != nil {
		t.Fatal(err)
	}
	var d outputs
	if err := json.Unmarshal(content, &d); err != nil {
		t.Fatal(err)
	}
	if d.Endpoint == "" {
		t.Fatal("the deployment is on AWS, where fuzzing would send mails to strangers")
	}
	return d
}

// invited is the number of invitations for the requests. There are several, because a
// revoked invitation allows no more actions.
const invited = 12

// prepare signs in and creates the resources that requests refer to.
func prepare(t *testing.T, d outputs) settings {
	t.Helper()
	s := settings{
		Seed: or(os.Getenv("ADMIT_FUZZ_SEED"), usualSeed), Examples: or(os.Getenv("ADMIT_FUZZ_EXAMPLES"), usualExamples),
		Organisation: d.OrganisationID, Token: signIn(t, d),
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
	}
	return s
}

func or(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

func signIn(t *testing.T, d outputs) string {
	t.Helper()
	c, err := config.LoadDefaultConfig(t.Context(), config.WithRegion(d.Region), config.WithBaseEndpoint(d.Endpoint),
		config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("test", "test", "")))
	if err != nil {
		t.Fatal(err)
	}
	answered, err := cognitoidentityprovider.NewFromConfig(c).InitiateAuth(t.Context(), &cognitoidentityprovider.InitiateAuthInput{
		AuthFlow: types.AuthFlowTypeUserPasswordAuth, ClientId: &d.ClientID,
		AuthParameters: map[string]string{"USERNAME": strings.ToLower(d.AdminEmail), "PASSWORD": d.AdminPassword},
	})
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(answered.AuthenticationResult.AccessToken)
}

// local connects every name below localhost to this machine, as browsers do.
var local = &http.Transport{
	DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if host, port, err := net.SplitHostPort(address); err == nil && strings.HasSuffix(host, ".localhost") {
			address = net.JoinHostPort("localhost", port)
		}
		return (&net.Dialer{}).DialContext(ctx, network, address)
	},
}

func ask(t *testing.T, token, method, address, body string, into any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	answer, err := (&http.Client{Transport: local}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil || answer.StatusCode >= 300 {
		t.Fatalf("%s %s: %d %s (%v)", method, address, answer.StatusCode, text, err)
	}
}

// statuses counts responses by status.
type statuses struct {
	mutex sync.Mutex
	by    map[int]int
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
