package access_test

import (
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestLeave lets a member give up an account and then the organisation. Open invitations
// that would bring the access back are revoked.
func TestLeave(t *testing.T) {
	f := fixture.InMemory(t)
	company, admin := f.Organisation("admin", false)
	shop := f.Account(company, "Shop")
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer)
	f.Member(fixture.ScopeOf(shop), "ada", fixture.Signer)
	atShop, atCompany := f.Invited(admin, fixture.ScopeOf(shop), "ada", "developer"), f.Invited(admin, fixture.Whole(company), "ada", fixture.Biller)

	left, err := f.Remove().Leave(t.Context(), ada.ID(), fixture.ScopeOf(shop))
	f.Must(err)
	if len(left.Removed) != 1 || left.Removed[0].Role != fixture.Signer || !slices.Equal(left.Revoked, []access.InvitationID{atShop.ID}) ||
		len(left.Remaining) != 1 || left.Remaining[0].Role != fixture.Viewer {
		t.Errorf("left the account with %+v", left)
	}
	_, err = f.Remove().Leave(t.Context(), ada.ID(), fixture.ScopeOf(shop))
	f.WantRefusal("the account again", err, access.InheritedAccess)

	left, err = f.Remove().Leave(t.Context(), ada.ID(), fixture.Whole(company))
	f.Must(err)
	if len(left.Removed) != 1 || !slices.Equal(left.Revoked, []access.InvitationID{atCompany.ID}) || f.HeldRoles(ada, company) != "" {
		t.Errorf("left the organisation with %+v, and still holds %q", left, f.HeldRoles(ada, company))
	}
	events := f.EventsOfType(company, access.EventAccessRemoved)
	if len(events) != 2 || events[0].Actor.ID != ada.ID() || events[0].Subject.ID != ada.ID() {
		t.Errorf("events: %+v", events)
	}
	_, err = f.Remove().Leave(t.Context(), ada.ID(), fixture.Whole(company))
	f.WantRefusal("the organisation again", err, access.NotFound)
}

// TestLeaveKeepsAnAdministrator lets the last administrator leave only if they govern the
// organisation from above.
func TestLeaveKeepsAnAdministrator(t *testing.T) {
	f := fixture.InMemory(t)
	partner, chief, _ := f.Partner()
	below := f.CreateBelow(chief, partner, "Below", false)
	_, err := f.Remove().Leave(t.Context(), chief.ID(), fixture.Whole(below))
	f.WantRefusal("what is inherited", err, access.InheritedAccess)

	f.Member(fixture.Whole(below), "chief", fixture.OrganisationAdmin)
	only := f.Member(fixture.Whole(below), "only", fixture.OrganisationAdmin)
	_, err = f.Remove().Leave(t.Context(), only.ID(), fixture.Whole(below))
	f.Must(err)
	_, err = f.Remove().Leave(t.Context(), chief.ID(), fixture.Whole(partner))
	f.WantRefusal("the last Partner Organisation Admin", err, access.LastAdministrator)
}

// TestLeaveRequiresTheVersion checks If-Match.
func TestLeaveRequiresTheVersion(t *testing.T) {
	f := fixture.InMemory(t)
	company, _ := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer)
	_, err := f.Remove().If(access.IfVersion("old")).Leave(t.Context(), ada.ID(), fixture.Whole(company))
	f.WantRefusal("another version", err, access.VersionMismatch)
	shopAdmin := f.Member(fixture.ScopeOf(f.Account(company, "Shop")), "shop-admin", fixture.AccountAdmin)
	f.Must(fixture.Err(f.Remove().If(f.AsShown(shopAdmin, company, shopAdmin)).Leave(t.Context(), shopAdmin.ID(), fixture.Whole(company))))
}
