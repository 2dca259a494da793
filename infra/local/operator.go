package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
)

// The operator function's payload and answer, as its contract has them.
type (
	createOrganisation struct {
		Action  string      `json:"action"`
		Name    string      `json:"name"`
		Admin   firstPerson `json:"admin"`
		Partner bool        `json:"partner"`
		Locale  string      `json:"locale,omitempty"`
	}
	firstPerson struct {
		Email     string `json:"email"`
		FirstName string `json:"firstName"`
		LastName  string `json:"lastName"`
	}
	createdOrganisation struct {
		Organisation struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		} `json:"organisation"`
		Invitation struct {
			ID        string `json:"id"`
			Email     string `json:"email"`
			ExpiresAt string `json:"expiresAt"`
		} `json:"invitation"`
		Problem *problem `json:"problem"`
	}
)

// organisation creates one, on this machine or, when told so, on AWS. It does
// not guess: without -aws it never uses the caller's own credentials.
func organisation(ctx context.Context, flags *flag.FlagSet, args []string) error {
	onAWS := flags.Bool("aws", false, "on AWS, with the credentials of the shell, instead of on this machine")
	name := flags.String("name", "", "the organisation's `name`")
	admin := flags.String("admin", "", "mail `address` of its first administrator, who is sent an invitation")
	partner := flags.Bool("partner", false, "it may have organisations below it")
	locale := flags.String("locale", "", "`language` of the mail (default: the deployment's)")
	force := flags.Bool("force", false, "on AWS, do not ask whether SES would send the mail")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *name == "" || *admin == "" {
		return advise(errors.New("a name and an administrator are needed"), `make organisation NAME="Acme" ADMIN=ada@example.com [PARTNER=1] [LOCALE=nb] [AWS=1 [FORCE=1]]`)
	}
	settings, function, err := operatorFunction(ctx, *onAWS, *force)
	if err != nil {
		return err
	}
	created, err := invokeOperator(ctx, settings, function, createOrganisation{
		Name: *name, Admin: firstPerson{Email: *admin}, Partner: *partner, Locale: *locale,
	})
	if err != nil {
		return err
	}
	fmt.Printf("organisation  %s  %s\n", created.Organisation.ID, printable(created.Organisation.Name))
	fmt.Printf("invitation    %s  to %s, open until %s\n", created.Invitation.ID, printable(created.Invitation.Email), created.Invitation.ExpiresAt)
	if !*onAWS {
		fmt.Println("its mail      make inbox")
	}
	return nil
}

// operatorFunction says which function to invoke and as whom. On AWS it first
// asks whether SES would send what the function queues, unless that is forced.
func operatorFunction(ctx context.Context, onAWS, force bool) (aws.Config, string, error) {
	if !onAWS {
		o, err := localOutputs()
		if err != nil {
			return aws.Config{}, "", advise(err, "make up; or, for the stack in your AWS account, add AWS=1")
		}
		return localConfig(o.Endpoint), o.OperatorFunction, nil
	}
	settings, err := callersConfig(ctx, "")
	if err != nil {
		return aws.Config{}, "", err
	}
	stack, err := lookAtStack(ctx, cloudformation.NewFromConfig(settings))
	if err != nil {
		return aws.Config{}, "", err
	}
	function := stack.outputs["OperatorFunctionName"]
	if function == "" {
		return aws.Config{}, "", advise(fmt.Errorf("there is no deployed stack %s in %s", stackName, settings.Region),
			"see that AWS_REGION and your credentials are those of the account with the stack")
	}
	fmt.Fprintf(os.Stderr, "stack %s in %s\n", stackName, settings.Region)
	if !force {
		err = checkMail(ctx, sesv2.NewFromConfig(settings), stack.outputs["SenderIdentity"])
	}
	return settings, function, err
}

func invokeOperator(ctx context.Context, settings aws.Config, function string, request createOrganisation) (createdOrganisation, error) {
	var created createdOrganisation
	request.Action = "create-organisation"
	payload, err := json.Marshal(request)
	if err != nil {
		return created, err
	}
	answer, err := lambda.NewFromConfig(settings).Invoke(ctx, &lambda.InvokeInput{
		FunctionName: aws.String(function), Payload: payload,
	})
	if err != nil {
		return created, err
	}
	if answer.FunctionError != nil {
		return created, fmt.Errorf("the operator function failed: %s", printable(string(answer.Payload)))
	}
	if err := json.Unmarshal(answer.Payload, &created); err != nil {
		return created, fmt.Errorf("the operator function answered %q: %w", printable(string(answer.Payload)), err)
	}
	if created.Problem != nil {
		return created, created.Problem
	}
	if created.Organisation.ID == "" || created.Invitation.ID == "" {
		return created, fmt.Errorf("the operator function answered %s", printable(string(answer.Payload)))
	}
	return created, nil
}

// problem is a refusal by the API or the operator function (RFC 9457).
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Errors []struct {
		Field   string `json:"field"`
		Message string `json:"message"`
	} `json:"errors"`
}

func (p *problem) Error() string {
	text := fmt.Sprintf("%s (%d, %s)", p.Title, p.Status, p.Type)
	if p.Detail != "" {
		text += ": " + p.Detail
	}
	for _, e := range p.Errors {
		text += fmt.Sprintf("; %s: %s", e.Field, e.Message)
	}
	return printable(strings.TrimSpace(text))
}
