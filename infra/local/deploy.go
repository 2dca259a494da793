package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
)

// sender is the From of local mails. The name below .example belongs to nobody.
const sender = "Admit <invitations@admit.example>"

// deploy brings the stack to the emulator, as it would go to AWS.
func deploy(ctx context.Context, s steps, p place, endpoint string) (outputs, error) {
	environment := localEnvironment(endpoint)
	t, err := findTarget(ctx, s, endpoint)
	if err != nil {
		return outputs{}, err
	}
	err = s.do("build the functions", "mend the code above", func(log io.Writer) error {
		return execute(ctx, log, ".", environment, "make", buildArguments(t)...)
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
		return execute(ctx, log, ".", environment, cdkProgram, deployArguments(p, t)...)
	})
	if err != nil {
		return outputs{}, err
	}
	o, err := readStack(p, endpoint)
	if err != nil || t.baseURL == "" {
		return o, err
	}
	o.APIURL = strings.TrimSuffix(o.ConsoleURL, "/console")
	if err := checkPagesMaySignIn(ctx, o.SignInURL, o.APIURL); err != nil {
		fmt.Fprintf(s.out, "  NOTE: %v\n", err)
	}
	return o, nil
}

// buildArguments has the functions built for the system on which they run: this
// machine's, or Linux in the emulator's containers.
func buildArguments(t target) []string {
	arguments := []string{"--no-print-directory", "build"}
	if t.containers {
		arguments = append(arguments, "OS=linux")
	}
	return arguments
}

func deployArguments(p place, t target) []string {
	arguments := []string{
		"deploy", stackName, "--require-approval=never", "--no-notices", "--version-reporting=false", "--progress=events", "--ci",
		"--output", p.assembly(), "--outputs-file", p.stack(),
	}
	settings := []string{
		"environment=development",
		"architecture=" + hostArchitecture(),
		"sender=" + sender,
		"machineClient=true",
	}
	for _, setting := range append(settings, t.settings()...) {
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
