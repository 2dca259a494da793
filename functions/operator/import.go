package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"admit/shared/access"
	"admit/shared/api"
)

// maxImportLines is how many lines one call may have.
const maxImportLines = 1000

// importedLine is the outcome of a line.
type importedLine struct {
	Status access.ImportStatus `json:"status"`
	Reason string              `json:"reason,omitempty"` // of a refused line
	Note   string              `json:"note,omitempty"`
}

// importLines imports as many lines as one call has time for. The others are unjudged.
func (h handler) importLines(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action  string   `json:"action"`
		Lines   []string `json:"lines"`
		Earlier []string `json:"earlier"`
		DryRun  bool     `json:"dryRun"`
		Invite  bool     `json:"invite"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	if len(body.Lines) == 0 || len(body.Lines) > maxImportLines {
		return nil, access.InvalidField("lines", fmt.Sprintf("must have 1 to %d lines", maxImportLines))
	}
	parsed, results := parseLines(body.Lines)
	earlier, _ := parseLines(body.Earlier)
	request := access.ImportRequest{Lines: parsed.lines, Earlier: earlier.lines, DryRun: body.DryRun, Invite: body.Invite}
	outcomes, err := h.imports.Do(ctx, request)
	if err != nil {
		return nil, err
	}
	for n, outcome := range outcomes {
		results[parsed.positions[n]] = importedLine{Status: outcome.Status, Reason: reasonOf(outcome), Note: outcome.Note}
	}
	return map[string]any{"import": map[string]any{"lines": results}}, nil
}

// parsedLines are the lines of a call that could be parsed, and their positions in it.
type parsedLines struct {
	lines     []access.Line
	positions []int
}

// parseLines parses lines, and returns a result for each that it refuses.
func parseLines(texts []string) (parsed parsedLines, results []importedLine) {
	results = make([]importedLine, len(texts))
	for n, text := range texts {
		line, err := parseLine(text)
		if err != nil {
			results[n] = importedLine{Status: access.ImportRefused, Reason: reason(err)}
			continue
		}
		parsed.lines, parsed.positions = append(parsed.lines, line), append(parsed.positions, n)
	}
	return parsed, results
}

// reasonOf returns why a line was refused. Why a line could not be judged is for the log.
func reasonOf(outcome access.ImportOutcome) string {
	if outcome.Status != access.ImportRefused {
		return ""
	}
	return reason(outcome.Refused)
}

// reason returns a refusal as one text: what is wrong with each field, or the detail.
func reason(err error) string {
	refusal, is := errors.AsType[*access.Error](err)
	switch {
	case !is:
		return err.Error()
	case len(refusal.Fields) == 0:
		return refusal.Detail
	}
	texts := make([]string, 0, len(refusal.Fields))
	for _, f := range refusal.Fields {
		texts = append(texts, f.Field+" "+f.Message)
	}
	return strings.Join(texts, "; ")
}

// exportedLine is a line of an export. Lines sort by their keys.
type exportedLine struct {
	Key  string `json:"key"`
	Line string `json:"line"`
}

// exportLines exports as much as one call has time for.
func (h handler) exportLines(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action string `json:"action"`
		After  string `json:"after"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	part, err := h.exports.Do(ctx, body.After)
	if err != nil {
		return nil, err
	}
	lines := make([]exportedLine, 0, len(part.Lines))
	for _, line := range part.Lines {
		text, err := formatLine(line)
		if err != nil {
			return nil, err
		}
		lines = append(lines, exportedLine{line.SortKey(), text})
	}
	return map[string]any{"export": map[string]any{"lines": lines, "next": part.Next, "examined": part.Examined, "total": part.Total}}, nil
}
