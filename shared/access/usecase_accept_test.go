package access_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"admit/shared/access"
)

// TestAcceptAddsToWhatIsHeld: a role that is held keeps who gave it and when.
func TestAcceptAddsToWhatIsHeld(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	shop := w.account(organisation, "Shop")
	ada := w.takes(w.invited(admin, whole(organisation), "ada", viewer))
	held := w.row(ada, organisation).Grants[0]
	w.pass(time.Hour)
	invitation := w.offered(whole(organisation), "ada", viewer, signer)
	other := w.invited(admin, scopeOf(shop), "ada", viewer)
	secret := w.secret(invitation.ID)

	accepted, err := w.accept().Do(t.Context(), ada, invitation.ID, secret)
	w.must(err)
	row := w.row(ada, organisation)
	if len(row.Grants) != 2 || row.Grants[0] != held || row.Grants[1].By != invitation.Inviter || row.Version != accepted.Row.Version {
		t.Errorf("holds %+v, want %+v and one more", row.Grants, held)
	}
	w.takes(other)
	if held := w.held(ada, organisation); held != "audit-viewer signing-editor audit-viewer@"+string(shop.ID) {
		t.Errorf("holds %q", held)
	}
	granted := w.recorded(organisation, access.AccessGranted)
	if second := granted[2]; len(second.Before) != 1 || len(second.After) != 2 || second.Subject.ID != ada.ID() {
		t.Errorf("on record: %+v", second)
	}
}

func TestAcceptIsForThePersonInvited(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	ada := w.member(whole(organisation), "ada", viewer)
	eve := w.member(whole(organisation), "eve", viewer)
	unverified := w.directory.Foreign(address(t, mailbox("new")), false, password)
	elsewhere := access.Caller{Issuer: "https://another.example", Subject: ada.Subject}
	invitation := w.invited(admin, whole(organisation), "ada", signer)
	secret := w.secret(invitation.ID)
	for name, caller := range map[string]access.Caller{
		"another member":                     eve,
		"nobody whom the provider knows":     {Issuer: ada.Issuer, Subject: "nobody"},
		"the same subject of another issuer": elsewhere,
		"no caller at all":                   {},
	} {
		_, err := w.accept().Do(t.Context(), caller, invitation.ID, secret)
		w.refused(name, err, access.WrongAccount)
	}
	forNew := w.invited(admin, whole(organisation), "new", signer)
	_, err := w.accept().Do(t.Context(), unverified, forNew.ID, w.secret(forNew.ID))
	w.refused("an address that is not verified", err, access.WrongAccount)

	_, err = w.accept().Do(t.Context(), ada, invitation.ID, secret)
	w.refused("the person invited", err, "")
	_, err = w.accept().Do(t.Context(), ada, invitation.ID, secret)
	w.refused("the same again", err, access.AlreadyGranted)
	_, err = w.accept().Do(t.Context(), eve, invitation.ID, secret)
	w.refused("another, later", err, access.InvitationAccepted)
	if n := len(w.recorded(organisation, access.AccessGranted)); n != 4 {
		t.Errorf("%d grants on record, want 4", n)
	}
}

// TestAcceptMakesAUserOfAVerifiedIdentity: who can sign in and has no profile
// yet gets one.
func TestAcceptMakesAUserOfAVerifiedIdentity(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	grace := w.directory.Foreign(address(t, mailbox("grace")), true, password)
	invitation := w.invited(admin, whole(organisation), "Grace", signer)
	accepted, err := w.accept().Do(t.Context(), grace, invitation.ID, w.secret(invitation.ID))
	w.must(err)
	if user := accepted.User; user.ID != grace.ID() || user.FirstName != "Grace" || user.LastName != "Hopper" {
		t.Errorf("the user is %+v", user)
	}
	if _, ok := w.directory.SignIn(invitation.Email, password); !ok || w.held(grace, organisation) != string(signer) {
		t.Errorf("holds %q, signs in with the old password %t", w.held(grace, organisation), ok)
	}
}

