package access_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
)

func TestFoundMakesAnOrganisationAndItsFirstAdministrator(t *testing.T) {
	for _, c := range []struct {
		partner bool
		role    access.RoleID
	}{{false, organisationAdmin}, {true, partnerAdmin}} {
		w := newWorld(t, inMemoryStore())
		organisation, invitation, err := w.found().Do(t.Context(), access.FoundRequest{Name: "Åse & Sønner", Partner: c.partner,
			Admin: access.InviteRequest{Email: mailbox("ada"), Locale: "nb", Roles: []access.RoleID{"root"}, Account: "x"}})
		w.must(err)
		if organisation.Name != "Åse & Sønner" || organisation.Partner != c.partner || len(organisation.Ancestors) > 0 ||
			!slices.Equal(invitation.Roles, []access.RoleID{c.role}) || invitation.Scope != whole(organisation) {
			t.Errorf("%+v with %+v", organisation, invitation)
		}
		ada := w.takes(invitation)
		if place := w.place(organisation); w.held(ada, organisation) != string(c.role) || place.Organisation.Admins != 1 {
			t.Errorf("the first administrator holds %q, of %d", w.held(ada, organisation), place.Organisation.Admins)
		}
		created, invited := w.recorded(organisation, access.OrganisationCreated), w.recorded(organisation, access.InvitationCreated)
		if len(created) != 1 || len(invited) != 1 || created[0].Actor != access.Operator || invited[0].Actor != access.Operator {
			t.Errorf("on record: %+v %+v", created, invited)
		}
	}
}

// TestFoundRepeatedWithItsKey finds what the first try made.
func TestFoundRepeatedWithItsKey(t *testing.T) {
	w := inMemory(t)
	ids := map[access.OrganisationID]access.InvitationID{}
	for n, key := range []string{"acme", "acme", "other", "acme", "", ""} {
		organisation, invitation, err := w.found().Do(t.Context(), access.FoundRequest{Key: key, Name: "Acme",
			Admin: access.InviteRequest{Email: mailbox("founder")}})
		w.must(err)
		if known, there := ids[organisation.ID]; there && known != invitation.ID {
			t.Errorf("try %d has the invitation %s, the first had %s", n, invitation.ID, known)
		}
		ids[organisation.ID] = invitation.ID
	}
	if len(ids) != 4 {
		t.Errorf("%d organisations, want one of each key and two without", len(ids))
	}
}

func TestFoundSaysEverythingThatIsWrong(t *testing.T) {
	w := inMemory(t)
	_, _, err := w.found().Do(t.Context(), access.FoundRequest{Name: " ", Admin: access.InviteRequest{
		Email: "ada", FirstName: "\x00", LastName: strings.Repeat("x", 101), Locale: "?"}})
	refusal, ok := errors.AsType[*access.Error](err)
	if !ok || refusal.Kind != access.Invalid || len(refusal.Fields) != 5 {
		t.Errorf("%v, want all five fields named", err)
	}
}
