package access

import (
	"fmt"
	"strconv"
	"time"
)

// Limits bound what an organisation and its people may do. They are exact,
// however many ask at once. An operator is refused by none of those that a store
// keeps; see [Offer].
type Limits struct {
	OpenInvitations      int `json:"openInvitations"`      // of an organisation; expired ones do not count
	InvitationsPerHour   int `json:"invitationsPerHour"`   // of an organisation, resends included, in an hour of the clock (UTC)
	MailsPerDay          int `json:"mailsPerDay"`          // from one organisation to one address, in a day (UTC)
	MailsPerDayOfPartner int `json:"mailsPerDayOfPartner"` // from all organisations below one top-level organisation to one address, in a day (UTC)
	Batch                int `json:"batch"`                // invitations in one request
	Roles                int `json:"roles"`                // in one invitation
	Grants               int `json:"grants"`               // of one person in one organisation
}

// DefaultLimits are those of a deployment that says nothing. Batch, Roles and
// Grants are also the most there can be: they keep a request within its time
// and an item within DynamoDB's 400 KB.
var DefaultLimits = Limits{
	OpenInvitations: 10_000, InvitationsPerHour: 2_000, MailsPerDay: 20, MailsPerDayOfPartner: 100,
	Batch: 100, Roles: 50, Grants: 200,
}

// LimitName names one of the limits.
type LimitName string

// The limits that a store keeps, because they must hold for all requests
// together. A store judges them in this order. LimitDayOfPartner keeps a partner
// from flooding one address by creating many organisations. It concerns only
// organisations that have a parent, and only those of one tree share it, so no
// tenant can silence another.
const (
	LimitOpen         LimitName = "open invitations"
	LimitHour         LimitName = "invitations per hour"
	LimitDay          LimitName = "mails per day"
	LimitDayOfPartner LimitName = "mails per day of a partner's organisations"
)

// LimitError says which limit a write would have exceeded.
type LimitError struct{ Limit LimitName }

func (e *LimitError) Error() string { return "access: limit reached: " + string(e.Limit) }

// refusal says whose limit an offer would have exceeded, and when to come back.
func (e *LimitError) refusal(offer Offer, now time.Time) error {
	limits := offer.Limits
	switch e.Limit {
	case LimitOpen:
		return &Error{Kind: LimitReached, Cause: e,
			Detail: fmt.Sprintf("This organisation has %s open invitations, which is the most it may have. Revoke some, or wait until some are answered.", grouped(limits.OpenInvitations))}
	case LimitHour:
		return e.rateLimited(offer, now, time.Hour,
			fmt.Sprintf("This organisation has sent %s invitations this hour, which is the most it may send.", grouped(limits.InvitationsPerHour)))
	case LimitDay:
		return e.rateLimited(offer, now, 24*time.Hour,
			fmt.Sprintf("This organisation has sent this address %s mails today, which is the most it may send.", grouped(limits.MailsPerDay)))
	}
	whose := "This organisation and others of the same partner"
	if offer.Partner.Name != "" {
		whose = "The organisations of " + offer.Partner.Name
	}
	return e.rateLimited(offer, now, 24*time.Hour,
		fmt.Sprintf("%s together have sent this address %s mails today, which is the most they may send.", whose, grouped(limits.MailsPerDayOfPartner)))
}

// rateLimited refuses an offer until the window in which it was counted is over.
func (e *LimitError) rateLimited(offer Offer, now time.Time, window time.Duration, detail string) error {
	end := offer.Invitation.QueuedAt.Truncate(window).Add(window)
	return &Error{Kind: RateLimited, Cause: e, RetryAfter: max(time.Second, end.Sub(now)), Detail: detail}
}

// grouped writes a number with a comma before every three digits.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// partner is the top-level organisation above the place, or nothing. Its name is
// given only to those who hold a role there.
func (s Snapshot) partner(caller UserID) Ancestor {
	above := s.Organisation.Ancestors
	if len(above) == 0 {
		return Ancestor{}
	}
	top := above[len(above)-1]
	for _, membership := range s.Access[caller].Above {
		if membership.Organisation == top.ID && len(membership.Grants) > 0 {
			return top
		}
	}
	return Ancestor{ID: top.ID}
}

// UsageQuery asks how much of the limits of an organisation is used.
type UsageQuery struct {
	Organisation OrganisationID
	Partner      OrganisationID // the top-level organisation above; empty: there is none
	Addresses    []Address      // whose mails of the day are counted
	At           time.Time
}

// Usage is how much of the limits is used. The mails of a day are counted by
// address key; an address without mails is left out.
type Usage struct {
	Open              int // expired invitations included that still hold their slot
	Hour              int
	Day, DayOfPartner map[string]int
}
