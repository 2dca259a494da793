package api

// Route is one row of the HTTP contract: where a request goes and whether it
// needs a token. The stack makes an API Gateway route of every row; a function
// must answer exactly the rows that name it.
type Route struct {
	Method   string
	Path     string // in API Gateway's notation: {name}, {name+}
	Function string // the directory below functions/
	Open     bool   // no token: the holder of a link, or anyone
}

// Key is API Gateway's name for the route, as it stands in every event.
func (r Route) Key() string { return r.Method + " " + r.Path }

// Routes is the whole HTTP surface of Admit.
var Routes = []Route{
	{"POST", "/organisations/{organisationId}/invitations", "invite", false},
	{"POST", "/organisations/{organisationId}/invitations/batch", "invite", false},
	{"PATCH", "/organisations/{organisationId}/invitations/{invitationId}", "invite", false},
	{"POST", "/organisations/{organisationId}/invitations/{invitationId}/resend", "invite", false},
	{"DELETE", "/organisations/{organisationId}/invitations/{invitationId}", "invite", false},

	{"GET", "/organisations/{organisationId}/invitations", "list-permissions", false},
	{"GET", "/organisations/{organisationId}/invitations/{invitationId}", "list-permissions", false},
	{"GET", "/organisations/{organisationId}/permissions", "list-permissions", false},
	{"GET", "/organisations/{organisationId}/permissions/{userId}", "list-permissions", false},
	{"GET", "/organisations/{organisationId}/events", "list-permissions", false},
	{"GET", "/organisations", "list-permissions", false},
	{"GET", "/organisations/{organisationId}", "list-permissions", false},
	{"GET", "/roles", "list-permissions", false},
	{"GET", "/me", "list-permissions", false},

	{"PUT", "/organisations/{organisationId}/permissions/{userId}", "edit-access", false},
	{"GET", "/organisations/{organisationId}/permissions/{userId}/removal", "remove-access", false},
	{"DELETE", "/organisations/{organisationId}/permissions/{userId}", "remove-access", false},

	{"POST", "/organisations/{organisationId}/organisations", "organisations", false},
	{"POST", "/organisations/{organisationId}/accounts", "organisations", false},

	{"GET", "/invitations/{invitationId}", "accept", true},
	{"GET", "/invitations/{proxy+}", "accept", true}, // links with more slashes: mail programs add them
	{"POST", "/invitations/{invitationId}/preview", "accept", true},
	{"POST", "/invitations/{invitationId}/register", "accept", true},
	{"POST", "/invitations/{invitationId}/accept", "accept", false},
	{"POST", "/invitations/{invitationId}/decline", "accept", true},

	{"GET", "/openapi.json", "docs", true},
	{"GET", "/docs", "docs", true},
	{"GET", "/docs/{proxy+}", "docs", true},

	{"GET", "/console", "console", true},
	{"GET", "/console/{proxy+}", "console", true},
}
