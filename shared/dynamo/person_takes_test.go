package dynamo

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
	"admit/shared/dynamo/dynamotest"
)

// nowhere is an HTTP client without a network.
type nowhere struct{}

// Do implements [aws.HTTPClient].
func (nowhere) Do(*http.Request) (*http.Response, error) { return nil, http.ErrServerClosed }

// unreachable returns a store each call of which fails.
func unreachable() Store {
	client := dynamodb.New(dynamotest.ClientOf("http://127.0.0.1:1", nowhere{}).Options(), func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} })
	return Store{Client: client, Table: "table"}
}

// TestADeletionTakesWhatIsOfThePerson tries to write each item that has something of the person.
func TestADeletionTakesWhatIsOfThePerson(t *testing.T) {
	former := access.StoredAddress("ada@old.example", "ada@old.example")
	d := ofAda
	d.Pseudonym = access.NewPseudonym()
	d.Addresses = []access.Address{someAda, former}
	for name, i := range map[string]storable{
		"a fence":                  &tombstone{header: fenceKey("u-1", "o", 0).header(kindFence)},
		"an entry of the user":     &memberEntry{header: memberKey("o", access.User{ID: "u-1", Email: access.StoredAddress("x@example.com", "x@example.com")}).header(kindMember)},
		"an ending":                &endingItem{header: endingKey("u-1", "o").header(KindEnding)},
		"a former address":         &addressItem{header: addressKey(former).header(kindAddress), User: "u-1"},
		"an ended reservation":     &addressItem{header: addressKey(former).header(kindAddress), Holder: "h", Until: millis(d.At)},
		"a count":                  &countItem{header: countKey(addressKey(someAda).partition, mailsWindow("o", noon), 0).header(kindCount), Used: 1},
		"a count below a partner":  &countItem{header: countKey(mailsBelowPartition("p", someAda), dayWindow(noon), 0).header(kindCount), Used: 1},
		"a suppression":            &suppressionItem{header: suppressionKey("o", someAda).header(kindSuppression)},
		"a lifted suppression":     &suppressionItem{header: suppressionKey("o", someAda).header(kindSuppression), Lifted: true},
		"a slot":                   &listEntry{header: slotKey(access.Scope{Organisation: "o"}, someAda).header(kindSlot), Invitation: "i"},
		"a grant by the person":    membershipToItem(membershipKey("eve", "o"), kindMembership, access.Membership{User: access.User{ID: "eve"}, Organisation: "o", Grants: []access.Grant{{Role: viewer, Scope: access.Scope{Organisation: "o"}, By: access.Person{ID: "u-1"}}}}),
		"a closed invitation":      invitationToItem(access.Invitation{ID: "i", Email: someAda, Status: access.Declined}),
		"an invitation by her":     invitationToItem(access.Invitation{ID: "i", Status: access.Declined, Inviter: access.Person{ID: "u-1"}}),
		"an answer":                &idempotencyItem{header: header{"p", "s", kindIdempotency}, Answer: []byte(`{"email": "ada@example.com"}`)},
		"an answer that is a text": &idempotencyItem{header: header{"p", "s", kindIdempotency}, Answer: []byte(`to ada@example.com`)},
	} {
		p := &personPart{store: unreachable(), DeletedPart: access.DeletedPart{Deletion: d}}
		if err := p.deleteFrom(t.Context(), itemOf(attributesOf(i))); err == nil {
			t.Errorf("%s is left as it is", name)
		}
	}
	p := &personPart{DeletedPart: access.DeletedPart{Deletion: d}}
	for name, i := range map[string]storable{
		"a former address of another": &addressItem{header: addressKey(former).header(kindAddress), User: "eve"},
		"a reservation":               &addressItem{header: addressKey(former).header(kindAddress), Holder: "h", Until: millis(d.At) + 1},
	} {
		if err := p.deleteFrom(t.Context(), itemOf(attributesOf(i))); err != nil || p.changed != 0 {
			t.Errorf("%s is deleted (%v)", name, err)
		}
	}
}

// TestAPersonInAnAnswerIsReplaced replaces names beside an address or an id of the person, and
// leaves those of others.
func TestAPersonInAnAnswerIsReplaced(t *testing.T) {
	d := ofAda
	d.Pseudonym = access.NewPseudonym()
	p := &personPart{DeletedPart: access.DeletedPart{Deletion: d}}
	email, id, name := d.Pseudonym.Email(), string(d.Pseudonym.ID), d.Pseudonym.Name
	for text, want := range map[string]string{
		`{"email":"ada@example.com","firstName":"Ada","lastName":"L","metadata":{"a":"b"},"name":"Ada"}`: `{"email":"` + email + `","firstName":"","lastName":"","metadata":{},"name":"` + name + `"}`,
		`{"id":"u-1","name":"Ada"}`:                                      `{"id":"` + id + `","name":"` + name + `"}`,
		`{"name":"Ada","userId":"u-1"}`:                                  `{"name":"` + name + `","userId":"` + id + `"}`,
		`[{"email":"ADA@example.com"}]`:                                  `[{"email":"` + email + `"}]`,
		`{"body":"{\"name\":\"Ada\",\"id\":\"u-1\"}"}`:                   `{"body":"{\"id\":\"` + id + `\",\"name\":\"` + name + `\"}"}`,
		`{"body":"[\"ada@example.com\"]"}`:                               `{"body":"[\"` + email + `\"]"}`,
		`{"detail":"to ada@example.com, once","n":12345678901234567890}`: `{"detail":"to ` + email + `, once","n":12345678901234567890}`,
		`to ada@example.com, once`:                                       `to ` + email + `, once`,
		`{"email":"eve@example.com","name":"Eve"}`:                       "", `{"id":"eve","name":"Eve"}`: "", `{"email":"","id":null,"name":"Eve"}`: "",
		`{"body":"{\"name\":\"Eve\"}"}`: "", `to eve@example.com`: "", `12`: "",
	} {
		got, changed := p.replaceInJSON([]byte(text))
		if want == "" && (changed || string(got) != text) || want != "" && (!changed || !strings.EqualFold(string(got), want)) {
			t.Errorf("%s becomes %s (%t), want %s", text, got, changed, want)
		}
	}
}
