package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
)

// TestRaceEditsOfOneRow: of many who saw the same row one changes it, and the
// others are told.
func TestRaceEditsOfOneRow(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.organisation("admin", false)
	ada := w.member(whole(organisation), "ada", viewer)
	version := w.row(ada, organisation).Version
	roles := []access.RoleID{"audit-admin", "billing-viewer", "billing-editor", "developer", "signing-editor"}
	w.only(answers(20, func(n int) error {
		_, _, err := w.edit().If(access.IfVersion(version)).Do(t.Context(), admin.ID(), organisation.ID, ada.ID(),
			access.EditRequest{Grants: []access.Held{{Role: roles[n%len(roles)]}}})
		return err
	}), access.VersionMismatch)
	if held := w.held(ada, organisation); !slices.Contains(roles, access.RoleID(held)) {
		t.Errorf("holds %q", held)
	}
	w.isSound(table)
}

// TestRaceEditAgainstRemoval: whoever is removed holds nothing in the end,
// whatever an edit gave in the same moment.
func TestRaceEditAgainstRemoval(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.organisation("admin", false)
	for range 8 {
		ada := w.member(whole(organisation), "ada-"+strings.ToLower(access.NewID()), viewer)
		version := w.row(ada, organisation).Version
		var edited, removed error
		together(func() {
			_, _, edited = w.edit().If(access.IfVersion(version)).Do(t.Context(), admin.ID(), organisation.ID, ada.ID(),
				access.EditRequest{Grants: []access.Held{{Role: viewer}, {Role: "audit-admin"}}})
		}, func() { _, removed = w.remove().Do(t.Context(), admin.ID(), whole(organisation), ada.ID()) })
		w.refused("removal", removed, "")
		if edited != nil {
			w.refused("edit", edited, access.NotFound)
		}
		if held := w.held(ada, organisation); held != "" {
			t.Errorf("holds %q after the removal", held)
		}
	}
	w.isSound(table)
}

// TestRule5HoldsUnderAnyRace: administrators who demote and remove each other and
// themselves, all at once, leave one.
func TestRule5HoldsUnderAnyRace(t *testing.T) {
	w, table := onDynamoDB(t)
	for range 4 {
		id := strings.ToLower(access.NewID())
		organisation, first := w.organisation("admin0-"+id, false)
		admins := []access.Caller{first}
		for n := 1; n < 4; n++ {
			admins = append(admins, w.member(whole(organisation), fmt.Sprint("admin", n, "-", id), organisationAdmin))
		}
		versions := each(admins, func(a access.Caller) string { return w.row(a, organisation).Version })
		answers(12, func(n int) error {
			by, of := admins[n%4], (n+n/4)%4 // themselves, their neighbour and the one after
			if n%2 == 0 {
				_, err := w.remove().Do(t.Context(), by.ID(), whole(organisation), admins[of].ID())
				return err
			}
			_, _, err := w.edit().If(access.IfVersion(versions[of])).Do(t.Context(), by.ID(), organisation.ID, admins[of].ID(),
				access.EditRequest{Grants: []access.Held{{Role: viewer}}})
			return err
		})
		if n := w.place(organisation).Organisation.Admins; n < 1 {
			t.Errorf("%d administrators are left", n)
		}
	}
	w.isSound(table)
}

// TestRaceResendAgainstAcceptance: an old link is taken before the resend or
// never.
func TestRaceResendAgainstAcceptance(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.organisation("admin", false)
	for range 8 {
		invitation := w.invited(admin, whole(organisation), "ada-"+strings.ToLower(access.NewID()), viewer)
		secret := w.secret(invitation.ID)
		var accepted, resent error
		together(
			func() { _, accepted = w.register().Do(t.Context(), invitation.ID, registration(secret)) },
			func() { _, resent = w.resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, "") })
		if accepted != nil {
			w.refused("acceptance", accepted, access.NotFound)
			w.refused("resend", resent, "")
			continue
		}
		if kind := access.KindOf(resent); kind != access.InvitationAccepted && kind != access.AlreadyGranted {
			t.Errorf("accepted, and the resend was answered with %v", resent)
		}
	}
	w.isSound(table)
}

// TestRaceAmendmentAgainstAcceptance gives what was offered before or after, and
// nothing in between.
func TestRaceAmendmentAgainstAcceptance(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.organisation("admin", false)
	for range 8 {
		invitation := w.invited(admin, whole(organisation), "ada-"+strings.ToLower(access.NewID()), viewer, signer)
		secret := w.secret(invitation.ID)
		var amended, accepted error
		var accepting access.Accepting
		together(
			func() { accepting, accepted = w.register().Do(t.Context(), invitation.ID, registration(secret)) },
			func() { _, amended = w.amended(admin, invitation, biller) })
		w.refused("acceptance", accepted, "")
		want := "audit-viewer signing-editor"
		if amended == nil {
			want = string(biller)
		} else {
			w.refused("amendment", amended, access.InvitationAccepted)
		}
		if held := rolesShown(access.Standing{Direct: accepting.Row}, organisation); held != want {
			t.Errorf("holds %q, the amendment was answered with %v", held, amended)
		}
	}
	w.isSound(table)
}

// TestRaceOfOneRequest: the same invitation asked for by one request many times
// at once is one, and each is told of it.
func TestRaceOfOneRequest(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.organisation("admin", false)
	ids := make([]access.InvitationID, 20)
	got := answers(20, func(n int) error {
		return persist(func() error {
			i, err := w.invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: mailbox("ada"), Roles: []access.RoleID{viewer}}, "seed")
			ids[n] = i.ID
			return err
		})
	})
	if got[""] != 20 || len(slices.Compact(ids)) != 1 {
		t.Errorf("answers %v with the ids %q", got, slices.Compact(ids))
	}
	w.isSound(table)
}
