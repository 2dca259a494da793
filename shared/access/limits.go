package access

import (
	"fmt"
	"strconv"
	"time"
)

// Limits bound what an organisation and its users may do. They are exact, however
// many requests arrive at once. An operator is exempt from the limits that a store
// keeps; see [Offer].
type Limits struct {
	OpenInvitations      int `json:"openInvitations"`      // of an organisation; expired invitations do not count
	InvitationsPerHour   int `json:"invitationsPerHour"`   // of an organisation in an hour of the clock (UTC), resends included
	MailsPerDay          int `json:"mailsPerDay"`          // from one organisation to one address, in a day (UTC)
	MailsPerDayOfPartner int `json:"mailsPerDayOfPartner"` // from all organisations below one top-level organisation to one address, in a day (UTC)
	Batch                int `json:"batch"`                // invitations in one request
	Roles                int `json:"roles"`                // in one invitation
	Grants               int `json:"grants"`               // of one user in one organisation
}

// DefaultLimits are the limits of a deployment that sets none. Batch, Roles and
// Grants are also their maximum: they keep a request within its time, and what is
// stored within the size that the store accepts.
var DefaultLimits = Limits{
	OpenInvitations: 10_000, InvitationsPerHour: 2_000, MailsPerDay: 20, MailsPerDayOfPartner: 100,
	Batch: 100, Roles: 50, Grants: 200,
}

// LimitName names one of the limits.
type LimitName string

// The limits that a store keeps, because they must hold for all requests
// together. A store checks them in this order.
//
// LimitDayOfPartner keeps a partner from flooding one address by creating many
// organisations. It applies only to organisations that have a parent. Only the
// organisations of one tree share it, so no tenant can use up the limit of another.
const (
	LimitOpen         LimitName = "open invitations"
	LimitHour         LimitName = "invitations per hour"
	LimitDay          LimitName = "mails per day"
	LimitDayOfPartner LimitName = "mails per day of a partner's organisations"
)

// LimitError is the error of a write that would have exceeded a limit.
type LimitError struct{ Limit LimitName }

func (e *LimitError) Error() string { return "access: limit reached: " + string(e.Limit) }

// refusal returns the answer to the caller: which limit the offer would have
// exceeded and, if the limit is a rate, when to try again.
func (e *LimitError) refusal(offer Offer, now time.Time) error {
	limits := offer.Limits
	switch e.Limit {
	case LimitOpen:
		return &Error{Kind: LimitReached, Cause: e,
			Detail: fmt.Sprintf("This organisation has reached its limit of %s open invitations. Revoke some, or wait until some are answered.", grouped(limits.OpenInvitations))}
	case LimitHour:
		return e.rateLimited(offer, now, time.Hour,
			fmt.Sprintf("This organisation has reached its limit of %s invitations an hour.", grouped(limits.InvitationsPerHour)))
	case LimitDay:
		return e.rateLimited(offer, now, 24*time.Hour,
			fmt.Sprintf("This organisation has reached its limit of %s emails a day to this address.", grouped(limits.MailsPerDay)))
	}
	whose := "This organisation and others of the same partner have"
	if offer.Partner.Name != "" {
		whose = "The organisations of " + offer.Partner.Name + " have"
	}
	return e.rateLimited(offer, now, 24*time.Hour,
		fmt.Sprintf("%s together reached their limit of %s emails a day to this address.", whose, grouped(limits.MailsPerDayOfPartner)))
}

// rateLimited returns a refusal that lasts until the end of the window in which the
// offer would have been counted.
func (e *LimitError) rateLimited(offer Offer, now time.Time, window time.Duration, detail string) error {
	end := offer.Invitation.QueuedAt.Truncate(window).Add(window)
	return &Error{Kind: RateLimited, Cause: e, RetryAfter: max(time.Second, end.Sub(now)), Detail: detail}
}

// grouped formats a number with a comma between groups of three digits.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// partner returns the top-level organisation above the organisation of the
// snapshot. It is zero if there is none. Its name is empty unless the caller holds a
// role there.
func (s Snapshot) partner(caller UserID) Ancestor {
	above := s.Organisation.Ancestors
	if len(above) == 0 {
		return Ancestor{}
	}
	top := above[len(above)-1]
	for _, membership := range s.held(caller).Above {
		if membership.Organisation == top.ID && len(membership.Grants) > 0 {
			return top
		}
	}
	return Ancestor{ID: top.ID}
}

// UsageQuery asks how much of the limits of an organisation is used.
type UsageQuery struct {
	Organisation OrganisationID
	Partner      OrganisationID // the top-level organisation above; empty if there is none
	Addresses    []Address      // whose emails of the day are asked for
	At           time.Time
}

// Usage is how much of the limits of an organisation is used. Day and DayOfPartner
// have the number of emails of the day by address key, without addresses that were
// sent none.
type Usage struct {
	Open              int // includes expired invitations that still hold their slot
	Hour              int
	Day, DayOfPartner map[string]int
}
