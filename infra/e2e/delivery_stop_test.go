package e2e

import (
	"strings"
	"testing"
	"time"
)

// After a hard bounce or a complaint the organisation sends no mails to the address until
// an administrator resends an invitation. Other organisations are not affected.
func TestAHardBounceOrComplaintStopsMailsUntilAResend(t *testing.T) {
	t.Parallel()
	org, other := newOrganisation(t), newOrganisation(t)
	shop := org.opens(t, "Shop")
	for name, report := range map[string]mailReport{"bounced": bounced(time.Now(), "Permanent", "smtp; 550 5.1.1 user unknown"), "complained": complained(time.Now())} {
		t.Run(name, func(t *testing.T) {
			email := address(name)
			first := org.invite(t, email, "billing-viewer")
			mails.of(t, first)
			tells(t, report, first, "1")
			deliveredAs(t, org, first, name)

			org.takeBack(t, first)
			second := org.invite(t, strings.ToUpper(email), "billing-viewer") // another spelling of the same mailbox
			account := org.inviteTo(t, shop, org.admin, email, "billing-viewer")
			for _, stopped := range []invitation{second, account} {
				now := deliveredAs(t, org, stopped, "failed")
				if now.Status != "pending" || !strings.Contains(now.Delivery.Detail, "Resend") {
					t.Errorf("the detail is %q and the invitation is %s", now.Delivery.Detail, now.Status)
				}
				if sent := mails.secrets(t, stopped); len(sent) > 0 {
					t.Error("the mail was sent although the address is suppressed")
				}
			}
			other.settled(t, other.invite(t, email, "billing-viewer"))
			org.settled(t, org.invite(t, address("neighbour"), "billing-viewer"))

			org.settled(t, org.resend(t, second))
			org.takeBack(t, second)
			org.settled(t, org.invite(t, email, "billing-viewer")) // the resend ended the suppression
		})
	}
}

// A complaint about an earlier attempt suppresses the address, but does not change the
// delivery of the current attempt.
func TestAComplaintAboutAnEarlierMailStopsMails(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("earlier"), "billing-viewer")
	first := mails.of(t, i).secret(i)
	i = org.resend(t, i)
	mails.another(t, i, first)
	deliveredAs(t, org, i, "sent")
	notes(t, complained(time.Now()), i, "1")
	if now := org.shown(t, i.ID); now.Delivery.Status != "sent" {
		t.Errorf("the delivery of the resent mail is %+v", now.Delivery)
	}
	if log := asJSON(t, about(i, history(t, org, org.admin))); !strings.Contains(log, "About an earlier mail") {
		t.Errorf("the complaint is not in the audit log: %s", log)
	}
	org.takeBack(t, i)
	deliveredAs(t, org, org.invite(t, i.Email, "billing-viewer"), "failed")
}

// A transient bounce, a delay and a rejection do not suppress the address.
func TestWhatMayPassStopsNoMails(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	now := time.Now()
	for name, report := range map[string]mailReport{
		"transient": bounced(now, "Transient", "smtp; 451 later"), "undetermined": bounced(now, "Undetermined", ""), "delayed": delayed(now), "rejected": rejected(),
	} {
		i := org.settled(t, org.invite(t, address(name), "billing-viewer"))
		notes(t, report, i, "1")
		if org.shown(t, i.ID).Delivery.Status == "sent" {
			t.Errorf("%s did not change the delivery: the test proves nothing", name)
		}
		org.takeBack(t, i)
		org.settled(t, org.invite(t, i.Email, "billing-viewer"))
	}
}

// A resend works after every kind of failed delivery.
func TestAResendRevivesAFailedMail(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	now := time.Now()
	for name, report := range map[string]mailReport{
		"rejected": rejected(), "bounced": bounced(now, "Permanent", "smtp; 550"), "come back": bounced(now, "Transient", ""), "complained": complained(now),
	} {
		i := org.settled(t, org.invite(t, address(strings.ReplaceAll(name, " ", "-")), "billing-viewer"))
		old := mails.of(t, i).secret(i)
		notes(t, report, i, "1")
		if resent := org.resend(t, i); resent.Delivery.Status != "queued" || resent.Delivery.Detail != "" {
			t.Errorf("%s: the delivery is %+v", name, resent.Delivery)
		}
		mails.another(t, i, old)
		deliveredAs(t, org, i, "sent")
		notes(t, delivered(now), i, "2")
		if after := org.shown(t, i.ID); after.Delivery.Status != "delivered" {
			t.Errorf("%s: the delivery is %+v", name, after.Delivery)
		}
	}
}
