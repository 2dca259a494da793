package delivery_test

import (
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// asked is an expired invitation whose invitee has asked for a new link.
type asked struct {
	*fixture.Fixture
	organisation access.Organisation
	admin        access.Caller
	id           access.InvitationID
}

func askedForRenewal(t *testing.T) asked {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	token := f.Token(invitation.ID)
	f.Set(invitation.ExpiresAt)
	_, err := f.RequestRenewal().Do(t.Context(), invitation.ID, token)
	f.Must(err)
	return asked{f, organisation, admin, invitation.ID}
}

func (a asked) notify() error { return a.Notify().Do(a.Context(), a.id) }

// wantNotice compares how many notices were sent and parked, and whether one is left.
func (a asked) wantNotice(sent, parked int, left bool) {
	a.Helper()
	if n, p, l := len(a.Mailer.Notices(a.id)), len(a.DeadLetters.Parked(a.id)), !a.Invitation(a.id).Notice.QueuedAt.IsZero(); n != sent || p != parked || l != left {
		a.Errorf("%d notices, %d parked, one left: %t; want %d, %d, %t", n, p, l, sent, parked, left)
	}
}

func TestNotifyOfARenewal(t *testing.T) {
	a := askedForRenewal(t)
	for range 2 { // the stream offers the same notice again
		a.Must(a.notify())
		a.wantNotice(1, 0, false)
	}
	want := delivery.Notice{Kind: delivery.RenewalNotice, To: fixture.Address(t, fixture.Mailbox("admin")), Invitation: a.id,
		Link:         "https://admit.example/console/organisations/" + string(a.organisation.ID) + "/users?invitation=" + string(a.id) + "&view=closed",
		Organisation: a.organisation.Name, Invitee: fixture.Mailbox("ada"), Requester: fixture.Mailbox("ada")}
	if got := a.Mailer.Notices(a.id)[0]; got != want {
		t.Errorf("the notice is %+v, want %+v", got, want)
	}
}

func TestNotifyOfAnAcceptanceRequest(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	invitation := f.Invited(admin, fixture.ScopeOf(shop), "ada", fixture.Viewer)
	grace := f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("grace")), true, fixture.Password)
	_, err := f.RequestAcceptance().Do(t.Context(), grace, invitation.ID, access.AcceptRequest{Token: f.Token(invitation.ID)})
	f.Must(err)
	a := asked{f, organisation, admin, invitation.ID}
	a.Must(a.notify())
	a.wantNotice(1, 0, false)
	want := delivery.Notice{Kind: delivery.AcceptanceNotice, To: fixture.Address(t, fixture.Mailbox("admin")), Invitation: a.id,
		Link:         "https://admit.example/console/organisations/" + string(organisation.ID) + "/users?invitation=" + string(a.id),
		Organisation: organisation.Name, Account: "Shop", Invitee: fixture.Mailbox("ada"), Requester: fixture.Mailbox("grace")}
	if got := f.Mailer.Notices(a.id)[0]; got != want {
		t.Errorf("the notice is %+v, want %+v", got, want)
	}
}

// Nobody is told of what nobody asks for any more, and nothing is parked if there is nobody
// to tell.
func TestNoticeThatIsNotSent(t *testing.T) {
	for name, change := range map[string]func(a asked){
		"resent": func(a asked) { a.Resent(a.admin, a.Invitation(a.id)) },
		"nobody can be told": func(a asked) {
			before := a.InvitedByOperator(fixture.Whole(a.organisation), "admin", fixture.Viewer)
			a.Token(before.ID)
			a.TrackEvent(before, delivery.Event{Status: access.Complained, At: a.Now()})
		},
		"removed": func(a asked) { a.RemoveItem(a.id) },
	} {
		t.Run(name, func(t *testing.T) {
			a := askedForRenewal(t)
			change(a)
			a.Must(a.notify())
			if n := len(a.Mailer.Notices(a.id)); n != 0 || len(a.DeadLetters.Parked(a.id)) != 0 {
				t.Errorf("%d notices", n)
			}
		})
	}
}

// A notice is tried again while its outcome is unknown, three times at most, and parked then.
func TestNoticeWithAnUnknownOutcome(t *testing.T) {
	a := askedForRenewal(t)
	unknown := errors.New("no answer")
	a.Mailer.Around = func(_ string, do func() error) error { return errors.Join(do(), unknown) }
	for try := 1; try <= 3; try++ {
		if err := a.notify(); !errors.Is(err, unknown) {
			t.Fatalf("try %d: %v", try, err)
		}
		if err := a.notify(); !errors.Is(err, delivery.ErrBusy) {
			t.Fatalf("during the claim of try %d: %v", try, err)
		}
		a.wantNotice(try, 0, true)
		a.Pass(5 * time.Minute)
	}
	a.Must(a.notify())
	a.wantNotice(3, 1, false)
}

// A notice that was certainly not sent is tried again at once, and parked after hours.
func TestNoticeThatCannotBeSent(t *testing.T) {
	a := askedForRenewal(t)
	a.Mailer.Around = func(string, func() error) error { return delivery.ErrNotSent }
	for range 5 {
		if err := a.notify(); !errors.Is(err, delivery.ErrNotSent) {
			t.Fatal(err)
		}
		a.wantNotice(0, 0, true)
	}
	a.Pass(delivery.GiveUpAfter + time.Second)
	a.Must(a.notify())
	a.wantNotice(0, 1, false)
}

// A notice that the email service does not accept is parked at once.
func TestNoticeThatIsRefused(t *testing.T) {
	a := askedForRenewal(t)
	a.Mailer.Around = func(string, func() error) error { return &delivery.PermanentError{Reason: "the address is not valid"} }
	a.Must(a.notify())
	a.wantNotice(0, 1, false)
}
