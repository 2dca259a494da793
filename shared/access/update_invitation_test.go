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

func TestAmendChangesWhatIsOffered(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	other := w.Member(whole(organisation), "other", organisationAdmin)
	invitation := w.Invited(admin, whole(organisation), "ada", viewer, signer)
	secret := w.Token(invitation.ID)
	w.Pass(time.Hour)
	first, last := "Augusta", "King"
	amended, err := w.Update().Do(t.Context(), other.ID(), organisation.ID, invitation.ID,
		access.UpdateInvitationRequest{Roles: []access.RoleID{biller, signer}, FirstName: &first, LastName: &last})
	w.Must(err)
	stored := w.Invitation(invitation.ID)
	if !slices.Equal(stored.Roles, []access.RoleID{biller, signer}) || stored.FirstName != first || stored.LastName != last ||
		stored.Inviter.ID != other.ID() || stored.ExpiresAt != invitation.ExpiresAt || stored.Attempt != 1 || stored.Version != amended.Version {
		t.Errorf("stored %+v", stored)
	}
	events := w.EventsOfType(organisation, access.EventInvitationUpdated)
	if len(events) != 1 || events[0].Actor.ID != other.ID() || !slices.Equal(events[0].Before, []access.ScopedRole{{Role: viewer}, {Role: signer}}) ||
		!slices.Equal(events[0].After, []access.ScopedRole{{Role: biller}, {Role: signer}}) || events[0].Subject.Name != "Augusta King" {
		t.Errorf("on record: %+v", events)
	}
	// The link that was mailed before still opens it, and gives what is offered now.
	accepted, err := w.Register().Do(t.Context(), invitation.ID, registration(secret))
	w.Must(err)
	if held := fixture.RolesShown(access.EffectiveAccess{Direct: accepted.Membership}, organisation); held != "billing-viewer signing-editor" {
		t.Errorf("holds %q", held)
	}
}

// TestAmendOfNamesKeepsTheInviter: only who changes the roles vouches for them.
func TestAmendOfNamesKeepsTheInviter(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	other := w.Member(whole(organisation), "other", organisationAdmin)
	invitation := w.Invited(admin, whole(organisation), "ada", viewer)
	none := ""
	for _, r := range []access.UpdateInvitationRequest{{FirstName: &none}, {Roles: []access.RoleID{viewer}}, {Roles: []access.RoleID{viewer}, LastName: &none}} {
		amended, err := w.Update().Do(t.Context(), other.ID(), organisation.ID, invitation.ID, r)
		if err != nil || amended.Version != invitation.Version {
			t.Errorf("what changes nothing became version %d (%v)", amended.Version, err)
		}
	}
	name := "Ada"
	amended, err := w.Update().Do(t.Context(), other.ID(), organisation.ID, invitation.ID, access.UpdateInvitationRequest{FirstName: &name})
	if err != nil || amended.Version != invitation.Version+1 || amended.Inviter.ID != admin.ID() {
		t.Errorf("amended to %+v (%v)", amended, err)
	}
	if n := len(w.EventsOfType(organisation, access.EventInvitationUpdated)); n != 1 {
		t.Errorf("%d changes on record, want 1", n)
	}
}

func TestAmendOffersOnlyWhatIsLacking(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	w.Member(whole(organisation), "ada", viewer)
	invitation := w.Invited(admin, whole(organisation), "ada", signer)
	amended, err := w.TryUpdate(admin, invitation, viewer, biller)
	if err != nil || !slices.Equal(amended.Roles, []access.RoleID{biller}) {
		t.Errorf("offers %v (%v)", amended.Roles, err)
	}
	_, err = w.TryUpdate(admin, invitation, viewer)
	w.WantRefusal("nothing is lacking", err, access.AlreadyGranted)
}

func TestAmendOfWhatIsOver(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	for name, c := range map[string]struct {
		end  func(i access.Invitation)
		want access.Kind
	}{
		"accepted": {func(i access.Invitation) { w.Join(i) }, access.InvitationAccepted},
		"declined": {func(i access.Invitation) { w.Must(w.Decline().Do(t.Context(), i.ID, w.Token(i.ID))) }, access.InvitationDeclined},
		"revoked": {func(i access.Invitation) {
			w.Must(w.Revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
		}, access.InvitationRevoked},
	} {
		invitation := w.Invited(admin, whole(organisation), name, viewer)
		c.end(invitation)
		_, err := w.TryUpdate(admin, invitation, signer)
		w.WantRefusal(name, err, c.want)
	}
	invitation := w.Invited(admin, whole(organisation), "expired", viewer)
	w.Set(invitation.ExpiresAt.Add(-time.Second))
	_, err := w.TryUpdate(admin, invitation, signer)
	w.WantRefusal("a second before its end", err, "")
	w.Set(invitation.ExpiresAt)
	_, err = w.TryUpdate(admin, invitation, viewer)
	w.WantRefusal("at its end", err, access.InvitationExpired)
}

func TestAmendSaysEverythingThatIsWrong(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	invitation := w.Invited(admin, whole(organisation), "ada", viewer)
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
		_, err := w.Update().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, c.request)
		refusal, ok := errors.AsType[*access.Error](err)
		if !ok || refusal.Kind != access.Invalid {
			t.Errorf("%s: %v, want what is wrong", name, err)
			continue
		}
		if fields := fixture.Each(refusal.Fields, func(f access.FieldError) string { return f.Field }); !slices.Equal(fields, c.fields) {
			t.Errorf("%s: names %v, want %v", name, fields, c.fields)
		}
	}
}
