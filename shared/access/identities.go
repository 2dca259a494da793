package access

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
)

// Identities tells who somebody is who has signed in.
type Identities interface {
	// Identity returns the identity of a caller as the identity provider vouches for
	// it. It returns ErrNotFound if the provider has no such identity, an Invalid error
	// about the field idToken if the proof is missing or wrong, and an Unavailable error
	// if the provider does not answer.
	Identity(ctx context.Context, caller Caller, proof IdentityProof) (Identity, error)
}

// IdentityProof is what a person sends beside the access token to prove their email
// address. A provider that can be asked for identities needs none of it.
type IdentityProof struct {
	IDToken string // OpenID Connect's ID token; empty if none was sent
	Nonce   string // the nonce that the ID token must have
}

// IDTokenNonce returns the nonce with which the holder of a link signs in. It is derived
// from the token of the link, so an ID token that was issued for one invitation proves
// nothing for another. It does not reveal the token.
func IDTokenNonce(token string) string {
	sum := sha256.Sum256([]byte("admit id token\n" + token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Directory is the list of identities of a provider in which Admit creates and deletes
// identities. Where people have their identities from elsewhere, there is no Directory.
type Directory interface {
	// Create creates an identity with a verified address that cannot sign in yet.
	// If an earlier registration left an unfinished identity, Create returns that
	// one, and created is false. It returns an AlreadyRegistered error if the
	// address has an identity that is finished or that Admit did not create. A
	// directory may let two simultaneous calls for one address both create an
	// identity; the caller prevents that with a Reservation.
	Create(ctx context.Context, person NewIdentity) (identity Identity, created bool, err error)
	// SetPassword sets the password of an unfinished identity. The identity stays
	// unfinished.
	SetPassword(ctx context.Context, identity Identity, password string) error
	// Finish marks an identity as the identity of a user. Create no longer returns
	// it.
	Finish(ctx context.Context, identity Identity) error
	// Find returns the identity of an address, or ErrNotFound.
	Find(ctx context.Context, address Address) (Identity, error)
	// Delete deletes an identity permanently. It succeeds if there is none.
	Delete(ctx context.Context, subject string) error
}

// NewIdentity is a person for whom an identity is created.
type NewIdentity struct {
	Address             Address
	FirstName, LastName string
	Language            string // in which the provider writes to the person; may be empty
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
