package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// productOrigin is the origin of the pages of a product on this machine. The port is
// fixed, because the deployment names the origin.
const productOrigin = "http://localhost:8030"

// provideProduct lets a product at productOrigin use the deployment. It creates a client
// of the product in the user pool, and deploys again with its client, its origin and its
// name in the settings. A deployment that has a product already stays as it is.
func provideProduct(ctx context.Context, s steps, w workspace, o *outputs) error {
	if o.ProductClientID != "" {
		return nil
	}
	var id string
	err := s.do("create the product's client", "", func(io.Writer) (err error) {
		id, err = createProductClient(ctx, *o)
		return err
	})
	if err != nil {
		return err
	}
	t, err := findTarget(ctx, s, o.Endpoint)
	if err != nil {
		return err
	}
	t.productClient, t.identity = id, wayOfIdentity{mode: "create"}
	*o, err = deployStack(ctx, s, w, t, o.Endpoint, "deploy again for the product")
	return err
}

// remainingProduct returns the client of the product in an earlier deployment, if the
// emulator still has it.
func remainingProduct(ctx context.Context, endpoint string, before outputs) string {
	if before.Endpoint != endpoint || before.ProductClientID == "" {
		return ""
	}
	_, err := cognitoidentityprovider.NewFromConfig(localConfig(endpoint)).DescribeUserPoolClient(ctx, &cognitoidentityprovider.DescribeUserPoolClientInput{
		UserPoolId: &before.UserPoolID, ClientId: &before.ProductClientID,
	})
	if err != nil {
		return ""
	}
	return before.ProductClientID
}

// createProductClient creates a client as a product with a page needs it: the code flow
// with PKCE, without a secret. Like the console's client it may change names only. Tests
// may also sign in with a password.
func createProductClient(ctx context.Context, o outputs) (string, error) {
	page := []string{productOrigin + "/"}
	created, err := cognitoidentityprovider.NewFromConfig(localConfig(o.Endpoint)).CreateUserPoolClient(ctx, &cognitoidentityprovider.CreateUserPoolClientInput{
		UserPoolId: &o.UserPoolID, ClientName: aws.String("Product"), GenerateSecret: false,
		AllowedOAuthFlowsUserPoolClient: true,
		AllowedOAuthFlows:               []types.OAuthFlowType{types.OAuthFlowTypeCode},
		AllowedOAuthScopes:              []string{"openid", "email", "profile"},
		CallbackURLs:                    page, LogoutURLs: page,
		SupportedIdentityProviders: []string{"COGNITO"},
		WriteAttributes:            []string{"given_name", "family_name"},
		ExplicitAuthFlows:          []types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsTypeAllowUserPasswordAuth, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth},
	})
	if err != nil {
		return "", fmt.Errorf("creating a client in the user pool %s: %w", o.UserPoolID, err)
	}
	id := aws.ToString(created.UserPoolClient.ClientId)
	if id == "" {
		return "", errors.New("the emulator returned no client id")
	}
	return id, nil
}
