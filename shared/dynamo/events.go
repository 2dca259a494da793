package dynamo

import (
	"context"
	"time"

	"admit/shared/access"
)

// Events lists the audit log of an organisation, the latest event first.
func (s Store) Events(ctx context.Context, q access.EventQuery) (access.Page[access.Event], error) {
	list := query{partition: eventsPartition(q.Organisation), after: q.After, backward: true}
	return page(ctx, s, list, q.Limit, eventItem.event)
}

// eventItem is an event in the audit log of an organisation. Its time At is in
// microseconds since the epoch.
type eventItem struct {
	header
	ID           string                `dynamodbav:"id"`
	Type         access.EventType      `dynamodbav:"type"`
	Organisation access.OrganisationID `dynamodbav:"organisation"`
	Account      access.AccountID      `dynamodbav:"account,omitempty"`
	Names        storedNames           `dynamodbav:"names"`
	At           int64                 `dynamodbav:"at"`
	Actor        storedParty           `dynamodbav:"actor"`
	Subject      storedParty           `dynamodbav:"subject"`
	Invitation   access.InvitationID   `dynamodbav:"invitation,omitempty"`
	Before       []storedScopedRole    `dynamodbav:"before"`
	After        []storedScopedRole    `dynamodbav:"after"`
	Detail       string                `dynamodbav:"detail,omitempty"`
}

// storedParty is a person in an event. Issuer and Subject are empty for somebody
// who is no user, and in events that were written without them.
type storedParty struct {
	storedPerson
	Issuer  string `dynamodbav:"issuer,omitempty"`
	Subject string `dynamodbav:"subject,omitempty"`
}

func partyToItem(p access.Party) storedParty {
	return storedParty{storedPerson(p.Person), p.Issuer, p.Subject}
}

func (p storedParty) party() access.Party {
	return access.Party{Person: access.Person(p.storedPerson), Issuer: p.Issuer, Subject: p.Subject}
}

type storedScopedRole struct {
	Role    access.RoleID    `dynamodbav:"role"`
	Account access.AccountID `dynamodbav:"account,omitempty"`
}

func eventToItem(k key, kind string, e access.Event) eventItem {
	return eventItem{k.header(kind), e.ID, e.Type, e.Scope.Organisation, e.Scope.Account, storedNames(e.Names),
		e.At.UnixMicro(), partyToItem(e.Actor), partyToItem(e.Subject), e.Invitation,
		convert(e.Before, scopedRoleToItem), convert(e.After, scopedRoleToItem), e.Detail}
}

func (i eventItem) event() access.Event {
	return access.Event{ID: i.ID, Type: i.Type, Scope: access.Scope{Organisation: i.Organisation, Account: i.Account},
		Names: access.Names(i.Names), At: time.UnixMicro(i.At).UTC(),
		Actor: i.Actor.party(), Subject: i.Subject.party(), Invitation: i.Invitation,
		Before: convert(i.Before, storedScopedRole.scopedRole), After: convert(i.After, storedScopedRole.scopedRole), Detail: i.Detail}
}

func scopedRoleToItem(r access.ScopedRole) storedScopedRole { return storedScopedRole(r) }

func (r storedScopedRole) scopedRole() access.ScopedRole { return access.ScopedRole(r) }

// convert returns the list with each item converted. It never returns nil, so that an
// empty list is stored as a list.
func convert[From, To any](list []From, convertOne func(From) To) []To {
	converted := make([]To, 0, len(list))
	for _, item := range list {
		converted = append(converted, convertOne(item))
	}
	return converted
}

// putEvent writes an event to the audit log of the organisation where it happened,
// after the events that the transaction already contains. The function publish
// publishes it from there.
func (t *transaction) putEvent(e access.Event) {
	k := eventKey(e.Scope.Organisation, e, t.events)
	t.put(eventToItem(k, KindEvent, e), absent, nil)
	t.events++
}

// listEvent writes an event to the audit log of another organisation too. Its kind
// differs, so that it is not published a second time.
func (t *transaction) listEvent(in access.OrganisationID, e access.Event) {
	t.put(eventToItem(eventKey(in, e, t.events), kindListedEvent, e), absent, nil)
}
