package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// tokenIssuer returns the issuer in the emulator's tokens, with {userPoolId} in place
// of the pool's id. LocalStack's issuer depends on how it was started, and the stack
// needs it before its own user pool exists. So tokenIssuer signs in a user of a
// temporary pool.
func tokenIssuer(ctx context.Context, log io.Writer, endpoint string) (string, error) {
	users := cognitoidentityprovider.NewFromConfig(localConfig(endpoint))
	created, err := users.CreateUserPool(ctx, &cognitoidentityprovider.CreateUserPoolInput{PoolName: aws.String("admit-issuer")})
	if refusal, ok := errors.AsType[*smithyhttp.ResponseError](err); ok && refusal.HTTPStatusCode() == http.StatusNotImplemented {
		return "", advise(err, "start LocalStack with the auth token of a paid plan (Base or above), because its free plan has no Cognito, HTTP APIs and SES v2. Or unset AWS_ENDPOINT_URL to use MiniStack, which is free")
	}
	if err != nil {
		return "", err
	}
	pool := aws.ToString(created.UserPool.Id)
	defer func() {
		_, err := users.DeleteUserPool(context.WithoutCancel(ctx), &cognitoidentityprovider.DeleteUserPoolInput{UserPoolId: &pool})
		if err != nil {
			fmt.Fprintf(log, "the temporary user pool %s could not be deleted: %v\n", pool, err)
		}
	}()
	token, err := signInToPool(ctx, endpoint, pool)
	if err != nil {
		return "", err
	}
	issuer, err := issuerIn(token)
	if err == nil && !strings.Contains(issuer, pool) {
		err = fmt.Errorf("the issuer %q does not contain the id of its user pool, %s", issuer, pool)
	}
	fmt.Fprintln(log, "issuer", issuer)
	return strings.ReplaceAll(issuer, pool, "{userPoolId}"), err
}

// signInToPool creates a client and a user in the pool, signs the user in and returns
// the access token.
func signInToPool(ctx context.Context, endpoint, pool string) (string, error) {
	users := cognitoidentityprovider.NewFromConfig(localConfig(endpoint))
	client, err := users.CreateUserPoolClient(ctx, &cognitoidentityprovider.CreateUserPoolClientInput{
		UserPoolId: &pool, ClientName: aws.String("issuer"),
		ExplicitAuthFlows: []types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsTypeAllowUserPasswordAuth, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth},
	})
	if err != nil {
		return "", err
	}
	name, password := aws.String("issuer"), strongPassword()
	if _, err := users.AdminCreateUser(ctx, &cognitoidentityprovider.AdminCreateUserInput{
		UserPoolId: &pool, Username: name, MessageAction: types.MessageActionTypeSuppress,
	}); err != nil {
		return "", err
	}
	if _, err := users.AdminSetUserPassword(ctx, &cognitoidentityprovider.AdminSetUserPasswordInput{
		UserPoolId: &pool, Username: name, Password: aws.String(password), Permanent: true,
	}); err != nil {
		return "", err
	}
	return signIn(ctx, outputs{Endpoint: endpoint, ClientID: aws.ToString(client.UserPoolClient.ClientId)}, *name, password)
}

// issuerIn returns the iss claim of a token, without verifying the token.
func issuerIn(token string) (string, error) {
	_, rest, _ := strings.Cut(token, ".")
	payload, _, _ := strings.Cut(rest, ".")
	text, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return "", fmt.Errorf("the access token is not a JWT: %w", err)
	}
	var claims struct {
		Issuer string `json:"iss"`
	}
	if err := json.Unmarshal(text, &claims); err != nil {
		return "", fmt.Errorf("the access token is not a JWT: %w", err)
	}
	return claims.Issuer, nil
}
