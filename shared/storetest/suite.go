package storetest

import (
	"testing"

	"admit/shared/fixture"
	"admit/shared/idempotency"
)

// Store is what [Suite] tests.
type Store interface {
	fixture.Store
	idempotency.Store
	fixture.TimeToLive
}

// Suite tests every promise of [access.Store], [delivery.Store] and
// [idempotency.Store], races included. It calls open once for each subject and
// tests several subjects at the same time. All calls may return the same store,
// and it need not be empty.
func Suite(t *testing.T, open func(t *testing.T) Store) {
	for _, subject := range []struct {
		name  string
		tests []test
	}{
		{"organisations", organisationTests},
		{"organisations below", belowTests},
		{"accounts", accountTests},
		{"names", nameTests},
		{"deletions", deletionTests},
		{"offers", offerTests},
		{"invitations to an address", inviteeTests},
		{"resends", resendTests},
		{"updates", updateTests},
		{"renewals and notices", noticeTests},
		{"invitation lists", invitationListTests},
		{"acceptances", acceptanceTests},
		{"reservations", reservationTests},
		{"users and memberships", userTests},
		{"members", memberTests},
		{"governors", governorTests},
		{"decisions", decisionTests},
		{"imports and exports", importTests},
		{"relinks", relinkTests},
		{"persons", personTests},
		{"languages", languageTests},
		{"closures", closureTests},
		{"expiries", expiryTests},
		{"slots", slotTests},
		{"changes", changeTests},
		{"authorities", authorityTests},
		{"ends and suspensions", endTests},
		{"edits", editTests},
		{"partners", partnerTests},
		{"deliveries", deliveryTests},
		{"reminders", reminderTests},
		{"status updates", statusUpdateTests},
		{"suppressions", suppressionTests},
		{"events", eventTests},
		{"limits", limitTests},
		{"limits of an hour and a day", rateTests},
		{"idempotency", requestTests},
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
				t.Run(test.name, func(t *testing.T) { test.run(newFixture(t, store)) })
			}
		})
	}
}

// test tests one promise of a store.
type test struct {
	name string
	run  func(f *storeFixture)
}
