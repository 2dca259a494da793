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

// storeFixture is a store with the data of the tests:
// organisations on five levels, an account, people and open invitations.
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
	d := &storeFixture{T: t, ctx: t.Context(), store: newTable(t)}
	creation := d.creation()
	d.top = creation.Organisation
	d.must(d.store.CreateOrganisation(d.ctx, creation))
	return d
}

// newFullFixture returns a fixture with all data, to measure with.
func newFullFixture(t *testing.T) *storeFixture {
	t.Helper()
	d := newFixture(t)
	d.meter = dynamotest.NewMeter(t)
	above := d.top
	for level := 2; level <= access.MaxLevels; level++ {
		creation := d.creation(above)
		d.must(d.store.CreateOrganisation(d.ctx, creation))
		d.fourth, above = above, creation.Organisation
	}
	d.bottom = above
	for len(d.all) < 52 {
		d.must(d.store.CreateOrganisation(d.ctx, d.creation(d.top)))
	}
	for n := range 10 {
		accountCreation := d.accountCreation(fmt.Sprintf("Department %d", n))
		d.account = accountCreation.Account
		d.must(d.store.CreateAccount(d.ctx, accountCreation))
	}
	for n := range 51 {
		d.people(n)
		d.open = append(d.open, d.invited(fmt.Sprintf("invitee%02d", n)))
	}
	return d
}

// people stores a member of the top organisation and of the
// bottom one. The first person administers the top one.
func (d *storeFixture) people(n int) {
	user := d.user(fmt.Sprintf("person%02d", n))
	role := viewer
	if n == 0 {
		role = access.PartnerOrganisationAdmin
	}
	membership := access.Membership{User: user, Organisation: d.top.ID, Version: access.NewID(), Grants: d.grants(d.top, role)}
	below := access.Membership{User: user, Organisation: d.bottom.ID, Version: access.NewID(), Grants: d.grants(d.bottom, viewer)}
	t := d.store.begin()
	t.putUser(user, "", user.CreatedAt)
	t.putMembership(access.Membership{}, membership)
	t.putMembership(access.Membership{}, below)
	t.countAdmins(access.Membership{}, membership, false)
	d.must(d.store.commit(d.ctx, t))
	d.crowd = append(d.crowd, membership)
}

// measure makes calls through a client that the meter watches. It returns their cost.
func (d *storeFixture) measure(do func() error) (dynamotest.Cost, error) {
	unwatched := d.store
	defer func() { d.store = unwatched }()
	d.store.Client = dynamodb.New(unwatched.Client.Options(), func(o *dynamodb.Options) { o.APIOptions = append(o.APIOptions, d.meter.Watch) })
	err := do()
	return d.meter.Take(), err
}

func (d *storeFixture) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
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

func (d *storeFixture) whole(o access.Organisation) access.Scope {
	return access.Scope{Organisation: o.ID}
}

func (d *storeFixture) users(n int) []access.UserID {
	var ids []access.UserID
	for _, membership := range d.crowd[:n] {
		ids = append(ids, membership.User.ID)
	}
	return ids
}

func (d *storeFixture) ids(n int) []access.OrganisationID { return d.all[:n] }

func (d *storeFixture) snapshot(q access.SnapshotQuery) func() error {
	return func() error { return second(d.store.Snapshot(d.ctx, q)) }
}

func (d *storeFixture) address(name string) access.Address {
	d.Helper()
	address, err := access.ParseAddress(name + "@mail.example.com")
	d.must(err)
	return address
}

func (d *storeFixture) user(name string) access.User {
	d.Helper()
	return access.User{ID: access.UserID(access.NewID()), Issuer: "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_a1b2c3d4e",
		Subject: "5f0e5c1d-6c1e-4b9e-9c3a-5f0e5c1d6c1e", Email: d.address(name), FirstName: "Augusta Ada", LastName: "King-Noel", CreatedAt: noon}
}

func (d *storeFixture) person() access.Person { return d.user("administrator").Person() }

func (d *storeFixture) grants(o access.Organisation, roles ...access.RoleID) []access.Grant {
	var grants []access.Grant
	for _, role := range roles {
		grants = append(grants, access.Grant{Role: role, Scope: d.whole(o), By: d.person(), At: noon})
	}
	return grants
}

func (d *storeFixture) authority(o access.Organisation) *access.Authority {
	return &access.Authority{User: d.crowd[0].User.ID, Role: access.PartnerOrganisationAdmin, Scope: d.whole(o)}
}

func (d *storeFixture) newEvent(scope access.Scope) access.Event {
	roles := []access.ScopedRole{{Role: viewer}, {Role: "billing-viewer"}}
	return access.Event{ID: access.NewID(), Type: access.EventInvitationCreated, Scope: scope, At: later,
		Names: access.Names{Organisation: "Example Industries AS"}, Actor: d.person(), Subject: d.user("subject").Person(),
		Invitation: access.InvitationID(access.NewID()), Before: roles, After: roles}
}

