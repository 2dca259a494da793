package access

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Branch creates what an organisation consists of: organisations below it, and
// accounts in it.
type Branch struct {
	Store Store
	Now   Clock
}

// Organisation creates an organisation below a partner organisation, for a
// Partner Organisation Admin, who governs it from above.
func (c Branch) Organisation(ctx context.Context, caller UserID, parent OrganisationID, name string, partner bool, seed Seed) (OrganisationView, error) {
	if err := requireNameField(name); err != nil {
		return OrganisationView{}, err
	}
	var created OrganisationView
	err := RetryStale(ctx, func() error {
		snapshot, err := loadScope(ctx, c.Store, caller, SnapshotQuery{Scope: Scope{Organisation: parent}})
		if err != nil {
			return err
		}
		authority, ok := snapshot.authority(caller, "", PartnerOrganisationAdmin)
		if !ok {
			return Refuse(Forbidden, "Only a Partner Organisation Admin may create organisations here.")
		}
		if err := snapshot.Organisation.mayBranch(); err != nil {
			return err
		}
		now := c.Now().UTC()
		new := snapshot.Organisation.child(OrganisationID(seed.id("organisation")), name, partner, now)
		created = new.createdBy(authority)
		err = c.Store.CreateOrganisation(ctx, NewOrganisation{Organisation: new, Authority: &authority,
			Event: new.createdEvent(now, snapshot.Access[caller].person())})
		if made, there := c.made(ctx, err, new.ID, seed); there {
			created.Organisation = made
			return nil
		}
		return err
	})
	if err != nil {
		return OrganisationView{}, err
	}
	return created, nil
}

// createdBy is a new organisation as its creator sees it, who holds nothing in it
// and governs it through the grant that allowed it.
func (o Organisation) createdBy(authority Authority) OrganisationView {
	through := slices.IndexFunc(o.Ancestors, func(a Ancestor) bool { return a.ID == authority.Scope.Organisation })
	return OrganisationView{Organisation: o, Parent: o.Ancestors[0].ID, Through: &o.Ancestors[through]}
}

// made finds what an earlier try at the same request has written.
func (c Branch) made(ctx context.Context, outcome error, id OrganisationID, seed Seed) (Organisation, bool) {
	if seed == "" || !errors.Is(outcome, ErrStale) {
		return Organisation{}, false
	}
	there, err := c.Store.Organisations(ctx, []OrganisationID{id})
	if err != nil || len(there) == 0 {
		return Organisation{}, false
	}
	return there[0], true
}

func (o Organisation) mayBranch() error {
	switch {
	case !o.Partner:
		return Refuse(Forbidden, "Only a partner organisation can have organisations below it.")
	case len(o.Ancestors)+2 > MaxLevels:
		return Refuse(LimitReached, "Organisations stand %d levels deep at most.", MaxLevels)
	}
	return nil
}

func (o Organisation) child(id OrganisationID, name string, partner bool, now time.Time) Organisation {
	above := append([]Ancestor{{o.ID, o.Name}}, o.Ancestors...)
	return Organisation{ID: id, Name: name, Partner: partner, Ancestors: above, CreatedAt: now.Truncate(time.Second)}
}

// Account creates an account, for an administrator of the whole organisation.
func (c Branch) Account(ctx context.Context, caller UserID, organisation OrganisationID, name string, seed Seed) (Account, error) {
	if err := requireNameField(name); err != nil {
		return Account{}, err
	}
	var account Account
	err := RetryStale(ctx, func() error {
		snapshot, err := loadScope(ctx, c.Store, caller, SnapshotQuery{Scope: Scope{Organisation: organisation}})
		if err != nil {
			return err
		}
		authority, ok := snapshot.authority(caller, "")
		if !ok {
			return errNotAdministrator()
		}
		now := c.Now().UTC()
		account = Account{AccountID(seed.id("account")), organisation, name, now.Truncate(time.Second)}
		err = c.Store.CreateAccount(ctx, NewAccount{Account: account, Authority: &authority,
			Event: account.createdEvent(snapshot.Organisation, now, snapshot.Access[caller].person())})
		if errors.Is(err, ErrStale) && seed != "" {
			return c.opened(ctx, &account)
		}
		return err
	})
	if err != nil {
		return Account{}, err
	}
	return account, nil
}

// opened finds the account that an earlier try at the same request has written,
// or asks for another try.
func (c Branch) opened(ctx context.Context, account *Account) error {
	there, err := c.Store.Accounts(ctx, account.Organisation)
	if err != nil {
		return err
	}
	n := slices.IndexFunc(there, func(a Account) bool { return a.ID == account.ID })
	if n < 0 {
		return ErrStale
	}
	*account = there[n]
	return nil
}

// createdEvent is the record of a new account.
func (a Account) createdEvent(in Organisation, at time.Time, actor Person) Event {
	return Event{ID: NewID(), Type: EventAccountCreated, Scope: Scope{a.Organisation, a.ID},
		Names: Names{in.Name, a.Name}, At: eventTime(at), Actor: actor, Before: []ScopedRole{}, After: []ScopedRole{}}
}

func requireNameField(name string) error {
	var wrong fieldErrors
	wrong.check("name", requireName(name))
	return wrong.err()
}
