package access_test

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// An operator resends for the inviter, without a limit, and lifts a suppression. The same seed
// resends once.
func TestResendByOperator(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Must(f.Deliver().Do(t.Context(), i.ID))
	f.TrackEvent(i, delivery.Event{Status: access.Bounced, At: f.Now(), Permanent: true})
	f.Limits.MailsPerDay = 1
	for range 2 {
		resent, err := f.Resend().ByOperator(t.Context(), i.ID, "seed")
		f.Must(err)
		if resent.Attempt != 2 || resent.Inviter != i.Inviter || resent.Delivery.Status != access.Queued {
			t.Errorf("resent is %+v", resent)
		}
	}
	if reason := f.SuppressedBecause(i); reason != "" {
		t.Errorf("emails are suppressed: %s", reason)
	}
	if events := f.EventsOfType(organisation, access.EventInvitationResent); len(events) != 1 || events[0].Actor != access.Operator {
		t.Errorf("the events are %+v", events)
	}
	f.Must(f.Deliver().Do(t.Context(), i.ID))
	f.Join(f.Invitation(i.ID))
}

// An operator resends nothing that nobody could accept.
func TestResendByOperatorIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		act  func(f *fixture.Fixture, o access.Organisation, admin access.Caller, i access.Invitation)
		kind access.Kind
	}{
		"the inviter was removed": {func(f *fixture.Fixture, o access.Organisation, admin access.Caller, _ access.Invitation) {
			other := f.Member(fixture.Whole(o), "other", access.OrganisationAdmin)
			f.Must(fixture.Err(f.Remove().Do(f.Context(), other.ID(), fixture.Whole(o), admin.ID())))
		}, access.InvitationNotAuthorised},
		"it was accepted": {func(f *fixture.Fixture, _ access.Organisation, _ access.Caller, i access.Invitation) {
			f.Must(f.Deliver().Do(f.Context(), i.ID))
			f.Join(i)
		}, access.InvitationAccepted},
		"it was revoked": {func(f *fixture.Fixture, o access.Organisation, admin access.Caller, i access.Invitation) {
			f.Must(f.Revoke().Do(f.Context(), admin.ID(), o.ID, i.ID))
		}, access.InvitationRevoked},
		"it never was": {func(f *fixture.Fixture, _ access.Organisation, _ access.Caller, i access.Invitation) {
			f.RemoveItem(i.ID)
		}, access.NotFound},
		"it is shown no more": {func(f *fixture.Fixture, o access.Organisation, admin access.Caller, i access.Invitation) {
			f.Must(f.Revoke().Do(f.Context(), admin.ID(), o.ID, i.ID))
			f.Set(f.Invitation(i.ID).KeptUntil)
		}, access.NotFound},
		"its roles have ended": {func(f *fixture.Fixture, o access.Organisation, admin access.Caller, i access.Invitation) {
			end := f.Now().Add(time.Hour)
			r := access.UpdateInvitationRequest{Roles: []access.RoleID{fixture.Viewer}, Ends: access.Ends{fixture.Viewer: end}}
			f.Must(fixture.Err(f.Update().Do(f.Context(), admin.ID(), o.ID, i.ID, r)))
			f.Set(end)
		}, access.InvitationExpired},
		"its organisation was deleted": {func(f *fixture.Fixture, o access.Organisation, _ access.Caller, i access.Invitation) {
			f.Must(f.Decline().Do(f.Context(), i.ID, f.Token(i.ID)))
			f.Must(fixture.Err(f.Delete().OrganisationByOperator(f.Context(), o.ID, true)))
		}, access.InvitationNotAuthorised},
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			organisation, admin := f.Organisation("admin", false)
			i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
			c.act(f, organisation, admin, i)
			_, err := f.Resend().ByOperator(t.Context(), i.ID, "seed")
			f.WantRefusal(name, err, c.kind)
		})
	}
	f := fixture.InMemory(t)
	_, err := f.Resend().ByOperator(t.Context(), "#", "")
	f.WantRefusal("a malformed id", err, access.NotFound)
}

// An expired invitation is resent too.
func TestResendOfAnExpiredInvitationByOperator(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Set(i.ExpiresAt)
	resent, err := f.Resend().ByOperator(t.Context(), i.ID, "")
	f.Must(err)
	if resent.StatusAt(f.Now()) != access.Pending {
		t.Errorf("resent is %+v", resent)
	}
}
