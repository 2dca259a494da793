package main

import (
	"fmt"
	"testing"
	"time"
)

func TestReadableLogLines(t *testing.T) {
	for _, c := range []struct{ raw, want string }{
		{`{"time":"2026-11-23T21:06:12Z","level":"INFO","msg":"request","status":200,"route":"GET /me"}`, "INFO  request  route=GET /me  status=200"},
		{`{"timestamp":"2026-11-23T21:06:12Z","level":"ERROR","message":"failed","error":{"kind":"x"}}`, `ERROR failed  error={"kind":"x"}`},
		{`{"level":"INFO","msg":"id","n":1234567890123456789}`, "INFO  id  n=1234567890123456789"},
		{"panic: \x1b[31mout of range", "panic: \uFFFD[31mout of range"},
		{"START RequestId: 1 Version: $LATEST", ""},
		{"REPORT RequestId: 1\tDuration: 60 ms", ""},
		{`{"time":"2026-11-23T21:06:12Z","type":"platform.start","record":{}}`, ""},
	} {
		if got := (logLine{text: c.raw}).readable(); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.raw, got, c.want)
		}
	}
}

func TestLogGroupSource(t *testing.T) {
	for id, want := range map[string]string{
		"ListPermissionsLogs1A2B3C4D": "list-permissions",
		"DeliverLogs0A0EEA89":         "deliver",
		"AccessLog8CEBC8BE":           "access",

		"ListPermissionsFunction1A2B3C4D": "list-permissions",
	} {
		if got := sourceOf(id); got != want {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
}

// LocalStack logs to Lambda's own log group, which exists from the first line on.
func TestLocalStackLogs(t *testing.T) {
	l := newLocalStack(t)
	const member = `<member><StackName>Admit</StackName><LogicalResourceId>%s</LogicalResourceId><PhysicalResourceId>%s</PhysicalResourceId><ResourceType>%s</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>`
	l.stack = fmt.Sprintf(member, "DeliverLogs0A0EEA89", "Admit-DeliverLogs-x", "AWS::Logs::LogGroup") +
		fmt.Sprintf(member, "DeliverFunction12345678", "Admit-DeliverFunction-x", "AWS::Lambda::Function") +
		fmt.Sprintf(member, "DocsFunction12345678", "Admit-DocsFunction-x", "AWS::Lambda::Function") // never called, so without a log group
	l.logs = map[string]string{
		"Admit-DeliverLogs-x":                 ``,
		"/aws/lambda/Admit-DeliverFunction-x": `{"logStreamName": "s", "timestamp": 1795948298000, "message": "{\"level\":\"INFO\",\"msg\":\"mailed\"}\n", "ingestionTime": 1795948298154, "eventId": "0"}`,
	}
	reader, err := newLogReader(t.Context(), l.URL, "Admit", time.UnixMilli(0))
	if err != nil {
		t.Fatal(err)
	}
	lines, err := reader.next(t.Context())
	if err != nil || len(lines) != 1 || lines[0].source != "deliver" || lines[0].readable() != "INFO  mailed" {
		t.Fatalf("%+v, %v", lines, err)
	}
	if again, err := reader.next(t.Context()); err != nil || len(again) > 0 {
		t.Errorf("lines were returned twice: %+v, %v", again, err)
	}
	delete(l.logs, "Admit-DeliverLogs-x")
	if _, err := reader.next(t.Context()); err == nil {
		t.Error("a missing log group of the stack is not reported")
	}
}
