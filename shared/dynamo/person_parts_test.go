package dynamo

import (
	"context"
	"slices"
	"testing"
	"time"

	"admit/shared/access"
)

// ofAda is a deletion of a person with one user and one address.
var ofAda = access.PersonDeletion{Users: []access.UserID{"u-1"}, Addresses: []access.Address{someAda}, User: access.User{ID: "u-1", Email: someAda}, At: noon}

// TestAnExportHasThePersonsInvitations reads the invitations to and by a person that are kept.
func TestAnExportHasThePersonsInvitations(t *testing.T) {
	other := access.StoredAddress("eve@example.com", "eve@example.com")
	closed := func(i access.Invitation, until time.Time) access.Invitation {
		i.Status, i.ClosedAt, i.ExpiresAt = access.Declined, noon.Add(-time.Hour), until // of the item
		return i
	}
	e := personExport{person: ofAda, query: access.PersonQuery{At: noon}}
	for _, i := range []access.Invitation{
		{ID: "to", Email: someAda, Status: access.Pending},
		closed(access.Invitation{ID: "kept", Email: someAda}, noon.Add(time.Hour)),
		closed(access.Invitation{ID: "gone", Email: someAda}, noon),
		{ID: "by", Email: other, Status: access.Pending, Inviter: access.Person{ID: "u-1"}},
		closed(access.Invitation{ID: "gone-by", Email: other, Inviter: access.Person{ID: "u-1"}}, noon),
		{ID: "other", Email: other, Status: access.Pending},
		closed(access.Invitation{ID: "other-closed", Email: other}, noon.Add(time.Hour)),
	} {
		if err := e.add(t.Context(), itemOf(attributesOf(invitationToItem(i)))); err != nil {
			t.Fatal(err)
		}
	}
	var got []access.InvitationID
	for _, i := range e.part.Invitations {
		got = append(got, i.ID)
	}
	if !slices.Equal(got, []access.InvitationID{"to", "kept", "by"}) {
		t.Errorf("the export has %v", got)
	}
}

// TestAnExportHasTheCountsOfThePersonsAddresses counts emails in a day, from an organisation and from
// the organisations below one.
func TestAnExportHasTheCountsOfThePersonsAddresses(t *testing.T) {
	other := access.StoredAddress("eve@example.com", "eve@example.com")
	mails := func(a access.Address) key { return countKey(addressKey(a).partition, mailsWindow("o", noon), 0) }
	below := func(a access.Address) key { return countKey(mailsBelowPartition("p", a), dayWindow(noon), 0) }
	e := personExport{person: ofAda, query: access.PersonQuery{At: noon}}
	for _, c := range []countItem{
		{header: mails(someAda).header(kindCount), Used: 2}, {header: mails(other).header(kindCount), Used: 3},
		{header: below(someAda).header(kindCount), Used: 1}, {header: below(other).header(kindCount), Used: 4},
		{header: countKey(addressKey(someAda).partition, mailsWindow("q", noon), 0).header(kindCount)},
		{header: countKey(countsPartition("o"), openWindow, 0).header(kindCount), Used: 5},
	} {
		if err := e.add(t.Context(), itemOf(attributesOf(&c))); err != nil {
			t.Fatal(err)
		}
	}
	want := []access.MailCount{{Day: "2036-02-28", Organisation: "o", Mails: 2}, {Day: "2036-02-28", Organisation: "p", BelowPartner: true, Mails: 1}}
	if !slices.Equal(e.part.Mails, want) {
		t.Errorf("the export has %+v, want %+v", e.part.Mails, want)
	}
}

// TestADeletionLeavesWhatIsOfOthers deletes nothing that another person has. It makes no call.
func TestADeletionLeavesWhatIsOfOthers(t *testing.T) {
	eve := access.User{ID: "eve", Email: access.StoredAddress("eve@example.com", "eve@example.com")}
	p := &personPart{DeletedPart: access.DeletedPart{Deletion: ofAda}}
	for name, i := range map[string]storable{
		"a fence":                 &tombstone{header: fenceKey("eve", "o", 0).header(kindFence)},
		"a fence of a deletion":   &tombstone{header: fenceKey("", "o", 0).header(kindFence)},
		"an entry of a member":    &memberEntry{header: memberKey("o", eve).header(kindMember)},
		"an ending":               &endingItem{header: endingKey("eve", "o").header(KindEnding)},
		"an address":              &addressItem{header: addressKey(eve.Email).header(kindAddress), User: "eve"},
		"the person's address":    &addressItem{header: addressKey(someAda).header(kindAddress), User: "u-1"},
		"an address that she has": &addressItem{header: addressKey(someAda).header(kindAddress), User: "eve"},
		"a reservation":           &addressItem{header: addressKey(someAda).header(kindAddress), Holder: "h", Until: millis(noon) + 1},
		"a count":                 &countItem{header: countKey(addressKey(eve.Email).partition, mailsWindow("o", noon), 0).header(kindCount), Used: 1},
		"a count of invitations":  &countItem{header: countKey(countsPartition("o"), openWindow, 0).header(kindCount), Used: 1},
		"a suppression":           &suppressionItem{header: suppressionKey("o", eve.Email).header(kindSuppression)},
		"a slot":                  &listEntry{header: slotKey(access.Scope{Organisation: "o"}, eve.Email).header(kindSlot)},
		"a membership":            membershipToItem(membershipKey("eve", "o"), kindMembership, access.Membership{User: eve, Organisation: "o"}),
		"an invitation":           invitationToItem(access.Invitation{ID: "i", Email: eve.Email, Status: access.Declined}),
		"an open request":         &idempotencyItem{header: header{"p", "s", kindIdempotency}},
		"an answer":               &idempotencyItem{header: header{"p", "s", kindIdempotency}, Answer: []byte(`{"email": "eve@example.com"}`)},
	} {
		if err := p.deleteFrom(t.Context(), itemOf(attributesOf(i))); err != nil || p.changed != 0 || p.Waits || len(p.Open) != 0 {
			t.Errorf("%s: %v, %+v", name, err, p.DeletedPart)
		}
	}
}

