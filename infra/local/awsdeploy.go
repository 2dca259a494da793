package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
)

// deployment brings the stack to an AWS account.
//
// CloudFormation cannot undo a creation that fails when the stack or a resource
// in it refuses to be deleted, and a stack in that state stands in the way of the
// next deployment. So a stack is created without that protection, and deployed
// once more with it.
type deployment struct {
	stacks *cloudformation.Client
	out    io.Writer
	// synthesise writes the cloud assembly and returns its directory. The stack in
	// it is protected as the settings say, or not at all.
	synthesise func(ctx context.Context, protected bool) (dir string, err error)
	// cdk deploys a cloud assembly.
	cdk func(ctx context.Context, dir string) error
}

// deployAWS deploys to the account of the shell's credentials. Its arguments are
// those of the CDK's command line.
func deployAWS(ctx context.Context, flags *flag.FlagSet, args []string) error {
	if err := flags.Parse(args); err != nil {
		return err
	}
	given := flags.Args()
	settings, err := callersConfig(ctx, profileIn(given))
	if err != nil {
		return err
	}
	return deployment{
		stacks: cloudformation.NewFromConfig(settings), out: os.Stdout,
		synthesise: func(ctx context.Context, protected bool) (string, error) {
			dir, arguments := filepath.Join(home.dir, "aws", "cdk.out"), given
			if !protected {
				dir, arguments = filepath.Join(home.dir, "aws", "create.out"), slices.Concat(given, []string{"-c", "deletionProtection=false"})
			}
			return dir, runCDK(ctx, slices.Concat([]string{"synth", "--quiet", "--output", dir}, arguments))
		},
		cdk: func(ctx context.Context, dir string) error {
			return runCDK(ctx, slices.Concat([]string{"deploy", "--app", dir}, given))
		},
	}.run(ctx)
}

func (d deployment) run(ctx context.Context) error {
	stack, err := lookAtStack(ctx, d.stacks)
	if err != nil {
		return err
	}
	dir, err := d.synthesise(ctx, true)
	if err != nil {
		return err
	}
	planned, err := readPlan(dir)
	if err != nil {
		return err
	}
	if err := stack.mayBecome(planned); err != nil {
		return err
	}
	if stack.creationFailed() {
		if err := d.release(ctx, stack); err != nil {
			return err
		}
	}
	if stack.created() || !planned.protected {
		return d.cdk(ctx, dir)
	}
	return d.create(ctx, dir)
}

// release lets the CDK's command line delete what a failed creation has left. It
// deletes such a stack by itself, but does not end its protection.
func (d deployment) release(ctx context.Context, stack deployedStack) error {
	fmt.Fprintf(d.out, "An earlier deployment could not create the stack %s (%s). What is left of it is deleted first.\n", stackName, stack.status)
	left, err := leftBehind(ctx, d.stacks)
	if err != nil {
		return err
	}
	for _, resource := range left {
		fmt.Fprintf(d.out, "  stays, empty; delete it by hand: %s\n", resource)
	}
	if !stack.protected {
		return nil
	}
	_, err = d.stacks.UpdateTerminationProtection(ctx, &cloudformation.UpdateTerminationProtectionInput{
		StackName: aws.String(stackName), EnableTerminationProtection: aws.Bool(false),
	})
	return err
}

// create deploys twice: see deployment.
func (d deployment) create(ctx context.Context, protected string) error {
	unprotected, err := d.synthesise(ctx, false)
	if err != nil {
		return err
	}
	if err := d.cdk(ctx, unprotected); err != nil {
		return advise(fmt.Errorf("the stack is not created: %w", err),
			"mend what is said above, then run make deploy again. What already exists is perhaps left of a stack that was deleted:\n"+
				"delete it, or take it over with CONTEXT='... --import-existing-resources'")
	}
	fmt.Fprintln(d.out, "\nThe stack is created. It is deployed once more, so that nobody deletes it, its table or its users by mistake.")
	if err := d.cdk(ctx, protected); err != nil {
		return advise(fmt.Errorf("the stack works, but is not protected from being deleted: %w", err), "run make deploy again")
	}
	return nil
}

// callersConfig is the configuration of the shell, with a profile if one is named.
func callersConfig(ctx context.Context, profile string) (aws.Config, error) {
	settings, err := config.LoadDefaultConfig(ctx, config.WithSharedConfigProfile(profile))
	if err == nil && settings.Region == "" {
		err = advise(errors.New("no AWS region is set"), "set AWS_REGION, or the region of your profile")
	}
	return settings, err
}

// profileIn returns the profile among arguments of the CDK's command line.
func profileIn(arguments []string) string {
	for n, argument := range arguments {
		if argument == "--profile" && n+1 < len(arguments) {
			return arguments[n+1]
		}
		if profile, is := strings.CutPrefix(argument, "--profile="); is {
			return profile
		}
	}
	return ""
}

// runCDK runs the CDK's command line in the terminal, where it may ask something.
func runCDK(ctx context.Context, arguments []string) error {
	program := exec.CommandContext(ctx, cdkProgram, arguments...) // #nosec G204 -- the caller's own arguments
	program.Stdin, program.Stdout, program.Stderr = os.Stdin, os.Stdout, os.Stderr
	program.Env = append(os.Environ(), silence+"=20")
	program.Cancel = func() error { return program.Process.Signal(syscall.SIGTERM) }
	program.WaitDelay = 10 * time.Second
	if err := program.Run(); err != nil {
		if ctx.Err() != nil {
			return errInterrupted
		}
		return fmt.Errorf("cdk %s: %w", arguments[0], err)
	}
	return nil
}
