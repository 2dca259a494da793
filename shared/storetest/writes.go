package storetest

import (
	"sync/atomic"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// address returns an address at the domain of the test.
func (f *storeFixture) address(name string) access.Address {
	f.Helper()
	return f.parse(name + "@" + f.Domain)
}

// parse returns an address as typed. It also accepts an address that Admit no
// longer accepts: a store may hold one from an earlier version.
func (f *storeFixture) parse(typed string) access.Address {
	f.Helper()
	address, err := access.ParseAddress(typed)
	if err != nil {
		address = access.StoredAddress(typed, typed)
	}
	f.note(func() { f.addresses = append(f.addresses, address) })
	return address
}

// person returns a user who is not stored yet.
func (f *storeFixture) person(name string) access.User {
	f.Helper()
	user := access.User{
		ID: access.UserID(access.NewID()), Issuer: "https://issuer.example/pool", Subject: access.NewID(),
		Email: f.address(name), FirstName: "Ada", LastName: "Lovelace (" + name + ")",
		CreatedAt: fixture.Noon.Add(-time.Hour + 7*time.Millisecond),
	}
	f.note(func() { f.users = append(f.users, user.ID) })
	return user
}

// creation returns the write that creates a partner organisation, below another if
// one is given, with the invitation of its first administrator.
func (f *storeFixture) creation(above ...access.Organisation) access.NewOrganisation {
	f.Helper()
	organisation := f.NewOrganisation("Lovelace & Søn AS", true, above...)
	organisation.CreatedAt = fixture.Noon.Add(250 * time.Millisecond)
	f.note(func() { f.organisations = append(f.organisations, organisation.ID) })
	offer := f.offer(fixture.Whole(organisation), "founder", access.OrganisationAdmin)
	return access.NewOrganisation{
		Organisation: organisation,
		Event:        newEvent(access.EventOrganisationCreated, fixture.Whole(organisation), fixture.Noon),
		Offer:        &offer,
	}
}

// newAccount returns an account that is not stored yet.
func (f *storeFixture) newAccount(organisation access.Organisation, name string) access.Account {
	account := f.NewAccount(organisation, name)
	account.CreatedAt = fixture.Noon.Add(500 * time.Millisecond)
	return account
}

// accountCreation returns the write that creates an account.
func accountCreation(account access.Account) access.NewAccount {
	return access.NewAccount{Account: account, Event: newEvent(access.EventAccountCreated, fixture.ScopeOf(account), fixture.Noon)}
}

// offer returns the write that stores an invitation by the operator, made at noon.
// It counts in the limits.
func (f *storeFixture) offer(scope access.Scope, name string, roles ...access.RoleID) access.Offer {
	f.Helper()
	return f.offerTo(scope, f.address(name), roles...)
}

// offerTo is [storeFixture.offer] for an address.
func (f *storeFixture) offerTo(scope access.Scope, address access.Address, roles ...access.RoleID) access.Offer {
	invitation := f.NewInvitation(scope, address, roles...)
	invitation.FirstName, invitation.LastName, invitation.Locale = "Ada", "King", "nb"
	invitation.Names, invitation.ResendIDs = names, []string{access.NewID()}
	invitation.ReturnURL, invitation.Metadata = "https://app.example.com/welcome#start", access.Metadata{"customer": "4711", "plan.v-2_x": ""}
	f.note(func() { f.invitations = append(f.invitations, invitation.ID) })
	return access.Offer{Invitation: invitation, Event: newEvent(access.EventInvitationCreated, scope, fixture.Noon), Limits: fixture.AmpleLimits}
}

// acceptance returns the write that adds the roles of an invitation to what the
// user holds now. It stores the user if the user is new.
func (f *storeFixture) acceptance(invitation access.Invitation, user access.User) access.Acceptance {
	f.Helper()
	before := f.Membership(user.ID, invitation.Scope.Organisation)
	after := access.Membership{User: user, Organisation: invitation.Scope.Organisation, Version: access.NewID(), ChangedAt: changedAt()}
	after.Grants = append(after.Grants, before.Grants...)
	for _, role := range invitation.Roles {
		if !before.Holds(role, invitation.Scope) {
			after.Grants = append(after.Grants, grant(role, invitation.Scope))
		}
	}
	acceptance := access.Acceptance{
		Invitation: invitation, At: later, Before: before, After: after,
		Events: [2]access.Event{
			newEvent(access.EventInvitationAccepted, invitation.Scope, later),
			newEvent(access.EventAccessGranted, invitation.Scope, later),
		},
	}
	if _, err := f.store.User(f.Context(), user.ID); err != nil {
		acceptance.NewUser = &user
	}
	return acceptance
}

// changedAt returns the time of the next change of a membership. It is later than those
// of all changes before, by microseconds, which a store keeps.
func changedAt() time.Time { return later.Add(time.Duration(changes.Add(1)) * time.Microsecond) }

// changes is how often changedAt was called.
var changes atomic.Int64

// grant returns a grant by another person.
func grant(role access.RoleID, scope access.Scope) access.Grant {
	return access.Grant{
		Role: role, Scope: scope, At: later,
		By: access.Person{ID: "inviter", Name: "Charles Babbage", Email: "charles@example.com"},
	}
}

// closureOf returns the write that closes an invitation.
func closureOf(invitation access.Invitation, status access.Status) access.InvitationClosure {
	return access.InvitationClosure{Invitation: invitation, Status: status, At: later,
		Event: newEvent(access.EventInvitationRevoked, invitation.Scope, later)}
}

// removal returns the write that removes all grants of a membership.
func removal(before access.Membership) access.MembershipChange {
	after := access.Membership{User: before.User, Organisation: before.Organisation, Version: access.NewID(), ChangedAt: changedAt()}
	return access.MembershipChange{Before: before, After: after, At: later,
		Event: newEvent(access.EventAccessRemoved, access.Scope{Organisation: before.Organisation}, later)}
}

// demotion returns the write that removes one role from a membership.
func demotion(before access.Membership, role access.RoleID) access.MembershipChange {
	demotion := removal(before)
	for _, g := range before.Grants {
		if g.Role != role {
			demotion.After.Grants = append(demotion.After.Grants, g)
		}
	}
	return demotion
}

// authorityOf returns the authority of an administrator of a whole organisation.
func authorityOf(membership access.Membership) *access.Authority {
	authority := governorOf(membership)
	authority.Role = access.OrganisationAdmin
	return authority
}

// governorOf returns the authority of a Partner Organisation Admin.
func governorOf(membership access.Membership) *access.Authority {
	return &access.Authority{User: membership.User.ID, Role: access.PartnerOrganisationAdmin,
		Scope: access.Scope{Organisation: membership.Organisation}, AsOf: membership.ChangedAt}
}

// names are the names in every event and invitation of the suite. To a store they
// are two strings.
var names = access.Names{Organisation: "Lovelace & Søn AS", Account: "Shop"}

// newEvent returns an event with every field set.
func newEvent(kind access.EventType, scope access.Scope, at time.Time) access.Event {
	return access.Event{
		ID: access.NewID(), Type: kind, Scope: scope, Names: names, At: at,
		Actor: access.Party{Person: access.Person{ID: "actor", Name: "Charles Babbage", Email: "charles@example.com"},
			Issuer: fixture.Issuer, Subject: "sub-of-charles"},
		Subject: access.Party{Person: access.Person{ID: "subject", Name: "Ada Lovelace", Email: "Ada@example.com"},
			Issuer: "https://another.example.com/", Subject: "sub-of-ada"},
		Invitation: access.InvitationID(access.NewID()),
		Before:     []access.ScopedRole{{Role: fixture.Viewer}},
		After:      []access.ScopedRole{{Role: fixture.Viewer}, {Role: fixture.Signer, Account: "shop"}},
		Detail:     "550 5.1.1 <Ada@example.com>: unknown",
		Metadata:   access.Metadata{"customer": "4711", "plan.v-2_x": ""},

		InvitedEmail: "Augusta.Ada@example.com",
	}
}

// expiry returns the write that closes an expired invitation.
func expiry(invitation access.Invitation) access.InvitationClosure {
	return access.InvitationClosure{Invitation: invitation, Status: access.Expired, At: invitation.ExpiresAt,
		Event: newEvent(access.EventInvitationExpired, invitation.Scope, invitation.ExpiresAt)}
}

// updateOf returns the write that updates everything that an update may change.
func updateOf(before access.Invitation, roles ...access.RoleID) access.InvitationUpdate {
	after := before
	after.Roles, after.Version = roles, before.Version+1
	after.FirstName, after.LastName = "Augusta Ada", ""
	after.ReturnURL, after.Metadata = "", access.Metadata{"customer": "4712"}
	after.AcceptanceRequest = access.AcceptanceRequest{At: later, User: access.User{ID: "asks", Issuer: fixture.Issuer, Subject: "sub-of-asks",
		Email: access.StoredAddress("Asks@Bücher.example", "asks@xn--bcher-kva.example"), FirstName: "Grace", LastName: "Hopper", CreatedAt: later}}
	after.Notice = access.Notice{QueuedAt: later}
	after.Inviter = access.Person{ID: "another", Name: "Another", Email: "another@example.com"}
	return access.InvitationUpdate{Before: before, After: after, At: later, Event: newEvent(access.EventInvitationUpdated, before.Scope, later)}
}

// renewalOf returns the write that marks an invitation whose invitee asks for a new link.
func renewalOf(before access.Invitation, at time.Time) access.RenewalRequest {
	after := before
	after.RenewalRequestedAt, after.Notice, after.Version = at, access.Notice{QueuedAt: at}, before.Version+1
	return access.RenewalRequest{Before: before, After: after, Event: newEvent(access.EventRenewalRequested, before.Scope, at)}
}

// noticeClaimOf returns the claim of an invitation's notice for a minute.
func noticeClaimOf(i access.Invitation, at time.Time) delivery.NoticeClaim {
	return delivery.NoticeClaim{Invitation: i.ID, Notice: i.Notice, At: at, Until: at.Add(time.Minute)}
}

func noticeSettlementOf(i access.Invitation, notSent bool) delivery.NoticeSettlement {
	return delivery.NoticeSettlement{Invitation: i.ID, Notice: i.Notice, NotSent: notSent}
}

// resendOf returns the write that resends an invitation, by another inviter.
func resendOf(before access.Invitation, at time.Time) access.InvitationResend {
	after := before
	after.Status, after.ClosedAt, after.KeptUntil, after.AcceptedBy = access.Pending, time.Time{}, time.Time{}, ""
	after.Inviter = access.Person{ID: "another", Name: "Another", Email: "another@example.com"}
	after.Roles, after.ResendIDs = []access.RoleID{fixture.Signer}, append([]string{access.NewID()}, before.ResendIDs...)
	after.QueuedAt, after.ExpiresAt = at, at.Truncate(time.Second).Add(access.OpenFor)
	after.Delivery = access.Delivery{Status: access.Queued, At: at}
	after.Version, after.Attempt, after.TokenHashes = before.Version+1, before.Attempt+1, nil
	after.ReminderClaimedAt, after.RemindedAt = time.Time{}, time.Time{}
	return access.InvitationResend{Before: before, Offer: access.Offer{
		Invitation: after, Event: newEvent(access.EventInvitationResent, before.Scope, at), Limits: fixture.AmpleLimits,
	}}
}

// statusUpdateOf returns the write that stores a delivery event.
func statusUpdateOf(before access.Invitation, status access.DeliveryStatus) delivery.StatusUpdate {
	at := later.Add(time.Minute)
	return delivery.StatusUpdate{Before: before, Event: newEvent(access.EventInvitationDelivered, before.Scope, at),
		Delivery: access.Delivery{Status: status, At: at, Detail: "250 ok", Message: "0100-message"}}
}

// closedAt returns an invitation as it is after it was closed.
func closedAt(i access.Invitation, status access.Status, at time.Time) access.Invitation {
	i.Status, i.ClosedAt, i.KeptUntil = status, at, at.Add(access.ClosedKept).UTC().Truncate(time.Second)
	return i
}