// TestAFenceOfADeletedPersonWaits keeps a fence while a request may be under way that it keeps out.
func TestAFenceOfADeletedPersonWaits(t *testing.T) {
	store, sender := cutOffStore(newTable(t))
	fenceOf := func(at time.Time) item {
		k := fenceKey("u-1", "o", 0)
		return item{{name: PartitionKey, kind: typeText, text: k.partition}, {name: SortKey, kind: typeText, text: k.sort},
			{name: KindAttribute, kind: typeText, text: kindFence}, attributeOf("at", numberOf(at.UnixMicro()))}
	}
	for at, waits := range map[time.Time]bool{noon.Add(-time.Second): false, noon: false, noon.Add(time.Microsecond): true} {
		p := &personPart{store: store, DeletedPart: access.DeletedPart{Deletion: ofAda}, run: access.PersonDeletionRun{FencesBefore: noon}}
		if err := p.deleteFrom(t.Context(), fenceOf(at)); err != nil || p.Waits != waits || (p.changed == 0) != waits {
			t.Errorf("at %s it waits: %t (%v), %d changed", at, p.Waits, err, p.changed)
		}
	}
	p := &personPart{store: store, DeletedPart: access.DeletedPart{Deletion: ofAda}}
	wantEachFailure(t, "without a time", sender, func(ctx context.Context) error { return p.deleteFrom(ctx, fenceOf(noon)) })
}

// TestAnEntryOfWhomNobodyKnowsWithoutAnAnswer does not go on with a deletion that has left an entry
// because nobody could tell whose it is.
func TestAnEntryOfWhomNobodyKnowsWithoutAnAnswer(t *testing.T) {
	store, sender := cutOffStore(newTable(t))
	p := &personPart{store: store, DeletedPart: access.DeletedPart{Deletion: ofAda}}
	k := memberKey("o", access.User{ID: "nobody", Email: someAda})
	entry := itemOf(attributesOf(&memberEntry{header: k.header(kindMember)}))
	wantEachFailure(t, "an entry", sender, func(ctx context.Context) error { return p.deleteFrom(ctx, entry) })
	if p.changed == 0 {
		t.Error("the entry stays")
	}
}

// TestTheTimesOfAnAuditLogAreThoseOfItsQuery reads no events outside of the times that are asked for.
func TestTheTimesOfAnAuditLogAreThoseOfItsQuery(t *testing.T) {
	if q := eventsQuery(access.EventQuery{Organisation: "o"}); q.from != "" || q.to != "" {
		t.Errorf("without times: %+v", q)
	}
	q := eventsQuery(access.EventQuery{Organisation: "o", EventFilter: access.EventFilter{From: noon, To: later}})
	if q.from != eventsFrom(noon) || q.to != eventsFrom(later) {
		t.Errorf("with times: %+v", q)
	}
}

// TestAFirstAdministrativeGrantChecksAFence checks it unless the user is new.
func TestAFirstAdministrativeGrantChecksAFence(t *testing.T) {
	user := access.User{ID: "u"}
	of := func(at time.Time, roles ...access.RoleID) access.Membership {
		m := access.Membership{User: user, Organisation: "o", ChangedAt: at}
		for _, role := range roles {
			m.Grants = append(m.Grants, access.Grant{Role: role, Scope: access.Scope{Organisation: "o"}})
		}
		return m
	}
	for name, c := range map[string]struct {
		before, after  access.Membership
		newUser        bool
		checks, closes bool
		fails          bool
	}{
		"first":                  {of(noon, viewer), of(later, access.OrganisationAdmin), false, true, false, false},
		"of a new user":          {access.Membership{}, of(later, access.OrganisationAdmin), true, false, false, false},
		"none":                   {of(noon), of(later, viewer), false, false, false, false},
		"kept":                   {of(noon, access.OrganisationAdmin), of(later, access.OrganisationAdmin, viewer), false, false, false, false},
		"taken away":             {of(noon, access.OrganisationAdmin), of(later, viewer), false, false, true, false},
		"taken away at its time": {of(noon, access.OrganisationAdmin), of(noon, viewer), false, false, true, true},
	} {
		write := Store{}.begin()
		write.guardAuthority(c.before, c.after, c.newUser)
		if (len(write.fences) == 1) != c.checks || (len(write.shared) == fences) != c.closes || (write.err != nil) != c.fails {
			t.Errorf("%s: %d fences checked, %d written, %v", name, len(write.fences), len(write.shared), write.err)
		}
	}
}

// TestTextsThatJSONCannotHave are read as encoding/json reads them.
func TestTextsThatJSONCannotHave(t *testing.T) {
	if i, err := parseItem(`{"a": {"S": "x\ud800y"}}`); err != nil || i.text("a") != "x\ufffdy" {
		t.Errorf("%q (%v)", i.text("a"), err)
	}
	for _, wrong := range []string{`{"a": {"S": "\x"}}`, `{"a": {"S": "x`, `{"a": {"S": "x\`, `{"a": {"S": "x}}`} {
		if _, err := parseItem(wrong); err == nil {
			t.Errorf("%s is read", wrong)
		}
	}
}
