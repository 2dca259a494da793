package e2e

import (
	"net/http"
	"testing"
)

// The rules of access, where organisations stand above each other.

// From above one gives what can be given at the scope, and below a partner one
// gives no more than where one stands.
func TestRule1AuthorityFromAboveGivesWhatTheScopeTakes(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	plain, branch := partner.below(t, "Plain", false), partner.below(t, "Branch", true)
	shop := plain.opens(t, "Shop")
	deputy := branch.join(t, "organisation-admin")
	for what, c := range map[string]struct {
		by      person
		at      organisation
		account string
		role    string
		status  int
	}{
		"an administrator below":                      {partner.admin, plain, "", "organisation-admin", 201},
		"an administrator of an account below":        {partner.admin, plain, shop.ID, "account-admin", 201},
		"a partner's administrator below":             {partner.admin, branch, "", "partner-organisation-admin", 201},
		"a partner's administrator of a plain one":    {partner.admin, plain, "", "partner-organisation-admin", 403},
		"an administrator of an account, of all":      {partner.admin, plain, "", "account-admin", 403},
		"an administrator of all, of an account":      {partner.admin, plain, shop.ID, "organisation-admin", 403},
		"a partner's administrator by one who is not": {deputy, branch, "", "partner-organisation-admin", 403},
	} {
		t.Run(what, func(t *testing.T) {
			body := map[string]any{"email": address("offered"), "roles": []string{c.role}}
			if c.account != "" {
				body["accountId"] = c.account
			}
			a := post(t, c.at.path("/invitations"), c.by.token, body)
			if c.status == http.StatusForbidden {
				a.refused(t, c.status, "role-not-allowed")
				return
			}
			a.want(t, c.status)
		})
	}
}

// An administrator who is removed while they create: what was answered is what
// is there.
func TestRule2WhatIsCreatedRestsOnAuthorityThatStands(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	deputy := partner.join(t, "partner-organisation-admin")
	creates := func(what string) request {
		return request{method: http.MethodPost, path: partner.path(what), token: deputy.token, body: map[string]any{"name": unique("Raced")}}
	}
	for range 3 {
		before := len(pages[organisationID](t, "/organisations", partner.admin, 50)) + len(read[organisationID](t, get(t, partner.path(""), partner.admin.token)).Accounts)
		answers := atTheSameTime(t, []request{
			creates("/organisations"), creates("/accounts"),
			{method: http.MethodDelete, path: partner.path("/permissions/" + deputy.id), token: partner.admin.token},
			creates("/organisations"), creates("/accounts"),
		})
		answers[2].want(t, http.StatusOK)
		for n, a := range answers {
			if n != 2 && a.status != http.StatusCreated {
				losesBy(t, a, "not-found", "unavailable")
			}
		}
		after := len(pages[organisationID](t, "/organisations", partner.admin, 50)) + len(read[organisationID](t, get(t, partner.path(""), partner.admin.token)).Accounts)
		if made := len(winners(answers, http.StatusCreated)); after-before != made {
			t.Errorf("%d were created, and there are %d more", made, after-before)
		}
		deputy.accepts(t, partner.invite(t, deputy.email, "partner-organisation-admin"))
	}
}

// The rights of an administrator above reach down, and those of everybody else
// above do not.
func TestRule4OnlyPartnerOrganisationAdminsSeeBelow(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	child, sister := partner.below(t, "Child", true), partner.below(t, "Sister", true)
	shop := child.opens(t, "Shop")
	inside := things{child.join(t, "billing-viewer").id, child.invite(t, address("inside"), "billing-viewer").ID, shop.ID, address("new")}
	partnerShop := partner.opens(t, "Shop")
	unknown := answersOf(t, never(child).everyRequest(inside), partner.admin)
	for who, stranger := range map[string]person{
		"an Organisation Admin of the parent":      partner.join(t, "organisation-admin", "billing-admin"),
		"an Account Admin of the parent":           partner.joinAt(t, partnerShop, "account-admin"),
		"a Partner Organisation Admin of a sister": sister.join(t, "partner-organisation-admin"),
		"an administrator of another organisation": newOrganisation(t).admin,
	} {
		t.Run(who, func(t *testing.T) { seesNothing(t, stranger, child, inside, unknown) })
	}
	for _, r := range child.everyRequest(inside) { // and the requests were good ones
		if a := r.by(t, partner.admin); a.status == http.StatusBadRequest || a.status == http.StatusForbidden || a.status >= 500 {
			t.Errorf("this is not a request that an administrator could make\n\n%s", a)
		}
	}
}

