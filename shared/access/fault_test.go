package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/access/accesstest"
)

// scene is what stands before an operation: in each run the same.
type scene struct {
	organisation access.Organisation
	shop         access.Account
	admin        access.Caller     // of the organisation
	ada          access.Caller     // a viewer of the organisation
	invitation   access.Invitation // of the invitee, by the admin
	secret       string            // of the invitation, if delivered
}

// operation is a use case that is disturbed and then repeated.
type operation struct {
	name    string
	prepare func(w *world, s *scene)
	act     func(w *world, s *scene) error
	// already is how the contract says to somebody who repeats that the first
	// try, whose answer was lost, has succeeded.
	already []access.Kind
	// anew: a repetition takes back what the first try did and does it again, so
	// that the ends agree in what is open alone.
	anew bool
	// few leaves out, of an operation that takes long, the faults that the same
	// calls of other operations have had.
	few bool
	// refused makes the mailer refuse the mail.
	refused bool
	// check looks at what the table does not show.
	check func(w *world, s *scene)
}

var operations = []operation{
	{name: "found", act: func(w *world, _ *scene) error {
		_, _, err := w.found().Do(w.Context(), access.FoundRequest{Name: "Acme", Admin: access.InviteRequest{Email: mailbox("founder")}})
		return err
	}},
	{name: "appoint", few: true, anew: true, act: func(w *world, s *scene) error {
		_, err := w.appoint().Do(w.Context(), s.organisation.ID, access.InviteRequest{Email: mailbox("invitee")})
		return err
	}, check: func(w *world, s *scene) {
		open, err := w.store.Offers(w.Context(), s.organisation.ID, s.invitation.Email)
		if err != nil || len(open) != 1 || !slices.Equal(open[0].Roles, []access.RoleID{organisationAdmin}) {
			w.Errorf("open are %+v (%v), want the appointment alone", open, err)
		}
	}},
	{name: "invite", already: []access.Kind{access.InvitationPending}, act: func(w *world, s *scene) error {
		_, err := w.invite().Do(w.Context(), s.admin.ID(), s.organisation.ID,
			access.InviteRequest{Email: mailbox("ada"), Roles: []access.RoleID{viewer, signer}})
		return err
	}},
	{name: "register", prepare: delivered, already: []access.Kind{access.InvitationAccepted}, check: oneSignIn,
		act: func(w *world, s *scene) error {
			_, err := w.register().Do(w.Context(), s.invitation.ID, registration(s.secret))
			return err
		}},
	{name: "accept", already: []access.Kind{access.AlreadyGranted}, prepare: func(w *world, s *scene) {
		s.invitation = w.invited(s.admin, scopeOf(s.shop), "ada", signer, accountAdmin)
		delivered(w, s)
	}, act: func(w *world, s *scene) error {
		_, err := w.accept().Do(w.Context(), s.ada, s.invitation.ID, s.secret)
		return err
	}},
	{name: "accept without a profile", already: []access.Kind{access.AlreadyGranted}, prepare: func(w *world, s *scene) {
		delivered(w, s)
		s.ada = w.directory.Foreign(s.invitation.Email, true, password)
	}, act: func(w *world, s *scene) error {
		_, err := w.accept().Do(w.Context(), s.ada, s.invitation.ID, s.secret)
		return err
	}},
	{name: "decline", prepare: delivered, act: func(w *world, s *scene) error {
		return w.decline().Do(w.Context(), s.invitation.ID, s.secret)
	}},
	{name: "revoke", act: func(w *world, s *scene) error {
		return w.revoke().Do(w.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID)
	}},
	{name: "remove", already: []access.Kind{access.NotFound}, prepare: func(w *world, s *scene) {
		w.invited(s.admin, whole(s.organisation), "ada", signer)
		w.invited(s.admin, scopeOf(s.shop), "ada", viewer)
	}, act: func(w *world, s *scene) error {
		_, err := w.remove().Do(w.Context(), s.admin.ID(), whole(s.organisation), s.ada.ID())
		return err
	}},
	{name: "remove with more invitations than a transaction holds", few: true, already: []access.Kind{access.NotFound}, prepare: func(w *world, s *scene) {
		for n := range access.MaxRevocations + 1 {
			w.invited(s.admin, scopeOf(w.account(s.organisation, fmt.Sprint("Shop ", n))), "ada", viewer)
		}
	}, act: func(w *world, s *scene) error {
		_, err := w.remove().Do(w.Context(), s.admin.ID(), whole(s.organisation), s.ada.ID())
		return err
	}},
	{name: "forget", few: true, already: []access.Kind{access.NotFound}, prepare: func(w *world, s *scene) {
		other, _ := w.organisation("other", false)
		w.takes(w.offered(whole(other), "ada", organisationAdmin))
		w.invited(s.admin, whole(s.organisation), "ada", signer)
	}, act: func(w *world, s *scene) error {
		_, err := w.forget().Do(w.Context(), s.ada.ID())
		return err
	}, check: func(w *world, s *scene) {
		if _, ok := w.directory.SignIn(address(w, mailbox("ada")), password); ok {
			w.Error("the identity of a deleted profile can still sign in")
		}
	}},
	{name: "deliver", act: deliver, check: everyLinkOpens},
	{name: "deliver what the mailer refuses", act: deliver, refused: true, check: func(w *world, s *scene) {
		if len(w.letters.Parked(s.invitation.ID)) == 0 || len(w.postbox.Mails(s.invitation.ID)) > 0 {
			w.Error("a refused mail was not parked, or was sent")
		}
	}},
}

