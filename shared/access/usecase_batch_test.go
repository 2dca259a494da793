package access_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"admit/shared/access"
)

// batched invites many at once and tells of each row what became of it: its
// refusal, or nothing.
func (w *world) batched(by access.Caller, o access.Organisation, r access.BatchRequest, seed access.Seed) ([]access.Outcome, []access.Kind) {
	w.Helper()
	outcomes, err := w.batch().Do(w.Context(), by.ID(), o.ID, r, seed)
	w.must(err)
	return outcomes, each(outcomes, func(o access.Outcome) access.Kind {
		if o.Refused == nil {
			return ""
		}
		return access.KindOf(o.Refused)
	})
}

func TestBatchHasAnOutcomeForEachRow(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	shop := w.account(organisation, "Shop")
	w.member(whole(organisation), "ada", viewer)
	open := w.invited(admin, whole(organisation), "open", viewer)
	r := access.BatchRequest{Rows: []access.InviteRequest{
		{Email: mailbox("eve"), FirstName: "Eve", Roles: []access.RoleID{viewer, signer}},
		{Email: mailbox("eve"), Account: shop.ID, Roles: []access.RoleID{viewer}},
		{Email: "EVE@Example.com", Roles: []access.RoleID{biller}},
		{Email: mailbox("ada"), Roles: []access.RoleID{viewer, biller}},
		{Email: "ADA@example.com", Account: shop.ID, Roles: []access.RoleID{viewer}},
		{Email: mailbox("open"), Roles: []access.RoleID{signer}},
		{Email: mailbox("grace"), Roles: []access.RoleID{accountAdmin}},
		{Email: mailbox("grace"), Account: "nowhere", Roles: []access.RoleID{viewer}},
		{Email: "grace", Roles: []access.RoleID{"root"}},
		{Email: "grace", Roles: []access.RoleID{"root"}},
		{Email: mailbox("admin"), Roles: []access.RoleID{organisationAdmin}},
	}}
	want := []access.Kind{"", "", access.DuplicateRow, "", "", access.InvitationPending, access.RoleNotAllowed, access.NotFound,
		access.Invalid, access.Invalid, access.AlreadyGranted}

	r.DryRun = true
	before := fmt.Sprint(w.records(organisation))
	dry, kinds := w.batched(admin, organisation, r, "")
	if !slices.Equal(kinds, want) {
		t.Errorf("dry: %q, want %q", kinds, want)
	}
	if slices.ContainsFunc(dry, func(o access.Outcome) bool { return o.Invitation != nil }) || fmt.Sprint(w.records(organisation)) != before {
		t.Error("a dry run did something")
	}

	r.DryRun = false
	outcomes, kinds := w.batched(admin, organisation, r, "")
	if !slices.Equal(kinds, want) {
		t.Errorf("%q, want %q", kinds, want)
	}
	refusal, _ := errors.AsType[*access.Error](outcomes[2].Refused)
	if refusal.Row == nil || *refusal.Row != 0 {
		t.Errorf("the duplicate names %+v, want row 0", refusal)
	}
	if refusal, _ := errors.AsType[*access.Error](outcomes[5].Refused); refusal.Invitation != open.ID {
		t.Errorf("the row of who is invited names %q", refusal.Invitation)
	}
	if i := outcomes[3].Invitation; !slices.Equal(i.Roles, []access.RoleID{biller}) {
		t.Errorf("a member is offered %v", i.Roles)
	}
	for n, o := range outcomes {
		if (o.Invitation != nil) != (want[n] == "") {
			t.Errorf("row %d has the invitation %v", n, o.Invitation)
		}
		if o.Invitation != nil && w.invitation(o.Invitation.ID).Status != access.Pending {
			t.Errorf("the invitation of row %d is not stored", n)
		}
	}
}

func TestBatchIsJudged(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	shop := w.account(organisation, "Shop")
	shopAdmin := w.member(scopeOf(shop), "shop-admin", accountAdmin)
	reader := w.member(whole(organisation), "reader", viewer)
	_, stranger := w.organisation("stranger", false)
	row := access.InviteRequest{Email: mailbox("eve"), Account: shop.ID, Roles: []access.RoleID{viewer}}
	for _, c := range []struct {
		name string
		by   access.Caller
		rows int
		want access.Kind
	}{
		{"no row", admin, 0, access.Invalid},
		{"more rows than fit", admin, w.limits.Batch + 1, access.Invalid},
		{"member without power", reader, 1, access.Forbidden},
		{"stranger", stranger, 1, access.NotFound},
		{"Account Admin", shopAdmin, 1, ""},
	} {
		_, err := w.batch().Do(t.Context(), c.by.ID(), organisation.ID, access.BatchRequest{Rows: slices.Repeat([]access.InviteRequest{row}, c.rows)}, "")
		w.refused(c.name, err, c.want)
	}
	rows := []access.InviteRequest{{Email: mailbox("eve"), Roles: []access.RoleID{viewer}}, {Email: mailbox("ada"), Account: shop.ID, Roles: []access.RoleID{viewer}}}
	if _, kinds := w.batched(shopAdmin, organisation, access.BatchRequest{Rows: rows}, ""); !slices.Equal(kinds, []access.Kind{access.Forbidden, ""}) {
		t.Errorf("Account Admin, for the organisation and the account: %q", kinds)
	}
}

// TestBatchOfAHundred fills it to the brim, and repeats it with its seed.
func TestBatchOfAHundred(t *testing.T) { onEachStore(t, batchesAHundred) }

func batchesAHundred(w *world) {
	organisation, admin := w.organisation("admin", false)
	var r access.BatchRequest
	for n := range w.limits.Batch {
		r.Rows = append(r.Rows, access.InviteRequest{Email: mailbox(fmt.Sprint("person", n)), Roles: []access.RoleID{viewer}})
	}
	var first []access.Outcome
	var kinds []access.Kind
	w.must(persist(func() error { // by the seed, what is there is found
		first, kinds = w.batched(admin, organisation, r, "seed")
		if slices.Contains(kinds, access.Unavailable) {
			return access.Refuse(access.Unavailable, "a row asks to try again")
		}
		return nil
	}))
	if slices.ContainsFunc(kinds, func(k access.Kind) bool { return k != "" }) {
		w.Fatalf("%q", kinds)
	}
	again, _ := w.batched(admin, organisation, r, "seed")
	for n := range first {
		if again[n].Invitation == nil || again[n].Invitation.ID != first[n].Invitation.ID || first[n].Invitation.Email.String() != r.Rows[n].Email {
			w.Errorf("row %d: %+v, again %+v", n, first[n], again[n])
		}
	}
	if n := len(w.recorded(organisation, access.InvitationCreated)); n != w.limits.Batch+1 {
		w.Errorf("%d invitations on record", n)
	}
	r.Rows = r.Rows[:10]
	_, kinds = w.batched(admin, organisation, r, "other")
	if slices.ContainsFunc(kinds, func(k access.Kind) bool { return k != access.InvitationPending }) {
		w.Errorf("without its seed: %q", kinds)
	}
}
