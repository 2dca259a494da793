package dynamo

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"admit/shared/access"
)

// FuzzItems reads any item as each type that is stored. What is read is the same when it is
// written and read again.
func FuzzItems(f *testing.F) {
	forms := storedForms()
	names := slices.Sorted(maps.Keys(forms))
	for n, name := range names {
		text, err := attributevalue.MarshalMapJSON(attributesOf(forms[name]))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(byte(n), string(text))
	}
	f.Add(byte(0), `{"id":{"N":"7"},"x":{"NULL":true}}`)
	f.Fuzz(func(t *testing.T, kind byte, text string) {
		i, err := parseItem(text)
		if err != nil {
			return
		}
		like := reflect.TypeOf(forms[names[int(kind)%len(names)]]).Elem()
		read := func(i item) (storable, error) {
			out, _ := reflect.New(like).Interface().(storable)
			return out, i.into(out)
		}
		stored, err := read(i)
		if err != nil {
			return
		}
		written := attributesOf(stored)
		again, err := read(itemOf(written))
		if err != nil || !reflect.DeepEqual(attributesOf(again), written) {
			t.Errorf("%s is read as %+v, and then as %+v (%v)", text, stored, again, err)
		}
	})
}

// FuzzStreamImage reads any image of the stream as an invitation and as events.
func FuzzStreamImage(f *testing.F) {
	for _, name := range []string{"invitation", "empty invitation", "event", "plain event", "membership"} {
		text, err := attributevalue.MarshalMapJSON(attributesOf(storedForms()[name]))
		if err != nil {
			f.Fatal(err)
		}
		for _, kind := range []string{"kind", KindInvitation, KindEvent} {
			f.Add([]byte(strings.ReplaceAll(string(text), `{"S":"kind"}`, `{"S":"`+kind+`"}`)))
		}
	}
	f.Add([]byte(`{"kind":{"S":"record"},"second":{"M":{}}}`))
	f.Fuzz(func(t *testing.T, image []byte) {
		i, err := parseItem(string(image))
		invitation, invalid := StreamedInvitation(image)
		events, notEvents := StreamedEvents(image)
		if err != nil && (invalid == nil || notEvents == nil) {
			t.Errorf("%s is no item, and is read as %v and %v", image, invitation, events)
		}
		if invalid == nil && notEvents == nil {
			t.Errorf("%s is an invitation and an event", image)
		}
		if invalid == nil && i.text("kind") != KindInvitation || notEvents == nil && i.text("kind") != KindEvent {
			t.Errorf("%s is read as another kind", image)
		}
		if notEvents == nil && len(events) != 1 && len(events) != 2 {
			t.Errorf("%s has %d events", image, len(events))
		}
	})
}

// FuzzResponse reads any answer of DynamoDB. What is read without an error is JSON, and
// every item of it is.
func FuzzResponse(f *testing.F) {
	for _, seed := range []string{
		`{"Item":` + all + `}`, `{"Items":[` + all + `,{}],"Count":2,"ScannedCount":2,"LastEvaluatedKey":{"pk":{"S":"a"},"sk":{"S":"b"}}}`, `{"Responses":{"t":[{}]},"UnprocessedKeys":{"t":{"Keys":[]}}}`,
		`{}`, `{"ConsumedCapacity":{"a":[1,2.5e3,true,null]}}`, `{"Items":[`, `{"ScannedCount":99999999999999999999}`, "{\"Item\":{\"a\":{\"S\":\"\\u",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		r, _, err := parseResponse(body)
		if err != nil {
			return
		}
		for _, i := range append(r.items, r.last) {
			for _, a := range i {
				if !a.equal(a) {
					t.Errorf("%q is read as %v", body, i)
				}
			}
		}
	})
}

