package access

// Caller is the person behind a request, as the token's issuer knows them. Only
// the issuer and the subject of the token identify a person.
type Caller struct{ Issuer, Subject string }

// ID returns the id of the user that the caller is, or becomes on their first
// acceptance.
func (c Caller) ID() UserID { return NewUserID(c.Issuer, c.Subject) }
