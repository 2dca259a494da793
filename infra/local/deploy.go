package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// sender is the From of local mails. The name below .example belongs to nobody.
const sender = "Admit <invitations@admit.example>"

// deploy brings the stack to the emulator, as it would go to AWS.
func deploy(ctx context.Context, s steps, p place, endpoint string) (outputs, error) {
	environment := localEnvironment(endpoint)
	err := s.do("build the functions", "mend the code above", func(log io.Writer) error {
		return execute(ctx, log, ".", environment, "make", "--no-print-directory", "build")
	})
	if err != nil {
		return outputs{}, err
	}
	const look = "if the emulator is to blame: make down, then try again"
	err = s.do("bootstrap the CDK", look, func(log io.Writer) error { return bootstrap(ctx, log, p, endpoint) })
	if err != nil {
		return outputs{}, err
	}
	err = s.do("deploy the stack", look, func(log io.Writer) error {
		return execute(ctx, log, ".", environment, cdkProgram, deployArguments(p, endpoint)...)
	})
	if err != nil {
		return outputs{}, err
	}
	return readStack(p, endpoint)
}

func deployArguments(p place, endpoint string) []string {
	arguments := []string{
		"deploy", stackName, "--require-approval=never", "--no-notices", "--version-reporting=false", "--progress=events", "--ci",
		"--output", p.assembly(), "--outputs-file", p.stack(),
	}
	for _, setting := range []string{
		"environment=development",
		"architecture=" + hostArchitecture(),
		"sender=" + sender,
		"signInUrl=" + endpoint,
		"machineClient=true",
	} {
		arguments = append(arguments, "--context", setting)
	}
	return arguments
}

// hostArchitecture is Lambda's name for this machine's processor, on which the
// emulator runs the functions.
func hostArchitecture() string {
	if runtime.GOARCH == "arm64" {
		return "arm64"
	}
	return "x86_64"
}

// bootstrap prepares the account for the CDK, once: asking whether it is done
// takes milliseconds, doing it again seconds.
func bootstrap(ctx context.Context, log io.Writer, p place, endpoint string) error {
	config := localConfig(endpoint)
	stacks, err := cloudformation.NewFromConfig(config).DescribeStacks(ctx, &cloudformation.DescribeStacksInput{
		StackName: aws.String("CDKToolkit"),
	})
	if err == nil && len(stacks.Stacks) == 1 && strings.HasSuffix(string(stacks.Stacks[0].StackStatus), "_COMPLETE") {
		fmt.Fprintln(log, "done before")
		return nil
	}
	identity, err := sts.NewFromConfig(config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return err
	}
	if aws.ToString(identity.Account) == "" {
		return errors.New("the emulator names no account")
	}
	program, err := filepath.Abs(cdkProgram)
	if err != nil {
		return err
	}
	// Where there is no cdk.json the CDK does not run the app, which takes seconds
	// and tells it nothing that the target does not.
	target := fmt.Sprintf("aws://%s/%s", aws.ToString(identity.Account), region())
	return execute(ctx, log, p.dir, localEnvironment(endpoint), program,
		"bootstrap", target, "--no-notices", "--version-reporting=false", "--ci")
}