// answersOf is what somebody is answered, to the byte.
func answersOf(t *testing.T, requests []request, asked person) []string {
	t.Helper()
	var answers []string
	for _, r := range requests {
		answers = append(answers, r.by(t, asked).sameBytes())
	}
	return answers
}

// seesNothing asks everything of an organisation and gets the answers of one
// that never was, to the byte.
func seesNothing(t *testing.T, stranger person, o organisation, inside things, unknown []string) {
	t.Helper()
	for n, r := range o.everyRequest(inside) {
		a := r.by(t, stranger)
		a.refused(t, http.StatusNotFound, "not-found")
		if a.sameBytes() != unknown[n] {
			t.Errorf("the organisation shows itself:\n%s\n\nand one that never was\n%s", a, unknown[n])
		}
	}
	for _, seen := range pages[organisationID](t, "/organisations", stranger, 50) {
		if seen.ID == o.id || seen.ParentID == o.id {
			t.Errorf("the organisation is listed: %+v", seen)
		}
	}
}

// Authority from above ends with the next request, at every level, and with it
// the word that was given there.
func TestRule4AuthorityFromAboveEndsAtOnce(t *testing.T) {
	t.Parallel()
	for how, end := range map[string]func(t *testing.T, partner organisation, who person){
		"removed": func(t *testing.T, partner organisation, who person) {
			del(t, partner.path("/permissions/"+who.id), partner.admin.token).want(t, http.StatusOK)
		},
		"demoted": func(t *testing.T, partner organisation, who person) {
			edit(t, partner, partner.admin, row(t, partner, partner.admin, who.id), held{Role: "organisation-admin"}).want(t, http.StatusOK)
		},
	} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			partner := newPartner(t)
			child := partner.below(t, "Child", true)
			grandchild := child.below(t, "Grandchild", false)
			second := partner.join(t, "partner-organisation-admin")
			i := inviteAs(t, second, grandchild, address("orphan"), "billing-viewer")
			secret := mails.of(t, i).secret(i)
			act(t, i, "preview", "", secret).want(t, http.StatusOK)
			end(t, partner, second)
			about := things{partner.admin.id, i.ID, "none", address("new")}
			unknown := answersOf(t, never(child).everyRequest(about), second)
			for _, o := range []organisation{child, grandchild} {
				seesNothing(t, second, o, about, unknown)
			}
			act(t, i, "preview", "", secret).refused(t, http.StatusConflict, "invitation-not-authorised")
			guess(t, i, "register", "", secret).refused(t, http.StatusConflict, "invitation-not-authorised")
		})
	}
}

// An administrator from above does everything below that one of its own could,
// and more: the last administrator goes only by their hand.
func TestRule5TheLastAdministratorGoesOnlyFromAbove(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	child := partner.below(t, "Child", false)
	owner := child.join(t, "organisation-admin")
	self := child.path("/permissions/" + owner.id)
	del(t, self, owner.token).refused(t, http.StatusConflict, "last-administrator")
	edit(t, child, owner, row(t, child, owner, owner.id), held{Role: "billing-viewer"}).refused(t, http.StatusConflict, "last-administrator")
	edit(t, child, partner.admin, row(t, child, partner.admin, owner.id), held{Role: "billing-viewer"}).want(t, http.StatusOK)
	edit(t, child, partner.admin, row(t, child, partner.admin, owner.id), held{Role: "organisation-admin"}).want(t, http.StatusOK)
	del(t, self, partner.admin.token).want(t, http.StatusOK)
	get(t, child.path(""), owner.token).refused(t, http.StatusNotFound, "not-found")
	child.join(t, "organisation-admin") // and is replaced from above
}
