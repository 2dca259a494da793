package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/smithy-go"
)

// deployedStack is the stack as it is in the account.
type deployedStack struct {
	status      types.StackStatus // "" if there is none
	environment string            // its tag
	protected   bool
	outputs     map[string]string
}

// lookAtStack describes the stack. An account without one is no error.
func lookAtStack(ctx context.Context, client *cloudformation.Client) (deployedStack, error) {
	described, err := client.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: aws.String(stackName)})
	if answer, is := errors.AsType[smithy.APIError](err); is && strings.Contains(answer.ErrorMessage(), "does not exist") {
		return deployedStack{}, nil
	}
	if err != nil {
		return deployedStack{}, advise(err, "see that AWS_REGION and your credentials are those of the account with the stack %s", stackName)
	}
	stack := deployedStack{outputs: map[string]string{}}
	for _, d := range described.Stacks {
		stack.status, stack.protected = d.StackStatus, aws.ToBool(d.EnableTerminationProtection)
		for _, tag := range d.Tags {
			if aws.ToString(tag.Key) == "environment" {
				stack.environment = aws.ToString(tag.Value)
			}
		}
		for _, output := range d.Outputs {
			stack.outputs[aws.ToString(output.OutputKey)] = aws.ToString(output.OutputValue)
		}
	}
	return stack, nil
}

// creationFailed tells whether the stack is what is left of a creation that
// failed. It has never held data.
func (s deployedStack) creationFailed() bool {
	return s.status == types.StackStatusRollbackComplete || s.status == types.StackStatusRollbackFailed
}

// created tells whether the stack has been there as a whole.
func (s deployedStack) created() bool {
	return s.status != "" && s.status != types.StackStatusReviewInProgress && !s.creationFailed()
}

// mayBecome refuses a deployment that would do harm to the stack, or cannot
// succeed.
func (s deployedStack) mayBecome(planned plan) error {
	switch {
	case s.status == types.StackStatusDeleteFailed:
		return advise(fmt.Errorf("the stack %s is half deleted", stackName), "finish its deletion in the CloudFormation console, then run make deploy again")
	case s.created() && s.environment != development && planned.environment == development:
		return advise(fmt.Errorf("the stack %s in this account is in production, and a development stack throws its data away", stackName),
			"leave environment at production; or use an account or region of its own for development")
	}
	return nil
}

// leftBehind lists the resources that the rollback of a creation has not deleted.
func leftBehind(ctx context.Context, client *cloudformation.Client) ([]string, error) {
	var left []string
	pages := cloudformation.NewListStackResourcesPaginator(client, &cloudformation.ListStackResourcesInput{StackName: aws.String(stackName)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, r := range page.StackResourceSummaries {
			if r.ResourceStatus == types.ResourceStatusDeleteFailed || r.ResourceStatus == types.ResourceStatusDeleteSkipped {
				left = append(left, aws.ToString(r.ResourceType)+" "+aws.ToString(r.PhysicalResourceId))
			}
		}
	}
	return left, nil
}

// plan is the stack as a cloud assembly has it.
type plan struct {
	environment string // its tag
	protected   bool
}

const development = "development"

func readPlan(dir string) (plan, error) {
	var manifest struct {
		Stacks map[string]struct {
			Properties struct {
				TerminationProtection bool
				Tags                  map[string]string
			}
		} `json:"artifacts"` //nolint:misspell // the CDK's spelling
	}
	if err := readJSON(filepath.Join(dir, "manifest.json"), &manifest); err != nil {
		return plan{}, err
	}
	stack, there := manifest.Stacks[stackName]
	if !there {
		return plan{}, fmt.Errorf("%s has no stack %s", dir, stackName)
	}
	return plan{environment: stack.Properties.Tags["environment"], protected: stack.Properties.TerminationProtection}, nil
}
