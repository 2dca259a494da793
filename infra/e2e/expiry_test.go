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

// expireByTimeToLive expires an invitation and deletes its item, as DynamoDB does some time after
// the expiry. [removedItem.deliver] delivers the stream record.
func expireByTimeToLive(t *testing.T, i invitation) removedItem {
	t.Helper()
	expire(t, i.ID, time.Now().Add(-time.Hour))
	removed := removedItem{invitationAttributes(t, i.ID)}
	deleteItem(t, invitationItem(i.ID))
	return removed
}

// deliver invokes deliver with the stream record of the removal.
func (r removedItem) deliver(t *testing.T) {
	t.Helper()
	record := map[string]any{
		"eventName": "REMOVE", "eventSource": "aws:dynamodb", "userIdentity": map[string]string{"type": "Service", "principalId": "dynamodb.amazonaws.com"},
		"dynamodb": map[string]any{"SequenceNumber": "1", "StreamViewType": "NEW_AND_OLD_IMAGES", "Keys": streamImage(t, keyOf(r.image)), "OldImage": streamImage(t, r.image)},
	}
	answered := invoke(t, "DeliverFunction", asJSON(t, map[string]any{"Records": []any{record}}))
	if strings.ReplaceAll(string(answered), " ", "") != `{"batchItemFailures":[]}` {
		t.Fatalf("deliver did not process the record: %s", answered)
	}
}

// streamImage returns an item in the JSON format of the stream.
func streamImage(t *testing.T, attributes item) map[string]any {
	t.Helper()
	image := map[string]any{}
	for name, value := range attributes {
		image[name] = streamValue(t, value)
	}
	return image
}

func streamValue(t *testing.T, value types.AttributeValue) map[string]any {
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
		return map[string]any{"M": streamImage(t, v.Value)}
	case *types.AttributeValueMemberL:
		list := []any{}
		for _, entry := range v.Value {
			list = append(list, streamValue(t, entry))
		}
		return map[string]any{"L": list}
	}
	t.Fatalf("an attribute has the unexpected type %T", value)
	return nil
}

func (o organisation) listByStatus(t *testing.T, status string, i invitation) []invitation {
	t.Helper()
	return pages[invitation](t, o.path("/invitations?status="+status+"&email="+escaped(i.Email)), o.admin, 10)
}

// An expired invitation is listed for 30 days, also after DynamoDB has removed its item.
func TestARemovedInvitationIsListedAsExpired(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.waitUntilSent(t, org.invite(t, address("expired"), "billing-viewer", "audit-viewer"))
	linkToken := mails.waitFor(t, i).token(i)
	removal := expireByTimeToLive(t, i)
	get(t, org.path("/invitations/"+i.ID), org.admin.token).wantProblem(t, http.StatusNotFound, "not-found") // until the stream record is processed
	before := time.Now()
	for range 3 { // the stream delivers a record at least once
		removal.deliver(t)
	}
	shown := org.invitation(t, i.ID)
	if shown.Status != "expired" || shown.Email != i.Email || !slices.Equal(shown.Roles, i.Roles) || shown.InvitedBy != i.InvitedBy ||
		!shown.CreatedAt.Equal(i.CreatedAt) || time.Since(shown.ExpiresAt) < 30*time.Minute {
		t.Errorf("the invitation is %+v", shown)
	}
	for _, list := range []string{"expired", "expired,pending", "pending,accepted,declined,revoked,expired"} {
		if listed := org.listByStatus(t, list, i); len(listed) != 1 || asJSON(t, listed[0]) != asJSON(t, shown) {
			t.Errorf("with status=%s the list is %+v", list, listed)
		}
	}
	if kept := time.Unix(intAttribute(t, invitationAttributes(t, i.ID)["expiresAt"]), 0); kept.Before(before.Add(30*24*time.Hour-time.Minute)) || kept.After(time.Now().Add(30*24*time.Hour+time.Minute)) {
		t.Errorf("the item is kept until %s, want 30 days", kept)
	}
	all := auditLog(t, org, org.admin)
	expired := slices.DeleteFunc(eventsAbout(i, slices.Clone(all)), func(e event) bool { return e.Type != "invitation.expired" })
	if len(expired) != 1 || expired[0].Actor.UserID != "system" || expired[0].Subject.Email != i.Email || expired[0].Organisation.Name != org.name ||
		!slices.Equal(expired[0].Before, offeredGrants(i)) || len(expired[0].After) != 0 {
		t.Errorf("the audit log has %s", asJSON(t, expired))
	}
	wantPublished(t, all)
	for _, action := range actions {
		tryAction(t, i, action, org.admin.token, linkToken).wantProblem(t, http.StatusGone, "invitation-expired")
		tryAction(t, i, action, org.admin.token, linkToken+"x").wantProblem(t, http.StatusNotFound, "not-found")
	}
}

