package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestExceptionsOfLinters shows that a finding without an exception and an exception without a
// finding fail.
func TestExceptionsOfLinters(t *testing.T) {
	found := []finding{{"R1", "Table", "development", "x"}, {"R1", "Queue", "development", "y"}}
	for _, c := range []struct {
		exceptions []exception
		wrong      int
	}{
		{nil, 2},
		{[]exception{{rule: "R1"}}, 0},
		{[]exception{{rule: "R1", resource: "Table"}}, 1},
		{[]exception{{rule: "R1", resource: "Tab"}}, 3}, // not a part of the name
		{[]exception{{rule: "R1", variant: "production"}}, 3},
		{[]exception{{rule: "R1"}, {rule: "R2"}}, 1},
	} {
		if wrong := unexplained(found, c.exceptions); len(wrong) != c.wrong {
			t.Errorf("%+v: %q, want %d", c.exceptions, wrong, c.wrong)
		}
	}
	for _, e := range append(append(append([]exception{}, cfnLintExceptions...), checkovExceptions...), cdkNagExceptions...) {
		if e.why == "" {
			t.Errorf("%s has no reason", e.rule)
		}
	}
}

// sameResources are the settings that change only texts and numbers in the template.
const sameResources = "sender brand locale retainEvents retainInvitations cli-telemetry limitOpenInvitations limitInvitationsPerHour limitMailsPerDay limitMailsPerDayOfPartner limitBatch limitRoles limitGrants"

// choices are the settings with more than one other value than the default.
var choices = map[string][]string{
	"environment": {"production", "development"}, "identity": {"create", "existing", "issuer"}, "mfa": {"off", "optional", "required"},
	"signInMails": {"auto", "ses", "cognito"}, "senderIdentity": {"create", "existing"}, "architecture": {"arm64", "x86_64"},
}

// TestVariantsCoverTheSettings checks that each setting that changes resources has its
// default in one variant and another value in another one; of a choice, each value.
func TestVariantsCoverTheSettings(t *testing.T) {
	defaults, err := cdkContext()
	if err != nil {
		t.Fatal(err)
	}
	for key, usual := range defaults {
		if strings.HasPrefix(key, "//") || strings.HasPrefix(key, "@") || strings.Contains(key, ":") || slices.Contains(strings.Fields(sameResources), key) {
			continue
		}
		values := map[string]bool{}
		for _, changes := range variants {
			value, changed := changes[key]
			if !changed {
				value = usual
			}
			values[fmt.Sprint(value)] = true
		}
		if !values[fmt.Sprint(usual)] || len(values) < 2 {
			t.Errorf("%s has only %v in the variants", key, values)
		}
		for _, choice := range choices[key] {
			if !values[choice] {
				t.Errorf("no variant has %s=%s", key, choice)
			}
		}
	}
}
