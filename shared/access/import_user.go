package access

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
)

// Notes about new users.
const (
	notePassword = "has no password yet: chooses one with “Forgot your password?” on the sign-in page"
	noteIssuer   = "cannot sign in here, because this deployment has another issuer: %s"
)

// user returns the user of the line, or a new one.
func (m *memberImport) user(ctx context.Context, addressee UserID) (user User, isNew bool, err error) {
	identity := Identity{Issuer: m.line.Issuer, Subject: m.line.Subject}
	switch {
	case identity.Issuer == "" && addressee == "":
		if identity, err = m.fromDirectory(ctx); err != nil {
			return User{}, false, err
		}
	case identity.Issuer == "":
		user, err = m.existing(ctx, addressee)
		return user, false, err
	}
	if addressee != "" && addressee != identity.User() {
		return User{}, false, InvalidField("email", "belongs to a different user than the one with this issuer and subject")
	}
	switch user, err = m.existing(ctx, identity.User()); {
	case err == nil && user.Email.Key() != m.address.Key():
		return User{}, false, InvalidField("email", fmt.Sprintf("differs from that of the user with this identity: %q", user.Email))
	case !errors.Is(err, ErrNotFound):
		return user, false, err
	}
	if m.Issuer != "" && identity.Issuer != m.Issuer {
		m.note = fmt.Sprintf(noteIssuer, m.Issuer)
	}
	return User{ID: identity.User(), Issuer: identity.Issuer, Subject: identity.Subject, Email: m.address,
		FirstName: cmp.Or(m.line.FirstName, safeName(identity.FirstName)), LastName: cmp.Or(m.line.LastName, safeName(identity.LastName)),
		CreatedAt: m.timeOr(m.line.RegisteredAt)}, true, nil
}

// existing returns a user who exists. It refuses a line that names the user otherwise.
func (m *memberImport) existing(ctx context.Context, id UserID) (User, error) {
	user, err := m.Store.User(ctx, id)
	if err != nil {
		return User{}, err
	}
	var wrong fieldErrors
	sameName(&wrong, "firstName", m.line.FirstName, user.FirstName)
	sameName(&wrong, "lastName", m.line.LastName, user.LastName)
	return user, wrong.err()
}

// sameName adds an error if a line has another name than the user.
func sameName(wrong *fieldErrors, field, given, stored string) {
	if given != "" && given != stored {
		wrong.add(field, "differs from that of the user: %q", stored)
	}
}

// fromDirectory returns the identity with the address. If there is none, it creates one
// with a password that nobody knows: its person chooses another one. The reservation
// keeps registrations of the address away meanwhile.
func (m *memberImport) fromDirectory(ctx context.Context) (Identity, error) {
	if m.Directory == nil {
		return Identity{}, InvalidField("subject", "is required, with the issuer: Admit creates no identities here. Or invite the members")
	}
	if m.identity != nil {
		return *m.identity, nil
	}
	if err := m.reserve(ctx, m.address); err != nil {
		return Identity{}, err
	}
	identity, _, err := m.Directory.Create(ctx, NewIdentity{Address: m.address, FirstName: m.line.FirstName, LastName: m.line.LastName, Language: m.line.Locale})
	switch {
	case KindOf(err) == AlreadyRegistered:
		if identity, err = m.Directory.Find(ctx, m.address); err != nil {
			return Identity{}, err
		}
	case err != nil:
		return Identity{}, err
	}
	if !identity.Verified {
		return Identity{}, InvalidField("email", "is not verified at the identity provider")
	}
	if err := m.setPassword(ctx, identity); err != nil {
		return Identity{}, err
	}
	m.identity = &identity
	return identity, nil
}

// setPassword sets a random password, unless somebody signs in with the identity.
func (m *memberImport) setPassword(ctx context.Context, identity Identity) error {
	taken, err := identity.taken(ctx, m.Store)
	if err != nil || taken {
		return err
	}
	m.note = notePassword
	return m.Directory.SetPassword(ctx, identity, "Ad1-"+rand.Text())
}

// finish marks an identity that was created for the user. If that fails, the identity
// stays marked as unfinished. Even so, no registration takes it over, because the user
// exists. The user has replaced the reservation.
func (m *memberImport) finish(ctx context.Context) {
	m.reservation = nil
	if m.identity != nil && m.identity.Unfinished {
		_ = m.Directory.Finish(ctx, *m.identity)
	}
}
