package access_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

func TestCreateOrganisationWithFirstAdministrator(t *testing.T) {
	for _, c := range []struct {
		partner bool
		role    access.RoleID
	}{{false, fixture.OrganisationAdmin}, {true, fixture.PartnerAdmin}} {
		f := fixture.New(t, memory.New())
		organisation, invitation, err := f.CreateOrganisation().Do(t.Context(), access.CreateOrganisationRequest{Name: "Åse & Sønner", Partner: c.partner,
			Admin: access.InviteRequest{Email: fixture.Mailbox("ada"), Locale: "nb", Roles: []access.RoleID{"root"}, Account: "x"}})
		f.Must(err)
		if organisation.Name != "Åse & Sønner" || organisation.Partner != c.partner || len(organisation.Ancestors) > 0 ||
			!slices.Equal(invitation.Roles, []access.RoleID{c.role}) || invitation.Scope != fixture.Whole(organisation) {
			t.Errorf("%+v with %+v", organisation, invitation)
		}
		ada := f.Join(invitation)
		if snapshot := f.Snapshot(fixture.Whole(organisation)); f.HeldRoles(ada, organisation) != string(c.role) || snapshot.Organisation.Admins != 1 {
			t.Errorf("the first administrator holds %q, of %d", f.HeldRoles(ada, organisation), snapshot.Organisation.Admins)
		}
		created, invited := f.EventsOfType(organisation, access.EventOrganisationCreated), f.EventsOfType(organisation, access.EventInvitationCreated)
		if len(created) != 1 || len(invited) != 1 || created[0].Actor != access.Operator || invited[0].Actor != access.Operator {
			t.Errorf("events: %+v %+v", created, invited)
		}
	}
}

// TestCreateOrganisationRepeatedWithKey checks that a repetition finds what the
// first try created.
func TestCreateOrganisationRepeatedWithKey(t *testing.T) {
	f := fixture.InMemory(t)
	ids := map[access.OrganisationID]access.InvitationID{}
	for n, key := range []string{"acme", "acme", "other", "acme", "", ""} {
		organisation, invitation, err := f.CreateOrganisation().Do(t.Context(), access.CreateOrganisationRequest{Key: key, Name: "Acme",
			Admin: access.InviteRequest{Email: fixture.Mailbox("founder")}})
		f.Must(err)
		if known, there := ids[organisation.ID]; there && known != invitation.ID {
			t.Errorf("try %d has the invitation %s, the first had %s", n, invitation.ID, known)
		}
		ids[organisation.ID] = invitation.ID
	}
	if len(ids) != 4 {
		t.Errorf("%d organisations, want one for each key and two without a key", len(ids))
	}
}

// TestCreateOrganisationRepeatedAfterInvitationRemoved checks that the repetition
// returns no invitation that nobody could accept.
func TestCreateOrganisationRepeatedAfterInvitationRemoved(t *testing.T) {
	f := fixture.InMemory(t)
	request := access.CreateOrganisationRequest{Key: "acme", Name: "Acme", Admin: access.InviteRequest{Email: fixture.Mailbox("founder")}}
	organisation, invitation, err := f.CreateOrganisation().Do(t.Context(), request)
	f.Must(err)
	f.Set(invitation.ExpiresAt)
	if _, late, err := f.CreateOrganisation().Do(t.Context(), request); err != nil || late.StatusAt(f.Now()) != access.Expired {
		t.Errorf("before the removal: %+v (%v), want it expired", late, err)
	}
	f.RemoveItem(invitation.ID)
	again, gone, err := f.CreateOrganisation().Do(t.Context(), request)
	if err != nil || again.ID != organisation.ID || gone.ID != "" || gone.Status != "" {
		t.Errorf("%+v with %+v (%v), want only the organisation", again, gone, err)
	}
}

func TestCreateOrganisationReportsEveryInvalidField(t *testing.T) {
	f := fixture.InMemory(t)
	_, _, err := f.CreateOrganisation().Do(t.Context(), access.CreateOrganisationRequest{Name: " ", Admin: access.InviteRequest{
		Email: "ada", FirstName: "\x00", LastName: strings.Repeat("x", 101), Locale: "?"}})
	refusal, ok := errors.AsType[*access.Error](err)
	if !ok || refusal.Kind != access.Invalid || len(refusal.Fields) != 5 {
		t.Errorf("%v, want an error for each of five fields", err)
	}
}
