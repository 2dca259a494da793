package e2e

import (
	"net/http"
	"slices"
	"testing"
	"time"
)

// updateRequest returns the request that updates a pending invitation.
func (o organisation) updateRequest(i invitation, by person, body any) request {
	return request{method: http.MethodPatch, path: o.path("/invitations/" + i.ID), token: by.token, body: body}
}

// update updates a pending invitation as the administrator.
func (o organisation) update(t *testing.T, i invitation, body map[string]any) invitation {
	t.Helper()
	return decode[invitation](t, send(t, o.updateRequest(i, o.admin, body)).want(t, http.StatusOK))
}

// wantUnchanged fails the test if the invitation differs from before.
func (o organisation) wantUnchanged(t *testing.T, before invitation) {
	t.Helper()
	if now := o.invitation(t, before.ID); asJSON(t, now) != asJSON(t, before) {
		t.Errorf("the invitation is\n%s\nwant it unchanged:\n%s", asJSON(t, now), asJSON(t, before))
	}
}

// waitUntilSent waits until the mail of an invitation has been sent and returns the
// invitation as it is from then on.
func (o organisation) waitUntilSent(t *testing.T, i invitation) invitation {
	t.Helper()
	mails.waitFor(t, i)
	return waitForDelivery(t, o, i, "sent")
}

func TestUpdateInvitation(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	before := org.waitUntilSent(t, org.invite(t, address("changed"), "billing-viewer"))
	linkToken := mails.waitFor(t, before).token(before)

	named := org.update(t, before, map[string]any{"firstName": "Augusta Ada", "lastName": ""})
	want := before
	want.FirstName, want.LastName = "Augusta Ada", ""
	if asJSON(t, named) != asJSON(t, want) {
		t.Errorf("after updating the names, the invitation is\n%s\nwant\n%s", asJSON(t, named), asJSON(t, want))
	}
	changed := org.update(t, before, map[string]any{"roles": []string{"signing-editor", "audit-viewer"}})
	want.Roles = []string{"signing-editor", "audit-viewer"}
	if asJSON(t, changed) != asJSON(t, want) {
		t.Errorf("after updating the roles, the invitation is\n%s\nwant\n%s", asJSON(t, changed), asJSON(t, want))
	}
	org.wantUnchanged(t, changed)

	// The link in the mail shows the updated offer.
	o := decode[offer](t, postAction(t, before, "preview", "", linkToken).want(t, http.StatusOK))
	if o.FirstName != "Augusta Ada" || len(o.Roles) != 2 || o.Roles[0].ID != "signing-editor" || !o.ExpiresAt.Equal(before.ExpiresAt) {
		t.Errorf("the page shows %+v", o)
	}
	tryAction(t, before, "register", "", linkToken).want(t, http.StatusCreated)
	wantOneRow(t, org, before.Email, "audit-viewer", "signing-editor")
	if sent := mails.tokens(t, before); len(sent) != 1 {
		t.Errorf("%d links were mailed, want one", len(sent))
	}
}

// An update with equal values is not a change and creates no event.
func TestUpdateWithoutAChange(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	before := org.waitUntilSent(t, org.invite(t, address("same"), "billing-viewer"))
	eventCount := len(auditLog(t, org, org.admin))
	org.update(t, before, map[string]any{"firstName": before.FirstName, "lastName": before.LastName, "roles": before.Roles})
	org.wantUnchanged(t, before)
	if now := len(auditLog(t, org, org.admin)); now != eventCount {
		t.Errorf("there were %d events and are %d", eventCount, now)
	}
}

