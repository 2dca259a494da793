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
	PK   string
	SK   string
	Kind string
}

func (h *header) fields(f *fields) {
	text(f, "pk", &h.PK)
	text(f, "sk", &h.SK)
	text(f, "kind", &h.Kind)
}

func (k key) header(kind string) header { return header{k.partition, k.sort, kind} }

// organisationItem is an organisation. It is stored under its own key, and again in the
// list of each organisation above it. The counts in a list stay zero.
type organisationItem struct {
	header
	ID            access.OrganisationID
	Name          string
	Partner       bool
	Ancestors     []storedAncestor
	Admins        int
	PartnerAdmins int
	Children      int
	CreatedAt     int64
	Deletion      *storedDeletion
}

func (o *organisationItem) fields(f *fields) {
	o.header.fields(f)
	text(f, "id", &o.ID)
	text(f, "name", &o.Name)
	boolean(f, "partner", &o.Partner)
	objects(f, "ancestors", &o.Ancestors)
	number(f, "admins", &o.Admins)
	optional(f, "partnerAdmins", &o.PartnerAdmins, number)
	optional(f, "children", &o.Children, number)
	number(f, "createdAt", &o.CreatedAt)
	optionalObject(f, "deletion", &o.Deletion)
}

type storedAncestor struct {
	ID   access.OrganisationID
	Name string
}

func (a *storedAncestor) fields(f *fields) {
	text(f, "id", &a.ID)
	text(f, "name", &a.Name)
}

func organisationToItem(k key, kind string, o access.Organisation) *organisationItem {
	ancestors := make([]storedAncestor, 0, len(o.Ancestors))
	for _, a := range o.Ancestors {
		ancestors = append(ancestors, storedAncestor(a))
	}
	return &organisationItem{k.header(kind), o.ID, o.Name, o.Partner, ancestors, o.Admins, o.PartnerAdmins, o.Children, millis(o.CreatedAt), deletionToItem(o.Deletion)}
}

func (i organisationItem) organisation() access.Organisation {
	o := access.Organisation{ID: i.ID, Name: i.Name, Partner: i.Partner, Admins: i.Admins, PartnerAdmins: i.PartnerAdmins,
		Children: i.Children, CreatedAt: fromMillis(i.CreatedAt), Deletion: i.Deletion.deletion()}
	for _, a := range i.Ancestors {
		o.Ancestors = append(o.Ancestors, access.Ancestor(a))
	}
	return o
}

// accountItem is an account. It is stored under its own key, and again in the list of its
// organisation.
type accountItem struct {
	header
	ID           access.AccountID
	Organisation access.OrganisationID
	Name         string
	CreatedAt    int64
}

func (a *accountItem) fields(f *fields) {
	a.header.fields(f)
	text(f, "id", &a.ID)
	text(f, "organisation", &a.Organisation)
	text(f, "name", &a.Name)
	number(f, "createdAt", &a.CreatedAt)
}

func accountToItem(k key, kind string, a access.Account) *accountItem {
	return &accountItem{k.header(kind), a.ID, a.Organisation, a.Name, millis(a.CreatedAt)}
}

func (i accountItem) account() access.Account {
	return access.Account{ID: i.ID, Organisation: i.Organisation, Name: i.Name, CreatedAt: fromMillis(i.CreatedAt)}
}

type userItem struct {
	header
	User        storedUser
	Acceptances int // how many after the one that created the user
}

func (u *userItem) fields(f *fields) {
	u.header.fields(f)
	object(f, "user", &u.User)
	number(f, "acceptances", &u.Acceptances)
}

type storedUser struct {
	ID        access.UserID
	Issuer    string
	Subject   string
	Email     storedAddress
	FirstName string
	LastName  string
	CreatedAt int64
}

func (u *storedUser) fields(f *fields) {
	text(f, "id", &u.ID)
	text(f, "issuer", &u.Issuer)
	text(f, "subject", &u.Subject)
	object(f, "email", &u.Email)
	text(f, "firstName", &u.FirstName)
	text(f, "lastName", &u.LastName)
	number(f, "createdAt", &u.CreatedAt)
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
	Typed string
	ASCII string
}

