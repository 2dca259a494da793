package access_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"admit/shared/access"
)

// onDynamoDB is a world in a table of its own in DynamoDB Local, and a look at
// that table.
func onDynamoDB(t *testing.T) (*world, table) {
	t.Helper()
	table := newTable(t, &http.Transport{MaxIdleConnsPerHost: 100}, retry.NewStandard())
	t.Parallel()
	return newWorld(t, table), table
}

// onEachStore runs a test in memory and on DynamoDB Local.
func onEachStore(t *testing.T, test func(w *world)) {
	t.Run("memory", func(t *testing.T) { test(inMemory(t)) })
	t.Run("DynamoDB", func(t *testing.T) {
		w, _ := onDynamoDB(t)
		test(w)
	})
}

// together lets all racers go at once and waits for them.
func together(racers ...func()) {
	gate := make(chan struct{})
	var ready, done sync.WaitGroup
	for _, racer := range racers {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-gate
			racer()
		})
	}
	ready.Wait()
	close(gate)
	done.Wait()
}

// answers races n tries and counts their answers by kind; success has none.
func answers(n int, try func(racer int) error) map[access.Kind]int {
	var mu sync.Mutex
	counted := map[access.Kind]int{}
	racers := make([]func(), n)
	for i := range racers {
		racers[i] = func() {
			err := try(i)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				counted[""]++
			} else {
				counted[access.KindOf(err)]++
			}
		}
	}
	together(racers...)
	return counted
}

// only expects one success, and nothing but the given refusals beside it.
func (w *world) only(got map[access.Kind]int, refusals ...access.Kind) {
	w.Helper()
	for kind := range got {
		if kind != "" && !slices.Contains(refusals, kind) {
			w.Errorf("answers %v, want refusals of %v alone", got, refusals)
		}
	}
	if got[""] != 1 {
		w.Errorf("%d succeeded, want 1: %v", got[""], got)
	}
}

func (w *world) isSound(b table) {
	w.Helper()
	if wrong := sound(w.T, b.items()); len(wrong) > 0 {
		w.Errorf("the table is not sound:\n%s", strings.Join(wrong, "\n"))
	}
}

func TestRace100RegistrationsMakeOneUser(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer, organisationAdmin)
	secret := w.secret(invitation.ID)

	w.only(answers(100, func(int) error {
		_, err := w.register().Do(t.Context(), invitation.ID, registration(secret))
		return err
	}), access.InvitationAccepted, access.Unavailable, access.AlreadyRegistered)
	ada, ok := w.directory.SignIn(invitation.Email, password)
	if !ok || w.directory.People() != 2 || w.directory.Passwords() != 2 {
		t.Errorf("signs in: %t, identities: %d, passwords set: %d, want those of two people", ok, w.directory.People(), w.directory.Passwords())
	}
	if held := w.held(ada, organisation); held != "audit-viewer organisation-admin" {
		t.Errorf("holds %q", held)
	}
	w.isSound(table)
}

func TestRace100AcceptancesMakeOneGrant(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.organisation("admin", false)
	ada := w.member(whole(organisation), "ada", viewer)
	eve := w.member(whole(organisation), "eve", viewer)
	invitation := w.invited(admin, whole(organisation), "ada", organisationAdmin)
	secret := w.secret(invitation.ID)

	w.only(answers(100, func(n int) error {
		caller := ada
		if n%10 == 9 {
			caller = eve
		}
		_, err := w.accept().Do(t.Context(), caller, invitation.ID, secret)
		return err
	}), access.AlreadyGranted, access.WrongAccount, access.InvitationAccepted)
	if held := w.held(ada, organisation); held != "audit-viewer organisation-admin" {
		t.Errorf("holds %q", held)
	}
	if held := w.held(eve, organisation); held != "audit-viewer" {
		t.Errorf("the other holds %q", held)
	}
	w.isSound(table)
}

// TestRaceAdministratorsRemoveEachOther: one goes, one stays, every time.
func TestRaceAdministratorsRemoveEachOther(t *testing.T) {
	w, table := onDynamoDB(t)
	for range 8 {
		organisation, first := w.organisation("admin-"+strings.ToLower(access.NewID()), false)
		admins := []access.Caller{first, w.member(whole(organisation), "other-"+strings.ToLower(access.NewID()), organisationAdmin)}
		w.only(answers(2, func(n int) error {
			_, err := w.remove().Do(t.Context(), admins[n].ID(), whole(organisation), admins[1-n].ID())
			return err
		}), access.NotFound, access.LastAdministrator)
		if left := w.held(admins[0], organisation) + w.held(admins[1], organisation); left != string(organisationAdmin) {
			t.Errorf("what is left: %q", left)
		}
	}
	w.isSound(table)
}

