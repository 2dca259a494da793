package access_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

func TestUpdateInvitation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	other := f.Member(whole(organisation), "other", organisationAdmin)
	invitation := f.Invited(admin, whole(organisation), "ada", viewer, signer)
	token := f.Token(invitation.ID)
	f.Pass(time.Hour)
	first, last := "Augusta", "King"
	updated, err := f.Update().Do(t.Context(), other.ID(), organisation.ID, invitation.ID,
		access.UpdateInvitationRequest{Roles: []access.RoleID{biller, signer}, FirstName: &first, LastName: &last})
	f.Must(err)
	stored := f.Invitation(invitation.ID)
	if !slices.Equal(stored.Roles, []access.RoleID{biller, signer}) || stored.FirstName != first || stored.LastName != last ||
		stored.Inviter.ID != other.ID() || stored.ExpiresAt != invitation.ExpiresAt || stored.Attempt != 1 || stored.Version != updated.Version {
		t.Errorf("stored %+v", stored)
	}
	events := f.EventsOfType(organisation, access.EventInvitationUpdated)
	if len(events) != 1 || events[0].Actor.ID != other.ID() || !slices.Equal(events[0].Before, []access.ScopedRole{{Role: viewer}, {Role: signer}}) ||
		!slices.Equal(events[0].After, []access.ScopedRole{{Role: biller}, {Role: signer}}) || events[0].Subject.Name != "Augusta King" {
		t.Errorf("events: %+v", events)
	}
	// The link that was mailed before still works, and grants the new roles.
	accepted, err := f.Register().Do(t.Context(), invitation.ID, registration(token))
	f.Must(err)
	if held := fixture.RolesShown(access.EffectiveAccess{Direct: accepted.Membership}, organisation); held != "billing-viewer signing-editor" {
		t.Errorf("holds %q", held)
	}
}

// TestUpdateOfNamesKeepsInviter checks that only a change of the roles replaces
// the inviter.
func TestUpdateOfNamesKeepsInviter(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	other := f.Member(whole(organisation), "other", organisationAdmin)
	invitation := f.Invited(admin, whole(organisation), "ada", viewer)
	none := ""
	for _, r := range []access.UpdateInvitationRequest{{FirstName: &none}, {Roles: []access.RoleID{viewer}}, {Roles: []access.RoleID{viewer}, LastName: &none}} {
		updated, err := f.Update().Do(t.Context(), other.ID(), organisation.ID, invitation.ID, r)
		if err != nil || updated.Version != invitation.Version {
			t.Errorf("an update that changes nothing made version %d (%v)", updated.Version, err)
		}
	}
	name := "Ada"
	updated, err := f.Update().Do(t.Context(), other.ID(), organisation.ID, invitation.ID, access.UpdateInvitationRequest{FirstName: &name})
	if err != nil || updated.Version != invitation.Version+1 || updated.Inviter.ID != admin.ID() {
		t.Errorf("updated to %+v (%v)", updated, err)
	}
	if n := len(f.EventsOfType(organisation, access.EventInvitationUpdated)); n != 1 {
		t.Errorf("%d events of updates, want 1", n)
	}
}

func TestUpdateOffersOnlyRolesNotYetHeld(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Member(whole(organisation), "ada", viewer)
	invitation := f.Invited(admin, whole(organisation), "ada", signer)
	updated, err := f.TryUpdate(admin, invitation, viewer, biller)
	if err != nil || !slices.Equal(updated.Roles, []access.RoleID{biller}) {
		t.Errorf("offers %v (%v)", updated.Roles, err)
	}
	_, err = f.TryUpdate(admin, invitation, viewer)
	f.WantRefusal("every role is held", err, access.AlreadyGranted)
}

func TestUpdateClosedInvitation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	for name, c := range map[string]struct {
		end  func(i access.Invitation)
		want access.Kind
	}{
		"accepted": {func(i access.Invitation) { f.Join(i) }, access.InvitationAccepted},
		"declined": {func(i access.Invitation) { f.Must(f.Decline().Do(t.Context(), i.ID, f.Token(i.ID))) }, access.InvitationDeclined},
		"revoked": {func(i access.Invitation) {
			f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
		}, access.InvitationRevoked},
	} {
		invitation := f.Invited(admin, whole(organisation), name, viewer)
		c.end(invitation)
		_, err := f.TryUpdate(admin, invitation, signer)
		f.WantRefusal(name, err, c.want)
	}
	invitation := f.Invited(admin, whole(organisation), "expired", viewer)
	f.Set(invitation.ExpiresAt.Add(-time.Second))
	_, err := f.TryUpdate(admin, invitation, signer)
	f.WantRefusal("a second before its end", err, "")
	f.Set(invitation.ExpiresAt)
	_, err = f.TryUpdate(admin, invitation, viewer)
	f.WantRefusal("at its end", err, access.InvitationExpired)
}

func TestUpdateReportsEveryInvalidField(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, whole(organisation), "ada", viewer)
	bad, long := "\n", strings.Repeat("x", 101)
	for name, c := range map[string]struct {
		request access.UpdateInvitationRequest
		fields  []string
	}{
		"nothing":         {access.UpdateInvitationRequest{}, nil},
		"no roles":        {access.UpdateInvitationRequest{Roles: []access.RoleID{}}, []string{"roles"}},
		"an unknown role": {access.UpdateInvitationRequest{Roles: []access.RoleID{"root"}}, []string{"roles"}},
		"a role twice":    {access.UpdateInvitationRequest{Roles: []access.RoleID{viewer, viewer}}, []string{"roles"}},
		"names":           {access.UpdateInvitationRequest{FirstName: &bad, LastName: &long}, []string{"firstName", "lastName"}},
	} {
		_, err := f.Update().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, c.request)
		refusal, ok := errors.AsType[*access.Error](err)
		if !ok || refusal.Kind != access.Invalid {
			t.Errorf("%s: %v, want the invalid fields", name, err)
			continue
		}
		if fields := fixture.Each(refusal.Fields, func(field access.FieldError) string { return field.Field }); !slices.Equal(fields, c.fields) {
			t.Errorf("%s: fields %v, want %v", name, fields, c.fields)
		}
	}
}
