package accesstest

import (
	"context"
	"fmt"
	"maps"
	"sync"

	"admit/shared/access"
)

// Around stands around every call of a fake and decides whether and when it
// takes effect: it may call do, or not, and answer with its own error instead.
// A nil Around lets every call through. It is how a test makes a call fail
// before or after its effect.
type Around func(call string, do func() error) error

func (a Around) call(name string, do func() error) error {
	if a == nil {
		return do()
	}
	return a(name, do)
}

// Issuer is the issuer of a [Directory].
const Issuer = "https://issuer.example/pool"

// Directory is an [access.Identities] that lives as long as the process. As in
// a user pool of Cognito, an address in any case is one user name, a new subject
// is never one that was used before, and setting a password replaces the one
// that was there: it is the caller who must not do that to somebody.
type Directory struct {
	Around Around
	// Between, where it is set, comes between the look for an identity and its
	// making, as in a directory that does not do both in one step.
	Between func()

	mu         sync.Mutex
	identities map[string]entry // by subject
	made       int
	passwords  int
}

type entry struct {
	access.Identity
	address  string // key
	password string // empty: cannot sign in yet
}

var _ access.Identities = (*Directory)(nil)

// NewDirectory makes an empty directory.
func NewDirectory() *Directory { return &Directory{identities: map[string]entry{}} }

// Clone is a directory of its own with the same people, undisturbed.
func (d *Directory) Clone() *Directory {
	d.mu.Lock()
	defer d.mu.Unlock()
	return &Directory{identities: maps.Clone(d.identities), made: d.made, passwords: d.passwords}
}

// Create implements [access.Identities].
func (d *Directory) Create(_ context.Context, address access.Address, firstName, lastName string) (identity access.Identity, made bool, err error) {
	err = d.locked("Create", func() error {
		there, ok := d.byAddress(address)
		if d.Between != nil && !ok {
			d.mu.Unlock()
			d.Between()
			d.mu.Lock()
		}
		switch {
		case !ok:
			identity = d.add(address, access.Identity{Verified: true, FirstName: firstName, LastName: lastName, Unfinished: true})
			made = true
		case !there.Unfinished:
			return access.Refuse(access.AlreadyRegistered, "This address has a user already.")
		default:
			identity = there.Identity
		}
		return nil
	})
	return identity, made, err
}

// Activate implements [access.Identities].
func (d *Directory) Activate(_ context.Context, identity access.Identity, password string) error {
	return d.locked("Activate", func() error {
		there, ok := d.identities[identity.Subject]
		if !ok {
			return fmt.Errorf("the directory has no %s", identity.Subject)
		}
		there.password = password
		d.identities[identity.Subject] = there
		d.passwords++
		return nil
	})
}

// Finish implements [access.Identities].
func (d *Directory) Finish(_ context.Context, identity access.Identity) error {
	return d.locked("Finish", func() error {
		there, ok := d.identities[identity.Subject]
		if !ok {
			return fmt.Errorf("the directory has no %s", identity.Subject)
		}
		there.Unfinished = false
		d.identities[identity.Subject] = there
		return nil
	})
}

// Find implements [access.Identities].
func (d *Directory) Find(_ context.Context, address access.Address) (found access.Identity, err error) {
	err = d.locked("Find", func() error {
		there, ok := d.byAddress(address)
		if !ok {
			return access.ErrNone
		}
		found = there.Identity
		return nil
	})
	return found, err
}

// FindSubject implements [access.Identities].
func (d *Directory) FindSubject(_ context.Context, subject string) (found access.Identity, err error) {
	err = d.locked("FindSubject", func() error {
		there, ok := d.identities[subject]
		if !ok {
			return access.ErrNone
		}
		found = there.Identity
		return nil
	})
	return found, err
}

// Delete implements [access.Identities].
func (d *Directory) Delete(_ context.Context, subject string) error {
	return d.locked("Delete", func() error {
		delete(d.identities, subject)
		return nil
	})
}

// Foreign puts an identity into the directory that Admit did not make, with a
// password of its own, and tells who signs in with it.
func (d *Directory) Foreign(address access.Address, verified bool, password string) access.Caller {
	d.mu.Lock()
	defer d.mu.Unlock()
	made := d.add(address, access.Identity{Verified: verified, FirstName: "Grace", LastName: "Hopper"})
	there := d.identities[made.Subject]
	there.password = password
	d.identities[made.Subject] = there
	return access.Caller{Issuer: made.Issuer, Subject: made.Subject}
}

// Moves gives an identity another address, as an operator may.
func (d *Directory) Moves(subject string, to access.Address) {
	d.mu.Lock()
	defer d.mu.Unlock()
	there := d.identities[subject]
	there.Email, there.address = to.Key(), to.Key()
	d.identities[subject] = there
}

// SignIn tells who signs in with an address and a password, if anybody can.
func (d *Directory) SignIn(address access.Address, password string) (access.Caller, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	there, ok := d.byAddress(address)
	return access.Caller{Issuer: there.Issuer, Subject: there.Subject}, ok && there.password == password
}

// People is how many identities there are, and Passwords how often a password
// was set by [Directory.Activate].
func (d *Directory) People() int { return count(d, func() int { return len(d.identities) }) }

// Passwords is described at [Directory.People].
func (d *Directory) Passwords() int { return count(d, func() int { return d.passwords }) }

func count(d *Directory, of func() int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return of()
}

func (d *Directory) locked(call string, do func() error) error {
	return d.Around.call(call, func() error {
		d.mu.Lock()
		defer d.mu.Unlock()
		return do()
	})
}

func (d *Directory) byAddress(address access.Address) (entry, bool) {
	for _, there := range d.identities {
		if there.address == address.Key() {
			return there, true
		}
	}
	return entry{}, false
}

func (d *Directory) add(address access.Address, identity access.Identity) access.Identity {
	d.made++
	identity.Issuer, identity.Subject = Issuer, fmt.Sprintf("subject-%d", d.made)
	identity.Email = address.Key()
	d.identities[identity.Subject] = entry{Identity: identity, address: address.Key()}
	return identity
}
