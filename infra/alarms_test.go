package main

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"admit/shared/delivery"
	"admit/shared/evidence"
)

// Each alarm leads to a section of docs/alarms.md, and each section is about an alarm. A section
// says what the alarm means, what to look at, what to do and how one knows that it is over.
func TestEachAlarmHasItsPage(t *testing.T) {
	read, err := os.ReadFile("../docs/alarms.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]string{}
	for _, section := range strings.Split(string(read), "\n## ")[1:] {
		heading, body, _ := strings.Cut(section, "\n")
		sections[strings.ToLower(heading)] = body
	}
	linked, wrong := map[string]bool{}, 0
	alarms := synthesised(t, production).all("AWS::CloudWatch::Alarm")
	link := regexp.MustCompile(`\. What to do: docs/alarms\.md#([a-z]+)$`)
	for name, a := range alarms {
		found := link.FindStringSubmatch(text(a.Properties["AlarmDescription"]))
		if found == nil || sections[found[1]] == "" {
			t.Errorf("%s is described as %q, which leads to no section", name, a.Properties["AlarmDescription"])
			wrong++
			continue
		}
		linked[found[1]] = true
	}
	if got, want := slices.Sorted(maps.Keys(sections)), slices.Sorted(maps.Keys(linked)); !slices.Equal(got, want) {
		t.Errorf("there are sections about %v, want %v", got, want)
	}
	for heading, body := range sections {
		for _, part := range []string{"**Means**", "**Look at**", "**Do**", "**Over**"} {
			if !strings.Contains(body, part) {
				t.Errorf("the section about %s has no part %s", heading, part)
				wrong++
			}
		}
	}
	evidence.Record(t, evidence.Figure{What: "alarms", Tried: fmt.Sprintf("%d, each with one of %d sections of docs/alarms.md", len(alarms), len(sections)), Wrong: wrong})
}

// The alarm of late emails counts the log records that deliver writes about them.
func TestLateMailsAreCounted(t *testing.T) {
	made := synthesised(t, production)
	filter := made.only(t, "AWS::Logs::MetricFilter").Properties
	if got, want := filter["FilterPattern"], `{ $.msg = "`+delivery.LateMessage+`" }`; got != want || text(filter["LogGroupName"]) != "${DeliverLogs}" {
		t.Errorf("the filter of %s is %v, want %s", text(filter["LogGroupName"]), got, want)
	}
	metric := list(filter["MetricTransformations"])[0].(map[string]any)
	alarm := made.all("AWS::CloudWatch::Alarm")["MailsLate"].Properties
	if metric["MetricName"] != alarm["MetricName"] || metric["MetricNamespace"] != alarm["Namespace"] || alarm["Namespace"] != "Admit" {
		t.Errorf("the alarm is about %v, the filter counts %v", alarm, metric)
	}
}

// The thresholds of the rates are those at which SES reviews an account.
func TestRatesOfSES(t *testing.T) {
	alarms := synthesised(t, production).all("AWS::CloudWatch::Alarm")
	for name, threshold := range map[string]float64{"BounceRate": 0.05, "ComplaintRate": 0.001} {
		a := alarms[name].Properties
		if a["Namespace"] != "AWS/SES" || a["MetricName"] != "Reputation."+name || a["Threshold"] != threshold || a["Dimensions"] != nil {
			t.Errorf("%s is %v", name, a)
		}
	}
}

// Only the alarms of this account, and nobody without TLS, publish to the topic.
func TestTopicOfTheAlarms(t *testing.T) {
	for _, made := range []template{synthesised(t, production), synthesised(t, development)} {
		document := made.only(t, "AWS::SNS::TopicPolicy").Properties["PolicyDocument"].(map[string]any)
		var got []string
		for _, raw := range list(document["Statement"]) {
			s := raw.(map[string]any)
			got = append(got, strings.Join([]string{text(s["Effect"]), text(s["Principal"]), text(s["Action"]), text(s["Resource"]), text(s["Condition"])}, " "))
		}
		want := []string{
			`Deny * sns:Publish ${Alarms} {"Bool":{"aws:SecureTransport":"false"}}`,
			`Allow {"Service":"cloudwatch.amazonaws.com"} sns:Publish ${Alarms} {"ArnLike":{"aws:SourceArn":` +
				`{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":cloudwatch:",{"Ref":"AWS::Region"},":",{"Ref":"AWS::AccountId"},":alarm:*"]]}},` +
				`"StringEquals":{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}}`,
		}
		if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
			t.Errorf("the policy is\n%s\nwant\n%s", g, w)
		}
	}
}
