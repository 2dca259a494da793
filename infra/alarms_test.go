package main

import (
	"strings"
	"testing"
)

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
