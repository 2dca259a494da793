package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// machineToken gets an access token for the machine client from the token endpoint, as
// a program would (client credentials). Without scope the token has every scope that the
// client may have.
func machineToken(ctx context.Context, o outputs, scope string) (string, error) {
	described, err := cognitoidentityprovider.NewFromConfig(localConfig(o.Endpoint)).DescribeUserPoolClient(ctx, &cognitoidentityprovider.DescribeUserPoolClientInput{
		UserPoolId: &o.UserPoolID, ClientId: &o.MachineClientID,
	})
	if err != nil {
		return "", fmt.Errorf("the machine client's secret: %w", err)
	}
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {o.MachineClientID},
		"client_secret": {aws.ToString(described.UserPoolClient.ClientSecret)},
	}
	if scope != "" {
		form.Set("scope", scope)
	}
	return requestToken(ctx, o.SignInURL+"/oauth2/token", form)
}

// requestToken sends a form to a token endpoint and returns the access token. Its error
// contains the endpoint's reason, such as invalid_scope.
func requestToken(ctx context.Context, endpoint string, form url.Values) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var granted struct {
		AccessToken string `json:"access_token"`
		Error       string `json:"error"`
	}
	if err := json.NewDecoder(response.Body).Decode(&granted); err != nil || granted.AccessToken == "" {
		return "", fmt.Errorf("the token endpoint %s returned no token: %s %s", endpoint, response.Status, printable(granted.Error))
	}
	return granted.AccessToken, nil
}
