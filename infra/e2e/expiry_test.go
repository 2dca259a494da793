package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// removedItem is an item that time-to-live has removed. On the emulator no stream record
// follows, and on DynamoDB removal takes days. So the tests simulate the record.
type removedItem struct{ image item }

// timeToLive expires an invitation and deletes its item, as DynamoDB does some time after
// the expiry. [removedItem.told] delivers the stream record.
func timeToLive(t *testing.T, i invitation) removedItem {
	t.Helper()
	expire(t, i.ID, time.Now().Add(-time.Hour))
	removed := removedItem{stored(t, i.ID)}
	takeAway(t, invitationItem(i.ID))
	return removed
}

// told invokes deliver with the stream record of the removal.
func (r removedItem) told(t *testing.T) {
	t.Helper()
	record := map[string]any{
		"eventName": "REMOVE", "eventSource": "aws:dynamodb", "userIdentity": map[string]string{"type": "Service", "principalId": "dynamodb.amazonaws.com"},
		"dynamodb": map[string]any{"SequenceNumber": "1", "StreamViewType": "NEW_AND_OLD_IMAGES", "Keys": streamed(t, keyOf(r.image)), "OldImage": streamed(t, r.image)},
	}
	answered := invoke(t, "DeliverFunction", asJSON(t, map[string]any{"Records": []any{record}}))
	if strings.ReplaceAll(string(answered), " ", "") != `{"batchItemFailures":[]}` {
		t.Fatalf("deliver did not process the record: %s", answered)
	}
}

// streamed returns an item in the JSON format of the stream.
func streamed(t *testing.T, attributes item) map[string]any {
	t.Helper()
	image := map[string]any{}
	for name, value := range attributes {
		image[name] = streamedValue(t, value)
	}
	return image
}

func streamedValue(t *testing.T, value types.AttributeValue) map[string]any {
	t.Helper()
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		return map[string]any{"S": v.Value}
	case *types.AttributeValueMemberN:
		return map[string]any{"N": v.Value}
	case *types.AttributeValueMemberBOOL:
		return map[string]any{"BOOL": v.Value}
	case *types.AttributeValueMemberBS:
		return map[string]any{"BS": v.Value}
	case *types.AttributeValueMemberM:
		return map[string]any{"M": streamed(t, v.Value)}
	case *types.AttributeValueMemberL:
		list := []any{}
		for _, entry := range v.Value {
			list = append(list, streamedValue(t, entry))
		}
		return map[string]any{"L": list}
	}
	t.Fatalf("an attribute has the unexpected type %T", value)
	return nil
}

func (o organisation) listedAs(t *testing.T, status string, i invitation) []invitation {
	t.Helper()
	return pages[invitation](t, o.path("/invitations?status="+status+"&email="+escaped(i.Email)), o.admin, 10)
}

// An expired invitation is listed for 30 days, also after DynamoDB has removed its item.
func TestAnInvitationThatWasRemovedIsListedAsExpired(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.settled(t, org.invite(t, address("lapsed"), "billing-viewer", "audit-viewer"))
	secret := mails.of(t, i).secret(i)
	removal := timeToLive(t, i)
	get(t, org.path("/invitations/"+i.ID), org.admin.token).refused(t, http.StatusNotFound, "not-found") // until the stream record is processed
	before := time.Now()
	for range 3 { // the stream delivers a record at least once
		removal.told(t)
	}
	shown := org.shown(t, i.ID)
	if shown.Status != "expired" || shown.Email != i.Email || !slices.Equal(shown.Roles, i.Roles) || shown.InvitedBy != i.InvitedBy ||
		!shown.CreatedAt.Equal(i.CreatedAt) || time.Since(shown.ExpiresAt) < 30*time.Minute {
		t.Errorf("the invitation is %+v", shown)
	}
	for _, list := range []string{"expired", "expired,pending", "pending,accepted,declined,revoked,expired"} {
		if listed := org.listedAs(t, list, i); len(listed) != 1 || asJSON(t, listed[0]) != asJSON(t, shown) {
			t.Errorf("with status=%s the list is %+v", list, listed)
		}
	}
	if kept := time.Unix(number(t, stored(t, i.ID)["expiresAt"]), 0); kept.Before(before.Add(30*24*time.Hour-time.Minute)) || kept.After(time.Now().Add(30*24*time.Hour+time.Minute)) {
		t.Errorf("the item is kept until %s, want 30 days", kept)
	}
	all := history(t, org, org.admin)
	lapsed := slices.DeleteFunc(about(i, slices.Clone(all)), func(e event) bool { return e.Type != "invitation.expired" })
	if len(lapsed) != 1 || lapsed[0].Actor.UserID != "system" || lapsed[0].Subject.Email != i.Email || lapsed[0].Organisation.Name != org.name ||
		!slices.Equal(lapsed[0].Before, offered(i)) || len(lapsed[0].After) != 0 {
		t.Errorf("the audit log has %s", asJSON(t, lapsed))
	}
	told(t, all)
	for _, action := range actions {
		guess(t, i, action, org.admin.token, secret).refused(t, http.StatusGone, "invitation-expired")
		guess(t, i, action, org.admin.token, secret+"x").refused(t, http.StatusNotFound, "not-found")
	}
}

