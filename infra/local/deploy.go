package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
)

// sender is the From of local mails. The top-level domain .example is reserved, so
// nobody owns the address.
const sender = "Admit <invitations@admit.example>"

// deploy deploys to the emulator the same stack that goes to AWS.
func deploy(ctx context.Context, s steps, w workspace, endpoint string) (outputs, error) {
	environment := localEnvironment(endpoint)
	t, err := findTarget(ctx, s, endpoint)
	if err != nil {
		return outputs{}, err
	}
	err = s.do("build the functions", "fix the compiler errors above", func(log io.Writer) error {
		return execute(ctx, log, ".", environment, "make", buildArguments(t)...)
	})
	if err != nil {
		return outputs{}, err
	}
	const look = "if the emulator may be the cause, run make down, then try again"
	err = s.do("bootstrap the CDK", look, func(log io.Writer) error { return bootstrap(ctx, log, w, endpoint) })
	if err != nil {
		return outputs{}, err
	}
	err = s.do("deploy the stack", look, func(log io.Writer) error {
		return execute(ctx, log, ".", environment, cdkProgram, deployArguments(w, t)...)
	})
	if err != nil {
		return outputs{}, err
	}
	o, err := readStack(w, endpoint)
	if err != nil || t.baseURL == "" {
		return o, err
	}
	o.APIURL = strings.TrimSuffix(o.ConsoleURL, "/console")
	if err := checkSignInCORS(ctx, o.SignInURL, o.APIURL); err != nil {
		fmt.Fprintf(s.out, "  NOTE: %v\n", err)
	}
	return o, nil
}

// buildArguments returns the arguments of make that build the functions for the system
// that they run on: this machine's, or Linux in the emulator's containers.
func buildArguments(t target) []string {
	arguments := []string{"--no-print-directory", "build"}
	if t.containers {
		arguments = append(arguments, "OS=linux")
	}
	return arguments
}

func deployArguments(w workspace, t target) []string {
	arguments := []string{
		"deploy", stackName, "--require-approval=never", "--no-notices", "--version-reporting=false", "--progress=events", "--ci",
		"--output", w.assembly(), "--outputs-file", w.stack(),
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

// hostArchitecture returns Lambda's name for the architecture of this machine, where
// the emulator runs the functions.
func hostArchitecture() string {
	if runtime.GOARCH == "arm64" {
		return "arm64"
	}
	return "x86_64"
}
