package access

import (
	"testing"
)

// These are the sentences of the product that the golden table must never
// drift from, by whatever update.

// The family that the policy is judged in: the group is the parent of the
// partner, whose children are the organisation in question and its sibling.
const (
	group, partner, here, sibling OrganisationID = "group", "partner", "here", "sibling"
	shop, yard                    AccountID      = "shop", "yard" // both here
	actor                         UserID         = "actor"
)

// plain roles, one of each kind of scope, beside the three administrative ones.
const policyCatalogue = `[
	{"id": "partner-organisation-admin", "name": "P", "description": "P", "category": "c", "type": "admin", "givenAt": ["partner-organisation"]},
	{"id": "organisation-admin", "name": "O", "description": "O", "category": "c", "type": "admin", "givenAt": ["partner-organisation", "organisation"]},
	{"id": "account-admin", "name": "A", "description": "A", "category": "c", "type": "admin", "givenAt": ["account"]},
	{"id": "partner-viewer", "name": "p", "description": "p", "category": "c", "type": "viewer", "givenAt": ["partner-organisation"]},
	{"id": "organisation-viewer", "name": "o", "description": "o", "category": "c", "type": "viewer", "givenAt": ["organisation"]},
	{"id": "account-viewer", "name": "a", "description": "a", "category": "c", "type": "viewer", "givenAt": ["account"]}
]`

// policySnapshot is where an actor holds one role at one scope. Rows that a store
// would not even read for the organisation are there nevertheless: the policy
// is to know them for what they are.
func policySnapshot(isPartner bool, account AccountID, held ...Grant) Snapshot {
	snapshot := Snapshot{Organisation: Organisation{ID: here, Partner: isPartner, Ancestors: []Ancestor{{ID: partner}, {ID: group}}}}
	if account != "" {
		snapshot.Account = &Account{ID: account, Organisation: here}
	}
	effective := EffectiveAccess{Direct: Membership{User: User{ID: actor}, Organisation: here}}
	for _, g := range held {
		switch g.Scope.Organisation {
		case here:
			effective.Direct.Grants = append(effective.Direct.Grants, g)
		case "":
		default:
			effective.Above = append(effective.Above, Membership{User: User{ID: actor}, Organisation: g.Scope.Organisation, Grants: []Grant{g}})
		}
	}
	snapshot.Access = map[UserID]EffectiveAccess{actor: effective}
	return snapshot
}

func policyRoles(t *testing.T) Catalogue {
	t.Helper()
	catalogue, err := ParseCatalogue([]byte(policyCatalogue))
	if err != nil {
		t.Fatal(err)
	}
	return catalogue
}

func at(role RoleID, organisation OrganisationID, account AccountID) Grant {
	return Grant{Role: role, Scope: Scope{organisation, account}}
}

