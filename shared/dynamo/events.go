package dynamo

import (
	"context"
	"time"

	"admit/shared/access"
)

// Events lists what happened in an organisation, the latest first.
func (s Store) Events(ctx context.Context, q access.EventQuery) (access.Page[access.Event], error) {
	list := query{partition: eventsPartition(q.Organisation), after: q.After, backward: true}
	return page(ctx, s, list, q.Limit, eventItem.event)
}

// eventItem is a record where it is listed. Its time is in microseconds.
type eventItem struct {
	keyed
	ID           string                `dynamodbav:"id"`
	Type         access.EventType      `dynamodbav:"type"`
	Organisation access.OrganisationID `dynamodbav:"organisation"`
	Account      access.AccountID      `dynamodbav:"account,omitempty"`
	Names        storedNames           `dynamodbav:"names"`
	At           int64                 `dynamodbav:"at"`
	Actor        storedPerson          `dynamodbav:"actor"`
	Subject      storedPerson          `dynamodbav:"subject"`
	Invitation   access.InvitationID   `dynamodbav:"invitation,omitempty"`
	Before       []storedScopedRole    `dynamodbav:"before"`
	After        []storedScopedRole    `dynamodbav:"after"`
	Detail       string                `dynamodbav:"detail,omitempty"`
}

type storedScopedRole struct {
	Role    access.RoleID    `dynamodbav:"role"`
	Account access.AccountID `dynamodbav:"account,omitempty"`
}

func eventToItem(at key, kind string, r access.Event) eventItem {
	return eventItem{at.of(kind), r.ID, r.Type, r.Scope.Organisation, r.Scope.Account, storedNames(r.Names),
		r.At.UnixMicro(), storedPerson(r.Actor), storedPerson(r.Subject), r.Invitation,
		convert(r.Before, scopedRoleToItem), convert(r.After, scopedRoleToItem), r.Detail}
}

func (i eventItem) event() access.Event {
	return access.Event{ID: i.ID, Type: i.Type, Scope: access.Scope{Organisation: i.Organisation, Account: i.Account},
		Names: access.Names(i.Names), At: time.UnixMicro(i.At).UTC(),
		Actor: access.Person(i.Actor), Subject: access.Person(i.Subject), Invitation: i.Invitation,
		Before: convert(i.Before, storedScopedRole.scopedRole), After: convert(i.After, storedScopedRole.scopedRole), Detail: i.Detail}
}

func scopedRoleToItem(h access.ScopedRole) storedScopedRole { return storedScopedRole(h) }

func (h storedScopedRole) scopedRole() access.ScopedRole { return access.ScopedRole(h) }

func convert[From, To any](list []From, one func(From) To) []To {
	converted := make([]To, 0, len(list))
	for _, item := range list {
		converted = append(converted, one(item))
	}
	return converted
}

// putEvent puts a change on record in its own organisation, after the records
// that the transaction has already. From there it is published.
func (t *transaction) putEvent(r access.Event) {
	at := eventKey(r.Scope.Organisation, r, t.events)
	t.put(eventToItem(at, KindEvent, r), absent, nil)
	t.events++
}

// listEvent lists a record in another organisation too, from where it is not
// published a second time.
func (t *transaction) listEvent(in access.OrganisationID, r access.Event) {
	t.put(eventToItem(eventKey(in, r, t.events), "listed-record", r), absent, nil)
}
