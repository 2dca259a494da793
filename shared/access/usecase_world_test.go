package access_test

import (
	"sync"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/access/accesstest"
	"admit/shared/idempotency"
)

// noon is when everything begins. It lies in the future, so that no
// time-to-live removes an item under test.
var noon = time.Date(2036, time.February, 28, 12, 0, 0, 0, time.UTC)

const (
	password = "Correct horse 9 battery"

	organisationAdmin = access.OrganisationAdmin
	partnerAdmin      = access.PartnerOrganisationAdmin
	accountAdmin      = access.AccountAdmin
	viewer            = access.RoleID("audit-viewer")
	signer            = access.RoleID("signing-editor")
	biller            = access.RoleID("billing-viewer")
)

var passwords = access.PasswordRule{MinLength: 12, Upper: true, Lower: true, Digit: true}

// clock is a time that a test sets.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

func (c *clock) pass(d time.Duration) { c.set(c.Now().Add(d)) }

// world is everything that the use cases stand on, and the use cases on it.
type world struct {
	*testing.T
	clock
	store     access.Store
	roles     access.Catalogue
	limits    access.Limits
	directory *accesstest.Directory
	postbox   *accesstest.Postbox
	letters   *accesstest.Letters
}

func newWorld(t *testing.T, store access.Store) *world {
	t.Helper()
	roles, err := access.Roles()
	if err != nil {
		t.Fatal(err)
	}
	return &world{T: t, clock: clock{now: noon}, store: store, roles: roles, limits: ample, directory: accesstest.NewDirectory(),
		postbox: &accesstest.Postbox{}, letters: &accesstest.Letters{}}
}

// ample limits are in nobody's way.
var ample = access.Limits{OpenInvitations: 100_000, InvitationsPerHour: 100_000, MailsPerDay: 100_000, MailsPerDayOfPartner: 100_000,
	Batch: access.DefaultLimits.Batch, Roles: access.DefaultLimits.Roles, Grants: access.DefaultLimits.Grants}

func inMemoryStore() access.Store { return accesstest.NewMemory() }

// inMemory is a world of its own without a database.
func inMemory(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	return newWorld(t, inMemoryStore())
}

func (w *world) appoint() access.Appoint {
	return access.Appoint{Store: w.store, Limits: w.limits, Now: w.Now}
}
func (w *world) found() access.Found {
	return access.Found{Store: w.store, Limits: w.limits, Now: w.Now}
}
func (w *world) branch() access.Branch { return access.Branch{Store: w.store, Now: w.Now} }
func (w *world) invite() access.Invite {
	return access.Invite{Store: w.store, Roles: w.roles, Limits: w.limits, Now: w.Now}
}
func (w *world) batch() access.Batch { return access.Batch{Invite: w.invite()} }
func (w *world) amend() access.Amend {
	return access.Amend{Store: w.store, Roles: w.roles, Limits: w.limits, Now: w.Now}
}
func (w *world) resend() access.Resend {
	return access.Resend{Store: w.store, Roles: w.roles, Limits: w.limits, Now: w.Now}
}
func (w *world) expire() access.Expire { return access.Expire{Store: w.store, Now: w.Now} }
func (w *world) edit() access.Edit {
	return access.Edit{Store: w.store, Roles: w.roles, Limits: w.limits, Now: w.Now}
}
func (w *world) requests() idempotency.Requests {
	store, ok := w.store.(idempotency.Store)
	if !ok {
		w.Fatalf("%T is no idempotency.Store", w.store)
	}
	return idempotency.Requests{Store: store, Now: w.Now}
}
func (w *world) browse() access.Browse { return access.Browse{Store: w.store} }
func (w *world) preview() access.Preview {
	return access.Preview{Store: w.store, Identities: w.directory, Roles: w.roles, Now: w.Now}
}
func (w *world) register() access.Register {
	return access.Register{Store: w.store, Identities: w.directory, Roles: w.roles, Limits: w.limits, Passwords: passwords, Now: w.Now}
}
func (w *world) accept() access.Accept {
	return access.Accept{Store: w.store, Identities: w.directory, Roles: w.roles, Limits: w.limits, Now: w.Now}
}
func (w *world) decline() access.Decline { return access.Decline{Store: w.store, Now: w.Now} }
func (w *world) revoke() access.Revoke   { return access.Revoke{Store: w.store, Now: w.Now} }
func (w *world) remove() access.Remove   { return access.Remove{Store: w.store, Now: w.Now} }
func (w *world) list() access.List       { return access.List{Store: w.store, Now: w.Now} }
func (w *world) forget() access.Forget {
	return access.Forget{Store: w.store, Identities: w.directory, Now: w.Now}
}
func (w *world) deliver() access.Deliver {
	return access.Deliver{Store: w.store, Mailer: w.postbox, DeadLetters: w.letters, Roles: w.roles,
		BaseURL: "https://admit.example", Now: w.Now}
}

// must ends the test when what it needs could not be done.
func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// refused expects a refusal of a kind; an empty kind expects none.
func (w *world) refused(what string, err error, want access.Kind) {
	w.Helper()
	switch {
	case want == "" && err != nil:
		w.Errorf("%s: refused with %v", what, err)
	case want != "" && err == nil:
		w.Errorf("%s: done, want %s", what, want)
	case want != "" && access.KindOf(err) != want:
		w.Errorf("%s: %v, want %s", what, err, want)
	}
}
