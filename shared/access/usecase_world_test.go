package access_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/access/accesstest"
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
var ample = access.Limits{OpenInvitations: 100_000, InvitationsPerHour: 100_000, MailsPerDay: 100_000,
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
func (w *world) once() access.Once {
	requests, ok := w.store.(access.Requests)
	if !ok {
		w.Fatalf("%T remembers no requests", w.store)
	}
	return access.Once{Requests: requests, Now: w.Now}
}
func (w *world) browse() access.Browse { return access.Browse{Store: w.store} }
func (w *world) preview() access.Preview {
	return access.Preview{Store: w.store, Identities: w.directory, Roles: w.roles, Now: w.Now}
}
func (w *world) register() access.Register {
	return access.Register{Store: w.store, Identities: w.directory, Roles: w.roles, Passwords: passwords, Now: w.Now}
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

func address(t testing.TB, typed string) access.Address {
	t.Helper()
	parsed, err := access.ParseAddress(typed)
	if err != nil {
		t.Fatalf("%s %v", typed, err)
	}
	return parsed
}

func mailbox(name string) string { return name + "@example.com" }

func whole(o access.Organisation) access.Scope { return access.Scope{Organisation: o.ID} }

func scopeOf(a access.Account) access.Scope {
	return access.Scope{Organisation: a.Organisation, Account: a.ID}
}

// organisation founds one, with an administrator of the name who has registered.
func (w *world) organisation(name string, partner bool) (access.Organisation, access.Caller) {
	w.Helper()
	organisation, invitation, err := w.found().Do(w.Context(), access.FoundRequest{
		Name: "Organisation of " + name, Partner: partner, Admin: access.InviteRequest{Email: mailbox(name), FirstName: name}})
	w.must(err)
	return organisation, w.takes(invitation)
}

// below writes an organisation below others, whose first administrator's
// invitation stays open.
func (w *world) below(name string, parent access.Organisation) access.Organisation {
	w.Helper()
	organisation := access.Organisation{ID: access.OrganisationID(access.NewID()), Name: "Organisation of " + name,
		Ancestors: append([]access.Ancestor{{ID: parent.ID, Name: parent.Name}}, parent.Ancestors...), CreatedAt: w.Now()}
	offer := w.offer(whole(organisation), name, organisationAdmin)
	w.must(w.store.CreateOrganisation(w.Context(), access.Founding{Organisation: organisation, Offer: &offer,
		Record: access.Record{ID: access.NewID(), Type: access.OrganisationCreated, Scope: whole(organisation), At: w.Now(), Actor: access.Operator}}))
	return organisation
}

func (w *world) account(organisation access.Organisation, name string) access.Account {
	w.Helper()
	account := access.Account{ID: access.AccountID(access.NewID()), Organisation: organisation.ID, Name: name, CreatedAt: w.Now()}
	w.must(w.store.CreateAccount(w.Context(), access.Opening{Account: account, Record: access.Record{ID: access.NewID(),
		Type: access.AccountCreated, Scope: scopeOf(account), At: w.Now(), Actor: access.Operator}}))
	return account
}

// offer is an operator's invitation that is not written yet.
func (w *world) offer(scope access.Scope, name string, roles ...access.RoleID) access.Offer {
	w.Helper()
	now := w.Now().Truncate(time.Second)
	invitation := access.Invitation{
		ID: access.InvitationID(access.NewID()), Scope: scope, Email: address(w, mailbox(name)), Roles: roles,
		Status: access.Pending, Inviter: access.Operator, CreatedAt: now, ExpiresAt: now.Add(access.OpenFor),
		Round: 1, Version: 1, QueuedAt: now, Delivery: access.Delivery{Status: access.Queued, At: now},
	}
	return access.Offer{Invitation: invitation, Limits: w.limits, Record: access.Record{ID: access.NewID(), Type: access.InvitationCreated,
		Scope: scope, At: now, Actor: access.Operator, Invitation: invitation.ID,
		After: each(roles, func(role access.RoleID) access.Held { return access.Held{Role: role, Account: scope.Account} })}}
}

// offered writes an operator's invitation.
func (w *world) offered(scope access.Scope, name string, roles ...access.RoleID) access.Invitation {
	w.Helper()
	offer := w.offer(scope, name, roles...)
	w.must(w.store.Invite(w.Context(), offer))
	return w.invitation(offer.Invitation.ID)
}

// member is somebody who has taken an operator's invitation.
func (w *world) member(scope access.Scope, name string, roles ...access.RoleID) access.Caller {
	w.Helper()
	return w.takes(w.offered(scope, name, roles...))
}

// invited is an invitation by an administrator.
func (w *world) invited(by access.Caller, scope access.Scope, name string, roles ...access.RoleID) access.Invitation {
	w.Helper()
	invitation, err := w.invite().Do(w.Context(), by.ID(), scope.Organisation,
		access.InviteRequest{Email: mailbox(name), Account: scope.Account, Roles: roles}, "")
	w.must(err)
	return invitation
}

// takes delivers an invitation and lets its invitee register, or accept who has
// registered before.
func (w *world) takes(i access.Invitation) access.Caller {
	w.Helper()
	secret := w.secret(i.ID)
	if caller, registered := w.directory.SignIn(i.Email, password); registered {
		_, err := w.accept().Do(w.Context(), caller, i.ID, secret)
		w.must(err)
		return caller
	}
	accepted, err := w.register().Do(w.Context(), i.ID, registration(secret))
	w.must(err)
	return access.Caller{Issuer: accepted.User.Issuer, Subject: accepted.User.Subject}
}

func registration(secret string) access.RegisterRequest {
	return access.RegisterRequest{Token: secret, FirstName: "Ada", LastName: "Lovelace", Password: password}
}

// secret delivers an invitation and takes the secret from the mail.
func (w *world) secret(id access.InvitationID) string {
	w.Helper()
	w.must(w.deliver().Do(w.Context(), id))
	secrets := w.postbox.Secrets(id)
	if len(secrets) == 0 {
		w.Fatal("there is no mail of the invitation")
	}
	return secrets[len(secrets)-1]
}

// held is what somebody holds at scopes of an organisation, as text:
// "role role@account".
func (w *world) held(by access.Caller, organisation access.Organisation) string {
	w.Helper()
	var held []string
	for _, g := range w.row(by, organisation).Grants {
		held = append(held, strings.TrimSuffix(string(g.Role)+"@"+string(g.Scope.Account), "@"))
	}
	return strings.Join(held, " ")
}

func (w *world) row(of access.Caller, organisation access.Organisation) access.Row {
	w.Helper()
	return w.place(organisation, of.ID()).Standings[of.ID()].Direct
}

func (w *world) place(organisation access.Organisation, users ...access.UserID) access.Place {
	w.Helper()
	place, err := w.store.Place(context.WithoutCancel(w.Context()), access.PlaceQuery{Scope: whole(organisation), Users: users})
	w.must(err)
	return place
}

// invitation reads what is stored.
func (w *world) invitation(id access.InvitationID) access.Invitation {
	w.Helper()
	invitation, err := w.store.Invitation(w.Context(), id)
	w.must(err)
	return invitation
}

// removed takes the item of an invitation away, as a time-to-live does.
func (w *world) removed(id access.InvitationID) {
	w.Helper()
	store, ok := w.store.(accesstest.TimeToLive)
	if !ok {
		w.Fatalf("%T has no time-to-live", w.store)
	}
	w.must(store.RemoveInvitation(w.Context(), id))
}

// recorded lists the records of a kind in an organisation, the first one first.
func (w *world) recorded(organisation access.Organisation, kind access.RecordType) []access.Record {
	w.Helper()
	return slices.DeleteFunc(w.records(organisation), func(r access.Record) bool { return r.Type != kind })
}

// records lists everything that happened in an organisation, the first first.
func (w *world) records(organisation access.Organisation) []access.Record {
	w.Helper()
	var records []access.Record
	for q := (access.RecordQuery{Organisation: organisation.ID, Limit: 100}); ; {
		page, err := w.store.Records(w.Context(), q)
		w.must(err)
		records = append(records, page.Items...)
		if q.After = page.Next; q.After == "" {
			slices.Reverse(records)
			return records
		}
	}
}
