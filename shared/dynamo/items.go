package dynamo

import (
	"slices"
	"time"

	"admit/shared/access"
)

// The items as they are stored. Times are milliseconds since the epoch, but for
// the time-to-live, which DynamoDB wants in seconds.

type keyed struct {
	PK   string `dynamodbav:"pk"`
	SK   string `dynamodbav:"sk"`
	Kind string `dynamodbav:"kind"`
}

func (k key) of(kind string) keyed { return keyed{k.partition, k.sort, kind} }

type organisationItem struct {
	keyed
	ID        access.OrganisationID   `dynamodbav:"id"`
	Name      string                  `dynamodbav:"name"`
	Partner   bool                    `dynamodbav:"partner"`
	Ancestors []access.OrganisationID `dynamodbav:"ancestors"`
	Admins    int                     `dynamodbav:"admins"`
	CreatedAt int64                   `dynamodbav:"createdAt"`
}

func organisationToItem(o access.Organisation) organisationItem {
	return organisationItem{organisationKey(o.ID).of("organisation"), o.ID, o.Name, o.Partner, o.Ancestors, o.Admins, millis(o.CreatedAt)}
}

func (i organisationItem) organisation() access.Organisation {
	return access.Organisation{ID: i.ID, Name: i.Name, Partner: i.Partner, Ancestors: i.Ancestors, Admins: i.Admins, CreatedAt: fromMillis(i.CreatedAt)}
}

type accountItem struct {
	keyed
	ID           access.AccountID      `dynamodbav:"id"`
	Organisation access.OrganisationID `dynamodbav:"organisation"`
	Name         string                `dynamodbav:"name"`
	CreatedAt    int64                 `dynamodbav:"createdAt"`
}

func accountToItem(a access.Account) accountItem {
	return accountItem{accountKey(a.Organisation, a.ID).of("account"), a.ID, a.Organisation, a.Name, millis(a.CreatedAt)}
}

func (i accountItem) account() access.Account {
	return access.Account{ID: i.ID, Organisation: i.Organisation, Name: i.Name, CreatedAt: fromMillis(i.CreatedAt)}
}

type userItem struct {
	keyed
	User        storedUser `dynamodbav:"user"`
	Acceptances int        `dynamodbav:"acceptances"` // those after the first
}

type storedUser struct {
	ID        access.UserID `dynamodbav:"id"`
	Issuer    string        `dynamodbav:"issuer"`
	Subject   string        `dynamodbav:"subject"`
	Email     storedAddress `dynamodbav:"email"`
	FirstName string        `dynamodbav:"firstName"`
	LastName  string        `dynamodbav:"lastName"`
	CreatedAt int64         `dynamodbav:"createdAt"`
}

func storeUser(u access.User) storedUser {
	return storedUser{u.ID, u.Issuer, u.Subject, storeAddress(u.Email), u.FirstName, u.LastName, millis(u.CreatedAt)}
}

func (u storedUser) user() access.User {
	return access.User{ID: u.ID, Issuer: u.Issuer, Subject: u.Subject, Email: u.Email.address(),
		FirstName: u.FirstName, LastName: u.LastName, CreatedAt: fromMillis(u.CreatedAt)}
}

// storedAddress keeps what an address was taken for, so that an item can be
// read whatever is taken today.
type storedAddress struct {
	Typed string `dynamodbav:"typed"`
	ASCII string `dynamodbav:"ascii"`
}

func storeAddress(a access.Address) storedAddress { return storedAddress{a.String(), a.ASCII()} }

func (a storedAddress) address() access.Address { return access.StoredAddress(a.Typed, a.ASCII) }

type addressItem struct {
	keyed
	User access.UserID `dynamodbav:"user"`
}

// rowItem is a permission row: under the user, where authority is read, and
// again under the organisation, where it is listed.
type rowItem struct {
	keyed
	User         storedUser             `dynamodbav:"user"`
	Organisation access.OrganisationID  `dynamodbav:"organisation"`
	Grants       map[string]storedGrant `dynamodbav:"grants"`
	Version      string                 `dynamodbav:"version"`
}

type storedGrant struct {
	Role    access.RoleID    `dynamodbav:"role"`
	Account access.AccountID `dynamodbav:"account,omitempty"`
	By      storedPerson     `dynamodbav:"by"`
	At      int64            `dynamodbav:"at"`
}

type storedPerson struct {
	ID    access.UserID `dynamodbav:"id,omitempty"`
	Name  string        `dynamodbav:"name,omitempty"`
	Email string        `dynamodbav:"email,omitempty"`
}

// grantName is the name of a grant within its row: what a witness is looked up
// by.
func grantName(role access.RoleID, account access.AccountID) string {
	if account == "" {
		return string(role)
	}
	return string(role) + "@" + string(account)
}

func rowToItem(at key, kind string, r access.Row) rowItem {
	grants := make(map[string]storedGrant, len(r.Grants))
	for _, g := range r.Grants {
		grants[grantName(g.Role, g.Scope.Account)] = storedGrant{g.Role, g.Scope.Account, storedPerson(g.By), millis(g.At)}
	}
	return rowItem{at.of(kind), storeUser(r.User), r.Organisation, grants, r.Version}
}

func (i rowItem) row() access.Row {
	row := access.Row{User: i.User.user(), Organisation: i.Organisation, Version: i.Version}
	for _, g := range i.Grants {
		row.Grants = append(row.Grants, access.Grant{Role: g.Role,
			Scope: access.Scope{Organisation: i.Organisation, Account: g.Account}, By: access.Person(g.By), At: fromMillis(g.At)})
	}
	access.SortGrants(row.Grants)
	return row
}

