package api

import (
	"net/http"
	"slices"
	"strings"
)

// Route is one entry of the route table: which function answers a request, whether
// the request needs a token, and which query parameters it may have. The stack
// creates an API Gateway route for every entry, and a second one for HEAD for every
// GET. A function must answer exactly the routes that name it.
type Route struct {
	Method   string
	Path     string // in API Gateway's notation: {name}, {name+}
	Function string // the directory below functions/
	Open     bool   // needs no access token
	Query    Query  // the parameters that it takes
}

// Key returns API Gateway's route key, which is in every event.
func (r Route) Key() string { return r.Method + " " + r.Path }

// Methods returns the methods that the route answers. A GET route also answers
// HEAD.
func (r Route) Methods() []string {
	if r.Method == http.MethodGet {
		return []string{http.MethodGet, http.MethodHead}
	}
	return []string{r.Method}
}

// routeOf returns the route with a route key of API Gateway.
func routeOf(key string) (Route, bool) {
	method, path, _ := strings.Cut(key, " ")
	n := slices.IndexFunc(Routes, func(r Route) bool { return r.Path == path && slices.Contains(r.Methods(), method) })
	if n < 0 {
		return Route{}, false
	}
	return Routes[n], true
}

// Query is the names of the query parameters that a route takes. All others are
// refused: a client that sends ?dryRun=true to a route without that parameter must
// not cause a real change.
type Query []string

// anyQuery allows every query. Routes that people open in a browser use it, because
// email programs and identity providers add parameters to a URL. Such a route
// ignores what it does not know.
var anyQuery = Query{"*"}

// page returns the query of a list with some filters.
func page(filters ...string) Query { return append(filters, "limit", "cursor") }

// Routes is the route table. It has every route of Admit.
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
	{"GET", "/invitations/{proxy+}", "accept", true, anyQuery}, // links to which an email program has added slashes
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
