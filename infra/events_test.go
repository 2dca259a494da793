package main

import (
	"reflect"
	"slices"
	"testing"
)

var deliveryEventTypes = []any{"Email Delivered", "Email Delivery Delayed", "Email Bounced", "Email Complaint Received", "Email Rejected"}

func TestSESPublishesDeliveryEventsOnTheDefaultBus(t *testing.T) {
	subscription := synthesised(t, production).only(t, "AWS::SES::ConfigurationSetEventDestination").Properties
	if got := text(subscription["ConfigurationSetName"]); got != "${Mail}" {
		t.Errorf("it belongs to %s", got)
	}
	destination := subscription["EventDestination"].(map[string]any)
	want := []string{"bounce", "complaint", "delivery", "deliveryDelay", "reject"}
	var got []string
	for _, event := range destination["MatchingEventTypes"].([]any) {
		got = append(got, text(event))
	}
	if slices.Sort(got); !slices.Equal(got, want) || destination["Enabled"] != true {
		t.Errorf("SES publishes %v (enabled: %v), want %v", got, destination["Enabled"], want)
	}
	bus := text(destination["EventBridgeDestination"].(map[string]any)["EventBusArn"])
	if bus != "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default" {
		t.Errorf("SES publishes to %s", bus)
	}
}

func TestDeliveryEventsReachDeliveryStatus(t *testing.T) {
	for _, c := range []struct {
		made    template
		sources []any
	}{
		{synthesised(t, production), []any{"aws.ses"}},
		{synthesised(t, development), []any{"aws.ses", "admit.ses"}},
	} {
		rule := c.made.all("AWS::Events::Rule")["Reports"].Properties
		if rule["EventBusName"] != nil || rule["State"] != "ENABLED" {
			t.Errorf("the rule is %v on the bus %v", rule["State"], rule["EventBusName"])
		}
		pattern := rule["EventPattern"].(map[string]any)
		if !reflect.DeepEqual(pattern["source"], c.sources) || !reflect.DeepEqual(pattern["detail-type"], deliveryEventTypes) {
			t.Errorf("the rule matches %v from %v, want %v from %v", pattern["detail-type"], pattern["source"], deliveryEventTypes, c.sources)
		}
		tags := pattern["detail"].(map[string]any)["mail"].(map[string]any)["tags"].(map[string]any)
		if got := text(tags["ses:configuration-set"]); len(tags) != 2 || got != "${Mail}" {
			t.Errorf("the rule matches mails with the tags %v", tags)
		}
		if got := tags["invitation"]; !reflect.DeepEqual(got, []any{map[string]any{"exists": true}}) {
			t.Errorf("the rule matches the user pool's mails as well: %v", tags)
		}
		target := rule["Targets"].([]any)[0].(map[string]any)
		if got := text(target["Arn"]); got != "${DeliveryStatusFunction.Arn}" {
			t.Errorf("delivery events go to %s", got)
		}
		if got := text(target["DeadLetterConfig"].(map[string]any)["Arn"]); got != "${UnreadReports.Arn}" {
			t.Errorf("undeliverable delivery events go to %s", got)
		}
		if got := target["RetryPolicy"].(map[string]any)["MaximumEventAgeInSeconds"]; got != 24.0*3600 {
			t.Errorf("delivery events are retried for %v s", got)
		}
	}
}

// EventBridge considers the event delivered once Lambda has accepted it. From then
// on Lambda retries and parks it.
func TestDeliveryEventsAreRetriedAndThenParked(t *testing.T) {
	wantAsyncRetries(t, "DeliveryStatus", "${UnreadReports.Arn}")
}

// wantAsyncRetries checks how Lambda retries asynchronous invocations of a function, and
// where it parks those that keep failing.
func wantAsyncRetries(t *testing.T, function, parked string) {
	t.Helper()
	queued := synthesised(t, production).all("AWS::Lambda::EventInvokeConfig")[function+"FunctionEventInvokeConfig"].Properties
	if got := text(queued["FunctionName"]); got != "${"+function+"Function}" {
		t.Errorf("it belongs to %s", got)
	}
	if queued["MaximumRetryAttempts"] != 2.0 || queued["MaximumEventAgeInSeconds"] != 6.0*3600 {
		t.Errorf("retried %v times in %v s", queued["MaximumRetryAttempts"], queued["MaximumEventAgeInSeconds"])
	}
	failed := queued["DestinationConfig"].(map[string]any)["OnFailure"].(map[string]any)["Destination"]
	if got := text(failed); got != parked {
		t.Errorf("given-up events of %s go to %s, want %s", function, got, parked)
	}
}

// Besides the API's routes, only the rule Reports may invoke delivery-status, and the user
// pool sign-in-mails.
func TestOnlyTheRuleInvokesDeliveryStatus(t *testing.T) {
	for name, p := range synthesised(t, production).all("AWS::Lambda::Permission") {
		principal, function := text(p.Properties["Principal"]), text(p.Properties["FunctionName"])
		switch principal {
		case "apigateway.amazonaws.com":
			if function == "${DeliveryStatusFunction.Arn}" {
				t.Errorf("%s: the API may invoke delivery-status", name)
			}
		case "events.amazonaws.com":
			if source := text(p.Properties["SourceArn"]); function != "${DeliveryStatusFunction.Arn}" || source != "${Reports.Arn}" {
				t.Errorf("%s: %s may invoke %s", name, source, function)
			}
		case "cognito-idp.amazonaws.com":
			if source := text(p.Properties["SourceArn"]); function != "${SignInMailsFunction.Arn}" || source != "${Users.Arn}" {
				t.Errorf("%s: %s may invoke %s", name, source, function)
			}
		default:
			t.Errorf("%s: %s may invoke %s", name, principal, function)
		}
	}
}

func TestNobodyElseMayPutEventsOnTheBus(t *testing.T) {
	made := synthesised(t, production)
	if got := made.only(t, "AWS::Events::EventBus").Properties["Name"]; got != "admit" {
		t.Errorf("the bus has the name %v", got)
	}
	if policies := made.all("AWS::Events::EventBusPolicy"); len(policies) > 0 {
		t.Errorf("somebody else may put events on the bus: %v", policies)
	}
	made.only(t, "AWS::Events::Rule") // customers decide who subscribes
}

func TestDevelopmentQueuesTheEvents(t *testing.T) {
	made := synthesised(t, development)
	rule := made.all("AWS::Events::Rule")["KeepEvents"].Properties
	if got := text(rule["EventBusName"]); got != "${Events}" {
		t.Errorf("the rule is on the bus %s", got)
	}
	if got := rule["EventPattern"]; !reflect.DeepEqual(got, map[string]any{"source": []any{"admit"}}) {
		t.Errorf("the rule matches %v", got)
	}
	if got := text(rule["Targets"].([]any)[0].(map[string]any)["Arn"]); got != "${DevelopmentEvents.Arn}" {
		t.Errorf("the rule's target is %s", got)
	}
	if got := made.all("AWS::SQS::Queue")["DevelopmentEvents"].Properties["MessageRetentionPeriod"]; got != 3600.0 {
		t.Errorf("the queue keeps events for %v s", got)
	}
}
