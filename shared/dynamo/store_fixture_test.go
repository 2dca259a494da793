package dynamo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
	"admit/shared/dynamo/dynamotest"
	"admit/shared/idempotency"
)

// noon is the time of every write. It lies in the future, so that no
// time-to-live removes an item under test.
var (
	noon   = time.Date(2036, time.February, 28, 12, 0, 0, 0, time.UTC)
	later  = noon.Add(5*time.Hour + 123*time.Millisecond)
	sent   = access.Delivery{Status: access.Sent, At: later, Message: "0100018c3f6b5e1a-3f0e5c1d-6c1e-4b9e-9c3a-000000-000000"}
	answer = bytes.Repeat([]byte("x"), 700) // as long as the answer to an invitation
)

const viewer access.RoleID = "audit-viewer"

// storeFixture is a store with the data of the tests: organisations on five levels, an
// account, people and open invitations.
type storeFixture struct {
	*testing.T
	ctx                 context.Context
	store               Store
	meter               *dynamotest.Meter // counts the measured calls
	top, fourth, bottom access.Organisation
	account             access.Account
	crowd               []access.Membership // of the top organisation; the first is its partner administrator
	open                []access.Invitation
	all                 []access.OrganisationID
}

// newFixture returns a fixture with only the top organisation.
func newFixture(t *testing.T) *storeFixture {
	t.Helper()
	f := &storeFixture{T: t, ctx: t.Context(), store: newTable(t)}
	creation := f.creation()
	f.top = creation.Organisation
	f.must(f.store.CreateOrganisation(f.ctx, creation))
	return f
}

// newFullFixture returns a fixture with all data, to measure with.
func newFullFixture(t *testing.T) *storeFixture {
	t.Helper()
	return newFilledFixture(t, 51)
}

// newFilledFixture returns a fixture with as many people and open invitations, and one account
// more. It has one organisation more in all.
func newFilledFixture(t *testing.T, size int) *storeFixture {
	t.Helper()
	f := newFixture(t)
	f.meter = dynamotest.NewMeter(t)
	above := f.top
	for level := 2; level <= access.MaxLevels; level++ {
		creation := f.creation(above)
		f.must(f.store.CreateOrganisation(f.ctx, creation))
		f.fourth, above = above, creation.Organisation
	}
	f.bottom = above
	for len(f.all) < size+1 {
		f.must(f.store.CreateOrganisation(f.ctx, f.creation(f.top)))
	}
	for n := range size + 1 {
		accountCreation := f.accountCreation(fmt.Sprintf("Department %d", n))
		f.account = accountCreation.Account
		f.must(f.store.CreateAccount(f.ctx, accountCreation))
	}
	for n := range size {
		f.people(n)
		f.open = append(f.open, f.invited(fmt.Sprintf("invitee%02d", n)))
	}
	return f
}

// people stores a member of the top organisation and of the bottom one. The first
// person administers the top one.
func (f *storeFixture) people(n int) {
	user := f.user(fmt.Sprintf("person%02d", n))
	role := viewer
	if n == 0 {
		role = access.PartnerOrganisationAdmin
	}
	membership := access.Membership{User: user, Organisation: f.top.ID, Version: access.NewID(), ChangedAt: noon, Grants: f.grants(f.top, role)}
	below := access.Membership{User: user, Organisation: f.bottom.ID, Version: access.NewID(), ChangedAt: noon, Grants: f.grants(f.bottom, viewer)}
	t := f.store.begin()
	t.putUser(user, "", "", user.CreatedAt)
	t.putMembership(access.Membership{}, membership)
	t.putMembership(access.Membership{}, below)
	t.countAdmins(access.Membership{}, membership, false)
	f.must(f.store.commitMembership(f.ctx, t))
	f.crowd = append(f.crowd, membership)
}

// measure makes calls through a client that the meter watches. It returns their cost.
func (f *storeFixture) measure(do func() error) (dynamotest.Cost, error) {
	unwatched := f.store
	defer func() { f.store = unwatched }()
	f.store.Client = dynamodb.New(unwatched.Client.Options(), func(o *dynamodb.Options) { o.APIOptions = append(o.APIOptions, f.meter.Watch) })
	err := do()
	return f.meter.Take(), err
}

func (f *storeFixture) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// second returns the error of a call and drops the other result.
func second[T any](_ T, err error) error { return err }

// refused returns a call that must be refused, as stale or beyond a limit.
func refused(call func() error) func() error {
	return func() error {
		err := call()
		if _, limit := errors.AsType[*access.LimitError](err); limit || errors.Is(err, access.ErrStale) {
			return nil
		}
		return fmt.Errorf("the call was not refused: %w", err)
	}
}