// TestRaceLastAdministratorsRemoveThemselves: the last one stays.
func TestRaceLastAdministratorsRemoveThemselves(t *testing.T) {
	w, table := onDynamoDB(t)
	for range 5 {
		organisation, first := w.organisation("admin-"+strings.ToLower(access.NewID()), false)
		admins := []access.Caller{first, w.member(whole(organisation), "other-"+strings.ToLower(access.NewID()), organisationAdmin)}
		w.only(answers(2, func(n int) error {
			_, err := w.remove().Do(t.Context(), admins[n].ID(), whole(organisation), admins[n].ID())
			return err
		}), access.LastAdministrator)
	}
	w.isSound(table)
}

// TestRaceRemovalAgainstAcceptance: whoever is removed holds nothing in the end,
// and has no way back.
func TestRaceRemovalAgainstAcceptance(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.organisation("admin", false)
	for range 8 {
		name := "ada-" + strings.ToLower(access.NewID())
		ada := w.member(whole(organisation), name, viewer)
		invitation := w.invited(admin, whole(organisation), name, signer)
		secret := w.secret(invitation.ID)
		var accepted, removed error
		together(
			func() { _, accepted = w.accept().Do(t.Context(), ada, invitation.ID, secret) },
			func() { _, removed = w.remove().Do(t.Context(), admin.ID(), whole(organisation), ada.ID()) })
		w.refused("removal", removed, "")
		if accepted != nil {
			w.refused("acceptance", accepted, access.InvitationRevoked)
		}
		if held := w.held(ada, organisation); held != "" {
			t.Errorf("holds %q after the removal", held)
		}
		if status := w.invitation(invitation.ID).Status; status == access.Pending {
			t.Error("the invitation is still open after the removal")
		}
	}
	w.isSound(table)
}

// TestRaceRemovalOfTheInviterAgainstAcceptance: an acceptance rests on an
// inviter who has authority at that very moment.
func TestRaceRemovalOfTheInviterAgainstAcceptance(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.organisation("admin", false)
	for range 5 {
		inviter := w.member(whole(organisation), "inviter-"+strings.ToLower(access.NewID()), organisationAdmin)
		name := "ada-" + strings.ToLower(access.NewID())
		invitation := w.invited(inviter, whole(organisation), name, viewer)
		secret := w.secret(invitation.ID)
		var accepted, removed error
		together(
			func() { _, accepted = w.register().Do(t.Context(), invitation.ID, registration(secret)) },
			func() { _, removed = w.remove().Do(t.Context(), admin.ID(), whole(organisation), inviter.ID()) })
		w.refused("removal", removed, "")
		if accepted != nil {
			w.refused("acceptance", accepted, access.InvitationNotAuthorised)
		}
		if status := w.invitation(invitation.ID).Status; (status == access.Accepted) != (accepted == nil) {
			t.Errorf("the invitation is %s, its acceptance was answered with %v", status, accepted)
		}
	}
	w.isSound(table)
}

// TestRaceAnswersToOneInvitation: accept, decline and revoke at once end it once.
func TestRaceAnswersToOneInvitation(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.organisation("admin", false)
	ada := w.member(whole(organisation), "ada", viewer)
	for _, role := range []access.RoleID{"audit-admin", "billing-viewer", "billing-editor", "billing-admin", "developer"} {
		invitation := w.invited(admin, whole(organisation), "ada", role)
		secret := w.secret(invitation.ID)
		w.only(answers(3, func(n int) error {
			switch n {
			case 0:
				_, err := w.accept().Do(t.Context(), ada, invitation.ID, secret)
				return err
			case 1:
				return w.decline().Do(t.Context(), invitation.ID, secret)
			}
			return w.revoke().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID)
		}), access.InvitationAccepted, access.InvitationDeclined, access.InvitationRevoked)
	}
	w.isSound(table)
}

func TestRace100InvitationsMakeOne(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.organisation("admin", false)
	spellings := []string{"ada@example.com", "ADA@example.com", "Ada@EXAMPLE.com"}
	w.only(answers(100, func(n int) error {
		_, err := w.invite().Do(t.Context(), admin.ID(), organisation.ID,
			access.InviteRequest{Email: spellings[n%len(spellings)], Roles: []access.RoleID{viewer}}, "")
		return err
	}), access.InvitationPending)
	w.isSound(table)
}

// TestRaceDeliveriesOfOneMail: of twenty at once one sends, and the others come
// back later to find nothing to do.
func TestRaceDeliveriesOfOneMail(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	answers(20, func(int) error { return w.deliver().Do(t.Context(), invitation.ID) })
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	if mails := len(w.postbox.Mails(invitation.ID)); mails != 1 {
		t.Errorf("%d mails were sent, want 1", mails)
	}
	w.isSound(table)
}
