package access

import "context"

// Identities is the identity provider's directory: who can sign in.
type Identities interface {
	// Create makes an identity for a verified address that cannot sign in yet,
	// or finds the unfinished one that an earlier registration made. One that is
	// finished, or that Admit did not make, is AlreadyRegistered. Of two at once
	// for one address, a directory may let both make one.
	Create(ctx context.Context, address Address, firstName, lastName string) (identity Identity, made bool, err error)
	// Activate sets the password of an unfinished identity, which stays
	// unfinished.
	Activate(ctx context.Context, identity Identity, password string) error
	// Finish marks an identity as that of a user. Create finds it no more.
	Finish(ctx context.Context, identity Identity) error
	// Find looks an identity up by its address, or ErrNone.
	Find(ctx context.Context, address Address) (Identity, error)
	// FindSubject looks an identity up by its subject, or ErrNone.
	FindSubject(ctx context.Context, subject string) (Identity, error)
	// Delete removes an identity for good. One that is not there is deleted.
	Delete(ctx context.Context, subject string) error
}

// Identity is a person as the identity provider knows them.
type Identity struct {
	Issuer, Subject     string
	Email               string
	Verified            bool // the provider holds the address for proved
	FirstName, LastName string
	Unfinished          bool // made by a registration and not marked by Finish
}

// User is the id of the user that this identity is.
func (i Identity) User() UserID { return NewUserID(i.Issuer, i.Subject) }