func (a *storedAddress) fields(f *fields) {
	text(f, "typed", &a.Typed)
	text(f, "ascii", &a.ASCII)
}

func storeAddress(a access.Address) storedAddress { return storedAddress{a.String(), a.ASCII()} }

func (a storedAddress) address() access.Address { return access.StoredAddress(a.Typed, a.ASCII) }

// membershipItem is a membership. It is stored under the user, where authority is
// checked. If it governs organisations below, it is stored again there, with only the
// grants that govern. In lists it is a [listedItem]. Its time ChangedAt is in microseconds since the epoch, as that of
// its event.
type membershipItem struct {
	header
	User         storedUser
	Organisation access.OrganisationID
	Grants       map[string]storedGrant
	Version      string
	ChangedAt    int64
	Suspended    bool
}

func (m *membershipItem) fields(f *fields) {
	m.header.fields(f)
	object(f, "user", &m.User)
	text(f, "organisation", &m.Organisation)
	objectsByName(f, "grants", &m.Grants)
	text(f, "version", &m.Version)
	optional(f, "changedAt", &m.ChangedAt, number)
	optional(f, "suspended", &m.Suspended, boolean)
}

type storedGrant struct {
	Role    access.RoleID
	Account access.AccountID
	By      storedPerson
	At      int64

	Invitation access.InvitationID
	Until      int64 // in seconds since the epoch; 0 if it does not end
}

func (g *storedGrant) fields(f *fields) {
	text(f, "role", &g.Role)
	optional(f, "account", &g.Account, text)
	object(f, "by", &g.By)
	number(f, "at", &g.At)
	optional(f, "invitation", &g.Invitation, text)
	optional(f, "until", &g.Until, number)
}

type storedPerson struct {
	ID    access.UserID
	Name  string
	Email string
}

func (p *storedPerson) fields(f *fields) {
	optional(f, "id", &p.ID, text)
	optional(f, "name", &p.Name, text)
	optional(f, "email", &p.Email, text)
}

type storedNames struct {
	Organisation string
	Account      string
}

func (n *storedNames) fields(f *fields) {
	optional(f, "organisation", &n.Organisation, text)
	optional(f, "account", &n.Account, text)
}

// grantName returns the name of a grant in the map of its membership. An authority is
// checked by this name.
func grantName(role access.RoleID, account access.AccountID) string {
	if account == "" {
		return string(role)
	}
	return string(role) + "@" + string(account)
}

func membershipToItem(k key, kind string, m access.Membership) *membershipItem {
	grants := make(map[string]storedGrant, len(m.Grants))
	for _, g := range m.Grants {
		grants[grantName(g.Role, g.Scope.Account)] = storedGrant{g.Role, g.Scope.Account, storedPerson(g.By), millis(g.At), g.Invitation, seconds(g.Until)}
	}
	item := &membershipItem{header: k.header(kind), User: storeUser(m.User), Organisation: m.Organisation, Grants: grants, Version: m.Version, Suspended: m.Suspended}
	if !m.ChangedAt.IsZero() {
		item.ChangedAt = m.ChangedAt.UnixMicro()
	}
	return item
}

func (i membershipItem) membership() access.Membership {
	membership := access.Membership{User: i.User.user(), Organisation: i.Organisation, Version: i.Version, Suspended: i.Suspended}
	if i.ChangedAt != 0 {
		membership.ChangedAt = time.UnixMicro(i.ChangedAt).UTC()
	}
	for _, g := range i.Grants {
		membership.Grants = append(membership.Grants, access.Grant{Role: g.Role,
			Scope: access.Scope{Organisation: i.Organisation, Account: g.Account}, By: access.Person(g.By), At: fromMillis(g.At), Invitation: g.Invitation, Until: fromSeconds(g.Until)})
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

// seconds returns a time in seconds since the epoch, and 0 for the zero time.
func seconds(t time.Time) int64 { return millis(t) / 1000 }

// fromSeconds is the inverse of seconds.
func fromSeconds(s int64) time.Time { return fromMillis(s * 1000) }

// fromMillis is the inverse of millis.
func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
