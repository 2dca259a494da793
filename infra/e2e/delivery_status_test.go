package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
)

// Each SES event gets from the account's bus to the invitation, the audit log and
// Admit's own bus.
func TestDeliveryEventsAreShownAndRecorded(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	at := time.Now().Add(-time.Minute).Truncate(time.Second)
	for status, c := range map[string]struct {
		report deliveryEvent
		at     time.Time // zero: the event has no time
		detail string    // a part of the detail
	}{
		"delivered":  {delivered(at), at, "250 2.6.0 Message received"},
		"delayed":    {delayed(at), at, "mailbox is full"},
		"bounced":    {bounced(at, "Permanent", "smtp; 550 5.1.1 user unknown"), at, "user unknown"},
		"complained": {complained(at), at, "abuse"},
		"failed":     {rejected(), time.Time{}, "Bad content"},
	} {
		i := org.invite(t, address(status), "billing-viewer")
		mails.waitFor(t, i) // SES has the mail, although Admit may not have stored that yet
		putDeliveryEvent(t, c.report, i, "1")
		now := waitForDelivery(t, org, i, status)
		if (!c.at.IsZero() && !now.Delivery.At.Equal(c.at)) || !strings.Contains(now.Delivery.Detail, c.detail) || now.Status != "pending" {
			t.Errorf("%s: the invitation is %s, its delivery %+v", status, now.Status, now.Delivery)
		}
		was := auditLog(t, org, org.admin)
		n := slices.IndexFunc(was, func(e event) bool { return e.InvitationID == i.ID && e.Type == "invitation."+status })
		if n < 0 || was[n].Actor.UserID != "system" || was[n].Subject.Email != i.Email || was[n].Detail != now.Delivery.Detail ||
			!slices.Equal(was[n].Before, offeredGrants(i)) || !slices.Equal(was[n].After, offeredGrants(i)) {
			t.Errorf("%s: the audit log has no matching event: %s", status, asJSON(t, was))
		}
	}
	wantPublished(t, auditLog(t, org, org.admin))
}

// Delivery events may arrive out of order and more than once. The result is the same.
func TestDeliveryEventsInAnyOrder(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	at := time.Now().Add(-time.Hour).Truncate(time.Second)
	first, second, third := delayed(at), delivered(at.Add(time.Minute)), bounced(at.Add(2*time.Minute), "Permanent", "smtp; 551 later")
	for name, order := range map[string][]deliveryEvent{
		"in order": {first, second, third}, "backwards": {third, second, first}, "the last one first": {third, first, second},
		"the first one last": {second, third, first}, "swapped early": {second, first, third}, "swapped late": {first, third, second},
	} {
		t.Run(name, func(t *testing.T) {
			i := org.waitUntilSent(t, org.invite(t, address("order"), "billing-viewer"))
			for _, report := range slices.Concat(order, order) {
				invokeDeliveryStatus(t, report, i, "1")
			}
			now := org.invitation(t, i.ID)
			if now.Delivery.Status != "bounced" || !now.Delivery.At.Equal(at.Add(2*time.Minute)) || !strings.Contains(now.Delivery.Detail, "551 later") {
				t.Errorf("the delivery is %+v", now.Delivery)
			}
			for kind, n := range countByType(eventsAbout(i, auditLog(t, org, org.admin))) {
				if n != 1 {
					t.Errorf("%s is in the audit log %d times, want once", kind, n)
				}
			}
		})
	}
}

// eventsAbout returns the events of an invitation.
func eventsAbout(i invitation, events []event) []event {
	return slices.DeleteFunc(events, func(e event) bool { return e.InvitationID != i.ID })
}

