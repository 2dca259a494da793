package e2e

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"testing"
)

func TestRule8EveryChangeIsOnRecord(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	org := partner.below(t, "Recorded", false)
	shop := org.opens(t, "Shop")
	chief := partner.admin
	c := &chronicle{org: org}
	c.tells("organisation.created", chief.named(), event{})
	c.tells("account.created", chief.named(), event{Account: &shop})

	member := c.becomesMember(t, shop)
	c.changes(t, member, shop)
	c.loses(t, member, shop)

	got := history(t, org, chief)
	c.matches(t, got)
	for _, size := range []int{1, 7} {
		all := pages[event](t, org.path("/events"), chief, size)
		slices.Reverse(all)
		if !reflect.DeepEqual(all, got) {
			t.Errorf("in pages of %d the events are %v", size, kinds(all))
		}
	}
	told(t, got)
	if above := history(t, partner, chief); !slices.ContainsFunc(above, func(e event) bool { return reflect.DeepEqual(e, got[0]) }) {
		t.Errorf("the partner's audit log does not have the creation of the child organisation: %v", kinds(above))
	}
}

// becomesMember creates an invitation, updates it, resends it and has it accepted.
func (c *chronicle) becomesMember(t *testing.T, shop account) person {
	t.Helper()
	chief := c.org.admin
	i := c.org.inviteTo(t, shop, chief, address("member"), "billing-viewer", "audit-viewer")
	path := c.org.path("/invitations/" + i.ID)
	c.offers(t, i, chief, &shop)
	before := offered(i)
	changed := request{method: http.MethodPatch, path: path, body: map[string]any{"roles": []string{"audit-viewer"}, "firstName": "Ida"}}
	i = read[invitation](t, changed.by(t, chief).want(t, http.StatusOK))
	e := event{Account: &shop, Subject: asInvited(i), InvitationID: i.ID, Before: before, After: offered(i)}
	c.tells("invitation.changed", chief.named(), e)
	first := mails.of(t, i).secret(i)
	post(t, path+"/resend", chief.token, nil).want(t, http.StatusAccepted)
	deliveredAs(t, c.org, i, "sent")
	e.Before = e.After
	c.tells("invitation.resent", chief.named(), e)
	c.tells("invitation.sent", system, e)

	member := registerBy(t, i, mails.another(t, i, first))
	subject := member.named()
	c.tells("invitation.accepted", subject, event{Account: &shop, Subject: &subject, InvitationID: i.ID, Before: offered(i)})
	c.tells("access.granted", chief.named(), event{Account: &shop, Subject: &subject, InvitationID: i.ID, After: offered(i)})
	return member
}

// changes edits the member's access, and has two invitations end without a grant.
func (c *chronicle) changes(t *testing.T, member person, shop account) {
	t.Helper()
	chief, subject := c.org.admin, member.named()
	before := row(t, c.org, chief, member.id)
	after := []held{{Role: "organisation-admin"}, {"billing-viewer", shop.ID}}
	edit(t, c.org, chief, before, after...).want(t, http.StatusOK)
	c.tells("access.changed", chief.named(), event{Subject: &subject, Before: holdings(before.Grants), After: after})

	declined := c.org.invite(t, address("declined"), "billing-viewer")
	c.offers(t, declined, chief, nil)
	act(t, declined, "decline", "", mails.of(t, declined).secret(declined)).want(t, http.StatusNoContent)
	c.ends("invitation.declined", declined, *asInvited(declined), nil)

	revoked := inviteAs(t, member, c.org, address("revoked"), "billing-viewer")
	c.offers(t, revoked, member, nil)
	del(t, c.org.path("/invitations/"+revoked.ID), chief.token).want(t, http.StatusNoContent)
	c.ends("invitation.revoked", revoked, chief.named(), nil)
}

// loses removes the member from an account and then from the organisation, while an
// invitation for the member is pending.
func (c *chronicle) loses(t *testing.T, member person, shop account) {
	t.Helper()
	chief, subject := c.org.admin, member.named()
	path := c.org.path("/permissions/" + member.id)
	all := holdings(row(t, c.org, chief, member.id).Grants)
	del(t, path+"?account="+shop.ID, chief.token).want(t, http.StatusOK)
	c.tells("access.removed", chief.named(), event{Account: &shop, Subject: &subject, Before: all, After: all[:1]})

	back := c.org.invite(t, member.email, "audit-viewer")
	c.offers(t, back, chief, nil)
	del(t, path, chief.token).want(t, http.StatusOK)
	c.tells("access.removed", chief.named(), event{Subject: &subject, Before: all[:1]})
	c.ends("invitation.revoked", back, chief.named(), nil)
}

