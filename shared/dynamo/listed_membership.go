package dynamo

import (
	"encoding/json"
	"errors"
	"fmt"

	"admit/shared/access"
)

// listedItem is a membership in the list of members or of governors. The membership is one
// attribute, because a page has many of them, and the client of DynamoDB takes time and
// memory for every attribute. No condition and no filter needs a part of it.
type listedItem struct {
	header
	Membership string // a listedMembership in JSON
}

func (l *listedItem) fields(f *fields) {
	l.header.fields(f)
	text(f, "membership", &l.Membership)
}

type listedMembership struct {
	User    listedUser     `json:"u"`
	Grants  []listedGrant  `json:"g"`
	People  []listedPerson `json:"p"` // who gave the grants
	Version string         `json:"v"`

	Suspended bool `json:"s,omitzero"`
}

type listedUser struct {
	ID        access.UserID `json:"id"`
	Typed     string        `json:"e"`
	ASCII     string        `json:"a,omitzero"` // of the address; left out if it is as typed
	FirstName string        `json:"f,omitzero"`
	LastName  string        `json:"l,omitzero"`
}

type listedGrant struct {
	Role       access.RoleID       `json:"r"`
	Account    access.AccountID    `json:"a,omitzero"`
	By         int                 `json:"b,omitzero"` // index in People
	At         int64               `json:"t"`
	Invitation access.InvitationID `json:"i,omitzero"`
	Until      int64               `json:"x,omitzero"` // in seconds since the epoch
}

type listedPerson struct {
	ID    access.UserID `json:"id,omitzero"`
	Name  string        `json:"n,omitzero"`
	Email string        `json:"e,omitzero"`
}

// putListed writes a membership in a list.
func (t *transaction) putListed(k key, kind string, m access.Membership) {
	item, err := listedMembershipToItem(k, kind, m)
	t.err = errors.Join(t.err, err)
	t.put(&item, "", nil)
}

func listedMembershipToItem(k key, kind string, m access.Membership) (listedItem, error) {
	u := m.User
	listed := listedMembership{
		User:   listedUser{ID: u.ID, Typed: u.Email.String(), ASCII: u.Email.ASCII(), FirstName: u.FirstName, LastName: u.LastName},
		Grants: make([]listedGrant, 0, len(m.Grants)), People: []listedPerson{}, // the reader takes no null
		Version: m.Version, Suspended: m.Suspended,
	}
	if listed.User.ASCII == listed.User.Typed {
		listed.User.ASCII = ""
	}
	people := map[access.Person]int{}
	for _, g := range m.Grants {
		by, known := people[g.By]
		if !known {
			by = len(people)
			people[g.By] = by
			listed.People = append(listed.People, listedPerson(g.By))
		}
		listed.Grants = append(listed.Grants, listedGrant{g.Role, g.Scope.Account, by, millis(g.At), g.Invitation, seconds(g.Until)})
	}
	text, err := json.Marshal(listed)
	return listedItem{k.header(kind), string(text)}, err
}

// listedReader reads the items of a list. It uses its memory again for each.
type listedReader struct {
	parser parser
	listed listedMembership
}

// read returns the membership of an item of a list, as [access.Membership.Listed] does.
// Version 0.1 wrote it in the form of the membership under the user.
func (r *listedReader) read(i item, organisation access.OrganisationID) (access.Membership, error) {
	text := i.text("membership")
	if text == "" {
		membership, err := readMembership(i)
		return membership.Listed(), err
	}
	r.parser = parser{body: text, unquoted: r.parser.unquoted}
	r.listed = listedMembership{Grants: r.listed.Grants[:0], People: r.listed.People[:0]}
	r.parser.listedMembership(&r.listed)
	if err := r.parser.err; err != nil {
		return access.Membership{}, fmt.Errorf("read a membership of a list: %w", err)
	}
	listed, u := &r.listed, r.listed.User
	if u.ASCII == "" {
		u.ASCII = u.Typed
	}
	m := access.Membership{
		User:         access.User{ID: u.ID, Email: access.StoredAddress(u.Typed, u.ASCII), FirstName: u.FirstName, LastName: u.LastName},
		Organisation: organisation, Version: listed.Version, Suspended: listed.Suspended, Grants: make([]access.Grant, 0, len(listed.Grants)),
	}
	for _, g := range listed.Grants {
		if g.By < 0 || g.By >= len(listed.People) {
			return access.Membership{}, errors.New("read a membership of a list: a grant by nobody")
		}
		m.Grants = append(m.Grants, access.Grant{Role: g.Role, Scope: access.Scope{Organisation: m.Organisation, Account: g.Account},
			By: access.Person(listed.People[g.By]), At: fromMillis(g.At), Invitation: g.Invitation, Until: fromSeconds(g.Until)})
	}
	access.SortGrants(m.Grants)
	return m, nil
}

// The functions below read a listed membership. A page has many, and the JSON of each is a
// text of its item.

func (p *parser) listedMembership(m *listedMembership) {
	for p.begin('{'); p.continues('}'); {
		switch p.name() {
		case "u":
			m.User = p.listedUser()
		case "g":
			for p.begin('['); p.continues(']'); {
				m.Grants = append(m.Grants, p.listedGrant())
			}
		case "p":
			for p.begin('['); p.continues(']'); {
				m.People = append(m.People, p.listedPerson())
			}
		case "v":
			m.Version = p.text()
		case "s":
			m.Suspended = p.word() == "true"
		default:
			p.skip()
		}
	}
}

func (p *parser) listedUser() (u listedUser) {
	for p.begin('{'); p.continues('}'); {
		switch p.name() {
		case "id":
			u.ID = access.UserID(p.text())
		case "e":
			u.Typed = p.text()
		case "a":
			u.ASCII = p.text()
		case "f":
			u.FirstName = p.text()
		case "l":
			u.LastName = p.text()
		default:
			p.skip()
		}
	}
	return u
}

func (p *parser) listedGrant() (g listedGrant) {
	for p.begin('{'); p.continues('}'); {
		switch p.name() {
		case "r":
			g.Role = access.RoleID(p.text())
		case "a":
			g.Account = access.AccountID(p.text())
		case "b":
			g.By = int(p.number())
		case "t":
			g.At = p.number()
		case "i":
			g.Invitation = access.InvitationID(p.text())
		case "x":
			g.Until = p.number()
		default:
			p.skip()
		}
	}
	return g
}

func (p *parser) listedPerson() (person listedPerson) {
	for p.begin('{'); p.continues('}'); {
		switch p.name() {
		case "id":
			person.ID = access.UserID(p.text())
		case "n":
			person.Name = p.text()
		case "e":
			person.Email = p.text()
		default:
			p.skip()
		}
	}
	return person
}
