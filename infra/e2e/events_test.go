package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestAuditLogHasEveryChange(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	org := partner.createChild(t, "Recorded", false)
	shop := org.createAccount(t, "Shop")
	chief := partner.admin
	c := &expectedLog{org: org}
	c.expect("organisation.created", chief.asActor(), event{})
	c.expect("account.created", chief.asActor(), event{Account: &shop})

	member := c.inviteMember(t, shop)
	c.changeAccess(t, member, shop)
	c.removeMember(t, member, shop)

	got := auditLog(t, org, chief)
	c.check(t, got)
	for _, size := range []int{1, 7} {
		all := pages[event](t, org.path("/events"), chief, size)
		slices.Reverse(all)
		if !reflect.DeepEqual(all, got) {
			t.Errorf("in pages of %d the events are %v", size, eventTypes(all))
		}
	}
	wantPublished(t, got)
	if above := auditLog(t, partner, chief); !slices.ContainsFunc(above, func(e event) bool { return reflect.DeepEqual(e, got[0]) }) {
		t.Errorf("the partner's audit log does not have the creation of the child organisation: %v", eventTypes(above))
	}
}

// inviteMember creates an invitation, updates it, resends it and has it accepted.
func (c *expectedLog) inviteMember(t *testing.T, shop account) person {
	t.Helper()
	chief := c.org.admin
	i := c.org.inviteToAccount(t, shop, chief, address("member"), "billing-viewer", "audit-viewer")
	path := c.org.path("/invitations/" + i.ID)
	c.expectSent(t, i, chief, &shop)
	before := offeredGrants(i)
	changed := request{method: http.MethodPatch, path: path, body: map[string]any{"roles": []string{"audit-viewer"}, "firstName": "Ida"}}
	i = decode[invitation](t, changed.sendAs(t, chief).want(t, http.StatusOK))
	e := event{Account: &shop, Subject: asInvitee(i), InvitationID: i.ID, Before: before, After: offeredGrants(i)}
	c.expect("invitation.changed", chief.asActor(), e)
	first := mails.waitFor(t, i).token(i)
	post(t, path+"/resend", chief.token, nil).want(t, http.StatusAccepted)
	waitForDelivery(t, c.org, i, "sent")
	e.Before = e.After
	c.expect("invitation.resent", chief.asActor(), e)
	c.expect("invitation.sent", systemActor, e)

	member := registerWithToken(t, i, mails.nextToken(t, i, first))
	for _, user := range []person{chief, member} {
		if want := userID(user.issuer, user.subject); user.id != want {
			t.Errorf("the id of %s is %s, but is computed as %s from the token of %s", user.email, user.id, want, user.issuer)
		}
	}
	subject := member.asActor()
	c.expect("invitation.accepted", subject, event{Account: &shop, Subject: &subject, InvitationID: i.ID, Before: offeredGrants(i)})
	c.expect("access.granted", chief.asActor(), event{Account: &shop, Subject: &subject, InvitationID: i.ID, After: offeredGrants(i)})
	return member
}

// userID computes the id of a user from the claims iss and sub of a token, as the
// reference describes it.
func userID(issuer, subject string) string {
	sum := sha256.Sum256([]byte(issuer + "\x00" + subject))
	return base64.RawURLEncoding.EncodeToString(sum[:15])
}

// changeAccess edits the member's access, and has two invitations end without a grant.
func (c *expectedLog) changeAccess(t *testing.T, member person, shop account) {
	t.Helper()
	chief, subject := c.org.admin, member.asActor()
	before := permissionRow(t, c.org, chief, member.id)
	after := []roleGrant{{Role: "organisation-admin"}, {"billing-viewer", shop.ID}}
	editAccess(t, c.org, chief, before, after...).want(t, http.StatusOK)
	c.expect("access.changed", chief.asActor(), event{Subject: &subject, Before: roleGrants(before.Grants), After: after})

	declined := c.org.invite(t, address("declined"), "billing-viewer")
	c.expectSent(t, declined, chief, nil)
	postAction(t, declined, "decline", "", mails.waitFor(t, declined).token(declined)).want(t, http.StatusNoContent)
	c.expectEnded("invitation.declined", declined, *asInvitee(declined), nil)

	revoked := inviteAs(t, member, c.org, address("revoked"), "billing-viewer")
	c.expectSent(t, revoked, member, nil)
	del(t, c.org.path("/invitations/"+revoked.ID), chief.token).want(t, http.StatusNoContent)
	c.expectEnded("invitation.revoked", revoked, chief.asActor(), nil)
}

