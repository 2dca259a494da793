package access

import (
	"fmt"
	"time"
)

// Limits bound what an organisation and its people may do. They are exact,
// however many ask at once.
type Limits struct {
	OpenInvitations    int `json:"openInvitations"`    // of an organisation; those whose time is up do not count
	InvitationsPerHour int `json:"invitationsPerHour"` // of an organisation, resends included, in an hour of the clock (UTC)
	MailsPerDay        int `json:"mailsPerDay"`        // to one address from all organisations together, in a day (UTC)
	Batch              int `json:"batch"`              // invitations in one request
	Roles              int `json:"roles"`              // in one invitation
	Grants             int `json:"grants"`             // of one person in one organisation
}

// DefaultLimits are those of a deployment that says nothing. Batch, Roles and
// Grants are also the most there can be: they keep a request within its time
// and an item within DynamoDB's 400 KB.
var DefaultLimits = Limits{
	OpenInvitations: 10_000, InvitationsPerHour: 2_000, MailsPerDay: 20,
	Batch: 100, Roles: 50, Grants: 200,
}

// LimitName names one of the limits.
type LimitName string

// The limits that a store keeps, because they must hold for all requests
// together.
const (
	LimitOpen LimitName = "open invitations"
	LimitHour LimitName = "invitations per hour"
	LimitDay  LimitName = "mails per day"
)

// LimitError says which limit a write would have exceeded.
type LimitError struct{ Limit LimitName }

func (e *LimitError) Error() string { return "access: limit reached: " + string(e.Limit) }

// refusal tells an administrator of a limit, and when to come back.
func (e *LimitError) refusal(limits Limits, now time.Time) error {
	wait := func(window time.Duration) time.Duration { return now.Truncate(window).Add(window).Sub(now) }
	switch e.Limit {
	case LimitOpen:
		return Refuse(LimitReached, "The organisation has %d open invitations, which is the most it may have. Revoke some, or wait until some are answered.", limits.OpenInvitations)
	case LimitHour:
		return &Error{Kind: RateLimited, RetryAfter: wait(time.Hour),
			Detail: fmt.Sprintf("The organisation has sent %d invitations this hour, which is the most it may send.", limits.InvitationsPerHour)}
	}
	return &Error{Kind: RateLimited, RetryAfter: wait(24 * time.Hour),
		Detail: fmt.Sprintf("This address has been sent %d mails today, which is the most it may be sent.", limits.MailsPerDay)}
}
