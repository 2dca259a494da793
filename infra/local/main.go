// Command local runs all of Admit on a laptop: it starts the emulator, deploys
// the very stack that goes to AWS, has the product create its first
// organisation and administrator, and shows what happens. The Makefile is its
// usual caller; `go run ./infra/local help` lists its commands.
//
// It is never to reach a real AWS account by accident: what it does locally goes
// to one endpoint with made-up credentials, whatever the shell's are (see
// environment.go). Only `deploy-aws` and `organisation -aws` use the caller's own.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"text/tabwriter"
)

// command is one thing the program does. Its flags are parsed by itself.
type command struct {
	name    string
	summary string
	run     func(ctx context.Context, flags *flag.FlagSet, args []string) error
}

func commands() []command {
	return []command{
		{"up", "install what is pinned, start the emulator, deploy, create an organisation", up},
		{"dev", "up, then follow logs and mails until interrupted", dev},
		{"down", "stop the emulator and the inbox that up started", down},
		{"inbox", "print the mails caught, newest first", inbox},
		{"inbox-page", "serve the page that shows the mails caught, which up leaves running", servePage},
		{"token", "print a bearer token and nothing else", token},
		{"organisation", "create an organisation and invite its administrator, locally or on AWS", organisation},
		{"deploy-aws", "deploy the stack to your AWS account; after --, arguments of cdk deploy", deployAWS},
		{"settings", "print the settings of the functions, which docs/settings.md shows", settings},
		{"tools", "only install what is pinned", tools},
		{"run", "run a command against a private deployment that is thrown away afterwards", run},
	}
}

func main() {
	// SIGTERM too: continuous integration and process managers end programs so.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := dispatch(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func dispatch(ctx context.Context, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(os.Stdout)
		return 0
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		err := inRepository()
		if err == nil {
			err = c.run(ctx, newFlags(c), args[1:])
		}
		return exitCode(c.name, err)
	}
	fmt.Fprintf(os.Stderr, "local: there is no command %q\n\n", args[0])
	usage(os.Stderr)
	return 2
}

// exitCode tells of an error what its reader can use, and passes on the exit
// code of a command that `run` ran.
func exitCode(command string, err error) int {
	var ended *commandEnded
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &ended):
		return ended.code
	case errors.Is(err, errInterrupted):
		return 130 // as the shell has it
	}
	fmt.Fprintf(os.Stderr, "\n%s: %v\n", command, err)
	var advised *advisedError
	if errors.As(err, &advised) {
		fmt.Fprintf(os.Stderr, "\nWhat to do: %s\n", advised.advice)
	}
	return 1
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Admit on a laptop.\n\nUsage: go run ./infra/local <command> [flags]\n\n")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range commands() {
		fmt.Fprintf(table, "  %s\t%s\n", c.name, c.summary)
	}
	_ = table.Flush()
	fmt.Fprint(w, "\n<command> -h lists its flags. State, logs and outputs are below .local/.\n")
}

func newFlags(c command) *flag.FlagSet {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprintf(flags.Output(), "%s: %s\n\n", c.name, c.summary)
		flags.PrintDefaults()
	}
	return flags
}

// inRepository: every path in this program is relative to the module's root.
func inRepository() error {
	if _, err := os.Stat("infra/local/requirements.txt"); err != nil {
		return advise(errors.New("this is not the root of Admit's repository"), "change to the directory of go.mod and run it again")
	}
	return nil
}
