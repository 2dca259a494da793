package e2e

import (
	"net/http"
	"testing"
)

// The access rules in a hierarchy of organisations.

// An administrator from above may give every role that is allowed at the scope, but none
// above their own authority.
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
		"an administrator below":                                {partner.admin, plain, "", "organisation-admin", 201},
		"an Account Admin below":                                {partner.admin, plain, shop.ID, "account-admin", 201},
		"a Partner Organisation Admin below":                    {partner.admin, branch, "", "partner-organisation-admin", 201},
		"a Partner Organisation Admin of no partner":            {partner.admin, plain, "", "partner-organisation-admin", 403},
		"an Account Admin of an organisation":                   {partner.admin, plain, "", "account-admin", 403},
		"an Organisation Admin of an account":                   {partner.admin, plain, shop.ID, "organisation-admin", 403},
		"a Partner Organisation Admin by an Organisation Admin": {deputy, branch, "", "partner-organisation-admin", 403},
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

// An administrator is removed while they create organisations and accounts. Exactly the
// successful requests have created something.
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
			t.Errorf("%d requests succeeded, but there are %d new ones", made, after-before)
		}
		deputy.accepts(t, partner.invite(t, deputy.email, "partner-organisation-admin"))
	}
}

// The access of a Partner Organisation Admin is inherited below. No other role is.
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
	for _, r := range child.everyRequest(inside) { // the requests themselves are valid
		if a := r.by(t, partner.admin); a.status == http.StatusBadRequest || a.status == http.StatusForbidden || a.status >= 500 {
			t.Errorf("the request is not valid for an administrator\n\n%s", a)
		}
	}
}

// answersOf sends requests as a person and returns the comparable responses.
func answersOf(t *testing.T, requests []request, asked person) []string {
	t.Helper()
	var answers []string
	for _, r := range requests {
		answers = append(answers, r.by(t, asked).sameBytes())
	}
	return answers
}

// seesNothing sends every request to an organisation and compares the responses with
// those for an unknown organisation.
func seesNothing(t *testing.T, stranger person, o organisation, inside things, unknown []string) {
	t.Helper()
	for n, r := range o.everyRequest(inside) {
		a := r.by(t, stranger)
		a.refused(t, http.StatusNotFound, "not-found")
		if a.sameBytes() != unknown[n] {
			t.Errorf("the response shows that the organisation exists:\n%s\n\nfor an unknown organisation it is\n%s", a, unknown[n])
		}
	}
	for _, seen := range pages[organisationID](t, "/organisations", stranger, 50) {
		if seen.ID == o.id || seen.ParentID == o.id {
			t.Errorf("the organisation is listed: %+v", seen)
		}
	}
}

// Inherited authority ends with the next request on every level, and with it the
// invitations that depend on it.
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

// Only an administrator from above can remove or demote the last administrator.
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
	child.join(t, "organisation-admin") // a new administrator, invited from above
}
