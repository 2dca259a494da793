package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"golang.org/x/text/unicode/norm"
)

// token prints a bearer token and nothing else, for use in $(...).
func token(ctx context.Context, flags *flag.FlagSet, args []string) error {
	email := flags.String("email", "", "the user's email address (default: the local administrator's)")
	password := flags.String("password", "", "the password")
	if err := flags.Parse(args); err != nil {
		return err
	}
	o, err := localOutputs()
	if err != nil {
		return err
	}
	if *email == "" || (*email == o.AdminEmail && *password == "") {
		*email, *password = o.AdminEmail, o.AdminPassword
	}
	bearer, err := signIn(ctx, o, *email, *password)
	if err != nil {
		return fmt.Errorf("%s: %w", printable(*email), err)
	}
	fmt.Println(bearer)
	return nil
}

// userName returns an address in the form of the user name in the pool. AWS ignores the
// case of user names, the emulator does not.
func userName(email string) string { return strings.ToLower(norm.NFC.String(email)) }

// signIn signs in with a password instead of the hosted page. Only a development stack
// allows this.
func signIn(ctx context.Context, o outputs, email, password string) (string, error) {
	answer, err := cognitoidentityprovider.NewFromConfig(localConfig(o.Endpoint)).InitiateAuth(ctx, &cognitoidentityprovider.InitiateAuthInput{
		AuthFlow:       types.AuthFlowTypeUserPasswordAuth,
		ClientId:       aws.String(o.ClientID),
		AuthParameters: map[string]string{"USERNAME": userName(email), "PASSWORD": password},
	})
	if err != nil {
		return "", err
	}
	if answer.AuthenticationResult == nil || aws.ToString(answer.AuthenticationResult.AccessToken) == "" {
		return "", errors.New("the sign-in requires more than a password: " + string(answer.ChallengeName))
	}
	return aws.ToString(answer.AuthenticationResult.AccessToken), nil
}