// The slot of a removed invitation is free before and after its stream record arrives.
func TestAnInvitationThatWasRemovedMakesRoom(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	for when, c := range map[string]struct{ before, after func(removedItem) }{
		"before the record": {func(removedItem) {}, func(r removedItem) { r.told(t) }},
		"after the record":  {func(r removedItem) { r.told(t) }, func(removedItem) {}},
	} {
		t.Run(when, func(t *testing.T) {
			first := org.settled(t, org.invite(t, address("room"), "billing-viewer"))
			org.openLeft(t, 0) // the first invitation uses the last free one
			removal := timeToLive(t, first)
			c.before(removal)
			second := org.invite(t, first.Email, "audit-viewer")
			c.after(removal)
			org.oneMore(t).refused(t, http.StatusConflict, "limit-reached") // only one was freed
			if shown := org.shown(t, second.ID); shown.Status != "pending" || len(org.listedAs(t, "pending", first)) != 1 || len(org.listedAs(t, "expired", first)) != 1 {
				t.Errorf("the second is %s; pending are %v, expired %v", shown.Status, org.listedAs(t, "pending", first), org.listedAs(t, "expired", first))
			}
			send(t, org.again(first, org.admin)).refused(t, http.StatusConflict, "invitation-pending")
			register(t, second)
			org.openLeft(t, 10)
		})
	}
}

func TestAResendRevivesAnInvitationThatWasRemoved(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.settled(t, org.invite(t, address("revived"), "billing-viewer"))
	old := mails.of(t, i).secret(i)
	removal := timeToLive(t, i)
	removal.told(t)
	if resent := org.resend(t, i); resent.ID != i.ID || resent.Status != "pending" || time.Until(resent.ExpiresAt) < 71*time.Hour {
		t.Errorf("the invitation is %+v", resent)
	}
	removal.told(t) // a late duplicate
	secret := mails.another(t, i, old)
	opensNothing(t, i, org.admin, old)
	if pending, expired := org.listedAs(t, "pending", i), org.listedAs(t, "expired", i); len(pending) != 1 || len(expired) != 0 {
		t.Errorf("pending are %v, expired %v", pending, expired)
	}
	guess(t, i, "register", "", secret).want(t, http.StatusCreated)
	oneRow(t, org, i.Email, "billing-viewer")
	if count := tally(about(i, history(t, org, org.admin))); count["invitation.expired"] != 1 || count["invitation.resent"] != 1 {
		t.Errorf("the audit log has %v", count)
	}
}

// Other removals are no expiry: an invitation that ended in another way, or whose item
// was deleted by hand before the expiry.
func TestARemovalThatIsNoExpiry(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	accepted := org.settled(t, org.invite(t, address("accepted"), "billing-viewer"))
	register(t, accepted)
	declined := org.settled(t, org.invite(t, address("declined"), "billing-viewer"))
	act(t, declined, "decline", "", mails.of(t, declined).secret(declined)).want(t, http.StatusNoContent)
	for _, i := range []invitation{accepted, declined} {
		timeToLive(t, i).told(t)
	}
	early := org.settled(t, org.invite(t, address("early"), "billing-viewer"))
	removal := removedItem{stored(t, early.ID)}
	takeAway(t, invitationItem(early.ID))
	removal.told(t)
	for _, i := range []invitation{accepted, declined, early} {
		get(t, org.path("/invitations/"+i.ID), org.admin.token).refused(t, http.StatusNotFound, "not-found")
		if listed := org.listedAs(t, "expired", i); len(listed) != 0 {
			t.Errorf("the expired invitations are %v", listed)
		}
	}
	if count := tally(history(t, org, org.admin)); count["invitation.expired"] != 0 {
		t.Errorf("the audit log has %v", count)
	}
	org.invite(t, early.Email, "billing-viewer") // the slot is free
}

// A new invitation records the expiry of an expired one that is still in the table, once.
func TestAnExpiredInvitationIsClosedByTheNext(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	first := org.settled(t, org.invite(t, address("next"), "billing-viewer"))
	expire(t, first.ID, time.Now().Add(-time.Second))
	removal := removedItem{stored(t, first.ID)}
	if listed := org.listedAs(t, "expired", first); len(listed) != 1 {
		t.Errorf("the expired invitations are %v", listed) // expired by the clock, before any write
	}
	second := org.invite(t, first.Email, "billing-viewer")
	removal.told(t)
	if count := tally(about(first, history(t, org, org.admin))); count["invitation.expired"] != 1 {
		t.Errorf("the audit log has %v", count)
	}
	if shown := org.shown(t, second.ID); shown.Status != "pending" || len(org.listedAs(t, "expired", first)) != 1 {
		t.Errorf("the second is %s, expired are %v", shown.Status, org.listedAs(t, "expired", first))
	}
	register(t, second)
}
