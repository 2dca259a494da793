package access_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
)

// amended changes the roles of an invitation.
func (w *world) amended(by access.Caller, i access.Invitation, roles ...access.RoleID) (access.Invitation, error) {
	w.Helper()
	return w.amend().Do(w.Context(), by.ID(), i.Scope.Organisation, i.ID, access.AmendRequest{Roles: roles})
}

func TestAmendChangesWhatIsOffered(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	other := w.member(whole(organisation), "other", organisationAdmin)
	invitation := w.invited(admin, whole(organisation), "ada", viewer, signer)
	secret := w.secret(invitation.ID)
	w.pass(time.Hour)
	first, last := "Augusta", "King"
	amended, err := w.amend().Do(t.Context(), other.ID(), organisation.ID, invitation.ID,
		access.AmendRequest{Roles: []access.RoleID{biller, signer}, FirstName: &first, LastName: &last})
	w.must(err)
	stored := w.invitation(invitation.ID)
	if !slices.Equal(stored.Roles, []access.RoleID{biller, signer}) || stored.FirstName != first || stored.LastName != last ||
		stored.Inviter.ID != other.ID() || stored.ExpiresAt != invitation.ExpiresAt || stored.Round != 1 || stored.Version != amended.Version {
		t.Errorf("stored %+v", stored)
	}
	records := w.recorded(organisation, access.InvitationChanged)
	if len(records) != 1 || records[0].Actor.ID != other.ID() || !slices.Equal(records[0].Before, []access.Held{{Role: viewer}, {Role: signer}}) ||
		!slices.Equal(records[0].After, []access.Held{{Role: biller}, {Role: signer}}) || records[0].Subject.Name != "Augusta King" {
		t.Errorf("on record: %+v", records)
	}
	// The link that was mailed before still opens it, and gives what is offered now.
	accepted, err := w.register().Do(t.Context(), invitation.ID, registration(secret))
	w.must(err)
	if held := rolesShown(access.Standing{Direct: accepted.Row}, organisation); held != "billing-viewer signing-editor" {
		t.Errorf("holds %q", held)
	}
}

// TestAmendOfNamesKeepsTheInviter: only who changes the roles vouches for them.
func TestAmendOfNamesKeepsTheInviter(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	other := w.member(whole(organisation), "other", organisationAdmin)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	none := ""
	for _, r := range []access.AmendRequest{{FirstName: &none}, {Roles: []access.RoleID{viewer}}, {Roles: []access.RoleID{viewer}, LastName: &none}} {
		amended, err := w.amend().Do(t.Context(), other.ID(), organisation.ID, invitation.ID, r)
		if err != nil || amended.Version != invitation.Version {
			t.Errorf("what changes nothing became version %d (%v)", amended.Version, err)
		}
	}
	name := "Ada"
	amended, err := w.amend().Do(t.Context(), other.ID(), organisation.ID, invitation.ID, access.AmendRequest{FirstName: &name})
	if err != nil || amended.Version != invitation.Version+1 || amended.Inviter.ID != admin.ID() {
		t.Errorf("amended to %+v (%v)", amended, err)
	}
	if n := len(w.recorded(organisation, access.InvitationChanged)); n != 1 {
		t.Errorf("%d changes on record, want 1", n)
	}
}

func TestAmendOffersOnlyWhatIsLacking(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	w.member(whole(organisation), "ada", viewer)
	invitation := w.invited(admin, whole(organisation), "ada", signer)
	amended, err := w.amended(admin, invitation, viewer, biller)
	if err != nil || !slices.Equal(amended.Roles, []access.RoleID{biller}) {
		t.Errorf("offers %v (%v)", amended.Roles, err)
	}
	_, err = w.amended(admin, invitation, viewer)
	w.refused("nothing is lacking", err, access.AlreadyGranted)
}

func TestAmendOfWhatIsOver(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	for name, c := range map[string]struct {
		end  func(i access.Invitation)
		want access.Kind
	}{
		"accepted": {func(i access.Invitation) { w.takes(i) }, access.InvitationAccepted},
		"declined": {func(i access.Invitation) { w.must(w.decline().Do(t.Context(), i.ID, w.secret(i.ID))) }, access.InvitationDeclined},
		"revoked": {func(i access.Invitation) {
			w.must(w.revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
		}, access.InvitationRevoked},
	} {
		invitation := w.invited(admin, whole(organisation), name, viewer)
		c.end(invitation)
		_, err := w.amended(admin, invitation, signer)
		w.refused(name, err, c.want)
	}
	invitation := w.invited(admin, whole(organisation), "expired", viewer)
	w.set(invitation.ExpiresAt.Add(-time.Second))
	_, err := w.amended(admin, invitation, signer)
	w.refused("a second before its end", err, "")
	w.set(invitation.ExpiresAt)
	_, err = w.amended(admin, invitation, viewer)
	w.refused("at its end", err, access.InvitationExpired)
}

func TestAmendSaysEverythingThatIsWrong(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	bad, long := "\n", strings.Repeat("x", 101)
	for name, c := range map[string]struct {
		request access.AmendRequest
		fields  []string
	}{
		"nothing":         {access.AmendRequest{}, nil},
		"no roles":        {access.AmendRequest{Roles: []access.RoleID{}}, []string{"roles"}},
		"an unknown role": {access.AmendRequest{Roles: []access.RoleID{"root"}}, []string{"roles"}},
		"a role twice":    {access.AmendRequest{Roles: []access.RoleID{viewer, viewer}}, []string{"roles"}},
		"names":           {access.AmendRequest{FirstName: &bad, LastName: &long}, []string{"firstName", "lastName"}},
	} {
		_, err := w.amend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, c.request)
		refusal, ok := errors.AsType[*access.Error](err)
		if !ok || refusal.Kind != access.Invalid {
			t.Errorf("%s: %v, want what is wrong", name, err)
			continue
		}
		if fields := each(refusal.Fields, func(f access.FieldError) string { return f.Field }); !slices.Equal(fields, c.fields) {
			t.Errorf("%s: names %v, want %v", name, fields, c.fields)
		}
	}
}
