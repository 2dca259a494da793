package dynamo

import (
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

// organisationItem is an organisation: in its own place, and again below each of
// those above it, where its counts stay zero.
type organisationItem struct {
	keyed
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

func organisationToItem(at key, kind string, o access.Organisation) organisationItem {
	ancestors := make([]storedAncestor, 0, len(o.Ancestors))
	for _, a := range o.Ancestors {
		ancestors = append(ancestors, storedAncestor(a))
	}
	return organisationItem{at.of(kind), o.ID, o.Name, o.Partner, ancestors, o.Admins, o.PartnerAdmins, o.Children, millis(o.CreatedAt)}
}

func (i organisationItem) organisation() access.Organisation {
	o := access.Organisation{ID: i.ID, Name: i.Name, Partner: i.Partner, Admins: i.Admins, PartnerAdmins: i.PartnerAdmins,
		Children: i.Children, CreatedAt: fromMillis(i.CreatedAt)}
	for _, a := range i.Ancestors {
		o.Ancestors = append(o.Ancestors, access.Ancestor(a))
	}
	return o
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

// membershipItem is a permission row: under the user, where authority is read, again
// under the organisation, where it is listed, and once more among those who
// govern what is below the organisation.
type membershipItem struct {
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

type storedNames struct {
	Organisation string `dynamodbav:"organisation,omitempty"`
	Account      string `dynamodbav:"account,omitempty"`
}

// grantName is the name of a grant within its row: what a witness is looked up
// by.
func grantName(role access.RoleID, account access.AccountID) string {
	if account == "" {
		return string(role)
	}
	return string(role) + "@" + string(account)
}

func membershipToItem(at key, kind string, r access.Membership) membershipItem {
	grants := make(map[string]storedGrant, len(r.Grants))
	for _, g := range r.Grants {
		grants[grantName(g.Role, g.Scope.Account)] = storedGrant{g.Role, g.Scope.Account, storedPerson(g.By), millis(g.At)}
	}
	return membershipItem{at.of(kind), storeUser(r.User), r.Organisation, grants, r.Version}
}

func (i membershipItem) membership() access.Membership {
	membership := access.Membership{User: i.User.user(), Organisation: i.Organisation, Version: i.Version}
	for _, g := range i.Grants {
		membership.Grants = append(membership.Grants, access.Grant{Role: g.Role,
			Scope: access.Scope{Organisation: i.Organisation, Account: g.Account}, By: access.Person(g.By), At: fromMillis(g.At)})
	}
	access.SortGrants(membership.Grants)
	return membership
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
