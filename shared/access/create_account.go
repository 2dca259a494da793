package access

import (
	"context"
	"errors"
	"time"
)

// CreateAccountStore is what [CreateAccount] reads and writes.
type CreateAccountStore interface {
	SnapshotReader
	AccountReader
	AccountCreator
}

// CreateAccount creates an account in an organisation.
type CreateAccount struct {
	Store CreateAccountStore
	Now   Clock
}

// Do creates the account. The caller must be an administrator of the whole
// organisation. A request that is repeated with its seed returns the account that
// it created.
func (c CreateAccount) Do(ctx context.Context, caller UserID, organisation OrganisationID, name string, seed Seed) (Account, error) {
	if err := requireNameField(name); err != nil {
		return Account{}, err
	}
	var account Account
	err := RetryStale(ctx, func(ctx context.Context) error {
		snapshot, err := loadScope(ctx, c.Store, c.Now, caller, SnapshotQuery{Scope: Scope{Organisation: organisation}})
		if err != nil {
			return err
		}
		authority, ok := snapshot.authority(caller, "")
		if !ok {
			return errNotAdministrator()
		}
		now := c.Now().UTC()
		if err := snapshot.Organisation.requireOpen("", now); err != nil {
			return err
		}
		account = Account{AccountID(seed.id("account")), organisation, name, now.Truncate(time.Second)}
		err = c.Store.CreateAccount(ctx, NewAccount{Account: account, Authority: &authority,
			Event: account.createdEvent(snapshot.Organisation, now, snapshot.Access[caller].party())})
		if errors.Is(err, ErrStale) && seed != "" {
			return c.existing(ctx, &account)
		}
		return refuseDeleted(err)
	})
	if err != nil {
		return Account{}, err
	}
	return account, nil
}

// refuseDeleted returns the refusal to create again what was deleted.
func refuseDeleted(err error) error {
	if errors.Is(err, ErrDeleted) {
		return Refuse(NotFound, "What this request created was deleted.")
	}
	return err
}

// existing sets account to the account that an earlier try with the same seed
// created. It returns ErrStale if there is none.
func (c CreateAccount) existing(ctx context.Context, account *Account) error {
	accounts, err := c.Store.Accounts(ctx, account.Organisation, []AccountID{account.ID})
	if err != nil {
		return err
	}
	if len(accounts) == 0 {
		return ErrStale
	}
	*account = accounts[0]
	return nil
}

// createdEvent returns the event of a new account.
func (a Account) createdEvent(in Organisation, at time.Time, actor Party) Event {
	return scopeEvent(EventAccountCreated, Scope{a.Organisation, a.ID}, Names{in.Name, a.Name}, at, actor)
}
