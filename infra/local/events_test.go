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
		told := describeEvent(body)
		if told.text != want || told.source != "event" || told.at.IsZero() || told.at.After(time.Now()) {
			t.Errorf("got %q at %s\nwant %q", told.text, told.at, want)
		}
	}
}
