package access_test

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestEditCountsGrantsThatTheCallerDoesNotSee checks that the limit of grants is one of the
// whole membership, of which an Account Admin sees a part. A grant that has ended does not
// count.
func TestEditCountsGrantsThatTheCallerDoesNotSee(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	shopAdmin := f.Member(fixture.ScopeOf(shop), "shop-admin", fixture.AccountAdmin)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	at := func(role access.RoleID) access.ScopedRole { return access.ScopedRole{Role: role, Account: shop.ID} }
	end := f.Now().Add(time.Hour)
	f.EditRoles(admin, organisation, ada, access.ScopedRole{Role: fixture.Viewer}, access.ScopedRole{Role: fixture.Biller, Until: end}, at(fixture.Signer))
	f.Limits.Grants = 3
	both := []access.ScopedRole{at(fixture.Signer), at(fixture.Viewer)}
	f.WantRefusal("one grant too many", f.TryEdit(shopAdmin, organisation, ada, both...), access.LimitReached)
	f.WantRefusal("another grant instead", f.TryEdit(shopAdmin, organisation, ada, at(fixture.Viewer)), "")
	f.Set(end)
	f.WantRefusal("as many as may be", f.TryEdit(shopAdmin, organisation, ada, both...), "")
}

// TestLeaveWithAnOldVersion refuses to give up access that has changed meanwhile.
func TestLeaveWithAnOldVersion(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, _ := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	_, err := f.Remove().If(access.IfVersion("another")).Leave(t.Context(), ada.ID(), fixture.Whole(organisation))
	f.WantRefusal("another version", err, access.VersionMismatch)
	_, err = f.Remove().If(access.IfVersion(f.Membership(ada.ID(), organisation.ID).Version)).Leave(t.Context(), ada.ID(), fixture.Whole(organisation))
	f.Must(err)
}
