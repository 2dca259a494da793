// Package lines writes events as text, a line for each.
package lines

import (
	"encoding/csv"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"admit/shared/access"
	"admit/shared/events"
)

// CSVHeading is the first line of events as CSV (RFC 4180).
const CSVHeading = "time,type,organisationId,organisation,accountId,account,actorId,actor,actorEmail,subjectId,subject,subjectEmail,invitationId,invitedEmail,before,after,formerName,detail,id\r\n"

// CSV returns an event as a line of CSV, in the order of [CSVHeading]. A spreadsheet takes
// no value for a formula.
func CSV(e access.Event) (string, error) {
	values := []string{
		e.At.UTC().Format(time.RFC3339Nano), string(e.Type), string(e.Scope.Organisation), e.Names.Organisation, string(e.Scope.Account), e.Names.Account,
		string(e.Actor.ID), e.Actor.Name, e.Actor.Email, string(e.Subject.ID), e.Subject.Name, e.Subject.Email,
		string(e.Invitation), e.InvitedEmail, rolesText(e.Before), rolesText(e.After), e.FormerName, e.Detail, e.ID,
	}
	for n := range values {
		values[n] = inert(values[n])
	}
	var line strings.Builder
	w := csv.NewWriter(&line)
	w.UseCRLF = true
	_ = w.Write(values) // a strings.Builder takes everything
	w.Flush()
	return line.String(), w.Error()
}

// JSON returns an event as a line of JSON Lines.
func JSON(e access.Event) (string, error) {
	line, err := json.Marshal(events.FromAccess(e), json.Deterministic(true))
	return string(line) + "\n", err
}

// rolesText returns roles with commas between them. One at an account is role@account, one
// that ends has "until" and the time.
func rolesText(roles []access.ScopedRole) string {
	texts := make([]string, 0, len(roles))
	for _, r := range roles {
		text := string(r.Role)
		if r.Account != "" {
			text += "@" + string(r.Account)
		}
		if !r.Until.IsZero() {
			text += " until " + r.Until.UTC().Format(time.RFC3339)
		}
		texts = append(texts, text)
	}
	slices.Sort(texts)
	return strings.Join(texts, ", ")
}

// inert returns a value with an apostrophe before each character that begins a formula in a
// cell. A spreadsheet may also split a value into cells at semicolons and tabs.
func inert(value string) string {
	var b strings.Builder
	begins := true
	for _, r := range value {
		if begins && strings.ContainsRune("=+-@＝＋－＠\t\r", r) {
			b.WriteByte('\'')
		}
		begins = strings.ContainsRune(";\t\r\n", r) || begins && r == ' '
		b.WriteRune(r)
	}
	return b.String()
}
