package dynamo

import (
	"time"

	"admit/shared/access"
)

// The types in this file are items as they are stored. Times are milliseconds since
// the epoch, except where a type says otherwise and the time-to-live, which DynamoDB
// requires in seconds.

// header is the beginning of every item: its key and its kind.
type header struct {
	PK   string `dynamodbav:"pk"`
	SK   string `dynamodbav:"sk"`
	Kind string `dynamodbav:"kind"`
}

func (k key) header(kind string) header { return header{k.partition, k.sort, kind} }

// organisationItem is an organisation. It is stored under its own key, and again in the
// list of each organisation above it. The counts in a list stay zero.
type organisationItem struct {
	header
	ID            access.OrganisationID `dynamodbav:"id"`
	Name          string                `dynamodbav:"name"`
	Partner       bool                  `dynamodbav:"partner"`
	Ancestors     []storedAncestor      `dynamodbav:"ancestors"`
	Admins        int                   `dynamodbav:"admins"`
	PartnerAdmins int                   `dynamodbav:"partnerAdmins,omitempty"`
	Children      int                   `dynamodbav:"children,omitempty"`
	CreatedAt     int64                 `dynamodbav:"createdAt"`
}

type storedAncestor struct {
	ID   access.OrganisationID `dynamodbav:"id"`
	Name string                `dynamodbav:"name"`
}

func organisationToItem(k key, kind string, o access.Organisation) organisationItem {
	ancestors := make([]storedAncestor, 0, len(o.Ancestors))
	for _, a := range o.Ancestors {
		ancestors = append(ancestors, storedAncestor(a))
	}
	return organisationItem{k.header(kind), o.ID, o.Name, o.Partner, ancestors, o.Admins, o.PartnerAdmins, o.Children, millis(o.CreatedAt)}
}

func (i organisationItem) organisation() access.Organisation {
	o := access.Organisation{ID: i.ID, Name: i.Name, Partner: i.Partner, Admins: i.Admins, PartnerAdmins: i.PartnerAdmins,
		Children: i.Children, CreatedAt: fromMillis(i.CreatedAt)}
	for _, a := range i.Ancestors {
		o.Ancestors = append(o.Ancestors, access.Ancestor(a))
	}
	return o
}

// accountItem is an account. It is stored under its own key, and again in the list of its
// organisation.
type accountItem struct {
	header
	ID           access.AccountID      `dynamodbav:"id"`
	Organisation access.OrganisationID `dynamodbav:"organisation"`
	Name         string                `dynamodbav:"name"`
	CreatedAt    int64                 `dynamodbav:"createdAt"`
}

func accountToItem(k key, kind string, a access.Account) accountItem {
	return accountItem{k.header(kind), a.ID, a.Organisation, a.Name, millis(a.CreatedAt)}
}

func (i accountItem) account() access.Account {
	return access.Account{ID: i.ID, Organisation: i.Organisation, Name: i.Name, CreatedAt: fromMillis(i.CreatedAt)}
}

type userItem struct {
	header
	User        storedUser `dynamodbav:"user"`
	Acceptances int        `dynamodbav:"acceptances"` // how many after the one that created the user
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

// storedAddress is an address as it was parsed when it was stored. So an item can be
// read even if today's rules would refuse the address.
type storedAddress struct {
	Typed string `dynamodbav:"typed"`
	ASCII string `dynamodbav:"ascii"`
}

func storeAddress(a access.Address) storedAddress { return storedAddress{a.String(), a.ASCII()} }

func (a storedAddress) address() access.Address { return access.StoredAddress(a.Typed, a.ASCII) }

// membershipItem is a membership. It is stored under the user, where authority is
// checked, and in the list of members of the organisation. If it governs organisations
// below, it is also in the list of governors, and, with only the grants that govern,
// again under the user. Its time ChangedAt is in microseconds since the epoch, as that of
// its event.
type membershipItem struct {
	header
	User         storedUser             `dynamodbav:"user"`
	Organisation access.OrganisationID  `dynamodbav:"organisation"`
	Grants       map[string]storedGrant `dynamodbav:"grants"`
	Version      string                 `dynamodbav:"version"`
	ChangedAt    int64                  `dynamodbav:"changedAt,omitempty"`
}

type storedGrant struct {
	Role    access.RoleID    `dynamodbav:"role"`
	Account access.AccountID `dynamodbav:"account,omitempty"`
	By      storedPerson     `dynamodbav:"by"`
	At      int64            `dynamodbav:"at"`

	Invitation access.InvitationID `dynamodbav:"invitation,omitempty"`
}

type storedPerson struct {
	ID    access.UserID `dynamodbav:"id,omitempty"`
	Name  string        `dynamodbav:"name,omitempty"`
	Email string        `dynamodbav:"email,omitempty"`
}

type storedNames struct {
	Organisation string `dynamodbav:"organisation,omitempty"`
	Account      string `dynamodbav:"account,omitempty"`
}

// grantName returns the name of a grant in the map of its membership. An authority is
// checked by this name.
func grantName(role access.RoleID, account access.AccountID) string {
	if account == "" {
		return string(role)
	}
	return string(role) + "@" + string(account)
}

func membershipToItem(k key, kind string, m access.Membership) membershipItem {
	grants := make(map[string]storedGrant, len(m.Grants))
	for _, g := range m.Grants {
		grants[grantName(g.Role, g.Scope.Account)] = storedGrant{g.Role, g.Scope.Account, storedPerson(g.By), millis(g.At), g.Invitation}
	}
	item := membershipItem{header: k.header(kind), User: storeUser(m.User), Organisation: m.Organisation, Grants: grants, Version: m.Version}
	if !m.ChangedAt.IsZero() {
		item.ChangedAt = m.ChangedAt.UnixMicro()
	}
	return item
}

func (i membershipItem) membership() access.Membership {
	membership := access.Membership{User: i.User.user(), Organisation: i.Organisation, Version: i.Version}
	if i.ChangedAt != 0 {
		membership.ChangedAt = time.UnixMicro(i.ChangedAt).UTC()
	}
	for _, g := range i.Grants {
		membership.Grants = append(membership.Grants, access.Grant{Role: g.Role,
			Scope: access.Scope{Organisation: i.Organisation, Account: g.Account}, By: access.Person(g.By), At: fromMillis(g.At), Invitation: g.Invitation})
	}
	access.SortGrants(membership.Grants)
	return membership
}

// millis returns a time in milliseconds since the epoch, and 0 for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// fromMillis is the inverse of millis.
func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