func TestOnlyAPendingInvitationCanBeUpdated(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	for ended, c := range map[string]struct {
		end     func(i invitation, linkToken string)
		status  int
		problem string
	}{
		"accepted": {func(i invitation, linkToken string) {
			tryAction(t, i, "register", "", linkToken).want(t, http.StatusCreated)
		}, http.StatusConflict, "invitation-accepted"},
		"declined": {func(i invitation, linkToken string) {
			postAction(t, i, "decline", "", linkToken).want(t, http.StatusNoContent)
		}, http.StatusGone, "invitation-declined"},
		"revoked": {func(i invitation, _ string) {
			del(t, org.path("/invitations/"+i.ID), org.admin.token).want(t, http.StatusNoContent)
		}, http.StatusGone, "invitation-revoked"},
		"expired": {func(i invitation, _ string) { expire(t, i.ID, time.Now().Add(-time.Second)) }, http.StatusGone, "invitation-expired"},
	} {
		i := org.waitUntilSent(t, org.invite(t, address(ended), "billing-viewer"))
		c.end(i, mails.waitFor(t, i).token(i))
		before := org.invitation(t, i.ID)
		send(t, org.updateRequest(i, org.admin, map[string]any{"firstName": "Late"})).wantProblem(t, c.status, c.problem)
		send(t, org.updateRequest(i, org.admin, map[string]any{"roles": []string{"audit-viewer"}})).wantProblem(t, c.status, c.problem)
		if before.Status != ended {
			t.Errorf("the invitation is %s, want %s: the test set-up is wrong", before.Status, ended)
		}
		org.wantUnchanged(t, before)
	}
}

// The update ignores no unknown field, so mass assignment fails.
func TestUpdateAcceptsNoOtherFields(t *testing.T) {
	t.Parallel()
	org, other := newOrganisation(t), newOrganisation(t)
	before := org.waitUntilSent(t, org.invite(t, address("mass"), "billing-viewer"))
	for field, value := range map[string]any{
		"status": "accepted", "organisationId": other.id, "accountId": "", "expiresAt": "2099-01-01T00:00:00Z", "createdAt": "2099-01-01T00:00:00Z",
		"invitedBy": map[string]string{"userId": other.admin.id}, "email": address("mallory"), "id": "mine", "locale": "nb", "round": 7, "version": 1,
		"delivery": map[string]string{"status": "delivered"}, "Roles": []string{"organisation-admin"}, "firstname": "Mallory", "acceptedBy": other.admin.id,
	} {
		t.Run(field, func(t *testing.T) {
			send(t, org.updateRequest(before, org.admin, map[string]any{"firstName": "Mallory", field: value})).wantInvalid(t, field)
		})
	}
	org.wantUnchanged(t, before)
}

func TestInvalidUpdate(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	before := org.waitUntilSent(t, org.invite(t, address("invalid"), "billing-viewer"))
	for kind, c := range map[string]struct {
		field string
		value any
	}{
		"no roles": {"roles", []string{}}, "roles null": {"roles", nil}, "roles as text": {"roles", "billing-viewer"}, "an unknown role": {"roles", []string{"emperor"}},
		"a role in other case": {"roles", []string{"Billing-Viewer"}}, "a role twice": {"roles", []string{"audit-viewer", "audit-viewer"}},
		"comma-joined": {"roles", []string{"audit-viewer,billing-viewer"}}, "a first name as array": {"firstName", []string{"Ada"}}, "a first name null": {"firstName", nil},
		"a last name with a line break": {"lastName", "Lovelace\nBcc: eve@example.com"}, "a last name of 10 KB": {"lastName", longAddress(10_000)},
	} {
		t.Run(kind, func(t *testing.T) {
			send(t, org.updateRequest(before, org.admin, map[string]any{c.field: c.value})).wantInvalid(t, c.field)
		})
	}
	for kind, body := range map[string]raw{"nothing to change": "{}", "no body": "", "an array": "[]", "null": "null", "twice": `{"lastName": "A", "lastName": "B"}`} {
		t.Run(kind, func(t *testing.T) {
			send(t, org.updateRequest(before, org.admin, body)).wantProblem(t, http.StatusBadRequest, "invalid-request")
		})
	}
	org.wantUnchanged(t, before)
}

