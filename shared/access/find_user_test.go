package access_test

import (
	"context"
	"fmt"
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

// TestFindUserFindsAHundredInvitations reads further pages only up to a hundred, and leaves
// out an organisation that is deleted meanwhile.
func TestFindUserFindsAHundredInvitations(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, _ := f.Organisation("admin", false)
	store := &crowdedAddress{Store: f.Store, in: []access.OrganisationID{organisation.ID, "deleted"}}
	for _, c := range []struct{ page, pages, want, reads int }{{30, 2, 60, 2}, {33, 9, 132, 4}, {50, 9, 100, 2}, {99, 2, 198, 2}} {
		store.page, store.pages, store.reads = c.page, c.pages, 0
		found, err := access.FindUser{Store: store, Now: f.Now}.Do(t.Context(), fixture.Mailbox("ada"))
		f.Must(err)
		if len(found.Invitations) != c.want || store.reads != c.reads || len(found.Organisations) != 1 {
			t.Errorf("%d pages of %d: %d invitations after %d reads, in %+v", c.pages, c.page, len(found.Invitations), store.reads, found.Organisations)
		}
	}
}

// crowdedAddress is a store that has some pages of invitations to every address.
type crowdedAddress struct {
	fixture.Store
	in                 []access.OrganisationID
	page, pages, reads int
}

// InvitationsTo implements [access.InviteeReader].
func (s *crowdedAddress) InvitationsTo(_ context.Context, q access.InvitationsToQuery) (access.Page[access.Invitation], error) {
	var p access.Page[access.Invitation]
	for n := range s.page {
		p.Items = append(p.Items, access.Invitation{Email: q.Address, Scope: access.Scope{Organisation: s.in[n%len(s.in)]}})
	}
	if s.reads++; s.reads < s.pages {
		p.Next = fmt.Sprint(s.reads)
	}
	return p, nil
}
