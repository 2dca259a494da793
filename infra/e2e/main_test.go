package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"testing"
)

// outputs is what is known of the deployment under test.
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
	DeadLetterQueue  string `json:"deadLetterQueueUrl"`
	SignInURL        string `json:"signInUrl"`
	MachineClientID  string `json:"machineClientId"`
	ConfigurationSet string `json:"configurationSet"`
	EventsQueue      string `json:"eventsQueueUrl"` // what the event bus carried; empty in production
}

var (
	deployment outputs
	cloud      services
	mails      *inbox
	judged     *exchanges
)

// atOnce is how many tests run at the same time: most of a test's time is
// spent waiting for mails.
const atOnce = "8"

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
	os.Exit(finish(m.Run()))
}

// finish fails a whole run in which the API did not do all that its document
// promises. A part of the tests cannot bring everything about.
func finish(code int) int {
	if partial := flag.Lookup("test.run").Value.String() + flag.Lookup("test.skip").Value.String() + flag.Lookup("test.list").Value.String(); partial != "" {
		return code
	}
	judged.report(os.Stdout)
	for _, promise := range judged.missing() {
		fmt.Println("e2e: FAIL:", promise)
		code = max(code, 1)
	}
	return code
}

func setUp() error {
	path := os.Getenv("ADMIT_E2E_OUTPUTS")
	if path == "" {
		return errors.New("ADMIT_E2E_OUTPUTS must name the outputs.json of a deployment: make test-e2e, or make up and ADMIT_E2E_OUTPUTS=$PWD/.local/outputs.json")
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
	document, err := fetchReference(context.Background())
	if err != nil {
		return err
	}
	judged = newExchanges(document)
	return flag.Set("test.parallel", atOnce)
}