// The slot of a removed invitation is free before and after its stream record arrives.
func TestARemovedInvitationFreesItsSlot(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	for when, c := range map[string]struct{ before, after func(removedItem) }{
		"before the record": {func(removedItem) {}, func(r removedItem) { r.deliver(t) }},
		"after the record":  {func(r removedItem) { r.deliver(t) }, func(removedItem) {}},
	} {
		t.Run(when, func(t *testing.T) {
			first := org.waitUntilSent(t, org.invite(t, address("room"), "billing-viewer"))
			org.leaveOpen(t, 0) // the first invitation uses the last free one
			removal := expireByTimeToLive(t, first)
			c.before(removal)
			second := org.invite(t, first.Email, "audit-viewer")
			c.after(removal)
			org.inviteOneMore(t).wantProblem(t, http.StatusConflict, "limit-reached") // only one was freed
			if shown := org.invitation(t, second.ID); shown.Status != "pending" || len(org.listByStatus(t, "pending", first)) != 1 || len(org.listByStatus(t, "expired", first)) != 1 {
				t.Errorf("the second is %s; pending are %v, expired %v", shown.Status, org.listByStatus(t, "pending", first), org.listByStatus(t, "expired", first))
			}
			send(t, org.resendRequest(first, org.admin)).wantProblem(t, http.StatusConflict, "invitation-pending")
			register(t, second)
			org.leaveOpen(t, 10)
		})
	}
}

func TestResendOfARemovedInvitation(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.waitUntilSent(t, org.invite(t, address("revived"), "billing-viewer"))
	old := mails.waitFor(t, i).token(i)
	removal := expireByTimeToLive(t, i)
	removal.deliver(t)
	if resent := org.resend(t, i); resent.ID != i.ID || resent.Status != "pending" || time.Until(resent.ExpiresAt) < 71*time.Hour {
		t.Errorf("the invitation is %+v", resent)
	}
	removal.deliver(t) // a late duplicate
	linkToken := mails.nextToken(t, i, old)
	wantTokenRejected(t, i, org.admin, old)
	if pending, expired := org.listByStatus(t, "pending", i), org.listByStatus(t, "expired", i); len(pending) != 1 || len(expired) != 0 {
		t.Errorf("pending are %v, expired %v", pending, expired)
	}
	tryAction(t, i, "register", "", linkToken).want(t, http.StatusCreated)
	wantOneRow(t, org, i.Email, "billing-viewer")
	if count := countByType(eventsAbout(i, auditLog(t, org, org.admin))); count["invitation.expired"] != 1 || count["invitation.resent"] != 1 {
		t.Errorf("the audit log has %v", count)
	}
}

// Other removals are no expiry: an invitation that ended in another way, or whose item
// was deleted by hand before the expiry.
func TestRemovedItemsThatDidNotExpire(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	accepted := org.waitUntilSent(t, org.invite(t, address("accepted"), "billing-viewer"))
	register(t, accepted)
	declined := org.waitUntilSent(t, org.invite(t, address("declined"), "billing-viewer"))
	postAction(t, declined, "decline", "", mails.waitFor(t, declined).token(declined)).want(t, http.StatusNoContent)
	for _, i := range []invitation{accepted, declined} {
		expireByTimeToLive(t, i).deliver(t)
	}
	early := org.waitUntilSent(t, org.invite(t, address("early"), "billing-viewer"))
	removal := removedItem{invitationAttributes(t, early.ID)}
	deleteItem(t, invitationItem(early.ID))
	removal.deliver(t)
	for _, i := range []invitation{accepted, declined, early} {
		get(t, org.path("/invitations/"+i.ID), org.admin.token).wantProblem(t, http.StatusNotFound, "not-found")
		if listed := org.listByStatus(t, "expired", i); len(listed) != 0 {
			t.Errorf("the expired invitations are %v", listed)
		}
	}
	if count := countByType(auditLog(t, org, org.admin)); count["invitation.expired"] != 0 {
		t.Errorf("the audit log has %v", count)
	}
	org.invite(t, early.Email, "billing-viewer") // the slot is free
}

// A new invitation records the expiry of an expired one that is still in the table, once.
func TestTheNextInvitationRecordsTheExpiry(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	first := org.waitUntilSent(t, org.invite(t, address("next"), "billing-viewer"))
	expire(t, first.ID, time.Now().Add(-time.Second))
	removal := removedItem{invitationAttributes(t, first.ID)}
	if listed := org.listByStatus(t, "expired", first); len(listed) != 1 {
		t.Errorf("the expired invitations are %v", listed) // expired by the clock, before any write
	}
	second := org.invite(t, first.Email, "billing-viewer")
	removal.deliver(t)
	if count := countByType(eventsAbout(first, auditLog(t, org, org.admin))); count["invitation.expired"] != 1 {
		t.Errorf("the audit log has %v", count)
	}
	if shown := org.invitation(t, second.ID); shown.Status != "pending" || len(org.listByStatus(t, "expired", first)) != 1 {
		t.Errorf("the second is %s, expired are %v", shown.Status, org.listByStatus(t, "expired", first))
	}
	register(t, second)
}
