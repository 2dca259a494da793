package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// event is an event of SES as EventBridge delivers it. It has only the fields that the
// function reads. SES also sends the addresses of the recipients. They are not used
// to find the invitation, because a forwarded email bounces from an address that
// nobody has invited.
type event struct {
	ID     string    `json:"id"`
	Time   time.Time `json:"time"`
	Detail struct {
		EventType string `json:"eventType"`
		Mail      struct {
			Tags map[string][]string `json:"tags"`
		} `json:"mail"`
		details
	} `json:"detail"`
}

// details has one field for each type of event. Only the field of the event's own
// type is set.
type details struct {
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

// recipient is the recipient of an email. An email of Admit has exactly one.
type recipient struct {
	DiagnosticCode string `json:"diagnosticCode"` // what the recipient's mail server said
}

// The message tags that contain the invitation and the attempt of an email. A test
// checks that they are mail.InvitationTag and mail.AttemptTag. This function does not
// import package mail, so that it does not link the SES client.
const (
	invitationTag = "invitation"
	attemptTag    = "round"
)

// errUnknownType means that an event is not a delivery event.
var errUnknownType = errors.New("not a type of delivery event")

// deliveryEvent returns the event as a delivery event of its email.
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
		return delivery.Event{}, fmt.Errorf("the tag %s is not a number", attemptTag)
	}
	return result, nil
}

// tag returns the value of a tag. It returns an error unless the tag has exactly one
// value.
func (e event) tag(name string) (string, error) {
	values := e.Detail.Mail.Tags[name]
	if len(values) != 1 {
		return "", fmt.Errorf("the tag %s has %d values", name, len(values))
	}
	return values[0], nil
}

// deliveryEvent returns the delivery event without its invitation and attempt. Only a
// bounce of the type Permanent is permanent. For every other bounce, SES has already
// retried for hours, and the address may accept emails again later.
func (d details) deliveryEvent(eventType string) (delivery.Event, error) {
	switch eventType {
	case "Delivery":
		return delivery.Event{Status: access.Delivered, At: d.Delivery.Timestamp, Detail: d.Delivery.SMTPResponse}, nil
	case "DeliveryDelay":
		delay := d.DeliveryDelay
		return delivery.Event{Status: access.Delayed, At: delay.Timestamp, Detail: describe(delay.DelayedRecipients, delay.DelayType)}, nil
	case "Bounce":
		bounce := d.Bounce
		return delivery.Event{Status: access.Bounced, At: bounce.Timestamp, Permanent: bounce.BounceType == "Permanent",
			Detail: describe(bounce.BouncedRecipients, bounce.BounceType, bounce.BounceSubType)}, nil
	case "Complaint":
		complaint := d.Complaint
		return delivery.Event{Status: access.Complained, At: complaint.Timestamp, Detail: describe(nil, complaint.ComplaintFeedbackType, complaint.ComplaintSubType)}, nil
	case "Reject": // has no timestamp
		return delivery.Event{Status: access.Failed, Detail: d.Reject.Reason}, nil
	}
	return delivery.Event{}, errUnknownType
}

// describe returns a text with the types that SES gives the event, and with the words
// of the recipient's mail server.
func describe(recipients []recipient, types ...string) string {
	nonEmpty := slices.DeleteFunc(types, func(t string) bool { return t == "" })
	text := strings.Join(nonEmpty, ", ")
	if len(recipients) > 0 && recipients[0].DiagnosticCode != "" {
		text += ": " + recipients[0].DiagnosticCode
	}
	return text
}

// parse decodes an event.
func parse(raw json.RawMessage) (event, error) {
	var e event
	err := json.Unmarshal(raw, &e)
	return e, err
}
