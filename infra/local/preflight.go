package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
)

// state is what a check found.
type state string

const (
	okay    state = "ok"
	missing state = "missing"
	unknown state = "cannot tell"
)

// finding is the line of a check: about what, what it found, and what to do.
type finding struct {
	what  string
	state state
	says  string
	sends bool // what is missing does not prevent mails
}

func fine(what, says string) finding    { return finding{what: what, state: okay, says: says} }
func lacking(what, says string) finding { return finding{what: what, state: missing, says: says} }
func cannotTell(what string, err error) finding {
	return finding{what: what, state: unknown, says: err.Error()}
}

// impairing is what is missing while mails are sent all the same, later or less well.
func impairing(what, says string) finding {
	return finding{what: what, state: missing, says: says, sends: true}
}

// preflight says what is missing before the first mail, of the stack on this machine or with -aws
// on AWS. Without -aws it never uses the shell's credentials.
func preflight(ctx context.Context, flags *flag.FlagSet, args []string) error {
	deployment := deploymentFlag(flags)
	onAWS := flags.Bool("aws", false, "check the stack on AWS, with the shell's credentials, instead of the one on this machine")
	if err := flags.Parse(args); err != nil {
		return err
	}
	settings, name, err := settingsOf(ctx, *deployment, *onAWS)
	if err != nil {
		return err
	}
	lacks, err := checkDeployment(ctx, os.Stdout, settings, stackOf(name))
	if err == nil && lacks > 0 {
		err = advise(fmt.Errorf("missing: %d of the things above", lacks), "do what the lines above say, then run the same command again")
	}
	return err
}

// settingsOf returns the configuration for a deployment and its name.
func settingsOf(ctx context.Context, deployment string, onAWS bool) (aws.Config, string, error) {
	if !onAWS {
		o, err := localOutputs(deployment)
		if err != nil {
			return aws.Config{}, "", advise(err, "run make up; or, for the stack in your AWS account, add AWS=1")
		}
		return localConfig(o.Endpoint), deployment, nil
	}
	settings, err := callersConfig(ctx, "")
	if err != nil {
		return aws.Config{}, "", err
	}
	name, err := deploymentOnAWS(deployment)
	return settings, name, err
}

// checkDeployment prints a line for each check of a stack. It returns how many things are missing.
func checkDeployment(ctx context.Context, out io.Writer, settings aws.Config, stackName string) (lacks int, err error) {
	stack, err := describeStack(ctx, cloudformation.NewFromConfig(settings), stackName)
	if err != nil {
		return 0, err
	}
	if stack.outputs["OperatorFunctionName"] == "" {
		return 0, advise(fmt.Errorf("the stack %s is not deployed in %s", stack.name, settings.Region),
			"check that AWS_REGION and your credentials belong to the account with the stack, and DEPLOYMENT to its name")
	}
	fmt.Fprintf(out, "stack %s in %s (%s)\n", stack.name, settings.Region, stack.status)
	var untold int
	for _, f := range findings(ctx, settings, stack) {
		switch f.state {
		case missing:
			lacks++
		case unknown:
			untold++
		}
		fmt.Fprintf(out, "  %-12s %-18s %s\n", f.state, f.what, strings.ReplaceAll(f.says, "\n", "\n"+strings.Repeat(" ", 34)))
	}
	switch {
	case lacks == 0 && untold == 0:
		fmt.Fprintln(out, "Nothing is missing.")
	case lacks == 0:
		fmt.Fprintln(out, "Nothing is missing, as far as can be told.")
	}
	return lacks, nil
}

// findings makes every check. A check that fails does not stop the others.
func findings(ctx context.Context, settings aws.Config, stack deployedStack) []finding {
	mails := sesv2.NewFromConfig(settings)
	var records []string
	for n := 1; n <= 3; n++ {
		if record := stack.outputs[fmt.Sprintf("SenderDnsRecord%d", n)]; record != "" {
			records = append(records, record)
		}
	}
	list := checkAccount(ctx, mails)
	list = append(list, checkIdentity(ctx, mails, stack.outputs["SenderIdentity"], records)...)
	return append(list,
		checkConfigurationSet(ctx, mails, stack.outputs["ConfigurationSetName"]),
		checkConcurrency(ctx, settings),
		checkSignInMails(ctx, settings, stack.outputs["UserPoolId"]),
		checkAlarmMail(ctx, settings, stack.outputs["AlarmTopicArn"]),
		checkAddress(ctx, stack.outputs["ConsoleUrl"], stack.outputs["DomainTarget"]),
		checkOrganisation(ctx, settings, stack.outputs["OperatorFunctionName"]),
	)
}

// errOldStack means that the stack was deployed by a version without an output.
var errOldStack = errors.New("the stack lacks an output: run make deploy again")
