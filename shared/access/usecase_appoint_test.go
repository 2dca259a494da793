package access_test

import (
	"errors"
	"slices"
	"testing"

	"admit/shared/access"
)

// TestAppointWhereNobodyIsLeft: an organisation whose administrators are gone
// has one again.
func TestAppointWhereNobodyIsLeft(t *testing.T) {
	for _, partner := range []bool{false, true} {
		w := newWorld(t, inMemoryStore())
		organisation, ada := w.organisation("ada", partner)
		_, err := w.forget().Do(t.Context(), ada.ID())
		w.must(err)
		if n := w.place(organisation).Organisation.Admins; n != 0 {
			t.Fatalf("there are %d administrators left", n)
		}
		invitation, err := w.appoint().Do(t.Context(), organisation.ID, access.InviteRequest{Email: mailbox("grace"), FirstName: "Grace"})
		w.must(err)
		grace := w.takes(invitation)
		want := organisationAdmin
		if partner {
			want = partnerAdmin
		}
		if held := w.held(grace, organisation); held != string(want) || w.place(organisation).Organisation.Admins != 1 {
			t.Errorf("holds %q, want %s", held, want)
		}
		records := w.recorded(organisation, access.InvitationCreated)
		if last := records[len(records)-1]; last.Actor != access.Operator || last.Invitation != invitation.ID {
			t.Errorf("on record: %+v", last)
		}
	}
}

// TestAppointTakesBackWhatIsOpen: who is appointed again gets a link that works,
// and the old one is dead.
func TestAppointTakesBackWhatIsOpen(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	shop := w.account(organisation, "Shop")
	open := w.invited(admin, whole(organisation), "grace", viewer)
	elsewhere := w.invited(admin, scopeOf(shop), "grace", viewer)
	secret := w.secret(open.ID)
	invitation, err := w.appoint().Do(t.Context(), organisation.ID, access.InviteRequest{Email: "GRACE@example.com"})
	w.must(err)
	_, err = w.register().Do(t.Context(), open.ID, registration(secret))
	w.refused("the old link", err, access.InvitationRevoked)
	if w.invitation(elsewhere.ID).Status != access.Pending {
		t.Error("an invitation to an account was taken back")
	}
	if held := w.held(w.takes(invitation), organisation); held != string(organisationAdmin) {
		t.Errorf("holds %q", held)
	}
}

// TestAppointLiftsASuppression: there may be nobody left who could resend.
func TestAppointLiftsASuppression(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	first := w.invited(admin, whole(organisation), "grace", viewer)
	w.must(w.deliver().Do(t.Context(), first.ID))
	w.tell(first, complaint)
	invitation, err := w.appoint().Do(t.Context(), organisation.ID, access.InviteRequest{Email: mailbox("grace")})
	w.must(err)
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	if got := w.invitation(invitation.ID); got.Delivery.Status != access.Sent || w.suppressed(got) != "" {
		t.Errorf("the mail is %+v, suppressed because %q", got.Delivery, w.suppressed(got))
	}
	w.tell(first, complaint)
	if why := w.suppressed(invitation); why != "" {
		t.Errorf("the same event again suppresses the address: %q", why)
	}
}

// TestAppointWhereAnInvitationRanOut closes it as expired, not as revoked.
func TestAppointWhereAnInvitationRanOut(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	over := w.invited(admin, whole(organisation), "grace", viewer)
	w.set(over.ExpiresAt)
	invitation, err := w.appoint().Do(t.Context(), organisation.ID, access.InviteRequest{Email: mailbox("grace")})
	w.must(err)
	if status := w.invitation(over.ID).Status; status != access.Expired {
		t.Errorf("the one that ran out is %s", status)
	}
	if held := w.held(w.takes(invitation), organisation); held != string(organisationAdmin) {
		t.Errorf("holds %q", held)
	}
}

// TestAppointWhoIsAdministrator: there is nothing to give, and what else is open
// to that person stays.
func TestAppointWhoIsAdministrator(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	open := w.invited(admin, whole(organisation), "admin", viewer)
	before := len(w.records(organisation))
	_, err := w.appoint().Do(t.Context(), organisation.ID, access.InviteRequest{Email: "ADMIN@example.com"})
	w.refused("an administrator", err, access.AlreadyGranted)
	if status := w.invitation(open.ID).Status; status != access.Pending || len(w.records(organisation)) != before {
		t.Errorf("their open invitation is %s, %d more on record", status, len(w.records(organisation))-before)
	}
	partner, chief := w.organisation("chief", true)
	w.edited(chief, partner, w.member(whole(partner), "lower", viewer), access.Held{Role: organisationAdmin})
	_, err = w.appoint().Do(t.Context(), partner.ID, access.InviteRequest{Email: mailbox("lower")})
	w.refused("an administrator of less", err, "")
}

func TestAppointIsJudged(t *testing.T) {
	w := inMemory(t)
	organisation, _ := w.organisation("admin", false)
	for _, id := range []access.OrganisationID{"", "#", "never-was"} {
		_, err := w.appoint().Do(t.Context(), id, access.InviteRequest{Email: mailbox("grace")})
		w.refused("organisation "+string(id), err, access.NotFound)
	}
	_, err := w.appoint().Do(t.Context(), organisation.ID, access.InviteRequest{Email: "grace", FirstName: "\n", Locale: "?"})
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
