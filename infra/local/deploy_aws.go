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

// awsDeployment deploys the stack to an AWS account.
//
// CloudFormation cannot roll back a failed creation if the stack or one of its
// resources has deletion protection, and a stack in that state blocks the next
// deployment. So the stack is created without deletion protection, and then
// deployed a second time with it.
type awsDeployment struct {
	stacks *cloudformation.Client
	out    io.Writer
	force  bool // see checkUpdate
	// synthesise writes the cloud assembly and returns its directory. With protected
	// the settings decide about deletion protection; without, it is off.
	synthesise func(ctx context.Context, protected bool) (dir string, err error)
	// cdk deploys a cloud assembly.
	cdk func(ctx context.Context, dir string) error
	// check says what is missing before the first mail of a stack that was deployed.
	check func(ctx context.Context, stack string) error
}

// deployAWS deploys with the shell's AWS credentials. Its arguments are passed to the
// CDK's command line.
func deployAWS(ctx context.Context, flags *flag.FlagSet, args []string) error {
	deployment := deploymentFlag(flags)
	force := flags.Bool("force", false, "turn a development stack into production, or forget the setting of a restored table or another user pool")
	if err := flags.Parse(args); err != nil {
		return err
	}
	given := flags.Args()
	if *deployment != "" {
		given = append([]string{"-c", "name=" + *deployment}, given...)
	}
	settings, err := callersConfig(ctx, profileIn(given))
	if err != nil {
		return err
	}
	return awsDeployment{
		stacks: cloudformation.NewFromConfig(settings), out: os.Stdout, force: *force,
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
		check: func(ctx context.Context, stack string) error {
			fmt.Fprintln(os.Stdout, "\nBefore the first mail (make preflight AWS=1 says it again):")
			_, err := checkDeployment(ctx, os.Stdout, settings, stack)
			return err
		},
	}.run(ctx)
}

func (d awsDeployment) run(ctx context.Context) error {
	dir, err := d.synthesise(ctx, true)
	if err != nil {
		return err
	}
	planned, err := readPlan(dir)
	if err != nil {
		return err
	}
	stack, err := describeStack(ctx, d.stacks, planned.name)
	if err != nil {
		return err
	}
	if err := stack.checkUpdate(planned, d.force); err != nil {
		return err
	}
	if stack.creationFailed() {
		if err := d.prepareRetry(ctx, stack); err != nil {
			return err
		}
	}
	deploy := d.create
	if stack.created() || !planned.protected {
		deploy = d.cdk
	}
	if err := deploy(ctx, dir); err != nil || d.check == nil {
		return err
	}
	if err := d.check(ctx, planned.name); err != nil { // the deployment has succeeded all the same
		fmt.Fprintf(d.out, "It could not be checked: %v\n", err)
	}
	return nil
}

// prepareRetry lets the CDK's command line delete the remains of a failed creation.
// The CDK deletes such a stack but does not disable its termination protection.
func (d awsDeployment) prepareRetry(ctx context.Context, stack deployedStack) error {
	fmt.Fprintf(d.out, "An earlier deployment failed to create the stack %s (%s). Its remains are deleted first.\n", stack.name, stack.status)
	undeleted, err := stack.undeletedResources(ctx, d.stacks)
	if err != nil {
		return err
	}
	for _, resource := range undeleted {
		fmt.Fprintf(d.out, "  not deleted; it is empty, so delete it by hand: %s\n", resource)
	}
	if !stack.protected {
		return nil
	}
	_, err = d.stacks.UpdateTerminationProtection(ctx, &cloudformation.UpdateTerminationProtectionInput{
		StackName: &stack.name, EnableTerminationProtection: aws.Bool(false),
	})
	return err
}

// create deploys the stack without deletion protection, then with it.
func (d awsDeployment) create(ctx context.Context, protected string) error {
	unprotected, err := d.synthesise(ctx, false)
	if err != nil {
		return err
	}
	if err := d.cdk(ctx, unprotected); err != nil {
		return advise(fmt.Errorf("the stack could not be created: %w", err),
			"fix the problem reported above, then run make deploy again. If a resource already exists, it may be left over from a deleted stack:\n"+
				"delete it, or adopt it with CONTEXT='... --import-existing-resources'. An SES identity may belong to another deployment:\n"+
				"leave it there, and use it with senderIdentity=existing")
	}
	fmt.Fprintln(d.out, "\nThe stack has been created. It is now deployed again with deletion protection.")
	if err := d.cdk(ctx, protected); err != nil {
		return advise(fmt.Errorf("the stack works but has no deletion protection: %w", err), "run make deploy again")
	}
	return nil
}

// callersConfig returns the AWS configuration of the shell, with the given profile if any.
func callersConfig(ctx context.Context, profile string) (aws.Config, error) {
	settings, err := config.LoadDefaultConfig(ctx, config.WithSharedConfigProfile(profile))
	if err == nil && settings.Region == "" {
		err = advise(errors.New("no AWS region is set"), "set AWS_REGION, or the region of your profile")
	}
	return settings, err
}

// profileIn returns the profile in the arguments of the CDK's command line.
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

// runCDK runs the CDK's command line in the terminal, so that it can ask questions.
func runCDK(ctx context.Context, arguments []string) error {
	program := exec.CommandContext(ctx, cdkProgram, arguments...) // #nosec G204 -- the caller's own arguments
	program.Stdin, program.Stdout, program.Stderr = os.Stdin, os.Stdout, os.Stderr
	program.Env = append(os.Environ(), silenceNodeWarning+"=20")
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
