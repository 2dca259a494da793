package access_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// TestAppointWhereNobodyIsLeft: an organisation whose administrators are gone
// has one again.
func TestAppointWhereNobodyIsLeft(t *testing.T) {
	for _, partner := range []bool{false, true} {
		w := fixture.New(t, memory.New())
		organisation, ada := w.Organisation("ada", partner)
		_, err := w.DeleteUser().Do(t.Context(), ada.ID())
		w.Must(err)
		if n := w.Snapshot(whole(organisation)).Organisation.Admins; n != 0 {
			t.Fatalf("there are %d administrators left", n)
		}
		invitation, err := w.InviteAdministrator().Do(t.Context(), organisation.ID, access.InviteRequest{Email: mailbox("grace"), FirstName: "Grace"})
		w.Must(err)
		grace := w.Join(invitation)
		want := organisationAdmin
		if partner {
			want = partnerAdmin
		}
		if held := w.HeldRoles(grace, organisation); held != string(want) || w.Snapshot(whole(organisation)).Organisation.Admins != 1 {
			t.Errorf("holds %q, want %s", held, want)
		}
		events := w.EventsOfType(organisation, access.EventInvitationCreated)
		if last := events[len(events)-1]; last.Actor != access.Operator || last.Invitation != invitation.ID {
			t.Errorf("on record: %+v", last)
		}
	}
}

// TestAppointTakesBackWhatIsOpen: who is appointed again gets a link that works,
// and the old one is dead.
func TestAppointTakesBackWhatIsOpen(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	shop := w.Account(organisation, "Shop")
	open := w.Invited(admin, whole(organisation), "grace", viewer)
	elsewhere := w.Invited(admin, scopeOf(shop), "grace", viewer)
	secret := w.Token(open.ID)
	invitation, err := w.InviteAdministrator().Do(t.Context(), organisation.ID, access.InviteRequest{Email: "GRACE@example.com"})
	w.Must(err)
	_, err = w.Register().Do(t.Context(), open.ID, registration(secret))
	w.WantRefusal("the old link", err, access.InvitationRevoked)
	if w.Invitation(elsewhere.ID).Status != access.Pending {
		t.Error("an invitation to an account was taken back")
	}
	if held := w.HeldRoles(w.Join(invitation), organisation); held != string(organisationAdmin) {
		t.Errorf("holds %q", held)
	}
}

// TestAppointLiftsASuppression: there may be nobody left who could resend.
func TestAppointLiftsASuppression(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	first := w.Invited(admin, whole(organisation), "grace", viewer)
	w.Must(w.Deliver().Do(t.Context(), first.ID))
	w.Tell(first, delivery.Event{Status: access.Complained, At: noon.Add(6 * time.Minute), Detail: "abuse"})
	invitation, err := w.InviteAdministrator().Do(t.Context(), organisation.ID, access.InviteRequest{Email: mailbox("grace")})
	w.Must(err)
	w.Must(w.Deliver().Do(t.Context(), invitation.ID))
	if got := w.Invitation(invitation.ID); got.Delivery.Status != access.Sent || w.SuppressedBecause(got) != "" {
		t.Errorf("the mail is %+v, suppressed because %q", got.Delivery, w.SuppressedBecause(got))
	}
	w.Tell(first, delivery.Event{Status: access.Complained, At: noon.Add(6 * time.Minute), Detail: "abuse"})
	if why := w.SuppressedBecause(invitation); why != "" {
		t.Errorf("the same event again suppresses the address: %q", why)
	}
}

// TestAppointWhereAnInvitationRanOut closes it as expired, not as revoked.
func TestAppointWhereAnInvitationRanOut(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	over := w.Invited(admin, whole(organisation), "grace", viewer)
	w.Set(over.ExpiresAt)
	invitation, err := w.InviteAdministrator().Do(t.Context(), organisation.ID, access.InviteRequest{Email: mailbox("grace")})
	w.Must(err)
	if status := w.Invitation(over.ID).Status; status != access.Expired {
		t.Errorf("the one that ran out is %s", status)
	}
	if held := w.HeldRoles(w.Join(invitation), organisation); held != string(organisationAdmin) {
		t.Errorf("holds %q", held)
	}
}

// TestAppointWhoIsAdministrator: there is nothing to give, and what else is open
// to that person stays.
func TestAppointWhoIsAdministrator(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	open := w.Invited(admin, whole(organisation), "admin", viewer)
	before := len(w.Events(organisation))
	_, err := w.InviteAdministrator().Do(t.Context(), organisation.ID, access.InviteRequest{Email: "ADMIN@example.com"})
	w.WantRefusal("an administrator", err, access.AlreadyGranted)
	if status := w.Invitation(open.ID).Status; status != access.Pending || len(w.Events(organisation)) != before {
		t.Errorf("their open invitation is %s, %d more on record", status, len(w.Events(organisation))-before)
	}
	partner, chief := w.Organisation("chief", true)
	w.EditRoles(chief, partner, w.Member(whole(partner), "lower", viewer), access.ScopedRole{Role: organisationAdmin})
	_, err = w.InviteAdministrator().Do(t.Context(), partner.ID, access.InviteRequest{Email: mailbox("lower")})
	w.WantRefusal("an administrator of less", err, "")
}

func TestAppointIsJudged(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, _ := w.Organisation("admin", false)
	for _, id := range []access.OrganisationID{"", "#", "never-was"} {
		_, err := w.InviteAdministrator().Do(t.Context(), id, access.InviteRequest{Email: mailbox("grace")})
		w.WantRefusal("organisation "+string(id), err, access.NotFound)
	}
	_, err := w.InviteAdministrator().Do(t.Context(), organisation.ID, access.InviteRequest{Email: "grace", FirstName: "\n", Locale: "?"})
	refusal, ok := errors.AsType[*access.Error](err)
	if !ok || refusal.Kind != access.Invalid {
		t.Fatalf("%v, want what is wrong", err)
	}
	var fields []string
	for _, f := range refusal.Fields {
		fields = append(fields, f.Field)
	}
	slices.Sort(fields)
	if want := []string{"admin.email", "admin.firstName", "locale"}; !slices.Equal(fields, want) {
		t.Errorf("names %v, want %v", fields, want)
	}
}