func (f *storeFixture) whole(o access.Organisation) access.Scope {
	return access.Scope{Organisation: o.ID}
}

func (f *storeFixture) users(n int) []access.UserID {
	var ids []access.UserID
	for _, membership := range f.crowd[:n] {
		ids = append(ids, membership.User.ID)
	}
	return ids
}

func (f *storeFixture) ids(n int) []access.OrganisationID { return f.all[:n] }

func (f *storeFixture) snapshot(q access.SnapshotQuery) func() error {
	return func() error { return second(f.store.Snapshot(f.ctx, q)) }
}

func (f *storeFixture) address(name string) access.Address {
	f.Helper()
	address, err := access.ParseAddress(name + "@mail.example.com")
	f.must(err)
	return address
}

func (f *storeFixture) user(name string) access.User {
	f.Helper()
	return access.User{ID: access.UserID(access.NewID()), Issuer: "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_a1b2c3d4e",
		Subject: "5f0e5c1d-6c1e-4b9e-9c3a-5f0e5c1d6c1e", Email: f.address(name), FirstName: "Augusta Ada", LastName: "King-Noel", CreatedAt: noon}
}

// storedUser stores a user without memberships.
func (f *storeFixture) storedUser(name string) access.User {
	f.Helper()
	user, t := f.user(name), f.store.begin()
	t.putUser(user, "", "", user.CreatedAt)
	f.must(f.store.commit(f.ctx, t))
	return user
}

func (f *storeFixture) person() access.Person { return f.user("administrator").Person() }

func (f *storeFixture) grants(o access.Organisation, roles ...access.RoleID) []access.Grant {
	var grants []access.Grant
	for _, role := range roles {
		grants = append(grants, access.Grant{Role: role, Scope: f.whole(o), By: f.person(), At: noon})
	}
	return grants
}

func (f *storeFixture) authority(o access.Organisation) *access.Authority {
	return &access.Authority{User: f.crowd[0].User.ID, Role: access.PartnerOrganisationAdmin, Scope: f.whole(o), AsOf: f.crowd[0].ChangedAt}
}

func (f *storeFixture) newEvent(scope access.Scope) access.Event {
	roles := []access.ScopedRole{{Role: viewer}, {Role: "billing-viewer"}}
	return access.Event{ID: access.NewID(), Type: access.EventInvitationCreated, Scope: scope, At: later,
		Names: access.Names{Organisation: "Example Industries AS"}, Actor: f.user("administrator").Party(), Subject: f.user("subject").Party(),
		Invitation: access.InvitationID(access.NewID()), Before: roles, After: roles}
}

func (f *storeFixture) creation(above ...access.Organisation) access.NewOrganisation {
	o := access.Organisation{ID: access.OrganisationID(access.NewID()), Name: "Example Industries AS", Partner: true, CreatedAt: noon}
	for _, parent := range above {
		o.Ancestors = append([]access.Ancestor{{ID: parent.ID, Name: parent.Name}}, parent.Ancestors...)
	}
	f.all = append(f.all, o.ID)
	return access.NewOrganisation{Organisation: o, Event: f.newEvent(f.whole(o))}
}

func (f *storeFixture) accountCreation(name string) access.NewAccount {
	account := access.Account{ID: access.AccountID(access.NewID()), Organisation: f.top.ID, Name: name, CreatedAt: noon}
	return access.NewAccount{Account: account, Event: f.newEvent(access.Scope{Organisation: f.top.ID, Account: account.ID})}
}

func (f *storeFixture) offer(scope access.Scope, name string) access.Offer {
	f.Helper()
	i := access.Invitation{ID: access.InvitationID(access.NewID()), Scope: scope, Names: access.Names{Organisation: "Example Industries AS"},
		Email: f.address(name), FirstName: "Augusta Ada", LastName: "King-Noel", Roles: []access.RoleID{viewer, "billing-viewer"},
		Locale: "en", Status: access.Pending, Inviter: f.person(), CreatedAt: noon, ExpiresAt: noon.Add(access.OpenFor),
		Attempt: 1, Version: 1, QueuedAt: noon, Delivery: access.Delivery{Status: access.Queued, At: noon}}
	return access.Offer{Invitation: i, Event: f.newEvent(scope), Limits: access.DefaultLimits}
}

