package e2e

import "time"

// The request and response bodies of the API.

type problem struct {
	Type         string       `json:"type"`
	Title        string       `json:"title"`
	Status       int          `json:"status"`
	Detail       string       `json:"detail"`
	Instance     string       `json:"instance"`
	Errors       []fieldError `json:"errors"`
	InvitationID string       `json:"invitationId"`
	ContinueURL  string       `json:"continueUrl"`

	InvitedEmail  string    `json:"invitedEmail"`
	SignedInEmail string    `json:"signedInEmail"`
	RequestedAt   time.Time `json:"requestedAt"`

	Expired *expiredInvitation `json:"expired"`
}

type expiredInvitation struct {
	Organisation nameOnly  `json:"organisation"`
	Account      nameOnly  `json:"account"`
	InvitedBy    nameOnly  `json:"invitedBy"`
	ExpiresAt    time.Time `json:"expiresAt"`
	RequestedAt  time.Time `json:"requestedAt"`
}

type nameOnly struct {
	Name string `json:"name"`
}

type renewal struct {
	RequestedAt time.Time `json:"requestedAt"`
}

type fieldError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

type list[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"nextCursor"`
}

// unread is a field whose value no test compares, because it depends on the caller.
type unread struct{}

// UnmarshalJSON implements [json.Unmarshaler].
func (*unread) UnmarshalJSON([]byte) error { return nil }

type invitation struct {
	ID             string            `json:"id"`
	OrganisationID string            `json:"organisationId"`
	AccountID      string            `json:"accountId"`
	Email          string            `json:"email"`
	FirstName      string            `json:"firstName"`
	LastName       string            `json:"lastName"`
	Roles          []string          `json:"roles"`
	Until          map[string]string `json:"until"`
	Locale         string            `json:"locale"`
	ReturnURL      string            `json:"returnUrl"`
	Metadata       map[string]string `json:"metadata"`
	Status         string            `json:"status"`
	Delivery       delivery          `json:"delivery"`
	InvitedBy      personRef         `json:"invitedBy"`
	CreatedAt      time.Time         `json:"createdAt"`
	ExpiresAt      time.Time         `json:"expiresAt"`
	Editable       unread            `json:"editable"`
	NeedsInviter   bool              `json:"needsInviter"`

	AcceptanceRequest  acceptanceRequest `json:"acceptanceRequest"`
	RenewalRequestedAt time.Time         `json:"renewalRequestedAt"`
}

type acceptanceRequest struct {
	UserID      string    `json:"userId"`
	Email       string    `json:"email"`
	FirstName   string    `json:"firstName"`
	LastName    string    `json:"lastName"`
	RequestedAt time.Time `json:"requestedAt"`
}

type delivery struct {
	Status string    `json:"status"`
	At     time.Time `json:"at"`
	Detail string    `json:"detail"`
}

type personRef struct {
	UserID string `json:"userId"`
	Name   string `json:"name"`
	Email  string `json:"email"`
}

type offer struct {
	Email        string         `json:"email"`
	FirstName    string         `json:"firstName"`
	LastName     string         `json:"lastName"`
	Organisation organisationID `json:"organisation"`
	Account      *account       `json:"account"`
	Roles        []struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		Description string `json:"description"`
	} `json:"roles"`
	InvitedBy struct {
		Name string `json:"name"`
	} `json:"invitedBy"`
	ExpiresAt    time.Time `json:"expiresAt"`
	Registration string    `json:"registration"`
}

type organisationID struct {
	ID            string    `json:"id"`
	Name          string    `json:"name"`
	Partner       bool      `json:"partner"`
	ParentID      string    `json:"parentId"`
	InheritedFrom *source   `json:"inheritedFrom"`
	Accounts      []account `json:"accounts"`
	NextCursor    string    `json:"nextCursor"`
	Capabilities  unread    `json:"capabilities"`
}

// source is the organisation from which access is inherited.
type source struct {
	OrganisationID string `json:"organisationId"`
	Name           string `json:"name"`
}

type account struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Administer unread `json:"administer"`
}

type user struct {
	ID        string `json:"id"`
	Email     string `json:"email"`
	FirstName string `json:"firstName"`
	LastName  string `json:"lastName"`
}

type grant struct {
	Role struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"role"`
	Scope struct {
		OrganisationID string `json:"organisationId"`
		AccountID      string `json:"accountId"`
	} `json:"scope"`
	InheritedFrom *source   `json:"inheritedFrom"`
	GrantedBy     personRef `json:"grantedBy"`
	GrantedAt     time.Time `json:"grantedAt"`
	InvitationID  string    `json:"invitationId"`
	Until         time.Time `json:"until"`
	Below         bool      `json:"below"`
	Editable      unread    `json:"editable"`
}

// userAndGrants is the response to register, accept and GET /me, and a permission row.
type userAndGrants struct {
	User        user    `json:"user"`
	Grants      []grant `json:"grants"`
	Suspended   bool    `json:"suspended"`
	Version     string  `json:"version"`
	NextCursor  string  `json:"nextCursor"`
	ContinueURL string  `json:"continueUrl"`
}

type removal struct {
	Removed            []grant   `json:"removed"`
	RevokedInvitations []string  `json:"revokedInvitations"`
	Remaining          []grant   `json:"remaining"`
	EffectiveAt        time.Time `json:"effectiveAt"`
}

type role struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Category    string   `json:"category"`
	Type        string   `json:"type"`
	Recommended bool     `json:"recommended"`
	GivenAt     []string `json:"givenAt"`
	Permissions []string `json:"permissions"`
}

type catalogue struct {
	Recommended []role `json:"recommended"`
	ByCategory  []struct {
		Name  string `json:"name"`
		Roles []role `json:"roles"`
	} `json:"byCategory"`
	All         []role   `json:"all"`
	Permissions []string `json:"permissions"`
}

// roleIDs returns the roles of grants, in the order of the response.
func roleIDs(grants []grant) []string {
	ids := make([]string, 0, len(grants))
	for _, g := range grants {
		ids = append(ids, g.Role.ID)
	}
	return ids
}
