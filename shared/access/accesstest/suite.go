package accesstest

import (
	"context"
	"testing"

	"admit/shared/access"
	"admit/shared/idempotency"
)

// Subject is what [Suite] is run on.
type Subject interface {
	access.Store
	idempotency.Store
	TimeToLive
}

// TimeToLive removes what DynamoDB's time-to-live removes, at once.
type TimeToLive interface {
	// RemoveInvitation removes the item of an invitation, and nothing else that
	// the store keeps of it.
	RemoveInvitation(ctx context.Context, id access.InvitationID) error
}

// Suite proves every promise of [access.Store] and [idempotency.Store] on a real
// one, races included. It calls open once for each subject, and tries several
// subjects at a time; the stores may be one and the same, and need not be empty.
func Suite(t *testing.T, open func(t *testing.T) Subject) {
	for _, subject := range []struct {
		name  string
		tests []test
	}{
		{"organisations", organisationTests},
		{"organisations below", belowTests},
		{"offers", offerTests},
		{"versions of offers", offerVersionTests},
		{"renewals", renewalTests},
		{"amendments", amendmentTests},
		{"invitation lists", invitationListTests},
		{"acceptances", acceptanceTests},
		{"reservations", reservationTests},
		{"users and rows", userTests},
		{"members", memberTests},
		{"governors", governorTests},
		{"closings", closingTests},
		{"expiries", expiryTests},
		{"vacancies", vacancyTests},
		{"changes", changeTests},
		{"edits", editTests},
		{"partners", partnerTests},
		{"deliveries", deliveryTests},
		{"reports", reportTests},
		{"suppressions", suppressionTests},
		{"records", recordTests},
		{"limits", limitTests},
		{"limits of an hour and a day", rateTests},
		{"requests", requestTests},
		{"addresses", addressTests},
		{"identifiers", identifierTests},
		{"calls", callTests},
		{"copies", copyTests},
		{"pairs", pairTests},
		{"races", raceTests},
	} {
		t.Run(subject.name, func(t *testing.T) {
			t.Parallel()
			store := open(t)
			for _, test := range subject.tests {
				t.Run(test.name, func(t *testing.T) { test.run(newWorld(t, store)) })
			}
		})
	}
}

// test is one promise of a store.
type test struct {
	name string
	run  func(w *world)
}