// TestAcceptWithTheAddressOfAnotherUser: an identity that was made anew at the
// provider is not the user who had its address.
func TestAcceptWithTheAddressOfAnotherUser(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	ada := w.member(whole(organisation), "ada", organisationAdmin)
	w.must(w.directory.Delete(t.Context(), ada.Subject))
	again := w.directory.Foreign(address(t, mailbox("ada")), true, password)
	invitation := w.invited(admin, whole(organisation), "ada", signer)
	began := time.Now()
	_, err := w.accept().Do(t.Context(), again, invitation.ID, w.secret(invitation.ID))
	w.refused("an identity made anew", err, access.WrongAccount)
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %s to say so", took)
	}
	if w.held(again, organisation) != "" || w.held(ada, organisation) != string(organisationAdmin) {
		t.Error("access changed hands")
	}
}

// TestAcceptReadsTheInvitersAuthorityAgain is rule 3.
func TestAcceptReadsTheInvitersAuthorityAgain(t *testing.T) {
	w := inMemory(t)
	group, chief := w.organisation("chief", true)
	company := w.below("company", group)
	shop := w.account(company, "Shop")
	n := 0
	for name, c := range map[string]struct {
		role  access.RoleID
		at    access.Scope
		after []access.RoleID // what the inviter holds at the company later
		want  access.Kind
	}{
		"removed":             {organisationAdmin, whole(company), nil, access.InvitationNotAuthorised},
		"viewer now":          {organisationAdmin, whole(company), []access.RoleID{viewer}, access.InvitationNotAuthorised},
		"removed and back":    {organisationAdmin, whole(company), []access.RoleID{organisationAdmin}, ""},
		"account admin, gone": {accountAdmin, scopeOf(shop), nil, access.InvitationNotAuthorised},
	} {
		n++
		inviterName, invitee := "inviter"+string(rune('a'+n)), "invitee"+string(rune('a'+n))
		inviter := w.member(c.at, inviterName, c.role)
		ada := w.member(whole(company), invitee, biller)
		at := scopeOf(shop)
		invitation := w.invited(inviter, at, invitee, signer)
		secret := w.secret(invitation.ID)
		_, err := w.remove().Do(t.Context(), chief.ID(), whole(company), inviter.ID())
		w.must(err)
		if len(c.after) > 0 {
			w.takes(w.invited(chief, whole(company), inviterName, c.after...))
		}
		_, err = w.accept().Do(t.Context(), ada, invitation.ID, secret)
		w.refused(name, err, c.want)
	}
}

// TestAcceptRestsOnTheInviterInItsWrite: an inviter who is removed between the
// reading and the writing of an acceptance gives nothing.
func TestAcceptRestsOnTheInviterInItsWrite(t *testing.T) { onEachStore(t, acceptsOfARemovedInviter) }

func acceptsOfARemovedInviter(w *world) {
	organisation, admin := w.organisation("admin", false)
	inviter := w.member(whole(organisation), "inviter", organisationAdmin)
	ada := w.member(whole(organisation), "ada", viewer)
	invitation := w.invited(inviter, whole(organisation), "ada", signer)
	secret := w.secret(invitation.ID)
	healthy := w.store
	w.store = &between{Store: healthy, accept: func() {
		_, err := access.Remove{Store: healthy, Now: w.Now}.Do(w.Context(), admin.ID(), whole(organisation), inviter.ID())
		w.must(err)
	}}
	_, err := w.accept().Do(w.Context(), ada, invitation.ID, secret)
	w.refused("acceptance", err, access.InvitationNotAuthorised)
	if held := w.held(ada, organisation); held != string(viewer) {
		w.Errorf("holds %q", held)
	}
}

// stubborn is a store in which every write meets another, until there is no
// time left.
type stubborn struct{ Store }

func (stubborn) Accept(ctx context.Context, _ access.Acceptance) error {
	if _, limited := ctx.Deadline(); limited {
		<-ctx.Done()
	}
	return access.ErrStale
}

func TestAcceptGivesUpWhenThereIsNoTime(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	ada := w.member(whole(organisation), "ada", viewer)
	invitation := w.invited(admin, whole(organisation), "ada", signer)
	secret := w.secret(invitation.ID)
	w.store = stubborn{w.store}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := w.accept().Do(ctx, ada, invitation.ID, secret)
	w.refused("no time left", err, access.Unavailable)
	_, err = w.accept().Do(t.Context(), ada, invitation.ID, secret)
	w.refused("too many changes at once", err, access.Unavailable)
	if errors.Is(err, access.ErrStale) {
		t.Error("what is internal is shown")
	}
}
