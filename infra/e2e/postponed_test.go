package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// TestAPostponedMail brings a mail into the state in which it waits for the day's quota, and lets
// EventBridge Scheduler invoke the function for it. The emulator has no quota that is used up.
func TestAPostponedMail(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.waitUntilSent(t, org.invite(t, address("postponed"), "billing-viewer"))
	first := mails.waitFor(t, i).token(i)
	schedule := reminderSchedule(t, i, "1")
	setAttributes(t, invitationItem(i.ID), map[string]any{"delivery": "sending", "claimedUntil": 0, "deliveryDetail": "The email waits."})
	if shown := org.invitation(t, i.ID); shown.Delivery.Status != "queued" || shown.Delivery.Detail != "The email waits." {
		t.Errorf("the delivery is %+v", shown.Delivery)
	}
	schedule.Target.Input = aws.String(`{"postponed": {"invitationId": "` + i.ID + `", "attempt": 1, "try": 1}}`)
	isDue(t, schedule) // once it is done, there is one with its name for the reminder
	mails.nextToken(t, i, first)
	if now := waitForDelivery(t, org, i, "sent"); now.Delivery.Detail != "" {
		t.Errorf("the delivery is %+v", now.Delivery)
	}
	invoke(t, "DeliverFunction", *schedule.Target.Input) // at least once
	if all := mails.tokens(t, i); len(all) != 2 {
		t.Errorf("%d mails, want 2", len(all))
	}
}
