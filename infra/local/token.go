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
	email := flags.String("email", "", "whose; without it, the local administrator's")
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

// userName is an address as the user pool has it. On AWS it is found in any case,
// in an emulator only in this one.
func userName(email string) string { return strings.ToLower(norm.NFC.String(email)) }

// signIn is the short way that only a development stack allows: the password
// itself, instead of the hosted page.
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
		return "", errors.New("the sign-in asks for more than a password: " + string(answer.ChallengeName))
	}
	return aws.ToString(answer.AuthenticationResult.AccessToken), nil
}