func TestNobodyGivesMoreThanTheyGovern(t *testing.T) {
	for _, c := range []struct {
		rule    string
		held    Grant
		partner bool
		account AccountID
		roles   []RoleID
		want    Kind // empty: allowed
	}{
		{"a Partner Organisation Admin gives any role in an organisation below",
			at(PartnerOrganisationAdmin, group, ""), false, "", []RoleID{OrganisationAdmin, "organisation-viewer"}, ""},
		{"a Partner Organisation Admin makes another, below",
			at(PartnerOrganisationAdmin, group, ""), true, "", []RoleID{PartnerOrganisationAdmin}, ""},
		{"a Partner Organisation Admin gives any role in the accounts below",
			at(PartnerOrganisationAdmin, partner, ""), false, shop, []RoleID{AccountAdmin, "account-viewer"}, ""},
		{"an Organisation Admin gives roles in the organisation",
			at(OrganisationAdmin, here, ""), false, "", []RoleID{OrganisationAdmin, "organisation-viewer"}, ""},
		{"an Organisation Admin gives roles in its accounts",
			at(OrganisationAdmin, here, ""), false, shop, []RoleID{AccountAdmin}, ""},
		{"an Organisation Admin makes no Partner Organisation Admin",
			at(OrganisationAdmin, here, ""), true, "", []RoleID{PartnerOrganisationAdmin}, RoleNotAllowed},
		{"one role too high spoils the lot",
			at(OrganisationAdmin, here, ""), true, "", []RoleID{OrganisationAdmin, PartnerOrganisationAdmin}, RoleNotAllowed},
		{"an Organisation Admin above gives nothing below",
			at(OrganisationAdmin, partner, ""), false, "", []RoleID{"organisation-viewer"}, Forbidden},
		{"an Organisation Admin gives nothing beside",
			at(OrganisationAdmin, sibling, ""), false, "", []RoleID{"organisation-viewer"}, Forbidden},
		{"a Partner Organisation Admin gives nothing beside",
			at(PartnerOrganisationAdmin, sibling, ""), false, "", []RoleID{"organisation-viewer"}, Forbidden},
		{"an Account Admin gives account roles in the account",
			at(AccountAdmin, here, shop), false, shop, []RoleID{AccountAdmin, "account-viewer"}, ""},
		{"an Account Admin gives nothing in another account",
			at(AccountAdmin, here, yard), false, shop, []RoleID{"account-viewer"}, Forbidden},
		{"an Account Admin gives nothing in the organisation",
			at(AccountAdmin, here, shop), false, "", []RoleID{"organisation-viewer"}, Forbidden},
		{"a plain role gives nothing, not even itself",
			at("organisation-viewer", here, ""), false, "", []RoleID{"organisation-viewer"}, Forbidden},
		{"an unknown role is refused",
			at(PartnerOrganisationAdmin, here, ""), true, "", []RoleID{"no-such-role"}, RoleNotAllowed},
		{"a role in other letters is an unknown role",
			at(PartnerOrganisationAdmin, here, ""), true, "", []RoleID{"Organisation-Admin"}, RoleNotAllowed},
		{"a list in one string is an unknown role",
			at(PartnerOrganisationAdmin, here, ""), true, "", []RoleID{"organisation-admin,partner-viewer"}, RoleNotAllowed},
		{"a role of accounts is not given at an organisation",
			at(OrganisationAdmin, here, ""), false, "", []RoleID{AccountAdmin}, RoleNotAllowed},
		{"a role of organisations is not given at an account",
			at(OrganisationAdmin, here, ""), false, shop, []RoleID{OrganisationAdmin}, RoleNotAllowed},
		{"a role of partners is not given at a plain organisation",
			at(PartnerOrganisationAdmin, partner, ""), false, "", []RoleID{PartnerOrganisationAdmin}, RoleNotAllowed},
	} {
		t.Run(c.rule, func(t *testing.T) {
			authority, err := policySnapshot(c.partner, c.account, c.held).mayGive(policyRoles(t), actor, c.account, c.roles)
			switch {
			case c.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.want == "" && authority != Authority{actor, c.held.Role, c.held.Scope}:
				t.Errorf("the witness is %v, want the grant that was held", authority)
			case c.want != "" && (err == nil || KindOf(err) != c.want):
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

func TestRemovalNeedsAuthorityOverRole(t *testing.T) {
	admin := policySnapshot(true, "", at(OrganisationAdmin, here, ""))
	roles := []RoleID{OrganisationAdmin, "no-longer-in-the-catalogue"}
	if _, err := admin.mayTake(actor, "", roles...); err != nil {
		t.Errorf("an Organisation Admin takes what they could give, and what is in no catalogue any more: %v", err)
	}
	roles = append(roles, PartnerOrganisationAdmin)
	if _, err := admin.mayTake(actor, "", roles...); KindOf(err) != RoleNotAllowed {
		t.Errorf("an Organisation Admin takes away one above: %v", err)
	}
}

// The witness is one grant that governs every role by itself, so that the write
// has one thing to check.
func TestAuthorityGovernsEveryRole(t *testing.T) {
	snapshot := policySnapshot(true, "", at(OrganisationAdmin, here, ""), at(PartnerOrganisationAdmin, group, ""))
	low, err := snapshot.mayGive(policyRoles(t), actor, "", []RoleID{OrganisationAdmin})
	if err != nil || low.Scope.Organisation != here {
		t.Errorf("for what the nearer grant governs the witness is %v, %v", low, err)
	}
	high, err := snapshot.mayGive(policyRoles(t), actor, "", []RoleID{OrganisationAdmin, PartnerOrganisationAdmin})
	if err != nil || high.Scope.Organisation != group {
		t.Errorf("for what only the higher grant governs the witness is %v, %v", high, err)
	}
}

func TestCallerWithoutAccessGetsNotFound(t *testing.T) {
	for name, snapshot := range map[string]Snapshot{
		"nothing at all":                     policySnapshot(false, ""),
		"a role beside":                      policySnapshot(false, "", at(OrganisationAdmin, sibling, "")),
		"a role above that is no power here": policySnapshot(false, "", at(OrganisationAdmin, partner, "")),
		"a plain role above":                 policySnapshot(false, "", at("organisation-viewer", group, "")),
	} {
		if err := snapshot.requireVisible(actor, ""); KindOf(err) != NotFound {
			t.Errorf("with %s: %v, want %s", name, err, NotFound)
		}
		if err := snapshot.requireVisible("nobody", ""); KindOf(err) != NotFound {
			t.Errorf("somebody who was not read: %v, want %s", err, NotFound)
		}
	}
}

func TestAccountVisibility(t *testing.T) {
	for _, c := range []struct {
		held Grant
		want bool
	}{
		{at("account-viewer", here, shop), true},
		{at("account-viewer", here, yard), false},
		{at(AccountAdmin, here, yard), false},
		{at("organisation-viewer", here, ""), true},
		{at(PartnerOrganisationAdmin, group, ""), true},
	} {
		if err := policySnapshot(false, shop, c.held).requireVisible(actor, shop); (err == nil) != c.want {
			t.Errorf("with %v: %v, want to be let in: %t", c.held, err, c.want)
		}
		if err := policySnapshot(false, "", c.held).requireVisible(actor, "no-such-account"); KindOf(err) != NotFound {
			t.Errorf("with %v, an account that is not there: %v", c.held, err)
		}
	}
}

func TestAnOrganisationKeepsAnAdministrator(t *testing.T) {
	admin := Membership{User: User{ID: "ada"}, Organisation: here, Grants: []Grant{at(OrganisationAdmin, here, ""), at("account-viewer", here, shop)}}
	partnerAdmin := Membership{User: User{ID: "ada"}, Organisation: here, Grants: []Grant{at(PartnerOrganisationAdmin, here, "")}}
	accountAdmin := Membership{User: User{ID: "ada"}, Organisation: here, Grants: []Grant{at(AccountAdmin, here, shop)}}
	demoted := admin.At(Scope{here, shop})
	nothing := Membership{Organisation: here}
	for _, c := range []struct {
		name   string
		before Membership
		after  Membership
		in     Organisation
		want   bool
	}{
		{"the last is removed", admin, nothing, Organisation{Admins: 1}, true},
		{"the last is demoted", admin, demoted, Organisation{Admins: 1}, true},
		{"the last, who is a Partner Organisation Admin, is removed", partnerAdmin, nothing, Organisation{Admins: 1}, true},
		{"one of two is removed", admin, nothing, Organisation{Admins: 2}, false},
		{"an Account Admin is removed", accountAdmin, nothing, Organisation{Admins: 1}, false},
		{"an account role of the last is removed", admin, admin.At(Scope{Organisation: here}), Organisation{Admins: 1}, false},
		{"the last Partner Organisation Admin, above others", partnerAdmin, admin, Organisation{Admins: 2, PartnerAdmins: 1, Children: 1}, true},
		{"the last Partner Organisation Admin, above nobody", partnerAdmin, admin, Organisation{Admins: 2, PartnerAdmins: 1}, false},
		{"one of two Partner Organisation Admins", partnerAdmin, nothing, Organisation{Admins: 2, PartnerAdmins: 2, Children: 1}, false},
		{"an Organisation Admin beside the last", admin, nothing, Organisation{Admins: 2, PartnerAdmins: 1, Children: 1}, false},
		{"a new Partner Organisation Admin", admin, partnerAdmin, Organisation{Admins: 1, Children: 1}, false},
	} {
		c.in.ID = here
		err := Snapshot{Organisation: c.in}.removesLastAdmin(MembershipChange{Before: c.before, After: c.after})
		if refused := KindOf(err) == LastAdministrator; refused != c.want || (!refused && err != nil) {
			t.Errorf("%s: %v, want a refusal: %t", c.name, err, c.want)
		}
	}
}
