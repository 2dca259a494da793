package main

import (
	"reflect"
	"slices"
	"testing"
)

var reports = []any{"Email Delivered", "Email Delivery Delayed", "Email Bounced", "Email Complaint Received", "Email Rejected"}

func TestSESReportsOnTheDefaultBus(t *testing.T) {
	destination := in(t, production).only(t, "AWS::SES::ConfigurationSetEventDestination").Properties
	if got := text(destination["ConfigurationSetName"]); got != "${Mail}" {
		t.Errorf("it is of %s", got)
	}
	told := destination["EventDestination"].(map[string]any)
	want := []string{"bounce", "complaint", "delivery", "deliveryDelay", "reject"}
	var got []string
	for _, event := range told["MatchingEventTypes"].([]any) {
		got = append(got, text(event))
	}
	if slices.Sort(got); !slices.Equal(got, want) || told["Enabled"] != true {
		t.Errorf("SES reports %v (%v), want %v", got, told["Enabled"], want)
	}
	bus := text(told["EventBridgeDestination"].(map[string]any)["EventBusArn"])
	if bus != "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default" {
		t.Errorf("SES reports to %s", bus)
	}
}

func TestReportsOfOurMailsReachDeliveryStatus(t *testing.T) {
	for _, c := range []struct {
		made    template
		sources []any
	}{
		{in(t, production), []any{"aws.ses"}},
		{in(t, development), []any{"aws.ses", "admit.ses"}},
	} {
		rule := c.made.all("AWS::Events::Rule")["Reports"].Properties
		if rule["EventBusName"] != nil || rule["State"] != "ENABLED" {
			t.Errorf("the rule is %v on the bus %v", rule["State"], rule["EventBusName"])
		}
		pattern := rule["EventPattern"].(map[string]any)
		if !reflect.DeepEqual(pattern["source"], c.sources) || !reflect.DeepEqual(pattern["detail-type"], reports) {
			t.Errorf("taken are %v from %v, want %v from %v", pattern["detail-type"], pattern["source"], reports, c.sources)
		}
		tags := pattern["detail"].(map[string]any)["mail"].(map[string]any)["tags"].(map[string]any)
		if got := text(tags["ses:configuration-set"]); len(tags) != 2 || got != "${Mail}" {
			t.Errorf("taken are mails with %v", tags)
		}
		if got := tags["invitation"]; !reflect.DeepEqual(got, []any{map[string]any{"exists": true}}) {
			t.Errorf("the user pool's mails are taken for invitations': %v", tags)
		}
		target := rule["Targets"].([]any)[0].(map[string]any)
		if got := text(target["Arn"]); got != "${DeliveryStatusFunction.Arn}" {
			t.Errorf("reports go to %s", got)
		}
		if got := text(target["DeadLetterConfig"].(map[string]any)["Arn"]); got != "${UnreadReports.Arn}" {
			t.Errorf("reports that reach nobody go to %s", got)
		}
		if got := target["RetryPolicy"].(map[string]any)["MaximumEventAgeInSeconds"]; got != 24.0*3600 {
			t.Errorf("reports are tried for %v s", got)
		}
	}
}

// EventBridge is done when Lambda has taken the event: what the function cannot
// do is Lambda's to repeat and to park.
func TestReportsAreTriedAgainAndThenParked(t *testing.T) {
	queued := in(t, production).only(t, "AWS::Lambda::EventInvokeConfig").Properties
	if got := text(queued["FunctionName"]); got != "${DeliveryStatusFunction}" {
		t.Errorf("it is of %s", got)
	}
	if queued["MaximumRetryAttempts"] != 2.0 || queued["MaximumEventAgeInSeconds"] != 6.0*3600 {
		t.Errorf("tried again %v times in %v s", queued["MaximumRetryAttempts"], queued["MaximumEventAgeInSeconds"])
	}
	failed := queued["DestinationConfig"].(map[string]any)["OnFailure"].(map[string]any)["Destination"]
	if got := text(failed); got != "${UnreadReports.Arn}" {
		t.Errorf("given-up reports go to %s", got)
	}
}

// Beside the API's routes, one rule may invoke one function.
func TestOnlyTheRuleInvokesDeliveryStatus(t *testing.T) {
	for name, p := range in(t, production).all("AWS::Lambda::Permission") {
		principal, function := text(p.Properties["Principal"]), text(p.Properties["FunctionName"])
		switch principal {
		case "apigateway.amazonaws.com":
			if function == "${DeliveryStatusFunction.Arn}" {
				t.Errorf("%s: the API reaches delivery-status", name)
			}
		case "events.amazonaws.com":
			if source := text(p.Properties["SourceArn"]); function != "${DeliveryStatusFunction.Arn}" || source != "${Reports.Arn}" {
				t.Errorf("%s: %s may invoke %s", name, source, function)
			}
		default:
			t.Errorf("%s: %s may invoke %s", name, principal, function)
		}
	}
}

func TestEventBusIsOursToSpeakOn(t *testing.T) {
	made := in(t, production)
	if got := made.only(t, "AWS::Events::EventBus").Properties["Name"]; got != "admit" {
		t.Errorf("the bus is called %v", got)
	}
	if policies := made.all("AWS::Events::EventBusPolicy"); len(policies) > 0 {
		t.Errorf("somebody else may speak on it: %v", policies)
	}
	made.only(t, "AWS::Events::Rule") // who listens is the customer's to say
}

func TestDevelopmentKeepsWhatTheBusCarried(t *testing.T) {
	made := in(t, development)
	rule := made.all("AWS::Events::Rule")["KeepEvents"].Properties
	if got := text(rule["EventBusName"]); got != "${Events}" {
		t.Errorf("kept is what the bus %s carried", got)
	}
	if got := rule["EventPattern"]; !reflect.DeepEqual(got, map[string]any{"source": []any{"admit"}}) {
		t.Errorf("kept is %v", got)
	}
	if got := text(rule["Targets"].([]any)[0].(map[string]any)["Arn"]); got != "${DevelopmentEvents.Arn}" {
		t.Errorf("it is kept in %s", got)
	}
	if got := made.all("AWS::SQS::Queue")["DevelopmentEvents"].Properties["MessageRetentionPeriod"]; got != 3600.0 {
		t.Errorf("it is kept for %v s", got)
	}
}