func (d *storeFixture) creation(above ...access.Organisation) access.NewOrganisation {
	o := access.Organisation{ID: access.OrganisationID(access.NewID()), Name: "Example Industries AS", Partner: true, CreatedAt: noon}
	for _, parent := range above {
		o.Ancestors = append([]access.Ancestor{{ID: parent.ID, Name: parent.Name}}, parent.Ancestors...)
	}
	d.all = append(d.all, o.ID)
	return access.NewOrganisation{Organisation: o, Event: d.newEvent(d.whole(o))}
}

func (d *storeFixture) accountCreation(name string) access.NewAccount {
	account := access.Account{ID: access.AccountID(access.NewID()), Organisation: d.top.ID, Name: name, CreatedAt: noon}
	return access.NewAccount{Account: account, Event: d.newEvent(access.Scope{Organisation: d.top.ID, Account: account.ID})}
}

func (d *storeFixture) offer(scope access.Scope, name string) access.Offer {
	d.Helper()
	i := access.Invitation{ID: access.InvitationID(access.NewID()), Scope: scope, Names: access.Names{Organisation: "Example Industries AS"},
		Email: d.address(name), FirstName: "Augusta Ada", LastName: "King-Noel", Roles: []access.RoleID{viewer, "billing-viewer"},
		Locale: "en", Status: access.Pending, Inviter: d.person(), CreatedAt: noon, ExpiresAt: noon.Add(access.OpenFor),
		Attempt: 1, Version: 1, QueuedAt: noon, Delivery: access.Delivery{Status: access.Queued, At: noon}}
	return access.Offer{Invitation: i, Event: d.newEvent(scope), Limits: access.DefaultLimits}
}

func (d *storeFixture) invited(name string) access.Invitation {
	d.Helper()
	offer := d.offer(d.whole(d.top), name)
	d.must(d.store.Invite(d.ctx, offer))
	return offer.Invitation
}

func (d *storeFixture) resend(before access.Invitation, lift *access.SuppressionChange) func() error {
	d.Helper()
	offer := d.offer(before.Scope, "renewed")
	after := offer.Invitation
	after.ID, after.Email, after.Attempt, after.Version = before.ID, before.Email, 2, 2
	offer.Invitation, offer.Lift = after, lift
	return func() error { return d.store.Resend(d.ctx, access.InvitationResend{Before: before, Offer: offer}) }
}

func (d *storeFixture) update(name string, change func(*access.Invitation)) func() error {
	d.Helper()
	before := d.invited(name)
	after := before
	after.Version = 2
	change(&after)
	return func() error {
		return d.store.UpdateInvitation(d.ctx, access.InvitationUpdate{Before: before, After: after, At: later, Event: d.newEvent(before.Scope)})
	}
}

func (d *storeFixture) acceptance(i access.Invitation, user access.User, role access.RoleID) access.Acceptance {
	d.Helper()
	after := access.Membership{User: user, Organisation: d.top.ID, Version: access.NewID(), Grants: d.grants(d.top, role)}
	return access.Acceptance{Invitation: i, At: later, Authority: d.authority(d.top), After: after,
		Events: []access.Event{d.newEvent(i.Scope), d.newEvent(i.Scope)}}
}

func closureOf(i access.Invitation, status access.Status) access.InvitationClosure {
	return access.InvitationClosure{Invitation: i, Status: status, At: later,
		Event: access.Event{ID: access.NewID(), Type: access.EventInvitationRevoked, Scope: i.Scope, Names: i.Names, At: later,
			Actor: i.Inviter, Subject: access.Person{Name: "Augusta Ada King-Noel", Email: i.Email.String()}, Invitation: i.ID,
			Before: []access.ScopedRole{{Role: viewer}, {Role: "billing-viewer"}}}}
}

func expiry(i access.Invitation) access.InvitationClosure {
	w := closureOf(i, access.Expired)
	w.At = i.ExpiresAt
	return w
}

// change returns the write that removes a membership, on the authority of the
// administrator.
func (d *storeFixture) change(before access.Membership) access.MembershipChange {
	return access.MembershipChange{Before: before, At: later, Authorities: []access.Authority{*d.authority(d.top)}, Event: d.newEvent(d.whole(d.top)),
		OffersVersion: new(string), // the address has no offer version
		After:         access.Membership{User: before.User, Organisation: before.Organisation, Version: access.NewID()}}
}

// removal returns a call that removes a member of the crowd and revokes some of
// their invitations.
func (d *storeFixture) removal(member, revocations int) func() error {
	d.Helper()
	w := d.change(d.crowd[member])
	for n := range revocations {
		w.Revocations = append(w.Revocations, closureOf(d.invited(fmt.Sprintf("back%d-%02d", member, n)), access.Revoked))
	}
	return func() error { return d.store.ChangeMembership(d.ctx, w) }
}

func (d *storeFixture) reservation(name string) access.Reservation {
	d.Helper()
	return access.Reservation{Address: d.address(name), Holder: access.NewID(), At: noon, Until: later}
}

func (d *storeFixture) newLease() idempotency.Lease {
	return idempotency.Lease{Key: access.NewID(), Seed: access.Seed(access.NewID()), At: noon, Until: noon.Add(time.Minute), ExpiresAt: noon.Add(idempotency.KeptFor)}
}
