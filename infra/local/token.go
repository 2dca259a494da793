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
	var ask tokenRequest
	deployment := deploymentFlag(flags)
	flags.StringVar(&ask.email, "email", "", "the user's email address (default: the local administrator's)")
	flags.StringVar(&ask.password, "password", "", "the password")
	flags.BoolVar(&ask.machine, "machine", false, "the token of the machine client, not of a user")
	flags.StringVar(&ask.scope, "scope", "", "the scopes of the machine client's token, such as admit/decide (default: all that it may have)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := ask.check(); err != nil {
		return err
	}
	o, err := localOutputs(*deployment)
	if err != nil {
		return err
	}
	bearer, err := ask.token(ctx, o)
	if err != nil {
		return err
	}
	fmt.Println(bearer)
	return nil
}

// tokenRequest says whose token to get: a user's, or the machine client's.
type tokenRequest struct {
	email, password string
	machine         bool
	scope           string
}

// check returns an error for options that contradict each other.
func (r tokenRequest) check() error {
	switch {
	case r.machine && (r.email != "" || r.password != ""):
		return advise(errors.New("the machine client has no email address and no password"), "leave out MACHINE, or EMAIL and PASSWORD")
	case !r.machine && r.scope != "":
		return advise(errors.New("only the token of the machine client has a choice of scopes"), "add MACHINE=1, or leave out SCOPE")
	}
	return nil
}

func (r tokenRequest) token(ctx context.Context, o outputs) (string, error) {
	if r.machine {
		return machineToken(ctx, o, r.scope)
	}
	email, password := r.email, r.password
	if email == "" || (email == o.AdminEmail && password == "") {
		email, password = o.AdminEmail, o.AdminPassword
	}
	bearer, err := signIn(ctx, o, email, password)
	if err != nil {
		return "", fmt.Errorf("%s: %w", printable(email), err)
	}
	return bearer, nil
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
