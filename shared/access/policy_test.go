package access

import (
	"hash/crc32"
	"testing"
	"time"
)

// These tests state the rules of the product. They keep an update of the golden
// table from changing them.

// The organisations of the tests: the group is the parent of the
// partner, whose children are here and its sibling.
const (
	group, partner, here, sibling OrganisationID = "group", "partner", "here", "sibling"
	shop, yard                    AccountID      = "shop", "yard" // both in the organisation here
	actor                         UserID         = "actor"
)

// policyCatalogue has plain roles, one for each kind of scope, beside the three
// administrative ones.
const policyCatalogue = `[
	{"id": "partner-organisation-admin", "name": "P", "description": "P", "category": "c", "type": "admin", "givenAt": ["partner-organisation"], "permissions": ["*:*"]},
	{"id": "organisation-admin", "name": "O", "description": "O", "category": "c", "type": "admin", "givenAt": ["partner-organisation", "organisation"], "permissions": ["*:*"]},
	{"id": "account-admin", "name": "A", "description": "A", "category": "c", "type": "admin", "givenAt": ["account"], "permissions": ["*:*"]},
	{"id": "partner-viewer", "name": "p", "description": "p", "category": "c", "type": "viewer", "givenAt": ["partner-organisation"], "permissions": ["thing:read"]},
	{"id": "organisation-viewer", "name": "o", "description": "o", "category": "c", "type": "viewer", "givenAt": ["organisation"], "permissions": ["thing:read"]},
	{"id": "account-viewer", "name": "a", "description": "a", "category": "c", "type": "viewer", "givenAt": ["account"], "permissions": ["thing:read"]}
]`

// policySnapshot returns a snapshot in which an actor holds grants. It also has
// memberships that a store would not read for the organisation: the policy must
// give them no effect.
func policySnapshot(isPartner bool, account AccountID, held ...Grant) Snapshot {
	snapshot := Snapshot{Organisation: Organisation{ID: here, Partner: isPartner, Ancestors: []Ancestor{{ID: partner}, {ID: group}}}}
	if account != "" {
		snapshot.Account = &Account{ID: account, Organisation: here}
	}
	effective := EffectiveAccess{Direct: Membership{User: User{ID: actor}, Organisation: here, ChangedAt: changedAt(here)}}
	for _, g := range held {
		switch g.Scope.Organisation {
		case here:
			effective.Direct.Grants = append(effective.Direct.Grants, g)
		case "":
		default:
			effective.Above = append(effective.Above, Membership{User: User{ID: actor}, Organisation: g.Scope.Organisation, Grants: []Grant{g}, ChangedAt: changedAt(g.Scope.Organisation)})
		}
	}
	snapshot.Access = map[UserID]EffectiveAccess{actor: effective}
	return snapshot
}

// changedAt returns when the membership in an organisation was changed, which is
// different for each.
func changedAt(o OrganisationID) time.Time {
	return time.Unix(int64(crc32.ChecksumIEEE([]byte(o))), 0)
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
		{"one role beyond the authority refuses all",
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
		{"a role in another case is an unknown role",
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
			authority, err := policySnapshot(c.partner, c.account, c.held).mayGive(policyRoles(t), actor, c.account, offersOf(c.roles, nil, c.account))
			switch {
			case c.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.want == "" && authority != Authority{actor, c.held.Role, c.held.Scope, changedAt(c.held.Scope.Organisation), time.Time{}}:
				t.Errorf("the authority is %v, want the grant that is held", authority)
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
		t.Errorf("an Organisation Admin may not remove a role below their own, and one that the catalogue no longer has: %v", err)
	}
	roles = append(roles, PartnerOrganisationAdmin)
	if _, err := admin.mayTake(actor, "", roles...); KindOf(err) != RoleNotAllowed {
		t.Errorf("removal of a role above an Organisation Admin: %v", err)
	}
	if _, err := policySnapshot(true, "", at("partner-viewer", here, "")).mayTake(actor, "", "partner-viewer"); KindOf(err) != Forbidden {
		t.Errorf("removal of a role by somebody who is no administrator: %v", err)
	}
}

// TestAuthorityGovernsEveryRole checks that the authority is one grant that
// governs every role, so that the write has one condition.
func TestAuthorityGovernsEveryRole(t *testing.T) {
	snapshot := policySnapshot(true, "", at(OrganisationAdmin, here, ""), at(PartnerOrganisationAdmin, group, ""))
	low, err := snapshot.mayGive(policyRoles(t), actor, "", []ScopedRole{{Role: OrganisationAdmin}})
	if err != nil || low.Scope.Organisation != here {
		t.Errorf("the authority for a role that the nearer grant governs is %v, %v", low, err)
	}
	high, err := snapshot.mayGive(policyRoles(t), actor, "", []ScopedRole{{Role: OrganisationAdmin}, {Role: PartnerOrganisationAdmin}})
	if err != nil || high.Scope.Organisation != group {
		t.Errorf("the authority for a role that only the higher grant governs is %v, %v", high, err)
	}
}

func TestCallerWithoutAccessGetsNotFound(t *testing.T) {
	for name, snapshot := range map[string]Snapshot{
		"nothing at all": policySnapshot(false, ""),
		"a role beside":  policySnapshot(false, "", at(OrganisationAdmin, sibling, "")),
		"an administrative role above that does not govern here": policySnapshot(false, "", at(OrganisationAdmin, partner, "")),
		"a plain role above": policySnapshot(false, "", at("organisation-viewer", group, "")),
	} {
		if err := snapshot.requireVisible(actor, ""); KindOf(err) != NotFound {
			t.Errorf("with %s: %v, want %s", name, err, NotFound)
		}
		if err := snapshot.requireVisible("nobody", ""); KindOf(err) != NotFound {
			t.Errorf("a user who is not in the snapshot: %v, want %s", err, NotFound)
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
			t.Errorf("with %v: %v, want visible: %t", c.held, err, c.want)
		}
		if err := policySnapshot(false, "", c.held).requireVisible(actor, "no-such-account"); KindOf(err) != NotFound {
			t.Errorf("with %v, an account that does not exist: %v", c.held, err)
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
		{"the last Partner Organisation Admin, organisations below", partnerAdmin, admin, Organisation{Admins: 2, PartnerAdmins: 1, Children: 1}, true},
		{"the last Partner Organisation Admin, no organisations below", partnerAdmin, admin, Organisation{Admins: 2, PartnerAdmins: 1}, false},
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
