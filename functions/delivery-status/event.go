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

// The message tags by which a mail's invitation is known. They are those that
// the mails are sent with (mail.InvitationTag and mail.RoundTag), which a test
// compares, so that this function need not link what sends.
const (
	invitationTag = "invitation"
	roundTag      = "round"
)

// errNoReport says that an event tells nothing of what became of a mail.
var errNoReport = errors.New("this type of event is not followed")

// told is what the event tells, and of which mail.
func (e event) told() (access.Told, error) {
	told, err := e.Detail.told(e.Detail.EventType)
	if err != nil {
		return access.Told{}, err
	}
	told.At = cmp.Or(told.At, e.Time)
	invitation, err := e.tag(invitationTag)
	if err != nil {
		return access.Told{}, err
	}
	round, err := e.tag(roundTag)
	if err != nil {
		return access.Told{}, err
	}
	told.Invitation = access.InvitationID(invitation)
	if told.Round, err = strconv.Atoi(round); err != nil {
		return access.Told{}, fmt.Errorf("the tag %s is no number", roundTag)
	}
	return told, nil
}

// tag is the value of a tag that is given once.
func (e event) tag(name string) (string, error) {
	values := e.Detail.Mail.Tags[name]
	if len(values) != 1 {
		return "", fmt.Errorf("the tag %s has %d values", name, len(values))
	}
	return values[0], nil
}

// told is the report in the words of the domain. SES retries a bounce of any
// type but Permanent for hours and then gives up; such an address may be well
// again tomorrow.
func (r report) told(eventType string) (access.Told, error) {
	switch eventType {
	case "Delivery":
		return access.Told{Status: access.Delivered, At: r.Delivery.Timestamp, Detail: r.Delivery.SMTPResponse}, nil
	case "DeliveryDelay":
		d := r.DeliveryDelay
		return access.Told{Status: access.Delayed, At: d.Timestamp, Detail: words(d.DelayedRecipients, d.DelayType)}, nil
	case "Bounce":
		b := r.Bounce
		return access.Told{Status: access.Bounced, At: b.Timestamp, Permanent: b.BounceType == "Permanent",
			Detail: words(b.BouncedRecipients, b.BounceType, b.BounceSubType)}, nil
	case "Complaint":
		c := r.Complaint
		return access.Told{Status: access.Complained, At: c.Timestamp, Detail: words(nil, c.ComplaintFeedbackType, c.ComplaintSubType)}, nil
	case "Reject": // has no time of its own
		return access.Told{Status: access.Failed, Detail: r.Reject.Reason}, nil
	}
	return access.Told{}, errNoReport
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
