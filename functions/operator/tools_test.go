package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/dynamo"
	"admit/shared/fixture"
	"admit/shared/redrive"
)

// TestToolsAreAnswered checks the calls that find, resend and redrive.
func TestToolsAreAnswered(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	i := f.Invited(admin, fixture.Whole(organisation), "eve", fixture.Viewer)
	h := handler{resend: f.Resend(), find: f.FindUser(), redrive: redrive.Redrive{Now: f.Now}}
	for name, c := range map[string]struct {
		call string
		want []string
	}{
		"a user":                {`{"action":"find","email":"ada@example.com"}`, []string{`"email":"ada@example.com"`, `"organisationId":"` + string(organisation.ID), `"role":"audit-viewer"`, `"invitations":[]`}},
		"an invitee":            {`{"action":"find","email":"eve@example.com"}`, []string{`"user":null`, `"id":"` + string(i.ID), `"status":"queued"`, `"memberships":[]`}},
		"no address":            {`{"action":"find","email":"ada"}`, []string{`"field":"email"`}},
		"an unknown field":      {`{"action":"find","mail":"ada@example.com"}`, []string{`"field":"mail"`}},
		"a resend":              {`{"action":"resend","invitationId":"` + string(i.ID) + `","key":"k"}`, []string{`"id":"` + string(i.ID)}},
		"a resend of nothing":   {`{"action":"resend","invitationId":"none"}`, []string{`urn:admit:problem:not-found`}},
		"a resend with a field": {`{"action":"resend","id":"none"}`, []string{`"field":"id"`}},
		"an unknown queue":      {`{"action":"redrive","queue":"records"}`, []string{`"field":"queue"`}},
		"a queue as a list":     {`{"action":"redrive","queue":["mails"]}`, []string{`"field":"queue"`}},
		"a time that is none":   {`{"action":"redrive","queue":"mails","before":"noon"}`, []string{`invalid-request`}},
	} {
		t.Run(name, func(t *testing.T) {
			answer, err := h.serve(t.Context(), json.RawMessage(c.call))
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(answer)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range c.want {
				if !strings.Contains(string(text), want) {
					t.Errorf("the answer is %s, want %s", text, want)
				}
			}
		})
	}
}

func TestRolesThatEndAreFound(t *testing.T) {
	until := time.Date(2036, time.February, 28, 12, 0, 0, 0, time.FixedZone("", 3600))
	if role := roleOf(access.Grant{Role: "r", Until: until}); role.Until == nil || role.Until.Hour() != 11 {
		t.Errorf("the role is %+v", role)
	}
	if role := roleOf(access.Grant{Role: "r"}); role.Until != nil {
		t.Errorf("the role is %+v", role)
	}
}

// TestChangesThatWakeFunctions has the changes that the stack's filters let through, and others.
func TestChangesThatWakeFunctions(t *testing.T) {
	for _, c := range []struct {
		kind, event      string
		image            map[string]string
		removedByTTL     bool
		deliver, publish bool
	}{
		{dynamo.KindInvitation, "INSERT", map[string]string{dynamo.DeliveryAttribute: dynamo.DeliveryQueued}, false, true, false},
		{dynamo.KindInvitation, "MODIFY", map[string]string{dynamo.DeliveryAttribute: "sending"}, false, false, false},
		{dynamo.KindInvitation, "MODIFY", map[string]string{dynamo.DeliveryAttribute: "sent", dynamo.NoticeAttribute: dynamo.NoticeQueued}, false, true, false},
		{dynamo.KindInvitation, "REMOVE", map[string]string{dynamo.StatusAttribute: "pending", dynamo.DeliveryAttribute: dynamo.DeliveryQueued}, true, true, false},
		{dynamo.KindInvitation, "REMOVE", map[string]string{dynamo.StatusAttribute: "accepted"}, true, false, false},
		{dynamo.KindInvitation, "REMOVE", map[string]string{dynamo.StatusAttribute: "pending", dynamo.DeliveryAttribute: dynamo.DeliveryQueued}, false, false, false},
		{dynamo.KindEnding, "REMOVE", nil, true, true, false},
		{dynamo.KindEnding, "REMOVE", nil, false, false, false},
		{dynamo.KindEnding, "INSERT", nil, false, false, false},
		{dynamo.KindEvent, "INSERT", nil, false, false, true},
		{dynamo.KindEvent, "REMOVE", nil, true, false, false},
		{"row", "INSERT", nil, false, false, false},
	} {
		text := func(name string) string { return c.image[name] }
		if deliver, publish := wakesDeliver(c.kind, c.event, text, c.removedByTTL), wakesPublish(c.kind, c.event, text, c.removedByTTL); deliver != c.deliver || publish != c.publish {
			t.Errorf("%+v wakes deliver: %t, publish: %t", c, deliver, publish)
		}
	}
}
