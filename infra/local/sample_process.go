package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
)

// sampleProgram is what `make sample-program` builds, and sampleScript the client for
// browsers beside it.
const (
	sampleProgram = ".build/sample/sample"
	sampleScript  = ".build/sample/admit-client.js"
)

// sampleBrand is the brand of the sample product, which its deployment has.
const sampleBrand = "infra/local/sample/brand.json"

// sample runs up with a product's client, and starts the sample product. It replaces one
// that is already running.
func sample(ctx context.Context, flags *flag.FlagSet, args []string) error {
	port := flags.Int("port", 0, "the emulator's `port` (default: the running emulator's, or 4566)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if _, _, err := stopSample(home); err != nil {
		return err
	}
	if err := portIsFree(ctx, portOf(productOrigin)); err != nil { // before minutes of deploying
		return err
	}
	o, err := bringUp(ctx, home.with(sampleBrand), *port, "create", true)
	if err != nil {
		return err
	}
	if err := provideSample(ctx, steps{os.Stdout, home.logs()}, home, o); err != nil {
		return err
	}
	printSummary(os.Stdout, home, o)
	printSampleGuide(os.Stdout, o)
	return nil
}

// provideSample builds the sample product and starts it in the background.
func provideSample(ctx context.Context, s steps, w workspace, o outputs) error {
	err := s.do("build the sample product", "fix the compiler errors above", func(log io.Writer) error {
		return execute(ctx, log, ".", localEnvironment(o.Endpoint), "make", "--no-print-directory", "sample-program")
	})
	if err != nil {
		return err
	}
	return s.do("start the sample product", "see "+w.sampleLog(), func(log io.Writer) error {
		return startSample(ctx, log, w, o)
	})
}

func startSample(ctx context.Context, log io.Writer, w workspace, o outputs) error {
	origin, err := url.Parse(o.ProductOrigin)
	if err != nil {
		return err
	}
	script, err := filepath.Abs(sampleScript)
	if err != nil {
		return err
	}
	output, err := os.Create(w.sampleLog())
	if err != nil {
		return err
	}
	defer output.Close()
	program := exec.Command(sampleProgram, "-address", origin.Host, "-api", o.APIURL, "-sign-in", o.SignInURL,
		"-client", o.ProductClientID, "-script", script)
	program.Env = localEnvironment(o.Endpoint)
	program.Stdout, program.Stderr = output, output
	ended, err := startDetached(program, w.samplePID(), o.ProductOrigin)
	if err != nil {
		return err
	}
	if err := waitUntil(ctx, ended, startTimeout, func() bool { return responds(o.ProductOrigin + "/settings.json") }); err != nil {
		fmt.Fprintln(log, tail(w.sampleLog(), 20))
		_, _, stopping := stopSample(w)
		return errors.Join(err, stopping)
	}
	return nil
}

// portIsFree returns an error that names the program that has the sample product's port,
// on either address of localhost.
func portIsFree(ctx context.Context, port int) error {
	for _, host := range []string{"127.0.0.1", "::1"} {
		connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(host, fmt.Sprint(port)))
		if err != nil {
			continue // nobody listens
		}
		_ = connection.Close()
		return advise(fmt.Errorf("port %d is taken: %s", port, listenerOn(ctx, port)),
			"stop that program and try again; the port is fixed, because the deployment allows calls from %s", productOrigin)
	}
	return nil
}

// stopSample stops the sample product of a workspace, if it is running.
func stopSample(w workspace) (stopped process, was bool, err error) {
	return stopDetached(w.samplePID())
}

func printSampleGuide(w io.Writer, o outputs) {
	fmt.Fprintf(w, `
The sample product is at %s. Try it:
  1. In the console, invite ada@example.com to %s with the role Organisation Admin, and leave the account empty.
  2. In the inbox, open the email and accept.
  3. In another browser or a private window, open %s, sign in as Ada and buy a box.
  4. In the console, remove Ada's access. Her very next click is refused.
`, o.ProductOrigin, firstOrganisation, o.ProductOrigin)
}