type invitationItem struct {
	keyed
	ID             access.InvitationID   `dynamodbav:"id"`
	Organisation   access.OrganisationID `dynamodbav:"organisation"`
	Account        access.AccountID      `dynamodbav:"account,omitempty"`
	Email          storedAddress         `dynamodbav:"email"`
	FirstName      string                `dynamodbav:"firstName,omitempty"`
	LastName       string                `dynamodbav:"lastName,omitempty"`
	Roles          []access.RoleID       `dynamodbav:"roles"`
	Locale         string                `dynamodbav:"locale,omitempty"`
	Status         access.Status         `dynamodbav:"status"`
	Inviter        storedPerson          `dynamodbav:"inviter"`
	CreatedAt      int64                 `dynamodbav:"createdAt"`
	ExpiresAt      int64                 `dynamodbav:"expiresAt"`              // the time-to-live: while pending, the end of the offer
	OfferedUntil   int64                 `dynamodbav:"offeredUntil,omitempty"` // once closed, what the end of the offer was
	ClosedAt       int64                 `dynamodbav:"closedAt,omitempty"`
	AcceptedBy     access.UserID         `dynamodbav:"acceptedBy,omitempty"`
	Round          int                   `dynamodbav:"round"`
	QueuedAt       int64                 `dynamodbav:"queuedAt"`
	Delivery       access.DeliveryStatus `dynamodbav:"delivery"`
	DeliveryAt     int64                 `dynamodbav:"deliveryAt"`
	DeliveryDetail string                `dynamodbav:"deliveryDetail,omitempty"`
	Message        string                `dynamodbav:"message,omitempty"`
	Claimed        int64                 `dynamodbav:"claimedUntil,omitempty"`
	Lapsed         int                   `dynamodbav:"lapsed,omitempty"`
	Secrets        [][]byte              `dynamodbav:"secrets,binaryset,omitempty"`
}

func invitationToItem(i access.Invitation) invitationItem {
	return invitationItem{
		keyed: invitationKey(i.ID).of(KindInvitation),
		ID:    i.ID, Organisation: i.Scope.Organisation, Account: i.Scope.Account,
		Email: storeAddress(i.Email), FirstName: i.FirstName, LastName: i.LastName, Roles: i.Roles, Locale: i.Locale,
		Status: i.Status, Inviter: storedPerson(i.Inviter), CreatedAt: millis(i.CreatedAt), ExpiresAt: i.ExpiresAt.Unix(),
		Round: i.Round, QueuedAt: millis(i.QueuedAt),
		Delivery: i.Delivery.Status, DeliveryAt: millis(i.Delivery.At),
		DeliveryDetail: i.Delivery.Detail, Message: i.Delivery.Message,
	}
}

func (i invitationItem) invitation() access.Invitation {
	invitation := access.Invitation{
		ID: i.ID, Scope: access.Scope{Organisation: i.Organisation, Account: i.Account},
		Email: i.Email.address(), FirstName: i.FirstName, LastName: i.LastName, Roles: i.Roles, Locale: i.Locale,
		Status: i.Status, Inviter: access.Person(i.Inviter), CreatedAt: fromMillis(i.CreatedAt),
		ExpiresAt: time.Unix(i.ExpiresAt, 0).UTC(), ClosedAt: fromMillis(i.ClosedAt), AcceptedBy: i.AcceptedBy,
		Round: i.Round, QueuedAt: fromMillis(i.QueuedAt), Lapsed: i.Lapsed,
		Delivery: access.Delivery{Status: i.Delivery, At: fromMillis(i.DeliveryAt), Detail: i.DeliveryDetail, Message: i.Message},
	}
	if i.OfferedUntil != 0 {
		invitation.ExpiresAt = time.Unix(i.OfferedUntil, 0).UTC()
	}
	if i.Delivery == deliverySending {
		invitation.Delivery.Status = access.Queued
	}
	for _, secret := range i.Secrets {
		invitation.Secrets = append(invitation.Secrets, access.SecretHash(secret))
	}
	slices.SortFunc(invitation.Secrets, func(a, b access.SecretHash) int { return slices.Compare(a[:], b[:]) })
	return invitation
}

// listedItem stands in a list of invitations for one of them.
type listedItem struct {
	keyed
	Invitation access.InvitationID `dynamodbav:"invitation"`
	ExpiresAt  int64               `dynamodbav:"expiresAt"`
}

type recordItem struct {
	keyed
	ID         string              `dynamodbav:"id"`
	Type       access.RecordType   `dynamodbav:"type"`
	Account    access.AccountID    `dynamodbav:"account,omitempty"`
	At         int64               `dynamodbav:"at"`
	Actor      storedPerson        `dynamodbav:"actor"`
	Subject    storedPerson        `dynamodbav:"subject"`
	Invitation access.InvitationID `dynamodbav:"invitation,omitempty"`
	Before     []access.RoleID     `dynamodbav:"before"`
	After      []access.RoleID     `dynamodbav:"after"`
}

func recordToItem(r access.Record) recordItem {
	return recordItem{recordKey(r).of("record"), r.ID, r.Type, r.Scope.Account, millis(r.At),
		storedPerson(r.Actor), storedPerson(r.Subject), r.Invitation, r.Before, r.After}
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
