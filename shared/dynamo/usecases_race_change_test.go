package dynamo_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestRaceEditsOfOneMembership lets many administrators who saw the same version
// edit a membership. One edit succeeds, and the others are refused.
func TestRaceEditsOfOneMembership(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	version := f.Membership(ada.ID(), organisation.ID).Version
	roles := []access.RoleID{"audit-admin", "billing-viewer", "billing-editor", "developer", "signing-editor"}
	f.WantOneSuccess(fixture.Answers(20, func(n int) error {
		_, _, err := f.Edit().If(access.IfVersion(version)).Do(t.Context(), admin.ID(), organisation.ID, ada.ID(),
			access.EditRequest{Grants: []access.ScopedRole{{Role: roles[n%len(roles)]}}})
		return err
	}), access.VersionMismatch)
	if held := f.HeldRoles(ada, organisation); !slices.Contains(roles, access.RoleID(held)) {
		t.Errorf("holds %q", held)
	}
	wantSound(f, table)
}

// TestRaceEditAgainstRemoval checks that a removed user holds nothing in the end,
// whatever an edit granted at the same moment.
func TestRaceEditAgainstRemoval(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	for range 8 {
		ada := f.Member(fixture.Whole(organisation), "ada-"+strings.ToLower(access.NewID()), fixture.Viewer)
		version := f.Membership(ada.ID(), organisation.ID).Version
		var edited, removed error
		fixture.Together(func() {
			_, _, edited = f.Edit().If(access.IfVersion(version)).Do(t.Context(), admin.ID(), organisation.ID, ada.ID(),
				access.EditRequest{Grants: []access.ScopedRole{{Role: fixture.Viewer}, {Role: "audit-admin"}}})
		}, func() { _, removed = f.Remove().Do(t.Context(), admin.ID(), fixture.Whole(organisation), ada.ID()) })
		f.WantRefusal("removal", removed, "")
		if edited != nil {
			f.WantRefusal("edit", edited, access.NotFound)
		}
		if held := f.HeldRoles(ada, organisation); held != "" {
			t.Errorf("holds %q after the removal", held)
		}
	}
	wantSound(f, table)
}

// TestRaceLastAdministrator lets administrators demote and remove each other and
// themselves at the same time. At least one is left.
func TestRaceLastAdministrator(t *testing.T) {
	f, table := onDynamoDB(t)
	for range 4 {
		id := strings.ToLower(access.NewID())
		organisation, first := f.Organisation("admin0-"+id, false)
		admins := []access.Caller{first}
		for n := 1; n < 4; n++ {
			admins = append(admins, f.Member(fixture.Whole(organisation), fmt.Sprint("admin", n, "-", id), fixture.OrganisationAdmin))
		}
		versions := fixture.Each(admins, func(a access.Caller) string { return f.Membership(a.ID(), organisation.ID).Version })
		fixture.Answers(12, func(n int) error {
			by, of := admins[n%4], (n+n/4)%4 // themselves, the next one and the one after that
			if n%2 == 0 {
				_, err := f.Remove().Do(t.Context(), by.ID(), fixture.Whole(organisation), admins[of].ID())
				return err
			}
			_, _, err := f.Edit().If(access.IfVersion(versions[of])).Do(t.Context(), by.ID(), organisation.ID, admins[of].ID(),
				access.EditRequest{Grants: []access.ScopedRole{{Role: fixture.Viewer}}})
			return err
		})
		if n := f.Snapshot(fixture.Whole(organisation)).Organisation.Admins; n < 1 {
			t.Errorf("%d administrators are left", n)
		}
	}
	wantSound(f, table)
}

