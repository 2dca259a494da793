package access

import "context"

// Identities is the directory of the identity provider. It holds everybody who can
// sign in.
type Identities interface {
	// Create creates an identity with a verified address that cannot sign in yet.
	// If an earlier registration left an unfinished identity, Create returns that
	// one, and created is false. It returns an AlreadyRegistered error if the
	// address has an identity that is finished or that Admit did not create. A
	// directory may let two simultaneous calls for one address both create an
	// identity; the caller prevents that with a Reservation.
	Create(ctx context.Context, address Address, firstName, lastName string) (identity Identity, created bool, err error)
	// SetPassword sets the password of an unfinished identity. The identity stays
	// unfinished.
	SetPassword(ctx context.Context, identity Identity, password string) error
	// Finish marks an identity as the identity of a user. Create no longer returns
	// it.
	Finish(ctx context.Context, identity Identity) error
	// Find returns the identity of an address, or ErrNotFound.
	Find(ctx context.Context, address Address) (Identity, error)
	// FindSubject returns the identity with a subject, or ErrNotFound.
	FindSubject(ctx context.Context, subject string) (Identity, error)
	// Delete deletes an identity permanently. It succeeds if there is none.
	Delete(ctx context.Context, subject string) error
}

// Identity is a person as the identity provider knows them.
type Identity struct {
	Issuer, Subject     string
	Email               string
	Verified            bool // whether the provider has verified the email address
	FirstName, LastName string
	Unfinished          bool // created by a registration and not marked by Finish
}

// User returns the id of the user who signs in with this identity.
func (i Identity) User() UserID { return NewUserID(i.Issuer, i.Subject) }