// removeMember removes the member from an account and then from the organisation, while an
// invitation for the member is pending.
func (c *expectedLog) removeMember(t *testing.T, member person, shop account) {
	t.Helper()
	chief, subject := c.org.admin, member.asActor()
	path := c.org.path("/permissions/" + member.id)
	all := roleGrants(permissionRow(t, c.org, chief, member.id).Grants)
	del(t, path+"?account="+shop.ID, chief.token).want(t, http.StatusOK)
	c.expect("access.removed", chief.asActor(), event{Account: &shop, Subject: &subject, Before: all, After: all[:1]})

	back := c.org.invite(t, member.email, "audit-viewer")
	c.expectSent(t, back, chief, nil)
	del(t, path, chief.token).want(t, http.StatusOK)
	c.expect("access.removed", chief.asActor(), event{Subject: &subject, Before: all[:1]})
	c.expectEnded("invitation.revoked", back, chief.asActor(), nil)
}

// The audit log has an operator's actions, and one pseudonym in the place of a deleted user.
func TestAuditLogHasPseudonymsOfDeletedUsers(t *testing.T) {
	t.Parallel()
	f := createOrganisation(t, address("founder"), false)
	org := registerAdmin(t, f)
	c := &expectedLog{org: org}
	operator := party{personRef: personRef{UserID: "operator", Name: "Operator"}}
	member := org.join(t, "organisation-admin")
	deleted := invokeOperator[deletion](t, map[string]string{"action": "delete-profile", "userId": org.admin.id}).Deletion
	pseudonym := party{personRef: personRef{UserID: deleted.Pseudonym, Name: deleted.Name}}
	got := auditLog(t, org, member)
	if len(got) == 0 || got[0].Type != "organisation.created" || got[0].Actor != operator || got[0].Organisation != (account{ID: org.id, Name: org.name}) {
		t.Errorf("the first event is %+v", got)
	}
	for _, kind := range []string{"invitation.accepted", "access.granted", "access.removed"} {
		n := slices.IndexFunc(got, func(e event) bool { return e.Type == kind && e.Subject.UserID == pseudonym.UserID })
		if n < 0 || *got[n].Subject != pseudonym {
			t.Errorf("no event %s has the pseudonym %+v: %s", kind, pseudonym, asJSON(t, got))
		}
	}
	if log := asJSON(t, got); strings.Contains(log, org.admin.email) || strings.Contains(log, org.admin.id) {
		t.Errorf("the audit log names the deleted user: %s", log)
	}
	removed := slices.DeleteFunc(got, func(e event) bool { return e.Type != "access.removed" })
	c.expect("access.removed", operator, event{Subject: &pseudonym, Before: []roleGrant{{Role: "organisation-admin"}}})
	c.check(t, removed)
}

func TestEventsAreForAdministrators(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	org := partner.createChild(t, "Recorded", false)
	shop := org.createAccount(t, "Shop")
	owner := org.join(t, "organisation-admin")
	for who, c := range map[string]struct {
		by     person
		status int
	}{
		"an Account Admin":                 {org.joinAccount(t, shop, "account-admin"), 200},
		"a viewer":                         {org.join(t, "audit-admin"), 403},
		"an Organisation Admin from above": {partner.join(t, "organisation-admin"), 404},
		"a stranger":                       {newOrganisation(t).admin, 404},
		"its Organisation Admin":           {owner, 200},
		"who governs it from above":        {partner.admin, 200},
	} {
		t.Run(who, func(t *testing.T) { get(t, org.path("/events"), c.by.token).want(t, c.status) })
	}
	for query, field := range map[string]string{"limit=0": "limit", "cursor=x": "cursor", "type=access.given": "type", "user=a.b": "user", "from=yesterday": "from", "to=9999-12-31T23:59:59-01:00": "to",
		"from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z": "to", "status=pending": "status"} {
		t.Run(query, func(t *testing.T) { get(t, org.path("/events?"+query), owner.token).wantInvalid(t, field) })
	}
	cursor := nextCursor(t, org.path("/events?limit=1"), owner)
	for what, a := range map[string]response{
		"another caller's":       get(t, org.path("/events?limit=1&cursor="+cursor), partner.admin.token),
		"another organisation's": get(t, partner.path("/events?limit=1&cursor="+cursor), partner.admin.token),
		"another list's":         get(t, org.path("/permissions?limit=1&cursor="+cursor), owner.token),
	} {
		t.Run("a cursor, "+what, func(t *testing.T) { a.wantInvalid(t, "cursor") })
	}
}

