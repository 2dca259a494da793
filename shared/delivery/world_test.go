package delivery_test

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/delivery/deliverytest"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// world is a fixture with short names for what these tests use.
type world struct {
	*fixture.Fixture
	store       fixture.Store
	roles       access.Catalogue
	mailer      *deliverytest.Mailer
	deadLetters *deliverytest.DeadLetters
}

var (
	errMailer      = fixture.ErrMailer
	errDeadLetters = fixture.ErrDeadLetters
)

func newWorld(t *testing.T, store fixture.Store) *world {
	t.Helper()
	f := fixture.New(t, store)
	return &world{f, f.Store, f.Roles, f.Mailer, f.DeadLetters}
}

func inMemory(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	return newWorld(t, memory.New())
}

func answers(n int, try func(racer int) error) map[access.Kind]int { return fixture.Answers(n, try) }
func persist(try func() error) error                               { return fixture.Persist(try) }

func (w *world) must(err error)       { w.Helper(); w.Must(err) }
func (w *world) pass(d time.Duration) { w.Pass(d) }
func (w *world) set(now time.Time)    { w.Set(now) }

func (w *world) refused(what string, err error, want access.Kind) {
	w.Helper()
	w.WantRefusal(what, err, want)
}

func (w *world) organisation(name string, partner bool) (access.Organisation, access.Caller) {
	w.Helper()
	return w.Organisation(name, partner)
}

func (w *world) account(o access.Organisation, name string) access.Account {
	w.Helper()
	return w.Account(o, name)
}

func (w *world) member(scope access.Scope, name string, roles ...access.RoleID) access.Caller {
	w.Helper()
	return w.Member(scope, name, roles...)
}

func (w *world) invited(by access.Caller, scope access.Scope, name string, roles ...access.RoleID) access.Invitation {
	w.Helper()
	return w.Invited(by, scope, name, roles...)
}

func (w *world) offer(scope access.Scope, name string, roles ...access.RoleID) access.Offer {
	w.Helper()
	return w.NewOffer(scope, name, roles...)
}

func (w *world) invitation(id access.InvitationID) access.Invitation {
	w.Helper()
	return w.Invitation(id)
}

func (w *world) recorded(o access.Organisation, kind access.EventType) []access.Event {
	w.Helper()
	return w.EventsOfType(o, kind)
}

func (w *world) send() delivery.Send     { return w.Deliver() }
func (w *world) track() delivery.Track   { return w.Track() }
func (w *world) invite() access.Invite   { return w.Invite() }
func (w *world) preview() access.Preview { return w.Preview() }
func (w *world) resend() access.Resend   { return w.Resend() }
func (w *world) revoke() access.Revoke   { return w.Revoke() }

// resent resends an invitation in the name of an administrator.
func (w *world) resent(by access.Caller, i access.Invitation) access.Invitation {
	w.Helper()
	resent, err := access.Resend{Store: w.store, Roles: w.roles, Limits: access.DefaultLimits, Now: w.Now}.
		Do(w.Context(), by.ID(), i.Scope.Organisation, i.ID, "")
	w.must(err)
	return resent
}

const (
	viewer = fixture.Viewer
	signer = fixture.Signer
	biller = fixture.Biller
)

var noon = fixture.Noon

func mailbox(name string) string               { return fixture.Mailbox(name) }
func whole(o access.Organisation) access.Scope { return fixture.Whole(o) }
func scopeOf(a access.Account) access.Scope    { return fixture.ScopeOf(a) }
