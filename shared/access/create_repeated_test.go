package access_test

import (
	"errors"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestACreationAfterItsAuthorityIsLost takes the role of the creator away before the write. A
// seed under which nothing was created makes no difference.
func TestACreationAfterItsAuthorityIsLost(t *testing.T) {
	for _, seed := range []access.Seed{"", "seed"} {
		t.Run("with the seed "+string(seed), func(t *testing.T) {
			f := fixture.InMemory(t)
			between := &fixture.Between{Store: f.Store}
			f.Store = between
			partner, chief := f.Organisation("chief", true)
			second := f.Member(fixture.Whole(partner), "second", fixture.PartnerAdmin)
			third := f.Member(fixture.Whole(partner), "third", fixture.PartnerAdmin)
			remove := func(user access.Caller) func() {
				return func() { f.Must(fixture.Err(f.TryRemove(chief, fixture.Whole(partner), user))) }
			}
			between.BeforeCreateOrganisation = remove(second)
			_, err := f.CreateChildOrganisation().Do(t.Context(), second.ID(), partner.ID, "Below", false, seed)
			f.WantRefusal("an organisation below", err, access.NotFound)
			between.BeforeCreateAccount = remove(third)
			_, err = f.CreateAccount().Do(t.Context(), third.ID(), partner.ID, "Shop", seed)
			f.WantRefusal("an account", err, access.NotFound)
		})
	}
}

// TestAnOrganisationWhoseWriteFails lets the store fail before or after the write of a
// top-level organisation, and the reads of a repetition.
func TestAnOrganisationWhoseWriteFails(t *testing.T) {
	f := fixture.InMemory(t)
	healthy := f.Store
	create := func(call string) (access.Organisation, access.Invitation, error) {
		f.Store = broken{healthy, call}
		return f.CreateOrganisation().Do(t.Context(), access.CreateOrganisationRequest{Key: "acme", Name: "Acme", Admin: access.InviteRequest{Email: fixture.Mailbox("founder")}})
	}
	if _, _, err := create("CreateOrganisation"); !errors.Is(err, fixture.ErrStore) {
		t.Errorf("nothing was written: %v", err)
	}
	made, invitation, err := create("after CreateOrganisation")
	if err != nil || made.Name != "Acme" || invitation.ID == "" {
		t.Errorf("the answer to the write was lost: %+v, %v", made, err)
	}
	if _, _, err := create("Invitation"); !errors.Is(err, fixture.ErrStore) {
		t.Errorf("the invitation cannot be read: %v", err)
	}
	again, found, err := create("")
	if f.Must(err); again.ID != made.ID || found.ID != invitation.ID {
		t.Errorf("repeated: %+v with %+v", again, found)
	}
}

// TestADeletedOrganisationIsNotCreatedAgain repeats the creation of a deleted one by its key.
func TestADeletedOrganisationIsNotCreatedAgain(t *testing.T) {
	f := fixture.InMemory(t)
	create := func() (access.Organisation, access.Invitation, error) {
		return f.CreateOrganisation().Do(t.Context(), access.CreateOrganisationRequest{Key: "acme", Name: "Acme", Admin: access.InviteRequest{Email: fixture.Mailbox("founder")}})
	}
	made, invitation, err := create()
	f.Must(err)
	f.Join(invitation)
	f.Must(fixture.Err(f.Delete().OrganisationByOperator(t.Context(), made.ID, true)))
	_, _, err = create()
	f.WantRefusal("the same key", err, access.NotFound)
}
