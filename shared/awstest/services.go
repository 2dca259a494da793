package awstest

import (
	"crypto/md5" // #nosec G501 -- the SDK compares the checksum that SQS returns
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Mail is an email that SES has taken.
type Mail struct {
	To         string
	Invitation string // from its tags; empty for a notice
	Token      string // of its link
}

var link = regexp.MustCompile(`/invitations/[A-Za-z0-9_-]+#([A-Za-z0-9_-]+)`)

// Mails returns the emails that SES has taken, in their order.
func (c *Cloud) Mails() []Mail {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.mails)
}

func (c *Cloud) sendEmail(w http.ResponseWriter, r *http.Request) {
	var request struct {
		Destination struct{ ToAddresses []string }
		EmailTags   []struct{ Name, Value string }
		Content     struct {
			Simple struct {
				Body struct{ Text struct{ Data string } }
			}
		}
	}
	switch {
	case decode(w, r, &request) != nil:
		return
	case c.RefuseMails:
		refuse(w, http.StatusBadRequest, "MessageRejected")
		return
	}
	mail := Mail{To: strings.Join(request.Destination.ToAddresses, " ")}
	for _, tag := range request.EmailTags {
		if tag.Name == "invitation" {
			mail.Invitation = tag.Value
		}
	}
	if found := link.FindStringSubmatch(request.Content.Simple.Body.Text.Data); found != nil {
		mail.Token = found[1]
	}
	c.mails = append(c.mails, mail)
	write(w, map[string]string{"MessageId": fmt.Sprint("message-", len(c.mails))})
}

func (c *Cloud) sendMessage(w http.ResponseWriter, r *http.Request) {
	var request struct{ MessageBody string }
	if decode(w, r, &request) != nil {
		return
	}
	c.letters = append(c.letters, request.MessageBody)
	sum := md5.Sum([]byte(request.MessageBody)) // #nosec G401 -- see the import
	write(w, map[string]string{"MessageId": fmt.Sprint("letter-", len(c.letters)), "MD5OfMessageBody": hex.EncodeToString(sum[:])})
}

func (c *Cloud) putEvents(w http.ResponseWriter, r *http.Request) {
	var request struct{ Entries []struct{ Detail string } }
	if decode(w, r, &request) != nil {
		return
	}
	var entries []map[string]string
	for _, e := range request.Entries {
		c.events = append(c.events, e.Detail)
		entries = append(entries, map[string]string{"EventId": fmt.Sprint("event-", len(c.events))})
	}
	write(w, map[string]any{"FailedEntryCount": 0, "Entries": entries})
}

// schedule is a one-time schedule.
type schedule struct {
	at    time.Time
	input string
}

func (c *Cloud) createSchedule(w http.ResponseWriter, r *http.Request) {
	var request struct {
		ScheduleExpression string
		Target             struct{ Input string }
	}
	if decode(w, r, &request) != nil {
		return
	}
	at, err := time.Parse("at(2006-01-02T15:04:05)", request.ScheduleExpression)
	if err != nil {
		refuse(w, http.StatusBadRequest, "ValidationException")
		return
	}
	name := strings.TrimPrefix(r.URL.Path, "/schedules/")
	if _, exists := c.schedules[name]; exists {
		refuse(w, http.StatusConflict, "ConflictException")
		return
	}
	c.schedules[name] = schedule{at, request.Target.Input}
	write(w, map[string]string{"ScheduleArn": "arn:aws:scheduler:eu-north-1:123456789012:schedule/" + name})
}

// Due removes the schedules until a time, and returns what they invoke a function with.
func (c *Cloud) Due(until time.Time) []json.RawMessage {
	c.mu.Lock()
	defer c.mu.Unlock()
	var due []json.RawMessage
	for _, name := range slices.Sorted(maps.Keys(c.schedules)) {
		if s := c.schedules[name]; !s.at.After(until) {
			due = append(due, json.RawMessage(s.input))
			delete(c.schedules, name)
		}
	}
	return due
}
