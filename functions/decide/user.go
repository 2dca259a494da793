package main

import (
	"admit/shared/access"
	"admit/shared/api"
)

// user names the person that a request is about: by the id of the user, or by the
// issuer and the subject of their tokens.
type user struct {
	ID      *access.UserID `json:"id"`
	Issuer  *string        `json:"issuer"`
	Subject *string        `json:"subject"`
}

// id returns the id of the user. A person who names nobody asks about themselves. A
// program must name somebody.
func (u *user) id(r api.Request) (access.UserID, error) {
	switch {
	case u == nil && r.Program:
		return "", access.InvalidField("user", "is required, because the caller is not a person")
	case u == nil:
		return r.CallerID(), nil
	case given(u.ID) && u.Issuer == nil && u.Subject == nil:
		return *u.ID, nil
	case u.ID == nil && given(u.Issuer) && given(u.Subject):
		return access.NewUserID(*u.Issuer, *u.Subject), nil
	}
	return "", access.InvalidField("user", "must have either an id, or an issuer and a subject")
}

// given reports whether a field is there and not empty.
func given[T ~string](field *T) bool { return field != nil && *field != "" }
