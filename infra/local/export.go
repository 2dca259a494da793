package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// The payload and the response of the operator function.
type (
	exportCall struct {
		Action string `json:"action"`
		After  string `json:"after,omitempty"`
	}
	exportPart struct {
		Lines    []exportedLine `json:"lines"`
		Next     string         `json:"next"`
		Examined int64          `json:"examined"`
		Total    int64          `json:"total"`
	}
	exportedLine struct {
		Key  string `json:"key"`
		Line string `json:"line"`
	}
)

// exportFile writes organisations, accounts and members to a file, of this machine or
// with -aws of AWS. Without -aws it never uses the shell's credentials.
func exportFile(ctx context.Context, flags *flag.FlagSet, args []string) error {
	deployment := deploymentFlag(flags)
	onAWS := flags.Bool("aws", false, "export from the stack on AWS, with the shell's credentials, instead of the one on this machine")
	path := flags.String("file", "", "the `file` to write; one that exists is replaced")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *path == "" {
		return advise(errors.New("the file is missing"), "make export FILE=people.jsonl [AWS=1]")
	}
	settings, function, err := operatorFunction(ctx, *deployment, *onAWS, true)
	if err != nil {
		return err
	}
	command := exportCommand{out: os.Stdout, progress: os.Stderr, pause: time.Second, call: func(ctx context.Context, call exportCall) (exportPart, error) {
		return askOperator[exportPart](ctx, settings, function, "export", call)
	}}
	return command.run(ctx, *path)
}

// exportCommand calls the operator function until the whole table is read.
type exportCommand struct {
	call     func(ctx context.Context, call exportCall) (exportPart, error)
	out      io.Writer
	progress io.Writer
	pause    time.Duration // see persistence
}

func (c exportCommand) run(ctx context.Context, path string) error {
	persistent := persistence{out: c.progress, pause: c.pause, resumes: "run the same command again; " + path + " is as it was"}
	started := time.Now()
	var lines []exportedLine
	examined, call := int64(0), exportCall{Action: "export"}
	for {
		part, err := persist(ctx, persistent, func() (exportPart, error) { return c.call(ctx, call) })
		if err != nil {
			return err
		}
		lines, examined = append(lines, part.Lines...), examined+part.Examined
		if call.After = part.Next; call.After == "" {
			break
		}
		fmt.Fprintf(c.progress, "  %d of about %d items read in %s, %d lines\n", examined, max(part.Total, examined), time.Since(started).Round(time.Second), len(lines))
	}
	if err := writeLines(path, lines); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "Exported %d lines to %s in %s.\n", len(lines), path, time.Since(started).Round(time.Second))
	return nil
}

// writeLines writes lines in the order of their keys. The file has names and addresses, so
// only its owner may read it. It replaces an earlier one at the end, as a whole.
func writeLines(path string, lines []exportedLine) error {
	slices.SortFunc(lines, func(a, b exportedLine) int { return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Line, b.Line)) })
	var text strings.Builder
	for _, l := range lines {
		text.WriteString(l.Line + "\n")
	}
	return writePrivate(path, text.String())
}
