package lines_test

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/events/lines"
)

// TestCSVIsInertInSpreadsheets reads lines of CSV again. No value begins as a formula does.
func TestCSVIsInertInSpreadsheets(t *testing.T) {
	event := access.Event{ID: "-id", Type: access.EventAccessChanged, Scope: access.Scope{Organisation: "o", Account: "a"},
		Names: access.Names{Organisation: "=1+1", Account: `A "quoted", one`}, At: time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC),
		Actor:   access.Party{Person: access.Person{ID: "ada", Name: "+Ada\nLovelace", Email: "@ada"}, Issuer: "issuer", Subject: "subject"},
		Subject: access.Party{Person: access.Person{Name: "\tTab"}}, Invitation: "i",
		Before: []access.ScopedRole{}, After: []access.ScopedRole{{Role: "viewer", Account: "shop", Until: time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC)}, {Role: "editor"}}, FormerName: "@former", Detail: "Åse; =A1;+1 - 2\n＝1", InvitedEmail: "=ada@example.com"}
	line, err := lines.CSV(event)
	if err != nil {
		t.Fatal(err)
	}
	read, err := csv.NewReader(strings.NewReader(lines.CSVHeading + line)).ReadAll()
	if err != nil || len(read) != 2 {
		t.Fatalf("read %v (%v)", read, err)
	}
	want := []string{"2026-01-02T03:04:05.000006Z", "access.changed", "o", "'=1+1", "a", `A "quoted", one`, "ada", "'+Ada\nLovelace", "'@ada",
		"", "'\tTab", "", "i", "'=ada@example.com", "", "editor, viewer@shop until 2026-02-03T00:00:00Z", "'@former", "Åse; '=A1;'+1 - 2\n'＝1", "'-id"}
	if !slices.Equal(read[1], want) {
		t.Errorf("read %q, want %q", read[1], want)
	}
}

// TestJSONLineIsTheEventOfTheList checks that a line has no line break inside.
func TestJSONLineIsTheEventOfTheList(t *testing.T) {
	line, err := lines.JSON(access.Event{ID: "id", Type: access.EventAccessChanged, Scope: access.Scope{Organisation: "o"}, Detail: "a\nb"})
	want := `{"id":"id","type":"access.changed","at":"0001-01-01T00:00:00Z","organisation":{"id":"o","name":""},"actor":{"name":""},"before":[],"after":[],"detail":"a\nb"}` + "\n"
	if err != nil || line != want {
		t.Errorf("the line is %s (%v), want %s", line, err, want)
	}
}