// TestGovernedRolesOfAnUpdate checks the rule on governed roles for an update.
func TestGovernedRolesOfAnUpdate(t *testing.T) {
	t.Parallel()
	partner, other := newPartner(t), newOrganisation(t)
	deputy, viewer := partner.join(t, "organisation-admin"), partner.join(t, "billing-viewer")
	low := partner.waitUntilSent(t, partner.invite(t, address("low"), "billing-viewer"))
	high := partner.waitUntilSent(t, partner.invite(t, address("high"), "partner-organisation-admin"))
	to := func(roles ...string) map[string]any { return map[string]any{"roles": roles} }
	for who, c := range map[string]struct {
		request request
		status  int
		problem string
	}{
		"an Organisation Admin offers a higher role":                   {partner.updateRequest(low, deputy, to("partner-organisation-admin")), 403, "role-not-allowed"},
		"an Organisation Admin replaces a higher role":                 {partner.updateRequest(high, deputy, to("billing-viewer")), 403, "role-not-allowed"},
		"an Organisation Admin renames the invitee with a higher role": {partner.updateRequest(high, deputy, map[string]any{"firstName": "Mine"}), 403, "role-not-allowed"},
		"a role only for accounts":                                     {partner.updateRequest(low, partner.admin, to("account-admin")), 403, "role-not-allowed"},
		"a viewer":                                                     {partner.updateRequest(low, viewer, to("audit-viewer")), 403, "forbidden"},
		"an administrator of another organisation":                     {partner.updateRequest(low, other.admin, to("audit-viewer")), 404, "not-found"},
		"an administrator through the path of their own organisation":  {other.updateRequest(low, other.admin, to("audit-viewer")), 404, "not-found"},
		"an unknown invitation":                                        {partner.updateRequest(invitation{ID: unknownID(low.ID)}, partner.admin, to("audit-viewer")), 404, "not-found"},
	} {
		t.Run(who, func(t *testing.T) { send(t, c.request).wantProblem(t, c.status, c.problem) })
	}
	partner.wantUnchanged(t, low)
	partner.wantUnchanged(t, high)
}

// Inviter's authority: an administrator who updates the roles becomes the inviter.
func TestInvitersAuthorityAfterAnUpdateOfTheRoles(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	deputy := org.join(t, "organisation-admin")
	i := inviteAs(t, deputy, org, address("orphan"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	if named := org.update(t, i, map[string]any{"firstName": "Named"}); named.InvitedBy.UserID != deputy.id {
		t.Errorf("updating a name changed the inviter to %+v", named.InvitedBy)
	}
	del(t, org.path("/permissions/"+deputy.id), org.admin.token).want(t, http.StatusOK)
	tryAction(t, i, "register", "", linkToken).wantProblem(t, http.StatusConflict, "invitation-not-authorised")
	org.update(t, i, map[string]any{"lastName": "Named"})
	tryAction(t, i, "register", "", linkToken).wantProblem(t, http.StatusConflict, "invitation-not-authorised") // updating a name does not change the inviter

	if changed := org.update(t, i, map[string]any{"roles": []string{"audit-viewer"}}); changed.InvitedBy.UserID != org.admin.id {
		t.Errorf("the inviter is %+v, want the administrator who updated the roles", changed.InvitedBy)
	}
	tryAction(t, i, "register", "", linkToken).want(t, http.StatusCreated)
	wantOneRow(t, org, i.Email, "audit-viewer")
}

func TestUpdateOffersOnlyRolesNotYetHeld(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer", "signing-viewer")
	i := org.waitUntilSent(t, org.invite(t, member.email, "audit-viewer"))
	send(t, org.updateRequest(i, org.admin, map[string]any{"roles": []string{"billing-viewer", "signing-viewer"}})).wantProblem(t, http.StatusConflict, "already-granted")
	org.wantUnchanged(t, i)
	if changed := org.update(t, i, map[string]any{"roles": []string{"billing-viewer", "support-viewer"}}); !slices.Equal(changed.Roles, []string{"support-viewer"}) {
		t.Errorf("the invitation offers %v, want only the role that the member does not hold", changed.Roles)
	}
}
