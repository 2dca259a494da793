package access

// Caller is the person or the program behind a request, as the token's issuer knows
// them. Only the issuer and the subject of the token identify a caller.
type Caller struct{ Issuer, Subject string }

// ID returns the id of the user that a person is, or becomes on their first
// acceptance. A program has an id too, and is never a user.
func (c Caller) ID() UserID { return NewUserID(c.Issuer, c.Subject) }
