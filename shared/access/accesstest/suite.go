package accesstest

import (
	"testing"

	"admit/shared/access"
)

// Recorder shows what a store has put on record. No use case reads records yet,
// so it is not a part of [access.Store]; a store is wrapped for the suite by
// something that can read them.
type Recorder interface {
	// Records lists every record of an organisation, in any order.
	Records(id access.OrganisationID) []access.Record
}

// Suite proves every promise of [access.Store] on a real one, races included.
// It calls open once for each subject; the stores may be one and the same, and
// need not be empty. Without [Recorder] the subject "records" fails.
func Suite(t *testing.T, open func(t *testing.T) access.Store) {
	for _, subject := range []struct {
		name  string
		tests []test
	}{
		{"organisations", organisationTests},
		{"offers", offerTests},
		{"invitation lists", invitationListTests},
		{"acceptances", acceptanceTests},
		{"users and rows", userTests},
		{"members", memberTests},
		{"closings", closingTests},
		{"removals", removalTests},
		{"deliveries", deliveryTests},
		{"records", recordTests},
		{"addresses", addressTests},
		{"identifiers", identifierTests},
		{"calls", callTests},
		{"races", raceTests},
	} {
		t.Run(subject.name, func(t *testing.T) {
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
