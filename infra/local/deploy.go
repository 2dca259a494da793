package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
)

// sender returns the From of local mails. Each deployment has an address of its own,
// because SES has every identity once. The top-level domain .example is reserved, so nobody
// owns the address.
func (w workspace) sender() string {
	if w.deployment == "" {
		return "Admit <invitations@admit.example>"
	}
	return "Admit <invitations@" + w.deployment + ".admit.example>"
}

// lookAtEmulator is the advice for a failed deployment.
const lookAtEmulator = "if the emulator may be the cause, run make down, then try again"

// deploy deploys to the emulator the same stack that goes to AWS. The product of an
// earlier deployment keeps its access.
func deploy(ctx context.Context, s steps, w workspace, endpoint string, identity wayOfIdentity, before outputs) (outputs, error) {
	t, err := findTarget(ctx, s, endpoint)
	if err != nil {
		return outputs{}, err
	}
	t.identity = identity
	t.productClient = remainingProduct(ctx, endpoint, before)
	err = s.do("build the functions", "fix the compiler errors above", func(log io.Writer) error {
		return execute(ctx, log, ".", localEnvironment(endpoint), "make", buildArguments(t)...)
	})
	if err != nil {
		return outputs{}, err
	}
	err = s.do("bootstrap the CDK", lookAtEmulator, func(log io.Writer) error { return bootstrap(ctx, log, w, endpoint) })
	if err != nil {
		return outputs{}, err
	}
	return deployStack(ctx, s, w, t, endpoint, "deploy the stack")
}

// deployStack deploys the built functions for a target, as the step of this name.
func deployStack(ctx context.Context, s steps, w workspace, t target, endpoint, step string) (outputs, error) {
	err := s.do(step, lookAtEmulator, func(log io.Writer) error {
		return execute(ctx, log, ".", localEnvironment(endpoint), cdkProgram, deployArguments(w, t)...)
	})
	if err != nil {
		return outputs{}, err
	}
	o, err := readStack(w, endpoint, t.identity)
	if err != nil {
		return o, err
	}
	if t.identity.mode == "issuer" {
		return o, t.identity.keycloak.allowPages(ctx, o.APIURL)
	}
	if t.baseURL != "" {
		o.APIURL = strings.TrimSuffix(o.ConsoleURL, "/console")
		if err := checkSignInCORS(ctx, o.SignInURL, o.APIURL); err != nil {
			fmt.Fprintf(s.out, "  NOTE: %v\n", err)
		}
	}
	if t.productClient != "" {
		o.ProductClientID, o.ProductOrigin = t.productClient, productOrigin
		err = allowOrigin(ctx, w, o)
	}
	return o, err
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
		"deploy", stackOf(w.deployment), "--require-approval=never", "--no-notices", "--version-reporting=false", "--progress=events", "--ci",
		"--output", w.assembly(), "--outputs-file", w.stack(),
	}
	settings := []string{
		"name=" + w.deployment,
		"environment=development",
		"architecture=" + hostArchitecture(),
		"sender=" + w.sender(),
	}
	if w.brand != "" {
		settings = append(settings, "brand="+w.brand)
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