func (f *storeFixture) invited(name string) access.Invitation {
	f.Helper()
	offer := f.offer(f.whole(f.top), name)
	f.must(f.store.Invite(f.ctx, offer))
	return offer.Invitation
}

func (f *storeFixture) resend(before access.Invitation, lift *access.SuppressionChange) func() error {
	f.Helper()
	offer := f.offer(before.Scope, "renewed")
	after := offer.Invitation
	after.ID, after.Email, after.Attempt, after.Version = before.ID, before.Email, 2, 2
	offer.Invitation, offer.Lift = after, lift
	return func() error { return f.store.Resend(f.ctx, access.InvitationResend{Before: before, Offer: offer}) }
}

func (f *storeFixture) update(name string, change func(*access.Invitation)) func() error {
	f.Helper()
	before := f.invited(name)
	after := before
	after.Version = 2
	change(&after)
	return func() error {
		return f.store.UpdateInvitation(f.ctx, access.InvitationUpdate{Before: before, After: after, At: later, Event: f.newEvent(before.Scope)})
	}
}

func (f *storeFixture) acceptance(i access.Invitation, user access.User, role access.RoleID) access.Acceptance {
	f.Helper()
	after := access.Membership{User: user, Organisation: f.top.ID, Version: access.NewID(), ChangedAt: noon, Grants: f.grants(f.top, role)}
	return access.Acceptance{Invitation: i, At: later, Authority: f.authority(f.top), After: after,
		Events: [2]access.Event{f.newEvent(i.Scope), f.newEvent(i.Scope)}}
}

// importOf returns the write that gives a user a role in addition to a membership.
func (f *storeFixture) importOf(user access.User, before access.Membership) access.MembershipImport {
	f.Helper()
	after := access.Membership{User: user, Organisation: f.top.ID, Version: access.NewID(), ChangedAt: later,
		Grants: append(f.grants(f.top, "billing-viewer"), before.Grants...)}
	return access.MembershipImport{Before: before, After: after, At: later, Event: f.newEvent(f.whole(f.top))}
}

func closureOf(i access.Invitation, status access.Status) access.InvitationClosure {
	return access.InvitationClosure{Invitation: i, Status: status, At: later,
		Event: access.Event{ID: access.NewID(), Type: access.EventInvitationRevoked, Scope: i.Scope, Names: i.Names, At: later,
			Actor: access.Party{Person: i.Inviter}, Subject: access.Party{Person: access.Person{Name: "Augusta Ada King-Noel", Email: i.Email.String()}}, Invitation: i.ID,
			Before: []access.ScopedRole{{Role: viewer}, {Role: "billing-viewer"}}}}
}

func expiry(i access.Invitation) access.InvitationClosure {
	w := closureOf(i, access.Expired)
	w.At = i.ExpiresAt
	return w
}

// change returns the write that removes a membership, on the authority of the
// administrator.
// expiredRenewal returns the write that marks an invitation that is closed as expired.
func (f *storeFixture) expiredRenewal(name string) access.RenewalRequest {
	before := f.invited(name)
	f.must(f.store.Expire(f.ctx, expiry(before)))
	after := before
	after.RenewalRequestedAt, after.Notice, after.Version = later, access.Notice{QueuedAt: later}, before.Version+1
	return access.RenewalRequest{Before: before, After: after, Event: f.newEvent(before.Scope)}
}

func (f *storeFixture) change(before access.Membership) access.MembershipChange {
	return access.MembershipChange{Before: before, At: later, Authorities: []access.Authority{*f.authority(f.top)}, Event: f.newEvent(f.whole(f.top)),
		After: access.Membership{User: before.User, Organisation: before.Organisation, Version: access.NewID(), ChangedAt: later}}
}

// removal returns a call that removes a member of the crowd and revokes some of
// their invitations.
func (f *storeFixture) removal(member, revocations int) func() error {
	f.Helper()
	w := f.change(f.crowd[member])
	for n := range revocations {
		w.Revocations = append(w.Revocations, closureOf(f.invited(fmt.Sprintf("back%d-%02d", member, n)), access.Revoked))
	}
	return func() error { return f.store.ChangeMembership(f.ctx, w) }
}

func (f *storeFixture) reservation(name string) access.Reservation {
	f.Helper()
	return access.Reservation{Address: f.address(name), Holder: access.NewID(), At: noon, Until: later}
}

func (f *storeFixture) newLease() idempotency.Lease {
	return idempotency.Lease{Key: access.NewID(), Seed: access.Seed(access.NewID()), At: noon, Until: noon.Add(time.Minute), ExpiresAt: noon.Add(idempotency.KeptFor)}
}
