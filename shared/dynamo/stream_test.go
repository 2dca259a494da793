package dynamo

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
	"admit/shared/delivery"
)

// TestStreamImageEqualsRead compares images of an invitation with every field set
// and of an event with what the store reads.
func TestStreamImageEqualsRead(t *testing.T) {
	f := newFixture(t)
	i := f.claimed("streamed")
	f.must(f.store.SettleDelivery(f.ctx, delivery.Settlement{Invitation: i.ID, Attempt: 1, Delivery: sent}))
	want, err := f.store.Invitation(f.ctx, i.ID)
	f.must(err)
	got, err := StreamedInvitation(f.image(invitationKey(i.ID)))
	f.must(err)
	same(t, "invitation", got, want)

	first := f.newEvent(f.whole(f.top))
	first.At = later.Add(456 * time.Microsecond)
	second := first
	second.ID, second.Type, second.Actor, second.Detail, second.After = "second", access.EventAccessGranted, access.System, "detail", second.After[:1]
	tx := f.store.begin()
	tx.putEvents(first, second)
	f.must(f.store.commit(f.ctx, tx))
	streamed, err := StreamedEvents(f.image(eventKey(f.top.ID, first, 0)))
	f.must(err)
	same(t, "events", streamed, []access.Event{first, second})
}

// image returns an item as an event of the stream has it.
func (f *storeFixture) image(k key) json.RawMessage {
	f.Helper()
	answer, err := f.store.Client.GetItem(f.ctx, &dynamodb.GetItemInput{TableName: &f.store.Table, Key: k.attributes(), ConsistentRead: aws.Bool(true)})
	f.must(err)
	image, err := attributevalue.MarshalMapJSON(answer.Item)
	f.must(err)
	return image
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if got, want := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

// TestDecodeStreamImage decodes images as Lambda passes them.
func TestDecodeStreamImage(t *testing.T) {
	hash := access.HashToken("secret")
	octets, err := json.Marshal(hash[:])
	if err != nil {
		t.Fatal(err)
	}
	image := fmt.Sprintf(`{"pk": {"S": "INVITATION#i"}, "sk": {"S": "INVITATION"}, "kind": {"S": "invitation"}, "id": {"S": "i"},
		"organisation": {"S": "o"}, "names": {"M": {"organisation": {"S": "Example AS"}}},
		"email": {"M": {"typed": {"S": "Ada@example.com"}, "ascii": {"S": "example.com"}}}, "roles": {"L": [{"S": "audit-viewer"}]},
		"status": {"S": "pending"}, "expiresAt": {"N": "2088156645"}, "round": {"N": "2"}, "version": {"N": "3"},
		"delivery": {"S": "sending"}, "secrets": {"BS": [%s]}}`, octets)
	i, err := StreamedInvitation(json.RawMessage(image))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "secrets", i.TokenHashes, []access.TokenHash{hash})
	same(t, "the rest", []any{i.ID, i.Scope, i.Names.Organisation, i.Email, i.Roles, i.Status, i.ExpiresAt, i.Attempt, i.Version, i.Delivery.Status},
		[]any{"i", access.Scope{Organisation: "o"}, "Example AS", "Ada@example.com", "[audit-viewer]", "pending",
			time.Unix(2088156645, 0).UTC(), 2, 3, "queued"})

	for name, image := range map[string]string{
		"no JSON": `x`, "no item": `{}`, "not typed": `{"kind": "invitation"}`, "another kind": `{"kind": {"S": "offer"}}`,
		"a listed record": `{"kind": {"S": "listed-record"}}`, "the wrong type": `{"kind": {"S": "invitation"}, "round": {"S": "2"}}`,
	} {
		if i, err := StreamedInvitation(json.RawMessage(image)); err == nil {
			t.Errorf("%s: decoded as an invitation, %+v", name, i)
		}
		if r, err := StreamedEvents(json.RawMessage(image)); err == nil {
			t.Errorf("%s: decoded as an event, %+v", name, r)
		}
	}
}
