// Command local runs all of Admit on a laptop. It starts the emulator, deploys the same
// stack that goes to AWS, creates the first organisation and administrator through the
// product, and shows logs, emails and events. It is usually run by the Makefile;
// `go run ./infra/local help` lists its commands.
//
// It must never reach a real AWS account by accident. Local commands use one endpoint
// with fake credentials and ignore the shell's AWS settings (see environment.go). Only
// `deploy-aws`, `restore` and `relink-all`, and the operator's commands with -aws, use the shell's
// credentials.
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

// command is a subcommand of the program. It parses its own flags.
type command struct {
	name    string
	summary string
	run     func(ctx context.Context, flags *flag.FlagSet, args []string) error
}

func commands() []command {
	return []command{
		{"up", "install the pinned tools, start the emulator, deploy, create an organisation", up},
		{"dev", "run up, then follow logs, mails and events until interrupted", dev},
		{"sample", "run up, and a sample product that asks Admit", sample},
		{"down", "stop everything that up, dev or sample started", down},
		{"inbox", "print the caught mails, newest first", inbox},
		{"inbox-page", "serve the inbox as a web page (up starts it in the background)", servePage},
		{"token", "print a bearer token of a user or of the machine client, and nothing else", token},
		{"organisation", "create an organisation and invite its administrator, locally or on AWS", organisation},
		{"import", "import organisations, accounts and members from a file, locally or on AWS", importFile},
		{"export", "export organisations, accounts and members to a file, locally or on AWS", exportFile},
		{"export-person", "export everything that is kept about one person, locally or on AWS", exportPerson},
		{"delete-profile", "delete everything that names a person, locally or on AWS", deleteProfile},
		{"retain", "give what exists the present retention, locally or on AWS", retain},
		{"migrate", "migrate a table of version 0.1, locally or on AWS", migrate},
		{"restore", "restore the table on AWS as it was at a moment, into a new table", restore},
		{"relink-all", "give everybody whose identity is gone from the user pool on AWS a new one", relinkAll},
		{"find", "find a user by address, with memberships and open invitations, locally or on AWS", findUser},
		{"resend", "resend an invitation, locally or on AWS", resend},
		{"redrive", "show and redrive a dead-letter queue, locally or on AWS", redrive},
		{"preflight", "say what is missing before the first mail, locally or on AWS", preflight},
		{"deploy-aws", "deploy the stack to your AWS account; arguments after -- go to cdk deploy", deployAWS},
		{"settings", "print the settings of the functions, which docs/settings.md shows", settings},
		{"tools", "install the pinned tools", tools},
		{"run", "run a command against a temporary deployment of its own", run},
	}
}

func main() {
	// SIGTERM as well: continuous integration and process managers send it.
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
		err := checkWorkingDirectory()
		if err == nil {
			err = c.run(ctx, newFlags(c), args[1:])
		}
		return exitCode(c.name, err)
	}
	fmt.Fprintf(os.Stderr, "local: unknown command %q\n\n", args[0])
	usage(os.Stderr)
	return 2
}

// exitCode prints an error with its advice and returns the exit code. For a command
// that `run` ran, it returns that command's exit code.
func exitCode(command string, err error) int {
	var ended *exitError
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &ended):
		return ended.code
	case errors.Is(err, errInterrupted):
		return 130 // the shells' exit code for an interrupt
	}
	fmt.Fprintf(os.Stderr, "\n%s: %v\n", command, err)
	var advised *advisedError
	if errors.As(err, &advised) {
		fmt.Fprintf(os.Stderr, "\nWhat to do: %s\n", advised.advice)
	}
	return 1
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Runs Admit on a laptop.\n\nUsage: go run ./infra/local <command> [flags]\n\n")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range commands() {
		fmt.Fprintf(table, "  %s\t%s\n", c.name, c.summary)
	}
	_ = table.Flush()
	fmt.Fprint(w, "\n<command> -h lists its flags. State, logs and outputs are in .local/.\n")
}

func newFlags(c command) *flag.FlagSet {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprintf(flags.Output(), "%s: %s\n\n", c.name, c.summary)
		flags.PrintDefaults()
	}
	return flags
}

// checkWorkingDirectory returns an error unless the working directory is the module's root: all
// paths in this program are relative to it.
func checkWorkingDirectory() error {
	if _, err := os.Stat("infra/local/requirements.txt"); err != nil {
		return advise(errors.New("the current directory is not the root of Admit's repository"), "change to the directory with go.mod and try again")
	}
	return nil
}
