package access

// Caller is the person behind a request, as the token's issuer knows them: by
// issuer and subject and by nothing else.
type Caller struct{ Issuer, Subject string }

// ID is the id of the user that the caller is, or would be.
func (c Caller) ID() UserID { return NewUserID(c.Issuer, c.Subject) }
