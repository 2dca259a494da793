// Package modeltest lets the use cases of package access do the operations of package
// model, on any store.
package modeltest

import (
	"fmt"
	"maps"
	"strings"
	"sync"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/model"
)

// World is a world of the model in a store: its organisations, people and invitations. Its
// operations may run at the same time.
type World struct {
	*fixture.Fixture
	People        [model.People]access.Caller // zero for who can not sign in yet
	Organisations [2]access.Organisation
	Account       access.Account // of the first organisation

	addresses   [model.People]access.Address
	mu          sync.Mutex
	invitations map[int]*links
	versions    map[string]model.Version
	texts       map[model.Version]string
	latest      model.Version
}

// links is an invitation and the tokens that were sent, by attempt.
type links struct {
	id     access.InvitationID
	tokens map[uint8]string
}

// names are the first parts of the people's addresses.
var names = [model.People]string{"alice", "bob", "carol", "dave"}

// New returns a world without people.
func New(f *fixture.Fixture, organisations [2]access.Organisation, account access.Account) *World {
	w := &World{Fixture: f, Organisations: organisations, Account: account,
		invitations: map[int]*links{}, versions: map[string]model.Version{}, texts: map[model.Version]string{}}
	id := strings.ToLower(access.NewID())
	for p, name := range names {
		w.addresses[p] = fixture.Address(f.T, name+"-"+id+"@"+f.Domain)
	}
	return w
}

// NewAs returns a world with the organisations of a world of the model, and with what the
// people of a state hold.
func NewAs(f *fixture.Fixture, of model.World, s model.State) *World {
	f.Helper()
	first, second := f.NewOrganisation("First", true), f.NewOrganisation("Second", true)
	f.StoreOrganisation(second, nil)
	if of.Above {
		first = f.NewOrganisation("First", true, second)
	}
	f.StoreOrganisation(first, nil)
	w := New(f, [2]access.Organisation{first, second}, f.Account(first, "Account"))
	for p := range model.People {
		if of.Identity[p] {
			w.People[p] = f.Directory.AddForeign(w.Address(p), true, fixture.Password)
		}
		for c := range model.Scopes {
			if roles := w.RolesOf(s.Holds[p].Of(c)); len(roles) > 0 {
				w.Give(p, c, roles...)
			}
		}
	}
	return w
}

// Give lets a person accept an invitation by the operator.
func (w *World) Give(p model.Person, c model.Scope, roles ...access.RoleID) {
	w.Helper()
	offer := w.NewOffer(w.ScopeOf(c), "x", roles...)
	offer.Invitation.Email = w.Address(p)
	token := "of the operator"
	offer.Invitation.TokenHashes = []access.TokenHash{access.HashToken(token)}
	w.Must(w.Store.Invite(w.Context(), offer))
	w.Must(fixture.Err(w.Accept().Do(w.Context(), w.People[p], offer.Invitation.ID, access.AcceptRequest{Token: token})))
}

// Clone returns a copy of the world on a copy of its store.
func (w *World) Clone(store fixture.Store) *World {
	f := fixture.New(w.T, store)
	f.Set(w.Now())
	f.Directory = w.Directory.Clone()
	c := &World{Fixture: f, People: w.People, Organisations: w.Organisations, Account: w.Account, addresses: w.addresses,
		invitations: map[int]*links{}, versions: maps.Clone(w.versions), texts: maps.Clone(w.texts), latest: w.latest}
	for n, l := range w.invitations {
		c.invitations[n] = &links{l.id, maps.Clone(l.tokens)}
	}
	return c
}

// Address returns the email address of a person.
func (w *World) Address(p model.Person) access.Address { return w.addresses[p] }

// SetAddress gives a person another email address than that of New.
func (w *World) SetAddress(p model.Person, typed string) {
	w.addresses[p] = fixture.Address(w.T, typed)
}

// UserID returns the id of a person, which nobody has if they are no user.
func (w *World) UserID(p model.Person) access.UserID {
	w.mu.Lock()
	defer w.mu.Unlock()
	if caller := w.People[p]; caller != (access.Caller{}) {
		return caller.ID()
	}
	return access.UserID(access.Derive("nobody", names[p]))
}

// SignedIn returns who a person signs in as. It is zero for who can not sign in.
func (w *World) SignedIn(p model.Person) access.Caller {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.People[p]
}

// ScopeOf returns a scope of the model as the use cases name it.
func (w *World) ScopeOf(c model.Scope) access.Scope {
	if c == model.Account {
		return fixture.ScopeOf(w.Account)
	}
	return fixture.Whole(w.Organisations[c.Organisation()])
}

// roleAt returns a role of the model at a scope.
func roleAt(c model.Scope, r model.Role) access.RoleID {
	switch {
	case r == model.Viewer:
		return fixture.Viewer
	case r == model.Chief:
		return fixture.PartnerAdmin
	case c == model.Account:
		return fixture.AccountAdmin
	}
	return fixture.OrganisationAdmin
}

// RolesOf returns the roles of grants at one scope.
func (w *World) RolesOf(g model.Grants) (roles []access.RoleID) {
	g.Each(func(c model.Scope, r model.Role) { roles = append(roles, roleAt(c, r)) })
	return roles
}

// scoped returns grants of one organisation with their accounts.
func (w *World) scoped(g model.Grants) (roles []access.ScopedRole) {
	g.Each(func(c model.Scope, r model.Role) {
		roles = append(roles, access.ScopedRole{Role: roleAt(c, r), Account: w.ScopeOf(c).Account})
	})
	return roles
}

// grants returns roles that are held as those of the model.
func (w *World) grants(held []access.Grant) (g model.Grants) {
	for _, one := range held {
		g |= w.grantsAt(one.Scope, one.Role)
	}
	return g
}

// grantsAt returns roles at a scope as those of the model.
func (w *World) grantsAt(at access.Scope, roles ...access.RoleID) (g model.Grants) {
	for c := range model.Scopes {
		for r := range model.Roles {
			for _, role := range roles {
				if w.ScopeOf(c) == at && roleAt(c, r) == role {
					g |= model.At(c, r)
				}
			}
		}
	}
	return g
}

// Version returns the number of a version. An empty one is that of no membership.
func (w *World) Version(text string) model.Version {
	if text == "" {
		return 0
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	number, known := w.versions[text]
	if !known {
		number = w.latest + 1
		w.latest = number
		w.versions[text], w.texts[number] = number, text
	}
	return number
}

// precondition returns the version that an edit requires.
func (w *World) precondition(v model.Version) access.Precondition {
	if v == model.AnyVersion {
		return access.Precondition{Any: true}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return access.IfVersion(w.texts[v])
}

// statuses are the states of an invitation.
var statuses = map[access.Status]model.Status{access.Pending: model.Pending, access.Accepted: model.Accepted,
	access.Declined: model.Declined, access.Revoked: model.Revoked, access.Expired: model.Expired}

// person returns the person with an id.
func (w *World) person(id access.UserID) model.Person {
	for p := range model.People {
		if w.UserID(p) == id {
			return p
		}
	}
	panic(fmt.Sprintf("%s is nobody of this world", id))
}
