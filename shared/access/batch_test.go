package access_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

func TestBatchHasAnOutcomeForEachRow(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	open := f.Invited(admin, fixture.Whole(organisation), "open", fixture.Viewer)
	r := access.BatchRequest{Rows: []access.InviteRequest{
		{Email: fixture.Mailbox("eve"), FirstName: "Eve", Roles: []access.RoleID{fixture.Viewer, fixture.Signer}},
		{Email: fixture.Mailbox("eve"), Account: shop.ID, Roles: []access.RoleID{fixture.Viewer}},
		{Email: "EVE@Example.com", Roles: []access.RoleID{fixture.Biller}},
		{Email: fixture.Mailbox("ada"), Roles: []access.RoleID{fixture.Viewer, fixture.Biller}},
		{Email: "ADA@example.com", Account: shop.ID, Roles: []access.RoleID{fixture.Viewer}},
		{Email: fixture.Mailbox("open"), Roles: []access.RoleID{fixture.Signer}},
		{Email: fixture.Mailbox("grace"), Roles: []access.RoleID{fixture.AccountAdmin}},
		{Email: fixture.Mailbox("grace"), Account: "nowhere", Roles: []access.RoleID{fixture.Viewer}},
		{Email: "grace", Roles: []access.RoleID{"root"}},
		{Email: "grace", Roles: []access.RoleID{"root"}},
		{Email: fixture.Mailbox("admin"), Roles: []access.RoleID{fixture.OrganisationAdmin}},
	}}
	want := []access.Kind{"", "", access.DuplicateRow, "", "", access.InvitationPending, access.RoleNotAllowed, access.NotFound,
		access.Invalid, access.Invalid, access.AlreadyGranted}

	r.DryRun = true
	before := fmt.Sprint(f.Events(organisation))
	dry, kinds := f.InviteBatch(admin, organisation, r, "")
	if !slices.Equal(kinds, want) {
		t.Errorf("dry: %q, want %q", kinds, want)
	}
	if slices.ContainsFunc(dry, func(o access.Outcome) bool { return o.Invitation != nil }) || fmt.Sprint(f.Events(organisation)) != before {
		t.Error("a dry run wrote something")
	}

	r.DryRun = false
	outcomes, kinds := f.InviteBatch(admin, organisation, r, "")
	if !slices.Equal(kinds, want) {
		t.Errorf("%q, want %q", kinds, want)
	}
	refusal, _ := errors.AsType[*access.Error](outcomes[2].Refused)
	if refusal.Row == nil || *refusal.Row != 0 {
		t.Errorf("the duplicate names %+v, want row 0", refusal)
	}
	if refusal, _ := errors.AsType[*access.Error](outcomes[5].Refused); refusal.Invitation != open.ID {
		t.Errorf("the row of an invited address names %q", refusal.Invitation)
	}
	if i := outcomes[3].Invitation; !slices.Equal(i.Roles, []access.RoleID{fixture.Biller}) {
		t.Errorf("a member is offered %v", i.Roles)
	}
	for n, o := range outcomes {
		if (o.Invitation != nil) != (want[n] == "") {
			t.Errorf("row %d has the invitation %v", n, o.Invitation)
		}
		if o.Invitation != nil && f.Invitation(o.Invitation.ID).Status != access.Pending {
			t.Errorf("the invitation of row %d is not stored", n)
		}
	}
}

func TestBatchAuthorisation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	shopAdmin := f.Member(fixture.ScopeOf(shop), "shop-admin", fixture.AccountAdmin)
	reader := f.Member(fixture.Whole(organisation), "reader", fixture.Viewer)
	_, stranger := f.Organisation("stranger", false)
	row := access.InviteRequest{Email: fixture.Mailbox("eve"), Account: shop.ID, Roles: []access.RoleID{fixture.Viewer}}
	for _, c := range []struct {
		name string
		by   access.Caller
		rows int
		want access.Kind
	}{
		{"no row", admin, 0, access.Invalid},
		{"too many rows", admin, f.Limits.Batch + 1, access.Invalid},
		{"member without an administrative role", reader, 1, access.Forbidden},
		{"stranger", stranger, 1, access.NotFound},
		{"Account Admin", shopAdmin, 1, ""},
	} {
		_, err := f.Batch().Do(t.Context(), c.by.ID(), organisation.ID, access.BatchRequest{Rows: slices.Repeat([]access.InviteRequest{row}, c.rows)}, "")
		f.WantRefusal(c.name, err, c.want)
	}
	rows := []access.InviteRequest{{Email: fixture.Mailbox("eve"), Roles: []access.RoleID{fixture.Viewer}}, {Email: fixture.Mailbox("ada"), Account: shop.ID, Roles: []access.RoleID{fixture.Viewer}}}
	if _, kinds := f.InviteBatch(shopAdmin, organisation, access.BatchRequest{Rows: rows}, ""); !slices.Equal(kinds, []access.Kind{access.Forbidden, ""}) {
		t.Errorf("Account Admin, for the organisation and the account: %q", kinds)
	}
}