// The tags of a delivery event name an invitation and an attempt. An event with other
// tags is ignored.
func TestDeliveryEventOfAnotherMailIsIgnored(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("round"), "billing-viewer")
	first := mails.waitFor(t, i).token(i)
	i = org.resend(t, i)
	mails.nextToken(t, i, first)
	i = waitForDelivery(t, org, i, "sent")
	hard := bounced(time.Now(), "Permanent", "smtp; 550 5.1.1 user unknown")
	before := org.storedState(t, i)
	invokeDeliveryStatus(t, delivered(time.Now()), i, "1")
	for _, attempt := range []string{"3", "0", "-2", "", " 2", "2.0", "0x2", "2e0", "２", "two", strings.Repeat("9", 400)} {
		invokeDeliveryStatus(t, hard, i, attempt)
	}
	for _, id := range []string{"", unknownID(i.ID), i.ID + "#INVITATION", "INVITATION#" + i.ID, "../" + i.ID, i.ID + " ", strings.ToLower(i.ID) + "x", strings.Repeat("a", 2048)} {
		invokeDeliveryStatus(t, hard, invitation{ID: id, Email: i.Email}, "2")
	}
	if after := org.storedState(t, i); after != before {
		t.Errorf("the stored state was\n%s\nand is\n%s", before, after)
	}
	invokeDeliveryStatus(t, delivered(time.Now()), i, "2") // an event with the right tags is not ignored
	if now := org.invitation(t, i.ID); now.Delivery.Status != "delivered" {
		t.Errorf("the delivery is %+v", now.Delivery)
	}
}

// storedState returns everything that is stored of an invitation: its item and its events.
func (o organisation) storedState(t *testing.T, i invitation) string {
	t.Helper()
	return asJSON(t, invitationAttributes(t, i.ID)) + asJSON(t, eventsAbout(i, auditLog(t, o, o.admin)))
}

// An event that cannot be understood is dropped and not retried.
func TestMalformedDeliveryEventIsDropped(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.waitUntilSent(t, org.invite(t, address("garbage"), "billing-viewer"))
	hard := bounced(time.Now(), "Permanent", "smtp; 550").detail(t, i, "1")
	before := org.storedState(t, i)
	for kind, detail := range map[string]string{
		"no tags":           strings.Replace(hard, `"tags"`, `"labels"`, 1),
		"no invitation":     strings.Replace(hard, `"invitation"`, `"inv"`, 1),
		"no round":          strings.Replace(hard, `"round"`, `"rnd"`, 1),
		"two invitations":   strings.Replace(hard, `["`+i.ID+`"]`, `["`+i.ID+`","`+i.ID+`"]`, 1),
		"tags that are one": strings.Replace(hard, `["`+i.ID+`"]`, `"`+i.ID+`"`, 1),
		"a round in digits": strings.Replace(hard, `["1"]`, `[1]`, 1),
		"an unknown type":   strings.Replace(hard, `"Bounce"`, `"Open"`, 1),
		"another's case":    strings.Replace(hard, `"Bounce"`, `"bounce"`, 1),
		"no detail":         `{}`, "null": `null`, "an array": `[]`, "text": `"Bounce"`,
	} {
		if detail == hard {
			t.Fatalf("%s: the test did not change the event", kind)
		}
		invokeDeliveryStatusWith(t, "Bounce", detail)
	}
	for _, payload := range []string{`{}`, `[]`, `null`, `"x"`, `{"detail": 1}`, `{"time": "yesterday"}`} {
		invoke(t, "DeliveryStatusFunction", payload)
	}
	if after := org.storedState(t, i); after != before {
		t.Errorf("the stored state was\n%s\nand is\n%s", before, after)
	}
}

// A bounce of a forwarded mail names the address of another person. That person's
// invitations are not affected.
func TestDeliveryEventIsNeverMatchedByAddress(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	victim := org.waitUntilSent(t, org.invite(t, address("victim"), "billing-viewer"))
	i := org.waitUntilSent(t, org.invite(t, address("forwarder"), "billing-viewer"))
	forged := bounced(time.Now(), "Permanent", "smtp; 550 <"+victim.Email+"> is unknown")
	forged.recipient = victim.Email
	invokeDeliveryStatus(t, forged, i, "1")
	now := org.invitation(t, i.ID)
	if now.Delivery.Status != "bounced" || strings.Contains(now.Delivery.Detail, victim.Email) {
		t.Errorf("the delivery is %+v", now.Delivery)
	}
	org.wantUnchanged(t, victim)
	org.revoke(t, victim)
	org.waitUntilSent(t, org.invite(t, victim.Email, "billing-viewer")) // the victim still gets mails
}

