package dynamo

import (
	"context"
	"reflect"
	"time"

	"admit/shared/access"
)

// Events lists the audit log of an organisation, the latest event first.
func (s Store) Events(ctx context.Context, q access.EventQuery) (access.Page[access.Event], error) {
	list := access.Page[access.Event]{Items: []access.Event{}}
	last := ""
	logged := query{partition: eventsPartition(q.Organisation), after: q.After, backward: true, firstPage: q.Limit + 1}
	err := s.query(ctx, logged, func(item item) (bool, error) {
		stored, err := read[eventItem](item)
		if err != nil {
			return false, err
		}
		for _, at := range stored.latestFirst() {
			switch {
			case at.position == q.After: // it ended the previous page
				continue
			case len(list.Items) == q.Limit:
				list.Next = last
				return false, nil
			}
			list.Items, last = append(list.Items, at.event), at.position
			list.Positions = append(list.Positions, last)
		}
		return true, nil
	})
	return list, err
}

// eventItem is an event in the audit log of an organisation. Its time At is in
// microseconds since the epoch. Then is a second event of the same transaction, which
// shares the attributes that it does not have.
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
	Then         *secondEvent          `dynamodbav:"then,omitempty"`
}

type secondEvent struct {
	ID     string             `dynamodbav:"id"`
	Type   access.EventType   `dynamodbav:"type"`
	Actor  storedParty        `dynamodbav:"actor"`
	Before []storedScopedRole `dynamodbav:"before"`
	After  []storedScopedRole `dynamodbav:"after"`
	Detail string             `dynamodbav:"detail,omitempty"`
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
		convert(e.Before, scopedRoleToItem), convert(e.After, scopedRoleToItem), e.Detail, nil}
}

func (i eventItem) event() access.Event {
	return access.Event{ID: i.ID, Type: i.Type, Scope: access.Scope{Organisation: i.Organisation, Account: i.Account},
		Names: access.Names(i.Names), At: time.UnixMicro(i.At).UTC(),
		Actor: i.Actor.party(), Subject: i.Subject.party(), Invitation: i.Invitation,
		Before: convert(i.Before, storedScopedRole.scopedRole), After: convert(i.After, storedScopedRole.scopedRole), Detail: i.Detail}
}

// events returns the events of the item in the order in which they happened.
func (i eventItem) events() []access.Event {
	first := i.event()
	if i.Then == nil {
		return []access.Event{first}
	}
	second := first
	second.ID, second.Type, second.Actor, second.Detail = i.Then.ID, i.Then.Type, i.Then.Actor.party(), i.Then.Detail
	second.Before, second.After = convert(i.Then.Before, storedScopedRole.scopedRole), convert(i.Then.After, storedScopedRole.scopedRole)
	return []access.Event{first, second}
}

// eventAt is an event and its position in the audit log.
type eventAt struct {
	position string
	event    access.Event
}

// insideItem ends the position of the second event of an item. A list that continues
// there reads the item again.
const insideItem = "~"

// latestFirst returns the events of the item with their positions.
func (i eventItem) latestFirst() []eventAt {
	events := i.events()
	if len(events) == 1 {
		return []eventAt{{i.SK, events[0]}}
	}
	return []eventAt{{i.SK + insideItem, events[1]}, {i.SK, events[0]}}
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
	t.putEventItem(eventToItem(t.nextEventKey(e), KindEvent, e))
}

// putEvents writes two events that happened one after the other. They are one item if
// they differ only in what a second event has of its own.
func (t *transaction) putEvents(first, second access.Event) {
	item := eventToItem(t.nextEventKey(first), KindEvent, first)
	own := eventToItem(key{item.PK, item.SK}, KindEvent, second)
	item.Then = &secondEvent{own.ID, own.Type, own.Actor, own.Before, own.After, own.Detail}
	if !reflect.DeepEqual(item.events()[1], own.event()) {
		t.putEvent(first)
		t.putEvent(second)
		return
	}
	t.putEventItem(item)
}

func (t *transaction) nextEventKey(e access.Event) key {
	return eventKey(e.Scope.Organisation, e, t.events)
}

func (t *transaction) putEventItem(item eventItem) {
	t.put(item, absent, nil)
	t.events++
}

// listEvent writes an event to the audit log of another organisation too. Its kind
// differs, so that it is not published a second time.
func (t *transaction) listEvent(in access.OrganisationID, e access.Event) {
	t.put(eventToItem(eventKey(in, e, t.events), kindListedEvent, e), absent, nil)
}
