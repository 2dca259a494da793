package e2e

import (
	"strings"
	"testing"
	"time"
)

// After a permanent bounce or a complaint the organisation sends no mails to the address until
// an administrator resends an invitation. Other organisations are not affected.
func TestSuppressionUntilAResend(t *testing.T) {
	t.Parallel()
	org, other := newOrganisation(t), newOrganisation(t)
	shop := org.createAccount(t, "Shop")
	for name, report := range map[string]deliveryEvent{"bounced": bounced(time.Now(), "Permanent", "smtp; 550 5.1.1 user unknown"), "complained": complained(time.Now())} {
		t.Run(name, func(t *testing.T) {
			email := address(name)
			first := org.invite(t, email, "billing-viewer")
			mails.waitFor(t, first)
			putDeliveryEvent(t, report, first, "1")
			waitForDelivery(t, org, first, name)

			org.revoke(t, first)
			second := org.invite(t, strings.ToUpper(email), "billing-viewer") // another spelling of the same mailbox
			account := org.inviteToAccount(t, shop, org.admin, email, "billing-viewer")
			for _, stopped := range []invitation{second, account} {
				now := waitForDelivery(t, org, stopped, "failed")
				if now.Status != "pending" || !strings.Contains(now.Delivery.Detail, "Resend") {
					t.Errorf("the detail is %q and the invitation is %s", now.Delivery.Detail, now.Status)
				}
				if sent := mails.tokens(t, stopped); len(sent) > 0 {
					t.Error("the mail was sent although the address is suppressed")
				}
			}
			other.waitUntilSent(t, other.invite(t, email, "billing-viewer"))
			org.waitUntilSent(t, org.invite(t, address("neighbour"), "billing-viewer"))

			org.waitUntilSent(t, org.resend(t, second))
			org.revoke(t, second)
			org.waitUntilSent(t, org.invite(t, email, "billing-viewer")) // the resend ended the suppression
		})
	}
}

// A complaint about an earlier attempt suppresses the address, but does not change the
// delivery of the current attempt.
func TestComplaintAboutAnEarlierAttempt(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("earlier"), "billing-viewer")
	first := mails.waitFor(t, i).token(i)
	i = org.resend(t, i)
	mails.nextToken(t, i, first)
	waitForDelivery(t, org, i, "sent")
	invokeDeliveryStatus(t, complained(time.Now()), i, "1")
	if now := org.invitation(t, i.ID); now.Delivery.Status != "sent" {
		t.Errorf("the delivery of the resent mail is %+v", now.Delivery)
	}
	if log := asJSON(t, eventsAbout(i, auditLog(t, org, org.admin))); !strings.Contains(log, "About an earlier email") {
		t.Errorf("the complaint is not in the audit log: %s", log)
	}
	org.revoke(t, i)
	waitForDelivery(t, org, org.invite(t, i.Email, "billing-viewer"), "failed")
}

// A temporary bounce, a delay and a rejection do not suppress the address.
func TestTemporaryFailuresDoNotSuppress(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	now := time.Now()
	for name, report := range map[string]deliveryEvent{
		"transient": bounced(now, "Transient", "smtp; 451 later"), "undetermined": bounced(now, "Undetermined", ""), "delayed": delayed(now), "rejected": rejected(),
	} {
		i := org.waitUntilSent(t, org.invite(t, address(name), "billing-viewer"))
		invokeDeliveryStatus(t, report, i, "1")
		if org.invitation(t, i.ID).Delivery.Status == "sent" {
			t.Errorf("%s did not change the delivery: the test proves nothing", name)
		}
		org.revoke(t, i)
		org.waitUntilSent(t, org.invite(t, i.Email, "billing-viewer"))
	}
}

// A resend works after every kind of failed delivery.
func TestResendAfterAFailedDelivery(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	now := time.Now()
	for name, report := range map[string]deliveryEvent{
		"rejected": rejected(), "bounced": bounced(now, "Permanent", "smtp; 550"), "come back": bounced(now, "Transient", ""), "complained": complained(now),
	} {
		i := org.waitUntilSent(t, org.invite(t, address(strings.ReplaceAll(name, " ", "-")), "billing-viewer"))
		old := mails.waitFor(t, i).token(i)
		invokeDeliveryStatus(t, report, i, "1")
		if resent := org.resend(t, i); resent.Delivery.Status != "queued" || resent.Delivery.Detail != "" {
			t.Errorf("%s: the delivery is %+v", name, resent.Delivery)
		}
		mails.nextToken(t, i, old)
		waitForDelivery(t, org, i, "sent")
		invokeDeliveryStatus(t, delivered(now), i, "2")
		if after := org.invitation(t, i.ID); after.Delivery.Status != "delivered" {
			t.Errorf("%s: the delivery is %+v", name, after.Delivery)
		}
	}
}