func (o organisation) revoke(t *testing.T, i invitation) {
	t.Helper()
	del(t, o.path("/invitations/"+i.ID), o.admin.token).want(t, http.StatusNoContent)
}

// The rule of the deployed stack matches the events of Admit's invitation mails and no
// others.
func TestTheRuleMatchesOnlyInvitationMails(t *testing.T) {
	t.Parallel()
	var pattern string
	listed := got(cloud.events.ListRules(t.Context(), &eventbridge.ListRulesInput{})).orFail(t)
	for _, rule := range listed.Rules {
		if strings.Contains(aws.ToString(rule.EventPattern), deployment.ConfigurationSet) {
			pattern = *rule.EventPattern
		}
	}
	takes := func(source, detailType, detail string) bool {
		return got(cloud.events.TestEventPattern(t.Context(), &eventbridge.TestEventPatternInput{
			EventPattern: &pattern, Event: aws.String(envelope(source, detailType, detail)),
		})).orFail(t).Result
	}
	i := invitation{ID: "zX2cV4bN6mA8sD0fG2hJ", Email: address("ada")}
	now := time.Now()
	for _, r := range []deliveryEvent{delivered(now), delayed(now), bounced(now, "Permanent", ""), complained(now), rejected()} {
		detail := r.detail(t, i, "1")
		foreign := strings.ReplaceAll(detail, deployment.ConfigurationSet, "marketing")
		code := strings.Replace(detail, `"invitation"`, `"other"`, 1) // like a mail of the user pool
		switch {
		case !takes("aws.ses", detailTypes[r.kind], detail):
			t.Errorf("%s does not match: %s", r.kind, pattern)
		case takes("aws.ses", detailTypes[r.kind], foreign):
			t.Errorf("%s of another configuration set matches: %s", r.kind, pattern)
		case takes("aws.ses", detailTypes[r.kind], code):
			t.Errorf("%s of a mail without an invitation matches: %s", r.kind, pattern)
		case takes("evil.ses", detailTypes[r.kind], detail):
			t.Errorf("%s from another source matches: %s", r.kind, pattern)
		case takes("aws.ses", "Email Opened", detail):
			t.Errorf("an opened mail matches: %s", pattern)
		}
	}
}

// A mail server's response is untrusted input.
func TestMailServerResponseIsSanitised(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.waitUntilSent(t, org.invite(t, address("hostile"), "billing-viewer"))
	linkToken := mails.waitFor(t, i).token(i)
	link := deployment.APIURL + "/invitations/" + i.ID + "#" + linkToken
	said := "550 no\r\nBcc: eve@evil.example\x00\x1b[31m \u202egpj.exe\u202c\u2028 " + link + " " + strings.Repeat("very long ", 1000)
	invokeDeliveryStatus(t, bounced(time.Now(), "Permanent", said), i, "1")
	shown := org.invitation(t, i.ID).Delivery
	if shown.Status != "bounced" || !strings.Contains(shown.Detail, "550 no") {
		t.Fatalf("the delivery is %+v", shown)
	}
	if strings.ContainsAny(shown.Detail, "\r\n\x00\x1b\u202e\u202c\u2028") || utf8.RuneCountInString(shown.Detail) > 300 ||
		strings.Contains(shown.Detail, linkToken) || strings.Contains(shown.Detail, "eve@") {
		t.Errorf("the detail is shown as %q", shown.Detail)
	}
}

// A delivery event may arrive after the invitation has ended. It does not change the
// invitation's status.
func TestDeliveryEventAfterTheInvitationEnded(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.waitUntilSent(t, org.invite(t, address("late-news"), "billing-viewer"))
	p := register(t, i)
	invokeDeliveryStatus(t, delivered(time.Now()), i, "1")
	invokeDeliveryStatus(t, bounced(time.Now(), "Permanent", "smtp; 550"), i, "1")
	if now := org.invitation(t, i.ID); now.Status != "accepted" || now.Delivery.Status != "bounced" {
		t.Errorf("the invitation is %s, its delivery %s", now.Status, now.Delivery.Status)
	}
	wantGrants(t, permissionRow(t, org, org.admin, p.id), roleGrant{Role: "billing-viewer"})
}
