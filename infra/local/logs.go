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

// logReader reads the logs of the stack's functions, ordered by time.
type logReader struct {
	logs   *cloudwatchlogs.Client
	groups map[string]string // log group name -> source
	since  time.Time
	seen   map[string]bool
}

// logLine is one line that a function logged.
type logLine struct {
	at     time.Time
	source string
	text   string
}

// lambdaLogPrefix is the prefix of the log groups that Lambda creates by itself.
// LocalStack logs there, whatever log group the stack gives the function.
const lambdaLogPrefix = "/aws/lambda/"

// newLogReader returns a reader for all log groups and functions of the stack.
func newLogReader(ctx context.Context, endpoint, stack string, since time.Time) (*logReader, error) {
	described, err := cloudformation.NewFromConfig(localConfig(endpoint)).DescribeStackResources(ctx, &cloudformation.DescribeStackResourcesInput{
		StackName: &stack,
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
			groups[lambdaLogPrefix+name] = source
		}
	}
	return &logReader{cloudwatchlogs.NewFromConfig(localConfig(endpoint)), groups, since, map[string]bool{}}, nil
}

var (
	idSuffix     = regexp.MustCompile(`(Logs?|Function)?[0-9A-F]{8}$`)
	wordBoundary = regexp.MustCompile(`([a-z])([A-Z])`)
)

// sourceOf converts the logical id of a log group or a function,
// ListPermissionsLogs1A2B3C4D, to the function's name, list-permissions.
func sourceOf(logicalID string) string {
	name := idSuffix.ReplaceAllString(logicalID, "")
	return strings.ToLower(wordBoundary.ReplaceAllString(name, "$1-$2"))
}

// next returns the lines since the previous call. Lines may arrive late, so it reads
// the last ten seconds again and leaves out the lines that it has already returned.
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

// nextOf returns the new lines of one log group. A log group that Lambda creates by
// itself does not exist until the function logs its first line.
func (r *logReader) nextOf(ctx context.Context, group, source string) ([]logLine, error) {
	pages := cloudwatchlogs.NewFilterLogEventsPaginator(r.logs, &cloudwatchlogs.FilterLogEventsInput{
		LogGroupName: aws.String(group), StartTime: aws.Int64(r.since.UnixMilli()),
	})
	var lines []logLine
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if _, missing := errors.AsType[*types.ResourceNotFoundException](err); missing && strings.HasPrefix(group, lambdaLogPrefix) {
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

// platform matches the lines that Lambda writes about every invocation.
var platform = regexp.MustCompile(`^(START|END|REPORT|INIT_START) `)

// readable formats a JSON line as level, message and fields. It returns "" for the
// platform's own lines.
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
	for _, printed := range []string{"time", "timestamp", "level", "msg", "message"} {
		delete(record, printed)
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

// writeFunctionLogs saves the functions' logs to a file for later analysis, because the
// emulator's logs are lost when it ends. It ignores errors, because it runs after a failure.
func writeFunctionLogs(ctx context.Context, w workspace, endpoint string) {
	reader, err := newLogReader(ctx, endpoint, stackOf(w.deployment), time.UnixMilli(0))
	if err != nil {
		return
	}
	lines, _ := reader.next(ctx)
	var all strings.Builder
	for _, line := range lines {
		fmt.Fprintf(&all, "%s %s %s\n", line.at.UTC().Format(time.RFC3339Nano), line.source, line.text)
	}
	_ = os.WriteFile(w.functionsLog(), []byte(all.String()), 0o600)
}
