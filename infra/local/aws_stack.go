package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/smithy-go"
)

// deployedStack is the state of the stack in the account.
type deployedStack struct {
	name        string
	status      types.StackStatus // "" if there is none
	environment string            // its environment tag
	protected   bool
	outputs     map[string]string
}

// describeStack reads the stack's state. A stack that does not exist is not an error.
func describeStack(ctx context.Context, client *cloudformation.Client, name string) (deployedStack, error) {
	described, err := client.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &name})
	if answer, is := errors.AsType[smithy.APIError](err); is && strings.Contains(answer.ErrorMessage(), "does not exist") {
		return deployedStack{name: name}, nil
	}
	if err != nil {
		return deployedStack{}, advise(err, "check that AWS_REGION and your credentials belong to the account with the stack %s", name)
	}
	stack := deployedStack{name: name, outputs: map[string]string{}}
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

// creationFailed reports whether the stack is the remains of a failed creation. Such
// a stack has never held data.
func (s deployedStack) creationFailed() bool {
	return s.status == types.StackStatusRollbackComplete || s.status == types.StackStatusRollbackFailed
}

// created reports whether the stack was created completely.
func (s deployedStack) created() bool {
	return s.status != "" && s.status != types.StackStatusReviewInProgress && !s.creationFailed()
}

// checkUpdate refuses a deployment that would destroy data, cannot succeed, or cannot be
// undone and was not forced. A production stack is never turned into development: what
// protects its data would be gone with one command. A development stack may become
// production, which keeps its data and cannot be undone.
func (s deployedStack) checkUpdate(planned plannedStack, force bool) error {
	forgotten := planned.forgets(s)
	switch {
	case s.status == types.StackStatusDeleteFailed:
		return advise(fmt.Errorf("the stack %s is partly deleted", s.name), "finish the deletion in the CloudFormation console, then run make deploy again")
	case s.created() && s.environment != development && planned.environment == development:
		return advise(fmt.Errorf("the stack %s in this account is in production, and a development stack does not protect its data", s.name),
			"keep environment=production. For development beside it, give the other deployment a name: DEPLOYMENT=staging.\n"+
				"To give the stack up, delete it in the CloudFormation console, where its protection is switched off first.")
	case s.created() && forgotten != "" && !force:
		return advise(fmt.Errorf("the stack %s was deployed with the setting %s, and this deployment does not have it", s.name, forgotten),
			"add -c %s=%s to CONTEXT: without it the functions go back to what was there before.\nFORCE=1 deploys without it.",
			forgotten, s.outputs[kept[forgotten]])
	case s.created() && s.environment == development && planned.environment != development && !force:
		return advise(fmt.Errorf("the stack %s in this account is in development, and this deployment would turn it into production for good", s.name),
			"add -c environment=development to CONTEXT. Or turn it into production with FORCE=1: its data stays and is protected from now on,\n"+
				"nobody signs in with a password at the token endpoint any more, and mails need the SES identity of production (senderIdentity).")
	}
	return nil
}

// resources returns all resources of the stack.
func (s deployedStack) resources(ctx context.Context, client *cloudformation.Client) ([]types.StackResourceSummary, error) {
	var all []types.StackResourceSummary
	pages := cloudformation.NewListStackResourcesPaginator(client, &cloudformation.ListStackResourcesInput{StackName: &s.name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, page.StackResourceSummaries...)
	}
	return all, nil
}

// undeletedResources lists the resources that the rollback of a creation did not delete.
func (s deployedStack) undeletedResources(ctx context.Context, client *cloudformation.Client) ([]string, error) {
	all, err := s.resources(ctx, client)
	var undeleted []string
	for _, r := range all {
		if r.ResourceStatus == types.ResourceStatusDeleteFailed || r.ResourceStatus == types.ResourceStatusDeleteSkipped {
			undeleted = append(undeleted, aws.ToString(r.ResourceType)+" "+aws.ToString(r.PhysicalResourceId))
		}
	}
	return undeleted, err
}

// has reports whether the stack made a resource.
func (s deployedStack) has(ctx context.Context, client *cloudformation.Client, kind, id string) (bool, error) {
	all, err := s.resources(ctx, client)
	return slices.ContainsFunc(all, func(r types.StackResourceSummary) bool {
		return aws.ToString(r.ResourceType) == kind && aws.ToString(r.PhysicalResourceId) == id
	}), err
}

// plannedStack is the stack in a cloud assembly.
type plannedStack struct {
	name        string
	environment string // its environment tag
	protected   bool
	outputs     map[string]any // of its template
}

// kept has the settings that a deployment must not lose, and the outputs that show them.
var kept = map[string]string{"restoredTable": "RestoredTableStream", "userPoolNumber": "UserPoolNumber"}

// forgets returns the setting in kept that a stack has and the plan has not, if there is one.
func (p plannedStack) forgets(s deployedStack) string {
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		if _, planned := p.outputs[kept[name]]; !planned && s.outputs[kept[name]] != "" {
			return name
		}
	}
	return ""
}

const development = "development"

// readPlan reads the only stack of a cloud assembly.
func readPlan(dir string) (plannedStack, error) {
	var manifest struct {
		Stacks map[string]struct {
			Type       string
			Properties struct {
				TemplateFile          string
				TerminationProtection bool
				Tags                  map[string]string
			}
		} `json:"artifacts"` //nolint:misspell // the CDK's spelling
	}
	if err := readJSON(filepath.Join(dir, "manifest.json"), &manifest); err != nil {
		return plannedStack{}, err
	}
	for name, stack := range manifest.Stacks {
		if stack.Type == "aws:cloudformation:stack" {
			var template struct{ Outputs map[string]any }
			err := readJSON(filepath.Join(dir, stack.Properties.TemplateFile), &template)
			return plannedStack{name: name, environment: stack.Properties.Tags["environment"], protected: stack.Properties.TerminationProtection, outputs: template.Outputs}, err
		}
	}
	return plannedStack{}, fmt.Errorf("%s has no stack", dir)
}
