package access_test

import (
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// lapsed is an invitation that has expired, with the token of its link.
type lapsed struct {
	*fixture.Fixture
	organisation access.Organisation
	admin        access.Caller
	invitation   access.Invitation
	token        string
}

func letLapse(t *testing.T) lapsed {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	s := lapsed{f, organisation, admin, invitation, f.Token(invitation.ID)}
	f.Set(invitation.ExpiresAt)
	return s
}

func (s lapsed) ask() error { return s.askWith(s.token) }

func (s lapsed) askWith(token string) error {
	return fixture.Err(s.RequestRenewal().Do(s.Context(), s.invitation.ID, token))
}

// shown returns what the refusal of the preview shows; nil if it shows nothing.
func (s lapsed) shown() *access.ExpiredInvitation {
	_, err := s.Preview().Do(s.Context(), s.invitation.ID, s.token)
	s.WantRefusal("preview", err, access.InvitationExpired)
	refusal, _ := errors.AsType[*access.Error](err)
	return refusal.Expired
}

// A request marks the invitation once, whether or not its expiry has been recorded and the
// store has removed it meanwhile, and a resend clears the mark.
func TestRenewalIsRequestedOnce(t *testing.T) {
	for name, before := range map[string]func(s lapsed){
		"stored as pending":  func(lapsed) {},
		"closed as expired":  func(s lapsed) { s.Must(s.Expire().Do(t.Context(), s.invitation)) },
		"removed and closed": func(s lapsed) { s.RemoveItem(s.invitation.ID); s.Must(s.Expire().Do(t.Context(), s.invitation)) },
	} {
		t.Run(name, func(t *testing.T) {
			s := letLapse(t)
			s.invitation = s.Invitation(s.invitation.ID)
			before(s)
			at := s.Now()
			for range 2 {
				got, err := s.RequestRenewal().Do(t.Context(), s.invitation.ID, s.token)
				s.Must(err)
				if !got.Equal(at) {
					t.Errorf("requested at %s, want %s", got, at)
				}
				s.Pass(time.Hour)
			}
			marked := s.Invitation(s.invitation.ID)
			if !marked.RenewalRequestedAt.Equal(at) || !marked.Notice.QueuedAt.Equal(at) || marked.Status != access.Expired || marked.Version != 2 {
				t.Errorf("the invitation is %+v", marked)
			}
			asked, ended := s.EventsOfType(s.organisation, access.EventRenewalRequested), s.EventsOfType(s.organisation, access.EventInvitationExpired)
			if len(asked) != 1 || len(ended) != 1 || asked[0].Actor.Email != fixture.Mailbox("ada") || asked[0].Actor.ID != "" {
				t.Errorf("events: %+v, %+v", asked, ended)
			}
			if resent := s.Resent(s.admin, marked); !resent.RenewalRequestedAt.IsZero() || resent.Notice != (access.Notice{}) {
				t.Errorf("after a resend, the invitation is %+v", resent)
			}
			s.WantRefusal("the old link", s.ask(), access.NotFound)
		})
	}
}

// A wrong token gets the answer of the preview for an unknown invitation.
func TestRenewalNeedsTheToken(t *testing.T) {
	s := letLapse(t)
	_, unknown := s.Preview().Do(t.Context(), "unknown", s.token)
	for name, token := range map[string]string{"wrong": "wrong", "empty": ""} {
		_, preview := s.Preview().Do(t.Context(), s.invitation.ID, token)
		for _, err := range []error{s.askWith(token), preview} {
			s.WantRefusal(name, err, access.NotFound)
			if err.Error() != unknown.Error() {
				t.Errorf("%s: %v, want %v", name, err, unknown)
			}
		}
	}
	s.WantRefusal("another invitation", fixture.Err(s.RequestRenewal().Do(t.Context(), "no id!", s.token)), access.NotFound)
	if marked := s.Invitation(s.invitation.ID); !marked.RenewalRequestedAt.IsZero() || marked.Status != access.Pending {
		t.Errorf("the invitation is %+v", marked)
	}
}

func TestRenewalOfWhatIsNotExpired(t *testing.T) {
	s := letLapse(t)
	s.Set(s.invitation.ExpiresAt.Add(-time.Second))
	s.WantRefusal("a second before the end", s.ask(), access.InvitationPending)
	declined, revoked, accepted := s, s, s
	for _, one := range []*lapsed{&declined, &revoked, &accepted} {
		one.invitation = s.Invited(s.admin, fixture.Whole(s.organisation), access.NewID(), fixture.Signer)
		one.token = s.Token(one.invitation.ID)
	}
	s.Must(s.Decline().Do(t.Context(), declined.invitation.ID, declined.token))
	s.Must(s.Revoke().Do(t.Context(), s.admin.ID(), s.organisation.ID, revoked.invitation.ID))
	s.Join(accepted.invitation)
	s.WantRefusal("declined", declined.ask(), access.InvitationDeclined)
	s.WantRefusal("revoked", revoked.ask(), access.InvitationRevoked)
	s.WantRefusal("accepted", accepted.ask(), access.InvitationAccepted)
	_, err := s.Preview().Do(t.Context(), revoked.invitation.ID, revoked.token)
	if refusal, ok := errors.AsType[*access.Error](err); !ok || refusal.Expired != nil {
		t.Errorf("the preview of a revoked invitation offers to ask: %v", err)
	}
}

// Nobody asks for what could not be given.
func TestRenewalThatIsOfNoUse(t *testing.T) {
	for name, c := range map[string]struct {
		before func(s lapsed)
		want   access.Kind
		hidden bool // the refusal of the preview does not offer to ask
	}{
		"the invitee has the roles by now": {func(s lapsed) {
			s.Must(s.Expire().Do(t.Context(), s.invitation)) // which frees the slot
			s.Member(fixture.Whole(s.organisation), "ada", fixture.Viewer)
		}, access.AlreadyGranted, false},
		"a newer invitation is open": {func(s lapsed) {
			s.Invited(s.admin, fixture.Whole(s.organisation), "ada", fixture.Viewer)
		}, access.InvitationExpired, true},
		"the organisation is being deleted": {func(s lapsed) {
			s.Must(s.Store.BeginDeletion(s.Context(), access.DeletionStart{Before: s.organisation, Deletion: access.Deletion{At: s.Now(), Until: s.Now().Add(time.Hour)}}))
		}, access.InvitationExpired, true},
		"the organisation was deleted": {func(s lapsed) {
			s.Must(s.Expire().Do(s.Context(), s.invitation))
			s.Must(fixture.Err(s.Delete().OrganisationByOperator(s.Context(), s.organisation.ID, true)))
		}, access.InvitationExpired, true},
		"all roles have ended": {func(s lapsed) {
			changed := s.Invitation(s.invitation.ID)
			changed.Ends, changed.Version = access.Ends{fixture.Viewer: s.Now()}, 2
			s.Must(s.Store.UpdateInvitation(s.Context(), access.InvitationUpdate{Before: s.invitation, After: changed, At: s.Now().Add(-time.Second)}))
		}, access.InvitationExpired, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := letLapse(t)
			c.before(s)
			s.WantRefusal("request", s.ask(), c.want)
			if shown := s.shown(); (shown == nil) != c.hidden {
				t.Errorf("the preview shows %+v", shown)
			}
			if marked := s.Invitation(s.invitation.ID); !marked.RenewalRequestedAt.IsZero() {
				t.Errorf("the invitation is %+v", marked)
			}
		})
	}
}

