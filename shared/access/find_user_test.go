package access_test

import (
	"testing"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

func TestFindUser(t *testing.T) {
	f := fixture.InMemory(t)
	first, admin := f.Organisation("admin", false)
	second, other := f.Organisation("other", false)
	ada := f.Member(fixture.Whole(first), "ada", fixture.Viewer)
	i := f.Invited(other, fixture.Whole(second), "ada", fixture.Signer)
	f.Must(f.Deliver().Do(t.Context(), i.ID))
	f.TrackEvent(i, delivery.Event{Status: access.Complained, At: f.Now()})
	f.Invited(admin, fixture.Whole(first), "eve", fixture.Viewer)

	found, err := f.FindUser().Do(t.Context(), "ADA@example.com")
	f.Must(err)
	if found.User == nil || found.User.ID != ada.ID() || len(found.Memberships) != 1 || found.Memberships[0].Organisation != first.ID {
		t.Errorf("found %+v", found)
	}
	if len(found.Invitations) != 1 || found.Invitations[0].ID != i.ID || found.Organisations[second.ID].Name != second.Name {
		t.Errorf("found the invitations %+v in %+v", found.Invitations, found.Organisations)
	}
	if _, suppressed := found.Suppressions[first.ID]; suppressed || !found.Suppressions[second.ID].Active() {
		t.Errorf("found the suppressions %+v", found.Suppressions)
	}

	invited, err := f.FindUser().Do(t.Context(), fixture.Mailbox("eve"))
	f.Must(err)
	if invited.User != nil || len(invited.Invitations) != 1 {
		t.Errorf("found %+v", invited)
	}
	nobody, err := f.FindUser().Do(t.Context(), fixture.Mailbox("nobody"))
	f.Must(err)
	if nobody.User != nil || len(nobody.Invitations)+len(nobody.Memberships) > 0 {
		t.Errorf("found %+v", nobody)
	}
	_, err = f.FindUser().Do(t.Context(), "no address")
	f.WantRefusal("no address", err, access.Invalid)
}
