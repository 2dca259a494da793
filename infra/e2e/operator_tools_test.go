package e2e

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestTheOperatorsCommands runs the commands of docs/operations.md against the emulator.
func TestTheOperatorsCommands(t *testing.T) {
	if deployment.Endpoint == "" {
		t.Skip("SKIPPED on AWS: the commands are run on this machine")
	}
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	i := org.waitUntilSent(t, org.invite(t, address("found"), "billing-viewer"))
	first := mails.waitFor(t, i).token(i)
	putDeliveryEvent(t, bounced(time.Now(), "Permanent", "smtp; 550 5.1.1 user unknown"), i, "1")
	waitForDelivery(t, org, i, "bounced")
	park(t, "UnreadReports", envelope("aws.ses", "Email Delivered", delivered(time.Now()).detail(t, i, "1")))

	output := runScript(t, strings.Join([]string{
		"set -eu", "make -s find EMAIL=" + member.email, "echo ---",
		"make -s find EMAIL=" + i.Email, "echo ---",
		"make -s resend INVITATION=" + i.ID, "echo ---",
		"make -s redrive QUEUE=delivery-events DRY=1", "echo ---",
		"make -s redrive QUEUE=delivery-events", "echo ---",
		"make -s preflight || true",
	}, "\n"))
	parts := strings.Split(output, "---\n")
	if len(parts) != 6 {
		t.Fatalf("the output is\n%s", output)
	}
	for n, want := range [][]string{
		{"user          " + member.id, member.email, "membership    " + org.id, "billing-viewer"},
		{"none has this address", "invitation    " + i.ID, "email bounced since", "SUPPRESSED", "make resend"},
		{"invitation    " + i.ID},
		{"EventBridge: not handed over -> invoke the function again"},
		{" messages were redriven."},
		{"ok           SES production", "ok           SES quota", "configuration set", "ok           address", "ok           organisation", "missing      alarms"},
	} {
		for _, text := range want {
			if !strings.Contains(parts[n], text) {
				t.Errorf("part %d has no %q:\n%s", n+1, text, parts[n])
			}
		}
	}
	if !regexp.MustCompile(`[1-9]\d* messages were redriven`).MatchString(parts[4]) {
		t.Errorf("the redrive says\n%s", parts[4])
	}
	mails.nextToken(t, i, first)
	waitForDelivery(t, org, i, "sent") // the resend has lifted the suppression
}
