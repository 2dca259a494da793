package e2e

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// outputs describes the deployment under test.
type outputs struct {
	APIURL           string `json:"apiUrl"`
	Issuer           string `json:"issuer"`
	ClientID         string `json:"clientId"`
	UserPoolID       string `json:"userPoolId"`
	Region           string `json:"region"`
	Endpoint         string `json:"endpoint"` // of an emulator; empty on AWS
	OrganisationID   string `json:"organisationId"`
	AdminEmail       string `json:"adminEmail"`
	AdminPassword    string `json:"adminPassword"`
	TableName        string `json:"tableName"`
	OperatorFunction string `json:"operatorFunction"`
	DecideFunction   string `json:"decideFunction"`
	DeadLetterQueue  string `json:"deadLetterQueueUrl"`
	SignInURL        string `json:"signInUrl"`
	MachineClientID  string `json:"machineClientId"`
	ProductClientID  string `json:"productClientId"` // a client in the setting audiences
	ProductOrigin    string `json:"productOrigin"`   // the origin in the setting origins
	ConfigurationSet string `json:"configurationSet"`
	EventsQueue      string `json:"eventsQueueUrl"` // copy of the event bus; empty in production
	Identity         string `json:"identity"`       // the way of identity; see ways_test.go
	KeycloakURL      string `json:"keycloakUrl"`
	KeycloakPassword string `json:"keycloakPassword"` // of Keycloak's administrator
}

var (
	deployment outputs
	cloud      awsClients
	mails      *inbox
	checker    *apiChecker
)

// parallelTests is the number of tests that run in parallel. Tests mostly wait for mails.
const parallelTests = "8"

func TestMain(m *testing.M) {
	flag.Parse()
	if testing.Short() {
		fmt.Println("e2e: SKIPPED all end-to-end tests, because of -short")
		os.Exit(0)
	}
	if err := setUp(); err != nil {
		fmt.Println("e2e:", err)
		os.Exit(1)
	}
	given := flag.Lookup("test.skip").Value.String()
	skip(strings.Trim(given+"|^"+lastTest+"$", "|"))
	code := m.Run()
	skip(given)
	os.Exit(finish(code))
}

// skip sets the flag -skip.
func skip(pattern string) {
	if err := flag.Set("test.skip", pattern); err != nil {
		panic(err) // the flag takes any text
	}
}

// lastTest is the test that runs after all others. They run without it.
const lastTest = "TestNothingKeepsASecret"

// searchLast runs the search for secrets, if the run is complete or names it. Package testing
// runs parallel tests after all others, so that no test can be the last one in another way.
func searchLast(selected string) int {
	if matched, err := regexp.MatchString(cmp.Or(selected, lastTest), lastTest); err != nil || !matched {
		return 0
	}
	all := func(string, string) (bool, error) { return true, nil }
	if testing.RunTests(all, []testing.InternalTest{{Name: lastTest, F: TestNothingKeepsASecret}}) {
		return 0
	}
	return 1
}

// finish fails a complete run in which some response or problem of the API's document did
// not occur, or in which a function's role allowed something that no call needed. A run of
// selected tests is not expected to cause all of them.
func finish(code int) int {
	if flag.Lookup("test.list").Value.String() == "" {
		code = max(code, searchLast(flag.Lookup("test.run").Value.String()))
	}
	if partial := flag.Lookup("test.run").Value.String() + flag.Lookup("test.skip").Value.String() + flag.Lookup("test.list").Value.String(); partial != "" {
		return code
	}
	checker.report(os.Stdout)
	for _, promise := range checker.missing() {
		fmt.Println("e2e: FAIL:", promise)
		code = max(code, 1)
	}
	return max(code, finishRoles())
}

// finishRoles compares the calls of the run with the roles. Only the emulator that `run`
// started records calls.
func finishRoles() int {
	if os.Getenv("ADMIT_E2E_CALLS") == "" {
		fmt.Println("e2e: NOT COMPARED: the permissions of the roles with the calls, which only the emulator of make test-e2e records")
		return 0
	}
	compared, wrong, err := checkRoles(context.Background())
	if err != nil {
		wrong = append(wrong, err.Error())
	}
	fmt.Println("e2e:", compared)
	for _, w := range wrong {
		fmt.Println("e2e: FAIL:", w)
	}
	return min(len(wrong), 1)
}

func setUp() error {
	path := os.Getenv("ADMIT_E2E_OUTPUTS")
	if path == "" {
		return errors.New("ADMIT_E2E_OUTPUTS is not set: run make test-e2e, or run make up and set ADMIT_E2E_OUTPUTS=$PWD/.local/outputs.json")
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("ADMIT_E2E_OUTPUTS: %w", err)
	}
	if err := json.Unmarshal(content, &deployment); err != nil {
		return fmt.Errorf("ADMIT_E2E_OUTPUTS: %s: %w", path, err)
	}
	if deployment.APIURL == "" || deployment.TableName == "" {
		return fmt.Errorf("ADMIT_E2E_OUTPUTS: %s does not describe a deployment", path)
	}
	if cloud, err = connect(); err != nil {
		return err
	}
	mails = newInbox()
	document, err := fetchDocument(context.Background())
	if err != nil {
		return err
	}
	checker = newAPIChecker(document)
	return flag.Set("test.parallel", parallelTests)
}