// A newer invitation matters only while it is open, and at the same scope.
func TestRenewalBesideAnotherInvitation(t *testing.T) {
	s := letLapse(t)
	s.Invited(s.admin, fixture.ScopeOf(s.Account(s.organisation, "Shop")), "ada", fixture.Viewer)
	newer := s.Invited(s.admin, fixture.Whole(s.organisation), "ada", fixture.Viewer)
	s.WantRefusal("beside an open one", s.ask(), access.InvitationExpired)
	s.Set(newer.ExpiresAt)
	if s.shown() == nil {
		t.Error("beside an expired one, the preview shows nothing")
	}
	s.Must(s.ask())
	s.Resent(s.admin, s.Invitation(s.invitation.ID))
}

// The refusals are for the invitee.
func TestRenewalRefusalsAreForTheInvitee(t *testing.T) {
	for held, want := range map[access.RoleID]string{
		fixture.Viewer: "already-granted: You already have all of these roles.",
		fixture.Biller: "limit-reached: You can have at most 1 roles in an organisation.",
	} {
		t.Run(string(held), func(t *testing.T) {
			s := letLapse(t)
			s.Limits.Grants = 1
			s.Must(s.Expire().Do(t.Context(), s.invitation)) // which frees the slot
			s.Member(fixture.Whole(s.organisation), "ada", held)
			if err := s.ask(); err == nil || err.Error() != want {
				t.Errorf("the refusal is %v, want %s", err, want)
			}
		})
	}
}

// The holder of the expired link sees who invited them to what, and nothing about the
// invitee.
func TestPreviewOfAnExpiredInvitation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	invitation := f.Invited(admin, fixture.ScopeOf(shop), "ada", fixture.Viewer)
	s := lapsed{f, organisation, admin, invitation, f.Token(invitation.ID)}
	s.Set(invitation.ExpiresAt)
	shown := s.shown()
	if shown == nil || shown.Organisation.Name != organisation.Name || shown.Account.Name != "Shop" || shown.Inviter.Name != "Ada Lovelace" ||
		!shown.ExpiresAt.Equal(invitation.ExpiresAt) || !shown.RequestedAt.IsZero() {
		t.Fatalf("the preview shows %+v", shown)
	}
	s.Must(s.ask())
	if again := s.shown(); !again.RequestedAt.Equal(s.Now()) {
		t.Errorf("after a request, the preview shows %+v", again)
	}
}

// Of a request and a resend at the same time, the request is judged by what the resend left.
func TestResendDuringARequestForANewLink(t *testing.T) {
	s := letLapse(t)
	healthy := s.Store
	s.Store = &fixture.Between{Store: healthy, BeforeRequestRenewal: func() {
		_, err := access.Resend{Store: healthy, Roles: s.Roles, Limits: s.Limits, Now: s.Now}.Do(t.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID, "")
		s.Must(err)
	}}
	s.WantRefusal("request", s.ask(), access.NotFound)
	if after := s.Invitation(s.invitation.ID); !after.RenewalRequestedAt.IsZero() || after.Attempt != 2 {
		t.Errorf("the invitation is %+v", after)
	}
}
