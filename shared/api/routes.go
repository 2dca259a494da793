package api

import (
	"net/http"
	"slices"
	"strings"
)

// Route is one row of the HTTP contract: where a request goes, whether it needs
// a token, and what its query may hold. The stack makes an API Gateway route of
// every row, and a second one for HEAD of every GET; a function must answer
// exactly the rows that name it.
type Route struct {
	Method   string
	Path     string // in API Gateway's notation: {name}, {name+}
	Function string // the directory below functions/
	Open     bool   // no token: the holder of a link, or anyone
	Query    Query
}

// Key is API Gateway's name for the route, as it stands in every event.
func (r Route) Key() string { return r.Method + " " + r.Path }

// Methods are the methods of the route: a GET is answered to HEAD, too.
func (r Route) Methods() []string {
	if r.Method == http.MethodGet {
		return []string{http.MethodGet, http.MethodHead}
	}
	return []string{r.Method}
}

// routeOf finds the row of an event's route key.
func routeOf(key string) (Route, bool) {
	method, path, _ := strings.Cut(key, " ")
	n := slices.IndexFunc(Routes, func(r Route) bool { return r.Path == path && slices.Contains(r.Methods(), method) })
	if n < 0 {
		return Route{}, false
	}
	return Routes[n], true
}

// Query is the parameters that a route takes. Every other one is refused,
// because a slip such as ?dryRun=true must not do something else than it says.
type Query []string

// anyQuery is the query of what people open in a browser: mail programs and
// identity providers add parameters to an address, and none of them matters.
var anyQuery = Query{"*"}

func page(filters ...string) Query { return append(filters, "limit", "cursor") }

// Routes is the whole HTTP surface of Admit.
var Routes = []Route{
	{"POST", "/organisations/{organisationId}/invitations", "invite", false, nil},
	{"POST", "/organisations/{organisationId}/invitations/batch", "invite", false, nil},
	{"PATCH", "/organisations/{organisationId}/invitations/{invitationId}", "invite", false, nil},
	{"POST", "/organisations/{organisationId}/invitations/{invitationId}/resend", "invite", false, nil},
	{"DELETE", "/organisations/{organisationId}/invitations/{invitationId}", "invite", false, nil},

	{"GET", "/organisations/{organisationId}/invitations", "list-permissions", false, page("status", "email", "account")},
	{"GET", "/organisations/{organisationId}/invitations/{invitationId}", "list-permissions", false, nil},
	{"GET", "/organisations/{organisationId}/permissions", "list-permissions", false, page("email", "account", "role")},
	{"GET", "/organisations/{organisationId}/permissions/{userId}", "list-permissions", false, nil},
	{"GET", "/organisations/{organisationId}/events", "list-permissions", false, page()},
	{"GET", "/organisations", "list-permissions", false, page()},
	{"GET", "/organisations/{organisationId}", "list-permissions", false, nil},
	{"GET", "/roles", "list-permissions", false, nil},
	{"GET", "/me", "list-permissions", false, nil},

	{"PUT", "/organisations/{organisationId}/permissions/{userId}", "edit-access", false, nil},
	{"GET", "/organisations/{organisationId}/permissions/{userId}/removal", "remove-access", false, Query{"account"}},
	{"DELETE", "/organisations/{organisationId}/permissions/{userId}", "remove-access", false, Query{"account"}},

	{"POST", "/organisations/{organisationId}/organisations", "organisations", false, nil},
	{"POST", "/organisations/{organisationId}/accounts", "organisations", false, nil},

	{"GET", "/invitations/{invitationId}", "accept", true, anyQuery},
	{"GET", "/invitations/{proxy+}", "accept", true, anyQuery}, // links with more slashes: mail programs add them
	{"POST", "/invitations/{invitationId}/preview", "accept", true, nil},
	{"POST", "/invitations/{invitationId}/register", "accept", true, nil},
	{"POST", "/invitations/{invitationId}/accept", "accept", false, nil},
	{"POST", "/invitations/{invitationId}/decline", "accept", true, nil},

	{"GET", "/openapi.json", "docs", true, nil},
	{"GET", "/docs", "docs", true, anyQuery},
	{"GET", "/docs/{proxy+}", "docs", true, anyQuery},

	{"GET", "/console", "console", true, anyQuery},
	{"GET", "/console/{proxy+}", "console", true, anyQuery},
}
