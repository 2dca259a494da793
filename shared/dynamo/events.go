package dynamo

import (
	"context"
	"reflect"
	"time"

	"admit/shared/access"
)

// maxExaminedEvents bounds the work of one request. A page ends after that many, even if
// few of them match.
const maxExaminedEvents = 1000

// Events lists the audit log of an organisation, the latest event first.
func (s Store) Events(ctx context.Context, q access.EventQuery) (access.Page[access.Event], error) {
	list := access.Page[access.Event]{Items: []access.Event{}}
	examined, position := 0, ""
	err := s.query(ctx, eventsQuery(q), func(item item) (bool, error) {
		stored, err := read[eventItem](item)
		if err != nil {
			return false, err
		}
		if stored.isGone(q.At) {
			return true, nil
		}
		for _, at := range stored.latestFirst() {
			switch event, matches := q.Select(at.event); {
			case at.position == q.After: // it ended the previous page
				continue
			case matches && len(list.Items) == q.Limit:
				list.Next = list.Positions[q.Limit-1]
				return false, nil
			case examined == maxExaminedEvents:
				list.Next = position
				return false, nil
			case matches:
				list.Items, list.Positions = append(list.Items, event), append(list.Positions, at.position)
			}
			examined, position = examined+1, at.position
		}
		return true, nil
	})
	return list, err
}

// eventsQuery returns the query for the events in the time of q.
func eventsQuery(q access.EventQuery) query {
	events := query{partition: eventsPartition(q.Organisation), after: q.After, backward: true, firstPage: q.Limit + 1}
	if !q.From.IsZero() {
		events.from = eventsFrom(q.From)
	}
	if !q.To.IsZero() {
		events.to = eventsFrom(q.To)
	}
	return events
}

// eventItem is an event in the audit log of an organisation. Its time At is in
// microseconds since the epoch. Then is a second event of the same transaction, which
// shares the attributes that it does not have, except InvitedEmail.
type eventItem struct {
	header
	ID           string
	Type         access.EventType
	Organisation access.OrganisationID
	Account      access.AccountID
	Names        storedNames
	At           int64
	Actor        storedParty
	Subject      storedParty
	Invitation   access.InvitationID
	Before       []storedScopedRole
	After        []storedScopedRole
	Detail       string
	Metadata     access.Metadata
	InvitedEmail string
	Suspended    bool
	FormerName   string
	ExpiresAt    int64 // with a retention, in seconds since the epoch; else 0
	Then         *secondEvent
}

func (e *eventItem) fields(f *fields) {
	e.header.fields(f)
	text(f, "id", &e.ID)
	text(f, "type", &e.Type)
	text(f, "organisation", &e.Organisation)
	optional(f, "account", &e.Account, text)
	object(f, "names", &e.Names)
	number(f, "at", &e.At)
	object(f, "actor", &e.Actor)
	object(f, "subject", &e.Subject)
	optional(f, "invitation", &e.Invitation, text)
	objects(f, "before", &e.Before)
	objects(f, "after", &e.After)
	optional(f, "detail", &e.Detail, text)
	optionalTextsByName(f, "metadata", &e.Metadata)
	optional(f, "invitedEmail", &e.InvitedEmail, text)
	optional(f, "suspended", &e.Suspended, boolean)
	optional(f, "formerName", &e.FormerName, text)
	optional(f, TimeToLive, &e.ExpiresAt, number)
	optionalObject(f, "then", &e.Then)
}

type secondEvent struct {
	ID     string
	Type   access.EventType
	Actor  storedParty
	Before []storedScopedRole
	After  []storedScopedRole
	Detail string
}

func (s *secondEvent) fields(f *fields) {
	text(f, "id", &s.ID)
	text(f, "type", &s.Type)
	object(f, "actor", &s.Actor)
	objects(f, "before", &s.Before)
	objects(f, "after", &s.After)
	optional(f, "detail", &s.Detail, text)
}

// storedParty is a person in an event. Issuer and Subject are empty for somebody
// who is no user, and in events that were written without them.
type storedParty struct {
	storedPerson
	Issuer  string
	Subject string
}

func (p *storedParty) fields(f *fields) {
	p.storedPerson.fields(f)
	optional(f, "issuer", &p.Issuer, text)
	optional(f, "subject", &p.Subject, text)
}

func partyToItem(p access.Party) storedParty {
	return storedParty{storedPerson(p.Person), p.Issuer, p.Subject}
}

func (p storedParty) party() access.Party {
	return access.Party{Person: access.Person(p.storedPerson), Issuer: p.Issuer, Subject: p.Subject}
}

type storedScopedRole struct {
	Role    access.RoleID
	Account access.AccountID
	Until   int64 // in seconds since the epoch; 0 if it does not end
}

func (s *storedScopedRole) fields(f *fields) {
	text(f, "role", &s.Role)
	optional(f, "account", &s.Account, text)
	optional(f, "until", &s.Until, number)
}

func eventToItem(k key, kind string, e access.Event) *eventItem {
	return &eventItem{k.header(kind), e.ID, e.Type, e.Scope.Organisation, e.Scope.Account, storedNames(e.Names),
		e.At.UnixMicro(), partyToItem(e.Actor), partyToItem(e.Subject), e.Invitation,
		convert(e.Before, scopedRoleToItem), convert(e.After, scopedRoleToItem), e.Detail, e.Metadata, e.InvitedEmail, e.Suspended, e.FormerName, 0, nil}
}

func (i eventItem) event() access.Event {
	return access.Event{ID: i.ID, Type: i.Type, Scope: access.Scope{Organisation: i.Organisation, Account: i.Account},
		Names: access.Names(i.Names), At: time.UnixMicro(i.At).UTC(),
		Actor: i.Actor.party(), Subject: i.Subject.party(), Invitation: i.Invitation,
		Before: convert(i.Before, storedScopedRole.scopedRole), After: convert(i.After, storedScopedRole.scopedRole),
		Detail: i.Detail, Metadata: i.Metadata, InvitedEmail: i.InvitedEmail, Suspended: i.Suspended, FormerName: i.FormerName}
}

// events returns the events of the item in the order in which they happened.
func (i eventItem) events() []access.Event {
	first := i.event()
	if i.Then == nil {
		return []access.Event{first}
	}
	second := first
	second.InvitedEmail = ""
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

func scopedRoleToItem(r access.ScopedRole) storedScopedRole {
	return storedScopedRole{r.Role, r.Account, seconds(r.Until)}
}

func (r storedScopedRole) scopedRole() access.ScopedRole {
	return access.ScopedRole{Role: r.Role, Account: r.Account, Until: fromSeconds(r.Until)}
}

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

func (t *transaction) putEventItem(item *eventItem) {
	item.ExpiresAt = seconds(t.retention.EventUntil(time.UnixMicro(item.At)))
	t.put(item, absent, nil)
	t.events++
}

// listEvent writes an event to the audit log of another organisation too. Its kind
// differs, so that it is not published a second time.
func (t *transaction) listEvent(in access.OrganisationID, e access.Event) {
	item := eventToItem(eventKey(in, e, t.events), kindListedEvent, e)
	item.ExpiresAt = seconds(t.retention.EventUntil(e.At))
	t.put(item, absent, nil)
}
