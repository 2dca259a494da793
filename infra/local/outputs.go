package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// outputs describes a local deployment: its addresses, and the administrator's
// credentials. It is stored as outputs.json.
type outputs struct {
	APIURL             string `json:"apiUrl"`
	ConsoleURL         string `json:"consoleUrl"`
	Issuer             string `json:"issuer"`
	ClientID           string `json:"clientId"`
	UserPoolID         string `json:"userPoolId"`
	Region             string `json:"region"`
	Endpoint           string `json:"endpoint"`
	OrganisationID     string `json:"organisationId"`
	AdminEmail         string `json:"adminEmail"`
	AdminPassword      string `json:"adminPassword"`
	TableName          string `json:"tableName"`
	OperatorFunction   string `json:"operatorFunction"`
	DecideFunction     string `json:"decideFunction"`
	DeadLetterQueueURL string `json:"deadLetterQueueUrl"`
	SignInURL          string `json:"signInUrl"`
	MachineClientID    string `json:"machineClientId"`
	ProductClientID    string `json:"productClientId,omitempty"` // see provideProduct
	ProductOrigin      string `json:"productOrigin,omitempty"`
	ConfigurationSet   string `json:"configurationSet"`
	EventBusName       string `json:"eventBusName"`
	EventsQueueURL     string `json:"eventsQueueUrl"`
	InboxURL           string `json:"inboxUrl"`
	Identity           string `json:"identity"`                   // create, existing or issuer
	KeycloakURL        string `json:"keycloakUrl,omitempty"`      // with issuer: where an administrator of Keycloak adds people
	KeycloakPassword   string `json:"keycloakPassword,omitempty"` // of that administrator
}

// readStack reads the stack's outputs from the file that the CDK wrote.
func readStack(w workspace, endpoint string, identity wayOfIdentity) (outputs, error) {
	var stacks map[string]map[string]string
	if err := readJSON(w.stack(), &stacks); err != nil {
		return outputs{}, err
	}
	o := outputs{Region: region(), Endpoint: endpoint, Identity: identity.mode, KeycloakURL: identity.keycloak.url, KeycloakPassword: identity.keycloak.password}
	stack := stackOf(w.deployment)
	onlyOfPool := []string{"UserPoolId", "SignInUrl", "MachineClientId"}
	for name, field := range map[string]*string{
		"ApiUrl": &o.APIURL, "ConsoleUrl": &o.ConsoleURL, "Issuer": &o.Issuer, "ClientId": &o.ClientID,
		"UserPoolId": &o.UserPoolID, "TableName": &o.TableName, "OperatorFunctionName": &o.OperatorFunction,
		"DecideFunctionName": &o.DecideFunction,
		"DeadLetterQueueUrl": &o.DeadLetterQueueURL, "SignInUrl": &o.SignInURL, "MachineClientId": &o.MachineClientID,
		"ConfigurationSetName": &o.ConfigurationSet, "EventBusName": &o.EventBusName, "DevelopmentEventsQueueUrl": &o.EventsQueueURL,
	} {
		if *field = strings.TrimRight(stacks[stack][name], "/"); *field == "" && !(identity.mode == "issuer" && slices.Contains(onlyOfPool, name)) {
			return outputs{}, fmt.Errorf("the stack %s has no output %s", stack, name)
		}
	}
	return o, nil
}

func readOutputs(w workspace) (outputs, error) {
	var o outputs
	return o, readJSON(w.outputs(), &o)
}

// localOutputs returns the outputs, for commands that need a local deployment.
func localOutputs(deployment string) (outputs, error) {
	o, err := readOutputs(home.of(deployment))
	if errors.Is(err, fs.ErrNotExist) && deployment != "" {
		return o, advise(fmt.Errorf("no deployment %s is on this machine", deployment), "run make up DEPLOYMENT=%s", deployment)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return o, advise(errors.New("nothing is deployed on this machine"), "run make up")
	}
	return o, err
}

// writeOutputs stores the outputs readable only by the user, because they contain a
// password, although only for an emulator.
func writeOutputs(w workspace, o outputs) error {
	content, err := json.MarshalIndent(o, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(w.outputs(), append(content, '\n'), 0o600)
}

func readJSON(path string, into any) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(content, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
