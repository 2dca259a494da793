package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// event is an event of SES as EventBridge hands it over, as far as it is read.
// It also tells the recipients' addresses, and nothing is ever looked up by one:
// what was forwarded bounces from addresses that nobody invited.
type event struct {
	ID     string    `json:"id"`
	Time   time.Time `json:"time"`
	Detail struct {
		EventType string `json:"eventType"`
		Mail      struct {
			Tags map[string][]string `json:"tags"`
		} `json:"mail"`
		report
	} `json:"detail"`
}

// report is what SES says, in the one part that belongs to the type of the event.
type report struct {
	Delivery struct {
		Timestamp    time.Time `json:"timestamp"`
		SMTPResponse string    `json:"smtpResponse"`
	} `json:"delivery"`
	DeliveryDelay struct {
		Timestamp         time.Time   `json:"timestamp"`
		DelayType         string      `json:"delayType"`
		DelayedRecipients []recipient `json:"delayedRecipients"`
	} `json:"deliveryDelay"`
	Bounce struct {
		Timestamp         time.Time   `json:"timestamp"`
		BounceType        string      `json:"bounceType"`
		BounceSubType     string      `json:"bounceSubType"`
		BouncedRecipients []recipient `json:"bouncedRecipients"`
	} `json:"bounce"`
	Complaint struct {
		Timestamp             time.Time `json:"timestamp"`
		ComplaintSubType      string    `json:"complaintSubType"`
		ComplaintFeedbackType string    `json:"complaintFeedbackType"`
	} `json:"complaint"`
	Reject struct {
		Reason string `json:"reason"`
	} `json:"reject"`
}

// recipient is the one recipient that a mail of Admit has.
type recipient struct {
	DiagnosticCode string `json:"diagnosticCode"` // what the recipient's mail server said
}

// The message tags that name the invitation and the attempt of a mail. A test checks
// that they are mail.InvitationTag and mail.AttemptTag. This function does not import
// package mail, so that it does not link the SES client.
const (
	invitationTag = "invitation"
	attemptTag    = "round"
)

// errNotFollowed means that the type of an event is not one of a delivery event.
var errNotFollowed = errors.New("this type of event is not followed")

// deliveryEvent returns the event as a delivery event of its mail.
func (e event) deliveryEvent() (delivery.Event, error) {
	result, err := e.Detail.deliveryEvent(e.Detail.EventType)
	if err != nil {
		return delivery.Event{}, err
	}
	result.At = cmp.Or(result.At, e.Time)
	invitation, err := e.tag(invitationTag)
	if err != nil {
		return delivery.Event{}, err
	}
	attempt, err := e.tag(attemptTag)
	if err != nil {
		return delivery.Event{}, err
	}
	result.Invitation = access.InvitationID(invitation)
	if result.Attempt, err = strconv.Atoi(attempt); err != nil {
		return delivery.Event{}, fmt.Errorf("the tag %s is no number", attemptTag)
	}
	return result, nil
}

// tag is the value of a tag that is given once.
func (e event) tag(name string) (string, error) {
	values := e.Detail.Mail.Tags[name]
	if len(values) != 1 {
		return "", fmt.Errorf("the tag %s has %d values", name, len(values))
	}
	return values[0], nil
}

// deliveryEvent returns the event without its mail. Only a bounce of the type Permanent is
// permanent. Before any other bounce SES has tried for hours, and the address may
// accept mails again tomorrow.
func (r report) deliveryEvent(eventType string) (delivery.Event, error) {
	switch eventType {
	case "Delivery":
		return delivery.Event{Status: access.Delivered, At: r.Delivery.Timestamp, Detail: r.Delivery.SMTPResponse}, nil
	case "DeliveryDelay":
		d := r.DeliveryDelay
		return delivery.Event{Status: access.Delayed, At: d.Timestamp, Detail: words(d.DelayedRecipients, d.DelayType)}, nil
	case "Bounce":
		b := r.Bounce
		return delivery.Event{Status: access.Bounced, At: b.Timestamp, Permanent: b.BounceType == "Permanent",
			Detail: words(b.BouncedRecipients, b.BounceType, b.BounceSubType)}, nil
	case "Complaint":
		c := r.Complaint
		return delivery.Event{Status: access.Complained, At: c.Timestamp, Detail: words(nil, c.ComplaintFeedbackType, c.ComplaintSubType)}, nil
	case "Reject": // has no time of its own
		return delivery.Event{Status: access.Failed, Detail: r.Reject.Reason}, nil
	}
	return delivery.Event{}, errNotFollowed
}

// words puts together how SES classes what happened, and what the recipient's
// mail server said of it.
func words(said []recipient, classes ...string) string {
	var known []string
	for _, class := range classes {
		if class != "" {
			known = append(known, class)
		}
	}
	text := strings.Join(known, ", ")
	if len(said) > 0 && said[0].DiagnosticCode != "" {
		text += ": " + said[0].DiagnosticCode
	}
	return text
}

// parse reads an event.
func parse(raw json.RawMessage) (event, error) {
	var e event
	err := json.Unmarshal(raw, &e)
	return e, err
}
