package main

import (
	"testing"
	"time"
)

func TestDescribeEvent(t *testing.T) {
	for body, want := range map[string]string{
		`{"detail-type": "access.granted", "detail": {"type": "access.granted", "at": "2026-11-23T10:00:00Z",
		  "organisation": {"id": "o", "name": "Example AS"}, "actor": {"userId": "u", "name": "Ada Lovelace"},
		  "subject": {"userId": "v", "name": "Bob", "email": "bob@example.com"}}}`: "access.granted  in Example AS  by Ada Lovelace  about bob@example.com",
		`{"detail": {"type": "account.created", "at": "2026-11-23T10:00:00Z",
		  "organisation": {"name": "Example AS"}, "actor": {"name": "Ada\u001b[2J"}}}`: "account.created  in Example AS  by Ada\uFFFD[2J",
		`{"hello": 1}`: `{"hello": 1}`,
		"no json\n":    "no json\uFFFD",
	} {
		described := describeEvent(body)
		if described.text != want || described.source != "event" || described.at.IsZero() || described.at.After(time.Now()) {
			t.Errorf("got %q at %s\nwant %q", described.text, described.at, want)
		}
	}
}
