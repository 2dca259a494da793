package dynamo

import (
	"context"
	"time"

	"admit/shared/access"
)

// Events lists what happened in an organisation, the latest first.
func (s Store) Events(ctx context.Context, q access.EventQuery) (access.Page[access.Event], error) {
	list := query{partition: recordsPartition(q.Organisation), after: q.After, backward: true}
	return page(ctx, s, list, q.Limit, recordItem.record)
}

// recordItem is a record where it is listed. Its time is in microseconds.
type recordItem struct {
	keyed
	ID           string                `dynamodbav:"id"`
	Type         access.EventType     `dynamodbav:"type"`
	Organisation access.OrganisationID `dynamodbav:"organisation"`
	Account      access.AccountID      `dynamodbav:"account,omitempty"`
	Names        storedNames           `dynamodbav:"names"`
	At           int64                 `dynamodbav:"at"`
	Actor        storedPerson          `dynamodbav:"actor"`
	Subject      storedPerson          `dynamodbav:"subject"`
	Invitation   access.InvitationID   `dynamodbav:"invitation,omitempty"`
	Before       []storedHeld          `dynamodbav:"before"`
	After        []storedHeld          `dynamodbav:"after"`
	Detail       string                `dynamodbav:"detail,omitempty"`
}

type storedHeld struct {
	Role    access.RoleID    `dynamodbav:"role"`
	Account access.AccountID `dynamodbav:"account,omitempty"`
}

func recordToItem(at key, kind string, r access.Event) recordItem {
	return recordItem{at.of(kind), r.ID, r.Type, r.Scope.Organisation, r.Scope.Account, storedNames(r.Names),
		r.At.UnixMicro(), storedPerson(r.Actor), storedPerson(r.Subject), r.Invitation,
		convert(r.Before, heldToItem), convert(r.After, heldToItem), r.Detail}
}

func (i recordItem) record() access.Event {
	return access.Event{ID: i.ID, Type: i.Type, Scope: access.Scope{Organisation: i.Organisation, Account: i.Account},
		Names: access.Names(i.Names), At: time.UnixMicro(i.At).UTC(),
		Actor: access.Person(i.Actor), Subject: access.Person(i.Subject), Invitation: i.Invitation,
		Before: convert(i.Before, storedHeld.held), After: convert(i.After, storedHeld.held), Detail: i.Detail}
}

func heldToItem(h access.ScopedRole) storedHeld { return storedHeld(h) }

func (h storedHeld) held() access.ScopedRole { return access.ScopedRole(h) }

func convert[From, To any](list []From, one func(From) To) []To {
	converted := make([]To, 0, len(list))
	for _, item := range list {
		converted = append(converted, one(item))
	}
	return converted
}

// record puts a change on record in its own organisation, after the records
// that the transaction has already. From there it is published.
func (t *transaction) record(r access.Event) {
	at := recordKey(r.Scope.Organisation, r, t.records)
	t.put(recordToItem(at, KindRecord, r), absent, nil)
	t.records++
}

// listRecord lists a record in another organisation too, from where it is not
// published a second time.
func (t *transaction) listRecord(in access.OrganisationID, r access.Event) {
	t.put(recordToItem(recordKey(in, r, t.records), "listed-record", r), absent, nil)
}
