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

// The payload and the response of the operator function.
type (
	createOrganisation struct {
		Action  string        `json:"action"`
		Name    string        `json:"name"`
		Admin   administrator `json:"admin"`
		Partner bool          `json:"partner"`
		Locale  string        `json:"locale,omitempty"`
	}
	administrator struct {
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
	}
)

// organisation creates an organisation, on this machine or with -aws on AWS. Without
// -aws it never uses the shell's credentials.
func organisation(ctx context.Context, flags *flag.FlagSet, args []string) error {
	deployment := deploymentFlag(flags)
	onAWS := flags.Bool("aws", false, "create it on AWS, with the shell's credentials, instead of on this machine")
	name := flags.String("name", "", "the organisation's `name`")
	admin := flags.String("admin", "", "email `address` of the first administrator, who gets an invitation")
	partner := flags.Bool("partner", false, "create a partner organisation, which may have organisations below it")
	locale := flags.String("locale", "", "`language` of the mail (default: the deployment's)")
	force := flags.Bool("force", false, "on AWS, do not check whether SES would send the mail")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *name == "" || *admin == "" {
		return advise(errors.New("the name or the administrator is missing"), `make organisation NAME="Acme" ADMIN=ada@example.com [PARTNER=1] [LOCALE=nb] [AWS=1 [FORCE=1]]`)
	}
	settings, function, err := operatorFunction(ctx, *deployment, *onAWS, *force)
	if err != nil {
		return err
	}
	created, err := invokeCreateOrganisation(ctx, settings, function, createOrganisation{
		Name: *name, Admin: administrator{Email: *admin}, Partner: *partner, Locale: *locale,
	})
	if err != nil {
		return err
	}
	fmt.Printf("organisation  %s  %s\n", created.Organisation.ID, printable(created.Organisation.Name))
	fmt.Printf("invitation    %s  to %s, expires %s\n", created.Invitation.ID, printable(created.Invitation.Email), created.Invitation.ExpiresAt)
	if !*onAWS {
		fmt.Println("mail          make inbox")
	}
	return nil
}

// operatorFunction returns the name of the operator function and the configuration to
// invoke it with. On AWS it first checks whether SES would send the email, unless forced.
func operatorFunction(ctx context.Context, deployment string, onAWS, force bool) (aws.Config, string, error) {
	if !onAWS {
		o, err := localOutputs(deployment)
		if err != nil {
			return aws.Config{}, "", advise(err, "run make up; or, for the stack in your AWS account, add AWS=1")
		}
		return localConfig(o.Endpoint), o.OperatorFunction, nil
	}
	settings, err := callersConfig(ctx, "")
	if err != nil {
		return aws.Config{}, "", err
	}
	name, err := deploymentOnAWS(deployment)
	if err != nil {
		return aws.Config{}, "", err
	}
	stack, err := describeStack(ctx, cloudformation.NewFromConfig(settings), stackOf(name))
	if err != nil {
		return aws.Config{}, "", err
	}
	function := stack.outputs["OperatorFunctionName"]
	if function == "" {
		return aws.Config{}, "", advise(fmt.Errorf("the stack %s is not deployed in %s", stack.name, settings.Region),
			"check that AWS_REGION and your credentials belong to the account with the stack, and DEPLOYMENT to its name")
	}
	fmt.Fprintf(os.Stderr, "stack %s in %s\n", stack.name, settings.Region)
	if !force {
		err = checkMail(ctx, sesv2.NewFromConfig(settings), stack.outputs["SenderIdentity"])
	}
	return settings, function, err
}

func invokeCreateOrganisation(ctx context.Context, settings aws.Config, function string, request createOrganisation) (createdOrganisation, error) {
	request.Action = "create-organisation"
	created, err := invokeOperator[createdOrganisation](ctx, settings, function, request)
	if err == nil && (created.Organisation.ID == "" || created.Invitation.ID == "") {
		err = errors.New("the operator function returned no organisation or no invitation")
	}
	return created, err
}

// invokeOperator calls the operator function and returns its answer. The error for a
// refused call is a problemError.
func invokeOperator[T any](ctx context.Context, settings aws.Config, function string, request any) (T, error) {
	var returned T
	var refused struct {
		Problem *problemError `json:"problem"`
	}
	payload, err := json.Marshal(request)
	if err != nil {
		return returned, err
	}
	answer, err := lambda.NewFromConfig(settings).Invoke(ctx, &lambda.InvokeInput{
		FunctionName: aws.String(function), Payload: payload,
	})
	if err != nil {
		return returned, err
	}
	if answer.FunctionError != nil {
		return returned, fmt.Errorf("the operator function failed: %s", printable(string(answer.Payload)))
	}
	if err := errors.Join(json.Unmarshal(answer.Payload, &refused), json.Unmarshal(answer.Payload, &returned)); err != nil {
		return returned, fmt.Errorf("the operator function returned %q: %w", printable(string(answer.Payload)), err)
	}
	if refused.Problem != nil {
		return returned, refused.Problem
	}
	return returned, nil
}

// askOperator calls the operator function and returns what its answer has in a field, which must
// be there.
func askOperator[T any](ctx context.Context, settings aws.Config, function, field string, request any) (T, error) {
	var part *T
	answer, err := invokeOperator[map[string]json.RawMessage](ctx, settings, function, request)
	if err == nil && answer[field] != nil {
		err = json.Unmarshal(answer[field], &part)
	}
	if err == nil && part == nil {
		err = fmt.Errorf("the operator function returned no %s", field)
	}
	if err != nil {
		var none T
		return none, err
	}
	return *part, nil
}

// problemError is a problem document (RFC 9457) of the API or the operator function.
type problemError struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Errors []struct {
		Field   string `json:"field"`
		Message string `json:"message"`
	} `json:"errors"`
}

func (p *problemError) Error() string {
	text := fmt.Sprintf("%s (%d, %s)", p.Title, p.Status, p.Type)
	if p.Detail != "" {
		text += ": " + p.Detail
	}
	for _, e := range p.Errors {
		text += fmt.Sprintf("; %s: %s", e.Field, e.Message)
	}
	return printable(strings.TrimSpace(text))
}
