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

// TestInviteAdministratorWhenNoneIsLeft checks that an organisation whose
// administrators were removed gets one again.
func TestInviteAdministratorWhenNoneIsLeft(t *testing.T) {
	for _, partner := range []bool{false, true} {
		f := fixture.New(t, memory.New())
		organisation, ada := f.Organisation("ada", partner)
		_, err := f.DeleteUser().Do(t.Context(), ada.ID())
		f.Must(err)
		if n := f.Snapshot(fixture.Whole(organisation)).Organisation.Admins; n != 0 {
			t.Fatalf("there are %d administrators left", n)
		}
		invitation, err := f.InviteAdministrator().Do(t.Context(), organisation.ID, access.InviteRequest{Email: fixture.Mailbox("grace"), FirstName: "Grace"})
		f.Must(err)
		grace := f.Join(invitation)
		want := fixture.OrganisationAdmin
		if partner {
			want = fixture.PartnerAdmin
		}
		if held := f.HeldRoles(grace, organisation); held != string(want) || f.Snapshot(fixture.Whole(organisation)).Organisation.Admins != 1 {
			t.Errorf("holds %q, want %s", held, want)
		}
		events := f.EventsOfType(organisation, access.EventInvitationCreated)
		if last := events[len(events)-1]; last.Actor != access.Operator || last.Invitation != invitation.ID {
			t.Errorf("events: %+v", last)
		}
	}
}

// TestInviteAdministratorRevokesOpenInvitation checks that somebody who is
// invited again gets a new link, and that the old one stops working.
func TestInviteAdministratorRevokesOpenInvitation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	open := f.Invited(admin, fixture.Whole(organisation), "grace", fixture.Viewer)
	elsewhere := f.Invited(admin, fixture.ScopeOf(shop), "grace", fixture.Viewer)
	token := f.Token(open.ID)
	invitation, err := f.InviteAdministrator().Do(t.Context(), organisation.ID, access.InviteRequest{Email: "GRACE@example.com"})
	f.Must(err)
	_, err = f.Register().Do(t.Context(), open.ID, fixture.Registration(token))
	f.WantRefusal("the old link", err, access.InvitationRevoked)
	if f.Invitation(elsewhere.ID).Status != access.Pending {
		t.Error("an invitation to an account was revoked")
	}
	if held := f.HeldRoles(f.Join(invitation), organisation); held != string(fixture.OrganisationAdmin) {
		t.Errorf("holds %q", held)
	}
}

// TestInviteAdministratorLiftsSuppression checks that an operator's invitation
// lifts a suppression, because there may be nobody left who could resend.
func TestInviteAdministratorLiftsSuppression(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	first := f.Invited(admin, fixture.Whole(organisation), "grace", fixture.Viewer)
	f.Must(f.Deliver().Do(t.Context(), first.ID))
	f.TrackEvent(first, delivery.Event{Status: access.Complained, At: fixture.Noon.Add(6 * time.Minute), Detail: "abuse"})
	invitation, err := f.InviteAdministrator().Do(t.Context(), organisation.ID, access.InviteRequest{Email: fixture.Mailbox("grace")})
	f.Must(err)
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	if got := f.Invitation(invitation.ID); got.Delivery.Status != access.Sent || f.SuppressedBecause(got) != "" {
		t.Errorf("the mail is %+v, suppressed because %q", got.Delivery, f.SuppressedBecause(got))
	}
	f.TrackEvent(first, delivery.Event{Status: access.Complained, At: fixture.Noon.Add(6 * time.Minute), Detail: "abuse"})
	if why := f.SuppressedBecause(invitation); why != "" {
		t.Errorf("the same event again suppresses the address: %q", why)
	}
}

// TestInviteAdministratorClosesExpiredInvitation checks that an expired
// invitation is closed as expired, not as revoked.
func TestInviteAdministratorClosesExpiredInvitation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	over := f.Invited(admin, fixture.Whole(organisation), "grace", fixture.Viewer)
	f.Set(over.ExpiresAt)
	invitation, err := f.InviteAdministrator().Do(t.Context(), organisation.ID, access.InviteRequest{Email: fixture.Mailbox("grace")})
	f.Must(err)
	if status := f.Invitation(over.ID).Status; status != access.Expired {
		t.Errorf("the expired invitation is %s", status)
	}
	if held := f.HeldRoles(f.Join(invitation), organisation); held != string(fixture.OrganisationAdmin) {
		t.Errorf("holds %q", held)
	}
}

// TestInviteAdministratorAgain checks that an administrator is refused, and that
// their open invitations stay.
func TestInviteAdministratorAgain(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	open := f.Invited(admin, fixture.Whole(organisation), "admin", fixture.Viewer)
	before := len(f.Events(organisation))
	_, err := f.InviteAdministrator().Do(t.Context(), organisation.ID, access.InviteRequest{Email: "ADMIN@example.com"})
	f.WantRefusal("an administrator", err, access.AlreadyGranted)
	if status := f.Invitation(open.ID).Status; status != access.Pending || len(f.Events(organisation)) != before {
		t.Errorf("their open invitation is %s, %d more events", status, len(f.Events(organisation))-before)
	}
	partner, chief := f.Organisation("chief", true)
	f.EditRoles(chief, partner, f.Member(fixture.Whole(partner), "lower", fixture.Viewer), access.ScopedRole{Role: fixture.OrganisationAdmin})
	_, err = f.InviteAdministrator().Do(t.Context(), partner.ID, access.InviteRequest{Email: fixture.Mailbox("lower")})
	f.WantRefusal("an administrator by a lower role", err, "")
}

func TestInviteAdministratorReportsEveryInvalidField(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, _ := f.Organisation("admin", false)
	for _, id := range []access.OrganisationID{"", "#", "never-was"} {
		_, err := f.InviteAdministrator().Do(t.Context(), id, access.InviteRequest{Email: fixture.Mailbox("grace")})
		f.WantRefusal("organisation "+string(id), err, access.NotFound)
	}
	_, err := f.InviteAdministrator().Do(t.Context(), organisation.ID, access.InviteRequest{Email: "grace", FirstName: "\n", Locale: "?"})
	refusal, ok := errors.AsType[*access.Error](err)
	if !ok || refusal.Kind != access.Invalid {
		t.Fatalf("%v, want the invalid fields", err)
	}
	var fields []string
	for _, field := range refusal.Fields {
		fields = append(fields, field.Field)
	}
	slices.Sort(fields)
	if want := []string{"admin.email", "admin.firstName", "locale"}; !slices.Equal(fields, want) {
		t.Errorf("fields %v, want %v", fields, want)
	}
}