// The audit log has an operator's actions, and the names of deleted users.
func TestRule8NamesStayAsTheyWere(t *testing.T) {
	t.Parallel()
	f := found(t, address("founder"), false)
	org := settle(t, f)
	c := &chronicle{org: org}
	operator := someone{UserID: "operator", Name: "Operator"}
	member := org.join(t, "organisation-admin")
	operate[deletion](t, map[string]string{"action": "delete-profile", "userId": org.admin.id})
	got := history(t, org, member)
	if len(got) == 0 || got[0].Type != "organisation.created" || got[0].Actor != operator || got[0].Organisation != (account{org.id, org.name}) {
		t.Errorf("the first event is %+v", got)
	}
	for _, kind := range []string{"invitation.accepted", "access.granted", "access.removed"} {
		n := slices.IndexFunc(got, func(e event) bool { return e.Type == kind && e.Subject.UserID == org.admin.id })
		if n < 0 || *got[n].Subject != org.admin.named() {
			t.Errorf("no event %s has the name of that time: %s", kind, asJSON(t, got))
		}
	}
	removed := slices.DeleteFunc(got, func(e event) bool { return e.Type != "access.removed" })
	subject := org.admin.named()
	c.tells("access.removed", operator, event{Subject: &subject, Before: []held{{Role: "organisation-admin"}}})
	c.matches(t, removed)
}

func TestEventsAreForAdministratorsOfTheOrganisation(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	org := partner.below(t, "Recorded", false)
	shop := org.opens(t, "Shop")
	owner := org.join(t, "organisation-admin")
	for who, c := range map[string]struct {
		by     person
		status int
	}{
		"an Account Admin":                 {org.joinAt(t, shop, "account-admin"), 403},
		"a viewer":                         {org.join(t, "audit-admin"), 403},
		"an Organisation Admin from above": {partner.join(t, "organisation-admin"), 404},
		"a stranger":                       {newOrganisation(t).admin, 404},
		"its Organisation Admin":           {owner, 200},
		"who governs it from above":        {partner.admin, 200},
	} {
		t.Run(who, func(t *testing.T) { get(t, org.path("/events"), c.by.token).want(t, c.status) })
	}
	for query, field := range map[string]string{"limit=0": "limit", "cursor=x": "cursor", "type=access.granted": "type", "account=" + shop.ID: "account"} {
		t.Run(query, func(t *testing.T) { get(t, org.path("/events?"+query), owner.token).invalid(t, field) })
	}
	cursor := nextCursor(t, org.path("/events?limit=1"), owner)
	for what, a := range map[string]answer{
		"another caller's":       get(t, org.path("/events?limit=1&cursor="+cursor), partner.admin.token),
		"another organisation's": get(t, partner.path("/events?limit=1&cursor="+cursor), partner.admin.token),
		"another list's":         get(t, org.path("/permissions?limit=1&cursor="+cursor), owner.token),
	} {
		t.Run("a cursor, "+what, func(t *testing.T) { a.invalid(t, "cursor") })
	}
}

// A refused request creates no event. A repeated request creates one.
func TestRule8OnlyChangesAreOnRecord(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	i := org.invite(t, address("invitee"), "billing-viewer")
	deliveredAs(t, org, i, "sent")
	before := history(t, org, org.admin)
	shown := row(t, org, org.admin, member.id)
	for _, a := range []answer{
		post(t, org.path("/invitations"), org.admin.token, map[string]any{"email": i.Email, "roles": []string{"billing-viewer"}}),
		edit(t, org, member, shown, held{Role: "organisation-admin"}),
		edit(t, org, org.admin, userAndGrants{User: shown.User, Version: "x"}, held{Role: "audit-viewer"}),
		del(t, org.path("/permissions/"+org.admin.id), org.admin.token),
		act(t, i, "decline", "", "guessed"),
		post(t, org.path("/organisations"), org.admin.token, map[string]string{"name": "Below"}),
	} {
		if a.status < 400 {
			t.Fatalf("the request was not refused\n\n%s", a)
		}
	}
	get(t, org.path("/permissions/"+member.id+"/removal"), org.admin.token).want(t, http.StatusOK)
	if after := history(t, org, org.admin); !reflect.DeepEqual(after, before) {
		t.Errorf("refused requests created the events %v", kinds(after[len(before):]))
	}
	for range 2 {
		del(t, org.path("/invitations/"+i.ID), org.admin.token).want(t, http.StatusNoContent)
	}
	if after := history(t, org, org.admin); len(after) != len(before)+1 {
		t.Errorf("one change created the events %s", fmt.Sprint(kinds(after[len(before):])))
	}
}