// The filters of the audit log, and its other media types.
func TestAuditLogIsFiltered(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	shop := org.createAccount(t, "Shop")
	member := org.join(t, "billing-viewer")
	org.joinAccount(t, shop, "audit-viewer")
	all := auditLog(t, org, org.admin)
	count := func(query string, want func(event) bool) {
		t.Helper()
		got := pages[event](t, org.path("/events?"+query), org.admin, 2)
		if wanted := slices.DeleteFunc(slices.Clone(all), func(e event) bool { return !want(e) }); len(got) != len(wanted) || len(got) == 0 {
			t.Errorf("%s: %d events, want %d of %d", query, len(got), len(wanted), len(all))
		}
	}
	count("type=access.granted,account.created", func(e event) bool { return e.Type == "access.granted" || e.Type == "account.created" })
	count("user="+member.id, func(e event) bool {
		return e.Actor.UserID == member.id || e.Subject != nil && e.Subject.UserID == member.id
	})
	count("account="+shop.ID, func(e event) bool { return e.Account != nil && e.Account.ID == shop.ID })
	third := all[2].At.Format(time.RFC3339Nano)
	count("from="+third, func(e event) bool { return !e.At.Before(all[2].At) })
	count("to="+third, func(e event) bool { return e.At.Before(all[2].At) })
	get(t, org.path("/events?account=another"), org.admin.token).wantProblem(t, http.StatusNotFound, "not-found")

	for mediaType, lines := range map[string]int{"text/csv": 3, "application/jsonl": 2} {
		page := send(t, request{method: http.MethodGet, path: org.path("/events?limit=2"), token: org.admin.token, header: map[string]string{"Accept": mediaType}}).want(t, http.StatusOK)
		if got := bytes.Count(page.body, []byte("\n")); got != lines || !strings.HasPrefix(page.header.Get("Content-Type"), mediaType) {
			t.Errorf("%s: %d lines, want %d\n%s", mediaType, got, lines, page)
		}
		next, found := strings.CutSuffix(page.header.Get("Link"), `>; rel="next"`)
		if !found {
			t.Fatalf("%s: the next page is at %q", mediaType, page.header.Get("Link"))
		}
		rest := get(t, org.path("/events"+strings.TrimPrefix(next, "<")), org.admin.token).want(t, http.StatusOK)
		if second := decode[list[event]](t, rest); len(second.Items) != 2 || second.Items[0].ID != all[len(all)-3].ID {
			t.Errorf("%s: the next page is %v", mediaType, second.Items)
		}
	}
}

// A refused request creates no event. A repeated request creates one.
func TestAuditLogHasOnlyChanges(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	i := org.invite(t, address("invitee"), "billing-viewer")
	waitForDelivery(t, org, i, "sent")
	before := auditLog(t, org, org.admin)
	shown := permissionRow(t, org, org.admin, member.id)
	for _, a := range []response{
		post(t, org.path("/invitations"), org.admin.token, map[string]any{"email": i.Email, "roles": []string{"billing-viewer"}}),
		editAccess(t, org, member, shown, roleGrant{Role: "organisation-admin"}),
		editAccess(t, org, org.admin, userAndGrants{User: shown.User, Version: "x"}, roleGrant{Role: "audit-viewer"}),
		del(t, org.path("/permissions/"+org.admin.id), org.admin.token),
		postAction(t, i, "decline", "", "guessed"),
		post(t, org.path("/organisations"), org.admin.token, map[string]string{"name": "Below"}),
	} {
		if a.status < 400 {
			t.Fatalf("the request was not refused\n\n%s", a)
		}
	}
	get(t, org.path("/permissions/"+member.id+"/removal"), org.admin.token).want(t, http.StatusOK)
	if after := auditLog(t, org, org.admin); !reflect.DeepEqual(after, before) {
		t.Errorf("refused requests created the events %v", eventTypes(after[len(before):]))
	}
	for range 2 {
		del(t, org.path("/invitations/"+i.ID), org.admin.token).want(t, http.StatusNoContent)
	}
	if after := auditLog(t, org, org.admin); len(after) != len(before)+1 {
		t.Errorf("one change created the events %s", fmt.Sprint(eventTypes(after[len(before):])))
	}
}
