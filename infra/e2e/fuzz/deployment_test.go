package fuzz

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// The deployment, the tokens for it, and requests that prepare it.

// outputs describes the deployment.
type outputs struct {
	APIURL          string `json:"apiUrl"`
	ClientID        string `json:"clientId"`
	UserPoolID      string `json:"userPoolId"`
	MachineClientID string `json:"machineClientId"`
	SignInURL       string `json:"signInUrl"`
	Region          string `json:"region"`
	Endpoint        string `json:"endpoint"`
	OrganisationID  string `json:"organisationId"`
	AdminEmail      string `json:"adminEmail"`
	AdminPassword   string `json:"adminPassword"`
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

// userPools returns a client for the emulator's user pools.
func userPools(t *testing.T, d outputs) *cognitoidentityprovider.Client {
	t.Helper()
	c, err := config.LoadDefaultConfig(t.Context(), config.WithRegion(d.Region), config.WithBaseEndpoint(d.Endpoint),
		config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("test", "test", "")))
	if err != nil {
		t.Fatal(err)
	}
	return cognitoidentityprovider.NewFromConfig(c)
}

func signIn(t *testing.T, d outputs) string {
	t.Helper()
	answered, err := userPools(t, d).InitiateAuth(t.Context(), &cognitoidentityprovider.InitiateAuthInput{
		AuthFlow: types.AuthFlowTypeUserPasswordAuth, ClientId: &d.ClientID,
		AuthParameters: map[string]string{"USERNAME": strings.ToLower(d.AdminEmail), "PASSWORD": d.AdminPassword},
	})
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(answered.AuthenticationResult.AccessToken)
}

// machineToken signs in as the machine client.
func machineToken(t *testing.T, d outputs) string {
	t.Helper()
	described, err := userPools(t, d).DescribeUserPoolClient(t.Context(), &cognitoidentityprovider.DescribeUserPoolClientInput{
		UserPoolId: &d.UserPoolID, ClientId: &d.MachineClientID,
	})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := (&http.Client{Transport: local}).PostForm(d.SignInURL+"/oauth2/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {d.MachineClientID},
		"client_secret": {aws.ToString(described.UserPoolClient.ClientSecret)},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var granted struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&granted); err != nil || granted.AccessToken == "" {
		t.Fatalf("the token endpoint returned no access token: %s (%v)", answer.Status, err)
	}
	return granted.AccessToken
}

// operationsOfPrograms returns the operations that the document marks for programs.
func operationsOfPrograms(t *testing.T, d outputs) []string {
	t.Helper()
	var document struct {
		Paths map[string]map[string]struct {
			OperationID string
			Security    []map[string]any
		}
	}
	ask(t, "", http.MethodGet, d.APIURL+"/openapi.json", "", &document)
	var marked []string
	for _, item := range document.Paths {
		for _, operation := range item {
			for _, requirement := range operation.Security {
				if _, is := requirement["programToken"]; is {
					marked = append(marked, operation.OperationID)
				}
			}
		}
	}
	if len(marked) == 0 {
		t.Fatal("the document marks no operation for programs")
	}
	return marked
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
	if into != nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil || answer.StatusCode >= 300 {
		t.Fatalf("%s %s: %d %s (%v)", method, address, answer.StatusCode, text, err)
	}
}