// TestRaceResendAgainstAcceptance checks that an old link is accepted before the
// resend or not at all.
func TestRaceResendAgainstAcceptance(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	for range 8 {
		invitation := f.Invited(admin, fixture.Whole(organisation), "ada-"+strings.ToLower(access.NewID()), fixture.Viewer)
		token := f.Token(invitation.ID)
		var accepted, resent error
		fixture.Together(
			func() { _, accepted = f.Register().Do(t.Context(), invitation.ID, fixture.Registration(token)) },
			func() { _, resent = f.Resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, "") })
		if accepted != nil {
			f.WantRefusal("acceptance", accepted, access.NotFound)
			f.WantRefusal("resend", resent, "")
			continue
		}
		if kind := access.KindOf(resent); kind != access.InvitationAccepted && kind != access.AlreadyGranted {
			t.Errorf("accepted, and the resend was answered with %v", resent)
		}
	}
	wantSound(f, table)
}

// TestRaceUpdateAgainstAcceptance checks that an acceptance grants what was
// offered before the update or after it, and no mixture.
func TestRaceUpdateAgainstAcceptance(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	for range 8 {
		invitation := f.Invited(admin, fixture.Whole(organisation), "ada-"+strings.ToLower(access.NewID()), fixture.Viewer, fixture.Signer)
		token := f.Token(invitation.ID)
		var updated, accepted error
		var accepting access.AcceptResult
		fixture.Together(
			func() { accepting, accepted = f.Register().Do(t.Context(), invitation.ID, fixture.Registration(token)) },
			func() { _, updated = f.TryUpdate(admin, invitation, fixture.Biller) })
		f.WantRefusal("acceptance", accepted, "")
		want := "audit-viewer signing-editor"
		if updated == nil {
			want = string(fixture.Biller)
		} else {
			f.WantRefusal("update", updated, access.InvitationAccepted)
		}
		if held := fixture.RolesShown(access.EffectiveAccess{Direct: accepting.Membership}, organisation); held != want {
			t.Errorf("holds %q, the update was answered with %v", held, updated)
		}
	}
	wantSound(f, table)
}

// TestRaceTakeOver takes an invitation over while it is accepted, revoked or resent. Whoever
// comes second is refused, or does the same to what the other one wrote.
func TestRaceTakeOver(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	for n, rival := range []func(i access.Invitation, token string) error{
		func(i access.Invitation, token string) error {
			return fixture.Err(f.Register().Do(t.Context(), i.ID, fixture.Registration(token)))
		},
		func(i access.Invitation, _ string) error {
			return f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID)
		},
		func(i access.Invitation, _ string) error {
			return fixture.Err(f.Resend().Do(t.Context(), admin.ID(), organisation.ID, i.ID, ""))
		},
	} {
		want := []access.Status{access.Accepted, access.Revoked, access.Pending}[n]
		for range 5 {
			i := f.InvitedByOperator(fixture.Whole(organisation), "ada-"+strings.ToLower(access.NewID()), fixture.Viewer)
			token := f.Token(i.ID)
			var taken, other error
			fixture.Together(
				func() { taken = fixture.Err(f.TakeOver().Do(t.Context(), admin.ID(), organisation.ID, i.ID)) },
				func() { other = rival(i, token) })
			f.WantRefusal("the rival", other, "")
			stored := f.Invitation(i.ID)
			switch {
			case stored.StatusAt(f.Now()) != want:
				t.Errorf("the invitation is %s, want %s", stored.Status, want)
			case taken == nil && stored.Inviter.ID != admin.ID():
				t.Errorf("taken over, and the inviter is %+v", stored.Inviter)
			case taken != nil && (want == access.Pending || stored.Inviter.ID != access.Operator.ID):
				t.Errorf("the inviter is %+v, and the answer was %v", stored.Inviter, taken)
			}
		}
	}
	wantSound(f, table)
}

// TestRaceOfOneRequest sends one request for an invitation many times at the same
// moment. There is one invitation, and every answer has it.
func TestRaceOfOneRequest(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	ids := make([]access.InvitationID, 20)
	got := fixture.Answers(20, func(n int) error {
		return fixture.Persist(func() error {
			i, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: fixture.Mailbox("ada"), Roles: []access.RoleID{fixture.Viewer}}, "seed")
			ids[n] = i.ID
			return err
		})
	})
	if got[""] != 20 || len(slices.Compact(ids)) != 1 {
		t.Errorf("answers %v with the ids %q", got, slices.Compact(ids))
	}
	wantSound(f, table)
}
