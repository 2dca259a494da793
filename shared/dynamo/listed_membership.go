package dynamo

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// listedItem is a membership in the list of members or of governors. The membership is one
// attribute, because a page has many of them, and the client of DynamoDB takes time and
// memory for every attribute. No condition and no filter needs a part of it.
type listedItem struct {
	header
	Membership string `dynamodbav:"membership"` // a listedMembership in JSON
}

type listedMembership struct {
	User    listedUser     `json:"u"`
	Grants  []listedGrant  `json:"g"`
	People  []listedPerson `json:"p"` // who gave the grants
	Version string         `json:"v"`
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
	t.put(item, "", nil)
}

func listedMembershipToItem(k key, kind string, m access.Membership) (listedItem, error) {
	u := m.User
	listed := listedMembership{
		User:    listedUser{ID: u.ID, Typed: u.Email.String(), ASCII: u.Email.ASCII(), FirstName: u.FirstName, LastName: u.LastName},
		Version: m.Version,
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
		listed.Grants = append(listed.Grants, listedGrant{g.Role, g.Scope.Account, by, millis(g.At), g.Invitation})
	}
	text, err := json.Marshal(listed)
	return listedItem{k.header(kind), string(text)}, err
}

// readListed returns the membership of an item of a list, as [access.Membership.Listed]
// does. Version 0.1 wrote it in the form of the membership under the user.
func readListed(i item, organisation access.OrganisationID) (access.Membership, error) {
	text, is := i["membership"].(*types.AttributeValueMemberS)
	if !is {
		membership, err := readMembership(i)
		return membership.Listed(), err
	}
	var listed listedMembership
	if err := json.Unmarshal([]byte(text.Value), &listed); err != nil {
		return access.Membership{}, fmt.Errorf("read a membership of a list: %w", err)
	}
	u := listed.User
	if u.ASCII == "" {
		u.ASCII = u.Typed
	}
	m := access.Membership{
		User:         access.User{ID: u.ID, Email: access.StoredAddress(u.Typed, u.ASCII), FirstName: u.FirstName, LastName: u.LastName},
		Organisation: organisation, Version: listed.Version, Grants: make([]access.Grant, 0, len(listed.Grants)),
	}
	for _, g := range listed.Grants {
		if g.By >= len(listed.People) {
			return access.Membership{}, errors.New("read a membership of a list: a grant by nobody")
		}
		m.Grants = append(m.Grants, access.Grant{Role: g.Role, Scope: access.Scope{Organisation: m.Organisation, Account: g.Account},
			By: access.Person(listed.People[g.By]), At: fromMillis(g.At), Invitation: g.Invitation})
	}
	access.SortGrants(m.Grants)
	return m, nil
}