// delivered takes the secret from the mail of the scene's invitation.
func delivered(w *world, s *scene) { s.secret = w.secret(s.invitation.ID) }

func deliver(w *world, s *scene) error { return w.deliver().Do(w.Context(), s.invitation.ID) }

func oneSignIn(w *world, s *scene) {
	if _, ok := w.directory.SignIn(s.invitation.Email, password); !ok || w.directory.Passwords() != 1+standing {
		w.Errorf("signs in: %t, passwords set: %d", ok, w.directory.Passwords()-standing)
	}
}

// everyLinkOpens: a link that somebody has always opens.
func everyLinkOpens(w *world, s *scene) {
	secrets := w.postbox.Secrets(s.invitation.ID)
	if len(secrets) == 0 {
		w.Error("no mail was sent")
	}
	for _, secret := range secrets {
		if _, err := w.preview().Do(w.Context(), s.invitation.ID, secret); err != nil {
			w.Errorf("a link that was sent does not open: %v", err)
		}
	}
}

// standing is how many people have a password before an operation.
const standing = 2

func newScene(w *world) *scene {
	s := &scene{}
	s.organisation, s.admin = w.organisation("admin", false)
	s.shop = w.account(s.organisation, "Shop")
	s.ada = w.member(whole(s.organisation), "ada", viewer)
	s.invitation = w.invited(s.admin, whole(s.organisation), "invitee", viewer, signer)
	return s
}

// TestFaults makes every single call of every operation fail in every way in
// which it can, once alone and once with the caller dying of it, and then
// repeats the operation undisturbed. In the end all is as after one success.
func TestFaults(t *testing.T) {
	for _, o := range operations {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			stage := newStage(t, o)
			calls, want := stage.rehearse()
			runs := 0
			for n, call := range calls {
				for _, kind := range kinds(call) {
					if o.few && kind != reset && kind != lost && kind != conflict {
						continue
					}
					stage.run(fault{n: n + 1, kind: kind}, want)
					runs++
					if kind == reset || kind == lost {
						stage.run(fault{n: n + 1, kind: kind, crash: true}, want)
						runs++
					}
				}
			}
			t.Logf("%d calls (%s), %d faults", len(calls), strings.Join(calls, ", "), runs)
		})
	}
}

// stage is a table with a scene that can be played again and again.
type stage struct {
	operation
	plan      *plan
	table     table
	scene     *scene
	was, is   map[string]item
	known     map[string]bool // the ids of the scene
	directory *accesstest.Directory
	now       time.Time
}

