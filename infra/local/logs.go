package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// logReader reads what the stack's functions log, in the order of time.
type logReader struct {
	logs   *cloudwatchlogs.Client
	groups map[string]string // name of a log group -> whose it is
	since  time.Time
	seen   map[string]bool
}

// logLine is one line of one function.
type logLine struct {
	at     time.Time
	source string
	text   string
}

// ofLambda begins the names of the groups that Lambda makes by itself. LocalStack
// logs a function there, whatever group the stack gives it.
const ofLambda = "/aws/lambda/"

// newLogReader asks the stack for its log groups and functions, so that a new
// function's is among them.
func newLogReader(ctx context.Context, endpoint string, since time.Time) (*logReader, error) {
	described, err := cloudformation.NewFromConfig(localConfig(endpoint)).DescribeStackResources(ctx, &cloudformation.DescribeStackResourcesInput{
		StackName: aws.String(stackName),
	})
	if err != nil {
		return nil, err
	}
	groups := map[string]string{}
	for _, r := range described.StackResources {
		name, source := aws.ToString(r.PhysicalResourceId), sourceOf(aws.ToString(r.LogicalResourceId))
		switch aws.ToString(r.ResourceType) {
		case "AWS::Logs::LogGroup":
			groups[name] = source
		case "AWS::Lambda::Function":
			groups[ofLambda+name] = source
		}
	}
	return &logReader{cloudwatchlogs.NewFromConfig(localConfig(endpoint)), groups, since, map[string]bool{}}, nil
}

var (
	logicalEnding = regexp.MustCompile(`(Logs?|Function)?[0-9A-F]{8}$`)
	wordStart     = regexp.MustCompile(`([a-z])([A-Z])`)
)

// sourceOf turns the id in the template of a log group or a function,
// ListPermissionsLogs1A2B3C4D, back into the function's name: list-permissions.
func sourceOf(logicalID string) string {
	name := logicalEnding.ReplaceAllString(logicalID, "")
	return strings.ToLower(wordStart.ReplaceAllString(name, "$1-$2"))
}

// next returns the lines that came since it was asked last. A line that arrives
// late in its stream is still told, so it asks for the last seconds again.
func (r *logReader) next(ctx context.Context) ([]logLine, error) {
	var lines []logLine
	for group, source := range r.groups {
		added, err := r.nextOf(ctx, group, source)
		if err != nil {
			return nil, fmt.Errorf("log group %s: %w", group, err)
		}
		lines = append(lines, added...)
	}
	slices.SortStableFunc(lines, func(a, b logLine) int { return a.at.Compare(b.at) })
	if recent := time.Now().Add(-10 * time.Second); recent.After(r.since) {
		r.since = recent
	}
	return lines, nil
}

// nextOf returns the new lines of one group. A group that Lambda makes by itself
// is there from the function's first line on.
func (r *logReader) nextOf(ctx context.Context, group, source string) ([]logLine, error) {
	pages := cloudwatchlogs.NewFilterLogEventsPaginator(r.logs, &cloudwatchlogs.FilterLogEventsInput{
		LogGroupName: aws.String(group), StartTime: aws.Int64(r.since.UnixMilli()),
	})
	var lines []logLine
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if _, missing := errors.AsType[*types.ResourceNotFoundException](err); missing && strings.HasPrefix(group, ofLambda) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		for _, event := range page.Events {
			id := cmp.Or(aws.ToString(event.EventId), fmt.Sprint(aws.ToInt64(event.Timestamp), aws.ToString(event.Message)))
			if id = group + id; !r.seen[id] {
				r.seen[id] = true
				lines = append(lines, logLine{time.UnixMilli(aws.ToInt64(event.Timestamp)), source, strings.TrimSpace(aws.ToString(event.Message))})
			}
		}
	}
	return lines, nil
}

// platform is the lines that Lambda itself writes around every invocation.
var platform = regexp.MustCompile(`^(START|END|REPORT|INIT_START) `)

// readable turns a line of JSON into level, message and fields; it is empty for
// a line that nobody would miss.
func (l logLine) readable() string {
	if platform.MatchString(l.text) {
		return ""
	}
	var record map[string]any
	numbers := json.NewDecoder(strings.NewReader(l.text))
	numbers.UseNumber()
	if numbers.Decode(&record) != nil {
		return printable(l.text)
	}
	if kind, _ := record["type"].(string); strings.HasPrefix(kind, "platform.") {
		return ""
	}
	var line bytes.Buffer
	fmt.Fprintf(&line, "%-5v %v", cmp.Or(record["level"], any("")), cmp.Or(record["msg"], record["message"], any("")))
	for _, told := range []string{"time", "timestamp", "level", "msg", "message"} {
		delete(record, told)
	}
	for _, key := range slices.Sorted(maps.Keys(record)) {
		value := record[key]
		if nested, isNested := value.(map[string]any); isNested {
			if encoded, err := json.Marshal(nested); err == nil {
				value = string(encoded)
			}
		}
		fmt.Fprintf(&line, "  %s=%v", key, value)
	}
	return printable(line.String())
}

// writeFunctionLogs keeps all that the functions logged, for whoever has to find
// out what went wrong after the emulator is gone. It is itself no reason to fail.
func writeFunctionLogs(ctx context.Context, p place, endpoint string) {
	reader, err := newLogReader(ctx, endpoint, time.UnixMilli(0))
	if err != nil {
		return
	}
	lines, _ := reader.next(ctx)
	var all strings.Builder
	for _, line := range lines {
		fmt.Fprintf(&all, "%s %s %s\n", line.at.UTC().Format(time.RFC3339Nano), line.source, line.text)
	}
	_ = os.WriteFile(p.functionsLog(), []byte(all.String()), 0o600)
}
