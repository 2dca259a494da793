package events_test

import (
	"encoding/json"
	"fmt"
	"time"
)

// follower keeps what each user holds directly in each organisation.
type follower struct {
	since time.Time // only later changes are taken from events
	held  map[holder]holding
}

type holder struct{ organisation, user string }

type holding struct {
	at        time.Time // of the newest event; zero if the roles are from the list
	roles     []role    // none if the access was removed
	suspended bool      // none of them gives anything
}

type role struct {
	Role, AccountID string    // AccountID is empty for the whole organisation
	Until           time.Time // from then on it gives nothing; zero if it does not end
}

// row is an item of GET /organisations/{organisationId}/permissions.
type row struct {
	User   struct{ ID string }
	Grants []struct {
		Role          struct{ ID string }
		Scope         struct{ AccountID string }
		InheritedFrom *struct{}
		Until         time.Time
	}
	Suspended bool
}

// event is the detail of an event on the bus.
type event struct {
	Type         string
	At           time.Time
	Organisation struct{ ID string }
	Subject      struct{ UserID string }
	After        []role
	Suspended    bool
}

// list takes a row of an organisation's list, unless an event about the user was taken.
func (f follower) list(organisation string, r row) {
	key := holder{organisation, r.User.ID}
	if _, known := f.held[key]; known {
		return
	}
	var direct []role
	for _, grant := range r.Grants {
		if grant.InheritedFrom == nil {
			direct = append(direct, role{grant.Role.ID, grant.Scope.AccountID, grant.Until})
		}
	}
	f.held[key] = holding{roles: direct, suspended: r.Suspended}
}

// apply takes an event if it is the newest about the user in the organisation.
func (f follower) apply(e event) {
	key := holder{e.Organisation.ID, e.Subject.UserID}
	switch e.Type {
	case "access.granted", "access.changed", "access.removed", "access.ended", "access.suspended", "access.reactivated":
		if e.At.After(f.since) && e.At.After(f.held[key].at) {
			f.held[key] = holding{e.At, e.After, e.Suspended}
		}
	}
}

// The consumer of the guide docs/follow-along.md takes the list. Then it takes events, of
// which one comes late, one is older than the list, and one comes twice.
func Example_follow() {
	since, _ := time.Parse(time.RFC3339, "2026-11-24T10:00:00Z")
	f := follower{since, map[holder]holding{}}
	f.list("o1", decoded[row](`{"user": {"id": "ada"}, "grants": [{"role": {"id": "billing-viewer"}, "scope": {"organisationId": "o1"}}]}`))
	for _, detail := range []string{
		`{"type": "access.removed", "at": "2026-11-24T10:09:00Z", "organisation": {"id": "o1"}, "subject": {"userId": "ada"}, "after": []}`,
		`{"type": "access.changed", "at": "2026-11-24T10:08:00Z", "organisation": {"id": "o1"}, "subject": {"userId": "ada"}, "after": [{"role": "audit-viewer"}]}`,
		`{"type": "access.granted", "at": "2026-11-24T09:00:00Z", "organisation": {"id": "o1"}, "subject": {"userId": "alan"}, "after": [{"role": "developer"}]}`,
		`{"type": "access.granted", "at": "2026-11-24T10:07:00Z", "organisation": {"id": "o1"}, "subject": {"userId": "grace"}, "after": [{"role": "developer", "accountId": "a1"}]}`,
		`{"type": "access.removed", "at": "2026-11-24T10:09:00Z", "organisation": {"id": "o1"}, "subject": {"userId": "ada"}, "after": []}`,
	} {
		f.apply(decoded[event](detail))
	}
	for _, user := range []string{"ada", "alan", "grace"} {
		for _, r := range f.held[holder{"o1", user}].roles {
			fmt.Println(user, r.Role, r.AccountID)
		}
	}
	// Output:
	// grace developer a1
}

// decoded returns JSON as a value. It panics if the JSON is not valid.
func decoded[T any](text string) (value T) {
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		panic(err)
	}
	return value
}