func newStage(t *testing.T, o operation) *stage {
	s := &stage{operation: o, plan: &plan{}}
	s.table = newTable(t, s.plan)
	w := newWorld(t, s.table)
	s.scene = newScene(w)
	if o.prepare != nil {
		o.prepare(w, s.scene)
	}
	s.was, s.directory, s.now = s.table.items(), w.directory, w.Now()
	s.is, s.known = s.was, ids(t, s.was)
	if wrong := sound(t, s.was); len(wrong) > 0 {
		t.Fatalf("the scene is not sound:\n%s", strings.Join(wrong, "\n"))
	}
	return s
}

// world is the scene as it was, with the plan around everything.
func (s *stage) world(t *testing.T) *world {
	s.table.restore(s.is, s.was)
	w := newWorld(t, s.table)
	w.set(s.now)
	w.directory = s.directory.Clone()
	w.directory.Around = s.plan.around(errDirectory)
	w.postbox.Around = s.plan.around(errMailer)
	w.letters.Around = s.plan.around(errLetters)
	if s.refused {
		disturbed := w.postbox.Around
		w.postbox.Around = func(call string, _ func() error) error {
			return disturbed(call, func() error { return &access.Refusal{Reason: "The address was refused."} })
		}
	}
	return w
}

// rehearse plays the operation undisturbed: its calls, and how it ends.
func (s *stage) rehearse() (calls, ends []string) {
	w := s.world(s.table.t)
	s.plan.arm(nil)
	if err := s.act(w, s.scene); err != nil {
		w.Fatalf("undisturbed it fails: %v", err)
	}
	calls = slices.Clone(s.plan.counted())
	s.ended(w)
	return calls, normal(w.T, s.is, s.known)
}

func (s *stage) run(f fault, want []string) {
	t := s.table.t
	w := s.world(t)
	s.plan.arm(&f)
	first := s.act(w, s.scene)
	s.plan.arm(nil)
	if !s.honest(first, access.Unavailable) && !isDelivery(s) {
		t.Errorf("%s: answered with %v, want what may be tried again", f, first)
	}
	if first != nil || f.crash {
		if wrong := sound(t, s.table.items()); len(wrong) > 0 {
			t.Errorf("%s: leaves a table that is not sound:\n%s", f, strings.Join(wrong, "\n"))
		}
		w.pass(2 * time.Minute) // claims and registrations under way are over
		if again := s.act(w, s.scene); !s.honest(again) {
			t.Errorf("%s: first %v, repeated %v", f, first, again)
		}
	}
	s.ended(w)
	got := normal(t, s.is, s.known)
	if s.name == "found" && f == (fault{n: f.n, kind: lost, crash: true}) {
		return // the operator was never told the id: a repetition founds another, and both are sound
	}
	if !s.anew && !slices.Equal(got, want) {
		t.Errorf("%s: ends otherwise than undisturbed:\n%s", f, difference(got, want))
	}
}

func (s *stage) ended(w *world) {
	s.is = s.table.items()
	if wrong := sound(w.T, s.is); len(wrong) > 0 {
		w.Errorf("the table is not sound:\n%s", strings.Join(wrong, "\n"))
	}
	if s.check != nil {
		s.check(w, s.scene)
	}
}

// honest tells whether an answer is success or says that it was done already.
func (s *stage) honest(err error, further ...access.Kind) bool {
	return err == nil || slices.Contains(append(further, s.already...), access.KindOf(err))
}

// isDelivery: nobody is answered by a delivery. Any error asks for another try.
func isDelivery(s *stage) bool { return strings.HasPrefix(s.name, "deliver") }

func difference(got, want []string) string {
	var lines []string
	count := func(list []string, line string) (n int) {
		for _, other := range list {
			if other == line {
				n++
			}
		}
		return n
	}
	for _, line := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(got, want)))) {
		if g, w := count(got, line), count(want, line); g != w {
			lines = append(lines, fmt.Sprintf("%d times instead of %d: %s", g, w, line))
		}
	}
	return strings.Join(lines, "\n")
}
