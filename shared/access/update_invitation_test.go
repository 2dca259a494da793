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
	other := f.Member(fixture.Whole(organisation), "other", fixture.OrganisationAdmin)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer, fixture.Signer)
	token := f.Token(invitation.ID)
	f.Pass(time.Hour)
	first, last := "Augusta", "King"
	updated, err := f.Update().Do(t.Context(), other.ID(), organisation.ID, invitation.ID,
		access.UpdateInvitationRequest{Roles: []access.RoleID{fixture.Biller, fixture.Signer}, FirstName: &first, LastName: &last})
	f.Must(err)
	stored := f.Invitation(invitation.ID)
	if !slices.Equal(stored.Roles, []access.RoleID{fixture.Biller, fixture.Signer}) || stored.FirstName != first || stored.LastName != last ||
		stored.Inviter.ID != other.ID() || stored.ExpiresAt != invitation.ExpiresAt || stored.Attempt != 1 || stored.Version != updated.Version {
		t.Errorf("stored %+v", stored)
	}
	events := f.EventsOfType(organisation, access.EventInvitationUpdated)
	if len(events) != 1 || events[0].Actor.ID != other.ID() || !slices.Equal(events[0].Before, []access.ScopedRole{{Role: fixture.Viewer}, {Role: fixture.Signer}}) ||
		!slices.Equal(events[0].After, []access.ScopedRole{{Role: fixture.Biller}, {Role: fixture.Signer}}) || events[0].Subject.Name != "Augusta King" {
		t.Errorf("events: %+v", events)
	}
	// The link that was mailed before still works, and grants the new roles.
	accepted, err := f.Register().Do(t.Context(), invitation.ID, fixture.Registration(token))
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
	other := f.Member(fixture.Whole(organisation), "other", fixture.OrganisationAdmin)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	none := ""
	for _, r := range []access.UpdateInvitationRequest{{FirstName: &none}, {Roles: []access.RoleID{fixture.Viewer}}, {Roles: []access.RoleID{fixture.Viewer}, LastName: &none}} {
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
	f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
	updated, err := f.TryUpdate(admin, invitation, fixture.Viewer, fixture.Biller)
	if err != nil || !slices.Equal(updated.Roles, []access.RoleID{fixture.Biller}) || updated.Version != invitation.Version+1 {
		t.Errorf("version %d offers %v (%v)", updated.Version, updated.Roles, err)
	}
	_, err = f.TryUpdate(admin, invitation, fixture.Viewer)
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
		invitation := f.Invited(admin, fixture.Whole(organisation), name, fixture.Viewer)
		c.end(invitation)
		_, err := f.TryUpdate(admin, invitation, fixture.Signer)
		f.WantRefusal(name, err, c.want)
	}
	invitation := f.Invited(admin, fixture.Whole(organisation), "expired", fixture.Viewer)
	f.Set(invitation.ExpiresAt.Add(-time.Second))
	_, err := f.TryUpdate(admin, invitation, fixture.Signer)
	f.WantRefusal("a second before its end", err, "")
	f.Set(invitation.ExpiresAt)
	_, err = f.TryUpdate(admin, invitation, fixture.Viewer)
	f.WantRefusal("at its end", err, access.InvitationExpired)
}

func TestUpdateReportsEveryInvalidField(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	bad, long := "\n", strings.Repeat("x", 101)
	for name, c := range map[string]struct {
		request access.UpdateInvitationRequest
		fields  []string
	}{
		"nothing":         {access.UpdateInvitationRequest{}, nil},
		"no roles":        {access.UpdateInvitationRequest{Roles: []access.RoleID{}}, []string{"roles"}},
		"an unknown role": {access.UpdateInvitationRequest{Roles: []access.RoleID{"root"}}, []string{"roles"}},
		"a role twice":    {access.UpdateInvitationRequest{Roles: []access.RoleID{fixture.Viewer, fixture.Viewer}}, []string{"roles"}},
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

// TestUpdateUntilAnEnd gives the roles of an invitation an end: in the future, and now.
func TestUpdateUntilAnEnd(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	for _, c := range []struct {
		until time.Time
		want  access.Kind
	}{{f.Now(), access.Invalid}, {f.Now().Add(-time.Hour), access.Invalid}, {f.Now().Add(time.Second), ""}} {
		r := access.UpdateInvitationRequest{Roles: []access.RoleID{fixture.Viewer}, Ends: access.Ends{fixture.Viewer: c.until}}
		_, err := f.Update().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, r)
		f.WantRefusal("until "+c.until.String(), err, c.want)
		if refusal, ok := errors.AsType[*access.Error](err); ok && !slices.Equal(refusal.Fields, []access.FieldError{{Field: "roles", Message: "entry 1 must end in the future"}}) {
			t.Errorf("until %s: %v", c.until, refusal.Fields)
		}
	}
}
