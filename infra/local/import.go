package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

// The payload and the response of the operator function.
type (
	importCall struct {
		Action  string   `json:"action"`
		Lines   []string `json:"lines"`
		Earlier []string `json:"earlier,omitempty"`
		DryRun  bool     `json:"dryRun,omitempty"`
		Invite  bool     `json:"invite,omitempty"`
	}
	importAnswer struct {
		Import *struct {
			Lines []importedLine `json:"lines"`
		} `json:"import"`
	}
	importedLine struct {
		Status string `json:"status"` // created, exists, refused or unjudged
		Reason string `json:"reason"`
		Note   string `json:"note"`
	}
)

// importFile imports the lines of a file, on this machine or with -aws on AWS. Without
// -aws it never uses the shell's credentials.
func importFile(ctx context.Context, flags *flag.FlagSet, args []string) error {
	deployment := deploymentFlag(flags)
	onAWS := flags.Bool("aws", false, "import into the stack on AWS, with the shell's credentials, instead of the one on this machine")
	path := flags.String("file", "", "the `file` with the lines, see docs/import.md")
	dry := flags.Bool("dry", false, "say what would become of each line, and write nothing")
	invite := flags.Bool("invite", false, "invite the members by email, instead of giving them their roles at once")
	force := flags.Bool("force", false, "on AWS, do not check whether SES would send the mails")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *path == "" {
		return advise(errors.New("the file is missing"), "make import FILE=people.jsonl [DRY=1] [INVITE=1] [AWS=1 [FORCE=1]]")
	}
	lines, err := readLines(*path)
	if err != nil {
		return err
	}
	settings, function, err := operatorFunction(ctx, *deployment, *onAWS, *force || *dry || !*invite)
	if err != nil {
		return err
	}
	command := importCommand{out: os.Stdout, progress: os.Stderr, pause: time.Second, call: func(ctx context.Context, call importCall) ([]importedLine, error) {
		answer, err := invokeOperator[importAnswer](ctx, settings, function, call)
		if err == nil && (answer.Import == nil || len(answer.Import.Lines) != len(call.Lines)) {
			err = errors.New("the operator function returned no result for some lines")
		}
		if err != nil {
			return nil, err
		}
		return answer.Import.Lines, nil
	}}
	return command.run(ctx, lines, importCall{Action: "import", DryRun: *dry, Invite: *invite})
}

// The most that one call of the operator function has. A call takes at most 6 MB, and
// judges what it has time for.
const (
	linesInCall = 500
	bytesInCall = 1 << 20
)

// importCommand calls the operator function until every line is judged.
type importCommand struct {
	call     func(ctx context.Context, call importCall) ([]importedLine, error)
	out      io.Writer // what became of lines
	progress io.Writer
	pause    time.Duration // see persistence
}

func (c importCommand) run(ctx context.Context, lines []line, call importCall) error {
	persistent := persistence{out: c.progress, pause: c.pause, resumes: "run the same command again: what is there already stays as it is"}
	run := importRun{out: c.out, dry: call.DryRun, total: len(lines), started: time.Now(), notes: map[string]*note{}, accepted: newAcceptedLines()}
	for left := lines; len(left) > 0; {
		part, rest := cutPart(left)
		call.Lines, call.Earlier = texts(part), nil
		if call.DryRun {
			call.Earlier = texts(run.accepted.context(part))
		}
		results, err := persist(ctx, persistent, func() ([]importedLine, error) { return c.call(ctx, call) })
		if err != nil {
			return err
		}
		left = append(run.take(part, results), rest...)
		fmt.Fprintf(c.progress, "  %s\n", run.line())
	}
	return run.finish()
}

// cutPart returns the first lines, as many as one call has, and the others.
func cutPart(lines []line) (part, rest []line) {
	size, n := 0, 0
	for n < len(lines) && n < linesInCall && (n == 0 || size+len(lines[n].text) <= bytesInCall) {
		size += len(lines[n].text)
		n++
	}
	return lines[:n:n], lines[n:]
}

// texts returns the texts of lines.
func texts(lines []line) []string {
	list := make([]string, 0, len(lines))
	for _, l := range lines {
		list = append(list, l.text)
	}
	return list
}

// importRun is what has become of the lines of a file.
type importRun struct {
	out      io.Writer
	dry      bool
	total    int
	started  time.Time
	accepted acceptedLines
	notes    map[string]*note

	created, exist, refused int
}

// note is what the function says of several lines.
type note struct{ lines, first int }

// take prints and counts results. It returns the lines that have to be sent again.
func (r *importRun) take(part []line, results []importedLine) (unjudged []line) {
	for n, result := range results {
		switch result.Status {
		case "created":
			r.created++
			r.accepted.add(part[n], true)
			r.say(part[n], "would be created", result.Note)
		case "exists":
			r.exist++
			r.accepted.add(part[n], false)
			r.say(part[n], "is there already", result.Note)
		case "refused":
			r.refused++
			fmt.Fprintf(r.out, "line %d: refused: %s\n", part[n].number, printable(result.Reason))
			continue
		default:
			unjudged = append(unjudged, part[n])
			continue
		}
		if result.Note != "" {
			r.addNote(part[n], result.Note)
		}
	}
	return unjudged
}

// say prints the outcome of a line in a dry run.
func (r *importRun) say(l line, outcome, note string) {
	if !r.dry {
		return
	}
	if note != "" {
		outcome += "; " + printable(note)
	}
	fmt.Fprintf(r.out, "line %d: %s\n", l.number, outcome)
}

func (r *importRun) addNote(l line, text string) {
	if r.notes[text] == nil {
		r.notes[text] = &note{first: l.number}
	}
	r.notes[text].lines++
}
