package accesstest

import (
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// Roles of the suite. To a store a role is a name.
const (
	viewer access.RoleID = "audit-viewer"
	editor access.RoleID = "signing-editor"
)

func whole(organisation access.Organisation) access.Scope {
	return access.Scope{Organisation: organisation.ID}
}

func scopeOf(account access.Account) access.Scope {
	return access.Scope{Organisation: account.Organisation, Account: account.ID}
}

// address is a name at the world's own domain, in any case.
func (w *world) address(name string) access.Address {
	w.Helper()
	return w.parse(name + "@" + w.domain)
}

// parse takes addresses that are not taken any more, too: a store may have them.
func (w *world) parse(typed string) access.Address {
	w.Helper()
	address, err := access.ParseAddress(typed)
	if err != nil {
		address = access.StoredAddress(typed, typed)
	}
	w.note(func() { w.addresses = append(w.addresses, address) })
	return address
}

// person is a user who is not written yet.
func (w *world) person(name string) access.User {
	w.Helper()
	user := access.User{
		ID: access.UserID(access.NewID()), Issuer: "https://issuer.example/pool", Subject: access.NewID(),
		Email: w.address(name), FirstName: "Ada", LastName: "Lovelace (" + name + ")",
		CreatedAt: noon.Add(-time.Hour + 7*time.Millisecond),
	}
	w.note(func() { w.users = append(w.users, user.ID) })
	return user
}

func (w *world) founding(above ...access.Organisation) access.Founding {
	w.Helper()
	organisation := access.Organisation{
		ID: access.OrganisationID(access.NewID()), Name: "Lovelace & Søn AS", Partner: true,
		CreatedAt: noon.Add(250 * time.Millisecond),
	}
	for _, parent := range above {
		organisation.Ancestors = append([]access.Ancestor{{ID: parent.ID, Name: parent.Name}}, parent.Ancestors...)
	}
	w.note(func() { w.organisations = append(w.organisations, organisation.ID) })
	offer := w.offer(whole(organisation), "founder", access.OrganisationAdmin)
	return access.Founding{
		Organisation: organisation,
		Record:       record(access.OrganisationCreated, whole(organisation), noon),
		Offer:        &offer,
	}
}

func newAccount(organisation access.Organisation, name string) access.Account {
	return access.Account{
		ID: access.AccountID(access.NewID()), Organisation: organisation.ID, Name: name,
		CreatedAt: noon.Add(500 * time.Millisecond),
	}
}

func opening(account access.Account) access.Opening {
	return access.Opening{Account: account, Record: record(access.AccountCreated, scopeOf(account), noon)}
}

// ample limits are in nobody's way.
var ample = access.Limits{OpenInvitations: 1_000_000, InvitationsPerHour: 1_000_000, MailsPerDay: 1_000_000, MailsPerDayOfPartner: 1_000_000}

// offer is an invitation that is not written yet, by an operator, at noon.
func (w *world) offer(scope access.Scope, name string, roles ...access.RoleID) access.Offer {
	w.Helper()
	return w.offerTo(scope, w.address(name), roles...)
}

func (w *world) offerTo(scope access.Scope, address access.Address, roles ...access.RoleID) access.Offer {
	invitation := access.Invitation{
		ID: access.InvitationID(access.NewID()), Scope: scope, Email: address,
		FirstName: "Ada", LastName: "King", Roles: roles, Locale: "nb", Status: access.Pending,
		Inviter: access.Operator, CreatedAt: noon, ExpiresAt: noon.Add(access.OpenFor),
		Round: 1, QueuedAt: noon, Delivery: access.Delivery{Status: access.Queued, At: noon},
		Names: names, Version: 1, Requests: []string{access.NewID()},
	}
	w.note(func() { w.invitations = append(w.invitations, invitation.ID) })
	return access.Offer{Invitation: invitation, Record: record(access.InvitationCreated, scope, noon), Limits: ample}
}

// acceptance gives a user what an invitation offers, on top of what the user
// holds now. A user who is not there yet is registered.
func (w *world) acceptance(invitation access.Invitation, user access.User) access.Acceptance {
	w.Helper()
	before := w.row(user, invitation.Scope.Organisation)
	after := access.Row{User: user, Organisation: invitation.Scope.Organisation, Version: access.NewID()}
	after.Grants = append(after.Grants, before.Grants...)
	for _, role := range invitation.Roles {
		if !before.Holds(role, invitation.Scope) {
			after.Grants = append(after.Grants, grant(role, invitation.Scope))
		}
	}
	acceptance := access.Acceptance{
		Invitation: invitation, At: later, Before: before, After: after,
		Records: []access.Record{
			record(access.InvitationWasTaken, invitation.Scope, later),
			record(access.AccessGranted, invitation.Scope, later),
		},
	}
	if _, err := w.store.User(w.Context(), user.ID); err != nil {
		acceptance.NewUser = &user
	}
	return acceptance
}

func grant(role access.RoleID, scope access.Scope) access.Grant {
	return access.Grant{
		Role: role, Scope: scope, At: later,
		By: access.Person{ID: "inviter", Name: "Charles Babbage", Email: "charles@example.com"},
	}
}

func closing(invitation access.Invitation, status access.Status) access.Closing {
	return access.Closing{Invitation: invitation, Status: status, At: later,
		Record: record(access.InvitationWithdrawn, invitation.Scope, later)}
}

// removal takes everything that a row has.
func removal(before access.Row) access.Change {
	after := access.Row{User: before.User, Organisation: before.Organisation, Version: access.NewID()}
	return access.Change{Before: before, After: after, At: later,
		Record: record(access.AccessRemoved, access.Scope{Organisation: before.Organisation}, later)}
}

// demotion takes one role of a row.
func demotion(before access.Row, role access.RoleID) access.Change {
	demotion := removal(before)
	for _, g := range before.Grants {
		if g.Role != role {
			demotion.After.Grants = append(demotion.After.Grants, g)
		}
	}
	return demotion
}

// witness is the grant of an administrator of a whole organisation.
func witness(row access.Row) *access.Witness {
	return &access.Witness{User: row.User.ID, Role: access.OrganisationAdmin, Scope: access.Scope{Organisation: row.Organisation}}
}

// names of every scope of the suite on record: to a store they are two texts.
var names = access.Names{Organisation: "Lovelace & Søn AS", Account: "Shop"}

func record(kind access.RecordType, scope access.Scope, at time.Time) access.Record {
	return access.Record{
		ID: access.NewID(), Type: kind, Scope: scope, Names: names, At: at,
		Actor:      access.Person{ID: "actor", Name: "Charles Babbage", Email: "charles@example.com"},
		Subject:    access.Person{ID: "subject", Name: "Ada Lovelace", Email: "Ada@example.com"},
		Invitation: access.InvitationID(access.NewID()),
		Before:     []access.Held{{Role: viewer}},
		After:      []access.Held{{Role: viewer}, {Role: editor, Account: "shop"}},
		Detail:     "550 5.1.1 <Ada@example.com>: unknown",
	}
}

// expiry closes an invitation at the end of its time.
func expiry(invitation access.Invitation) access.Closing {
	return access.Closing{Invitation: invitation, Status: access.Expired, At: invitation.ExpiresAt,
		Record: record(access.InvitationLapsed, invitation.Scope, invitation.ExpiresAt)}
}

// amendment changes the roles and the names of an invitation, by somebody who
// vouches for them.
func amendment(before access.Invitation, roles ...access.RoleID) access.Amendment {
	after := before
	after.Roles, after.Version = roles, before.Version+1
	after.FirstName, after.LastName = "Augusta Ada", ""
	after.Inviter = access.Person{ID: "another", Name: "Another", Email: "another@example.com"}
	return access.Amendment{Before: before, After: after, At: later, Record: record(access.InvitationChanged, before.Scope, later)}
}

// renewal offers an invitation anew, by somebody else.
func renewal(before access.Invitation, at time.Time) access.Renewal {
	after := before
	after.Status, after.ClosedAt, after.AcceptedBy = access.Pending, time.Time{}, ""
	after.Inviter = access.Person{ID: "another", Name: "Another", Email: "another@example.com"}
	after.Roles, after.Requests = []access.RoleID{editor}, append([]string{access.NewID()}, before.Requests...)
	after.QueuedAt, after.ExpiresAt = at, at.Truncate(time.Second).Add(access.OpenFor)
	after.Delivery = access.Delivery{Status: access.Queued, At: at}
	after.Version, after.Round, after.Secrets = before.Version+1, before.Round+1, nil
	return access.Renewal{Before: before, Offer: access.Offer{
		Invitation: after, Record: record(access.InvitationResent, before.Scope, at), Limits: ample,
	}}
}

func reportOf(before access.Invitation, status access.DeliveryStatus) delivery.StatusUpdate {
	at := later.Add(time.Minute)
	return delivery.StatusUpdate{Before: before, Event: record(access.InvitationDelivered, before.Scope, at),
		Delivery: access.Delivery{Status: status, At: at, Detail: "250 ok", Message: "0100-message"}}
}
