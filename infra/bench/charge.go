package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
)

// charge is what one lifecycle is charged for.
type charge struct {
	requests     float64 // of the HTTP API
	invocations  float64
	seconds      float64 // of Lambda, billed
	read, write  float64 // units of DynamoDB
	events       float64
	schedules    float64 // one-time schedules of reminders
	functionLogs float64 // octets
	systemLogs   float64 // octets
	accessLogs   float64 // octets
	traces       float64
}

// part is a part of the price of a million lifecycles.
type part struct {
	name    string
	dollars float64
}

// parts returns the price of a million lifecycles in dollars, by part.
func (c charge) parts() []part {
	const gigabyte = 1e9
	return []part{
		{"HTTP API requests", c.requests * apiRequest.dollars},
		{"Lambda requests", c.invocations * lambdaRequest.dollars},
		{"Lambda GB-seconds", c.seconds * memory / 1024 * lambdaSecond.dollars},
		{"DynamoDB reads", c.read * readUnit.dollars},
		{"DynamoDB writes", c.write * writeUnit.dollars},
		{"EventBridge events", c.events * customEvent.dollars},
		{"EventBridge Scheduler", c.schedules * schedule.dollars},
		{"Logs of the functions", c.functionLogs / gigabyte * logGigabyte.dollars},
		{"Logs of Lambda about them", c.systemLogs / gigabyte * logGigabyte.dollars},
		{"Access log", c.accessLogs / gigabyte * logGigabyte.dollars},
		{"X-Ray traces", c.traces * trace.dollars},
	}
}

// dollars returns the price of a million lifecycles.
func (c charge) dollars() float64 { return total(c.parts()) }

// logs returns the octets of all logs.
func (c charge) logs() float64 { return c.functionLogs + c.systemLogs + c.accessLogs }

// total returns the sum of parts.
func total(parts []part) (dollars float64) {
	for _, p := range parts {
		dollars += p.dollars
	}
	return dollars
}

// The records that Lambda writes about one invocation, as in AWS's documentation of the
// JSON log format. They cannot be measured here.
const systemRecords = `{"time":"2026-11-30T02:15:11.123Z","type":"platform.start","record":{"requestId":"6f7f0961-f831-4fd5-8b1a-6a0f0e0f1b2c","version":"$LATEST","tracing":{"spanId":"54565fb41ac79632","type":"X-Amzn-Trace-Id","value":"Root=1-62e900b2-710d76f009d6e7785905449a;Parent=0efbd19962d95b05;Sampled=1"}}}
{"time":"2026-11-30T02:15:11.155Z","type":"platform.report","record":{"requestId":"6f7f0961-f831-4fd5-8b1a-6a0f0e0f1b2c","metrics":{"durationMs":25.391,"billedDurationMs":26,"memorySizeMB":256,"maxMemoryUsedMB":31},"tracing":{"spanId":"54565fb41ac79632","type":"X-Amzn-Trace-Id","value":"Root=1-62e900b2-710d76f009d6e7785905449a;Parent=0efbd19962d95b05;Sampled=1"},"status":"success"}}
`

// says reports whether a file of the stack has a text.
func says(file, text string) (bool, error) {
	content, err := os.ReadFile(file)
	return strings.Contains(string(content), text), err
}

// systemLogOctets returns how much Lambda logs about one invocation: nothing if the stack
// sets a level for it.
func systemLogOctets() (float64, error) {
	quiet, err := says("infra/function.go", "SystemLogLevel")
	if quiet {
		return 0, err
	}
	return float64(len(systemRecords)), err
}

// traced reports whether the stack traces its functions unless a setting says otherwise.
func traced() (bool, error) { return says("cdk.json", `"tracing": "true"`) }

// accessField is a field of the stack's access log.
var accessField = regexp.MustCompile(`"(\w+)":\s+"\$context\.([\w.]+)"`)

// usualValues are usual values of the fields of an access log. The others are "-".
var usualValues = map[string]string{
	"requestId": "bench12345678901=", "requestTime": "30/Nov/2026:02:15:11 +0000", "identity.sourceIp": "203.0.113.77",
	"routeKey": "POST /organisations/{organisationId}/invitations", "protocol": "HTTP/1.1", "status": "201", "responseLength": "650", "responseLatency": "28",
	"integrationLatency": "25",
}

// accessLogOctets returns the length of a usual record of the access log, in the format
// of the stack.
func accessLogOctets() (float64, error) {
	source, err := os.ReadFile("infra/api.go")
	if err != nil {
		return 0, err
	}
	return accessRecord(string(source))
}

func accessRecord(source string) (float64, error) {
	fields := accessField.FindAllStringSubmatch(source, -1)
	if len(fields) == 0 {
		return 0, fmt.Errorf("infra/api.go has no format of an access log")
	}
	octets := len("{}\n") + len(fields) - 1
	for _, f := range fields {
		value, ok := usualValues[f[2]]
		if !ok {
			value = "-"
		}
		octets += len(`"":""`) + len(f[1]) + len(value)
	}
	return float64(octets), nil
}