// FuzzListedMembership reads any text as a membership of a list. What is read is the same
// when it is written and read again.
func FuzzListedMembership(f *testing.F) {
	for _, seed := range []string{
		`{"u":{"id":"u","e":"A@b.example","a":"A@b.example","f":"Ä","l":"\u2028"},"g":[{"r":"billing-viewer","a":"acc","b":1,"t":1700000000000,"i":"inv","x":1800000000}],"p":[{"id":"x","n":"y","e":"z"},{}],"v":"1","s":true}`,
		`{}`, `{"g":[{"b":-1}]}`, `{"g":[{"b":7}],"p":[]}`, `{"u":null}`, `{"g":[{"t":-9223372036854775808}]}`, `{"g":[{"x":1e3}]}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var r listedReader
		read := func(text string) (access.Membership, error) {
			return r.read(item{{name: "membership", kind: typeText, text: text}}, "o")
		}
		if text == "" {
			return // the form of version 0.1 has no such text
		}
		m, err := read(text)
		if err != nil {
			return
		}
		written, err := listedMembershipToItem(key{"a", "b"}, kindMember, m)
		if err != nil {
			t.Fatal(err)
		}
		again, err := read(written.Membership)
		if err != nil {
			t.Fatalf("%q is written as %q, which cannot be read: %v", text, written.Membership, err)
		}
		second, err := listedMembershipToItem(key{"a", "b"}, kindMember, again)
		if err != nil || second.Membership != written.Membership {
			t.Errorf("%q is written as %q, and then as %q (%v)", text, written.Membership, second.Membership, err)
		}
	})
}

// FuzzKeys builds the keys of lists from two ids and two addresses. Different things have
// different keys, no id changes the partition of another organisation, and an address
// sorts before every longer one.
func FuzzKeys(f *testing.F) {
	for _, seed := range []string{"a", "a#MEMBERS", "%", " ", "a b", "é", ""} {
		f.Add(seed, "a", "b", int64(0))
		f.Add("a", seed, seed, int64(1))
	}
	address, err := access.ParseAddress("ada@example.com")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, a, b, c string, micros int64) {
		organisation, account := access.OrganisationID(a), access.AccountID(b)
		user := access.User{ID: access.UserID(c), Email: address}
		at := time.UnixMicro(micros % 4102444800000000).UTC() // until 2100
		keys := map[string]key{
			"member": memberKey(organisation, user), "role": roleMemberKey(organisation, access.RoleID(b), user), "governor": governorKey(organisation, user),
			"slot": slotKey(access.Scope{Organisation: organisation, Account: account}, address), "listing": listingKey(access.Invitation{ID: access.InvitationID(c), Scope: access.Scope{Organisation: organisation}, Email: address}),
			"closed": closedKey(access.Invitation{ID: access.InvitationID(c), Scope: access.Scope{Organisation: organisation}, Email: address}, access.Status(b), ""),
			"event":  eventKey(organisation, access.Event{ID: c, At: at}, 0), "fence": fenceKey(access.UserID(c), organisation, 3), "count": countKey(countsPartition(organisation), "w", 7),
		}
		if b != "" {
			keys["account member"] = accountMemberKey(organisation, account, user)
		}
		seen := map[key]string{}
		for name, k := range keys {
			if other := seen[k]; other != "" {
				t.Errorf("%s and %s are both %v", name, other, k)
			}
			seen[k] = name
			if owner := strings.Split(k.partition, "#"); len(owner) < 2 || owner[0] != "USER" && owner[1] != id(organisation) {
				t.Errorf("%s of %q is in the partition %q", name, a, k.partition)
			}
			if strings.ContainsFunc(k.partition+k.sort, func(c rune) bool { return c < ' ' || c > '~' }) {
				t.Errorf("%s has the key %q", name, k)
			}
		}
		entry, has := accountSlotKey(keys["slot"])
		if has != (b != "") || has && entry.partition != slotsPartition(organisation, account) {
			t.Errorf("the entry of the slot of %q is %v, %t", b, entry, has)
		}
		if from := eventsFrom(at); keys["event"].sort < from {
			t.Errorf("the event of %v sorts before %q", at, from)
		}
		if later := eventKey(organisation, access.Event{ID: c, At: at.Add(time.Microsecond)}, 0); later.sort <= keys["event"].sort {
			t.Errorf("%q sorts before an earlier event", later.sort)
		}
	})
}

// FuzzAttributes writes any texts in an item and reads them as the SDK has them.
func FuzzAttributes(f *testing.F) {
	f.Add("a", "\"\\\u2028\x00", int64(-1))
	f.Add("", "\xff", int64(1)<<62)
	f.Fuzz(func(t *testing.T, id, name string, number int64) {
		stored := accountItem{header{"pk", "sk", "kind"}, access.AccountID(strings.ToValidUTF8(id, "")), "o", strings.ToValidUTF8(name, ""), number}
		text, err := attributevalue.MarshalMapJSON(attributesOf(&stored))
		if err != nil {
			t.Fatal(err)
		}
		i, err := parseItem(string(text))
		if err != nil {
			t.Fatalf("%s cannot be read: %v", text, err)
		}
		if got, err := read[accountItem](i); err != nil || got != stored {
			t.Errorf("%+v is read as %+v (%v)", stored, got, err)
		}
	})
}
