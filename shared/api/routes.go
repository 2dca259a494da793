package api

import (
	"net/http"
	"slices"
	"strings"
)

// Route is one entry of the route table: which function answers a request, who may
// call it, and which query parameters it may have. The stack creates an API Gateway
// route for every entry, and a second one for HEAD for every GET. A function must
// answer exactly the routes that name it.
type Route struct {
	Method   string
	Path     string // in API Gateway's notation: {name}, {name+}
	Function string // the directory below functions/
	Callers  Callers
	Query    Query // the parameters that it takes
}

// Callers says who may call a route. Every person who has signed in may call every
// route, so the other values say who else may.
type Callers string

// The callers of a route. The value for programs is the scope that their token must have.
const (
	people   Callers = ""             // people who have signed in
	anyone   Callers = "anyone"       // needs no access token
	readers  Callers = "admit/read"   // people, and programs that may read every organisation
	deciders Callers = "admit/decide" // people, and programs that may ask what everybody may do
)

// Open reports whether the route needs no access token.
func (r Route) Open() bool { return r.Callers == anyone }

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
	{"POST", "/organisations/{organisationId}/invitations", "invite", people, nil},
	{"POST", "/organisations/{organisationId}/invitations/batch", "invite", people, nil},
	{"PATCH", "/organisations/{organisationId}/invitations/{invitationId}", "invite", people, nil},
	{"POST", "/organisations/{organisationId}/invitations/{invitationId}/resend", "invite", people, nil},
	{"DELETE", "/organisations/{organisationId}/invitations/{invitationId}", "invite", people, nil},
	{"POST", "/organisations/{organisationId}/invitations/{invitationId}/address", "invite", people, nil},
	{"POST", "/organisations/{organisationId}/invitations/{invitationId}/takeover", "invite", people, nil},
	{"POST", "/organisations/{organisationId}/invitations/{invitationId}/request/confirm", "invite", people, nil},
	{"POST", "/organisations/{organisationId}/invitations/{invitationId}/request/decline", "invite", people, nil},

	{"GET", "/organisations/{organisationId}/invitations", "list-permissions", readers, page("status", "email", "search", "account", "needsInviter")},
	{"GET", "/organisations/{organisationId}/invitations/{invitationId}", "list-permissions", readers, nil},
	{"GET", "/organisations/{organisationId}/permissions", "list-permissions", readers, page("email", "search", "account", "role")},
	{"GET", "/organisations/{organisationId}/permissions/{userId}", "list-permissions", readers, nil},
	{"GET", "/organisations/{organisationId}/events", "list-permissions", readers, page("type", "user", "from", "to", "account")},
	{"GET", "/organisations", "list-permissions", people, page()},
	{"GET", "/organisations/{organisationId}", "list-permissions", readers, page()},
	{"GET", "/roles", "list-permissions", readers, nil},
	{"GET", "/me", "list-permissions", people, page()},

	{"POST", "/decisions", "decide", deciders, nil},
	{"POST", "/decisions/scopes", "decide", deciders, nil},
	{"GET", "/me/permissions", "decide", people, Query{"organisationId", "accountId"}},
	{"GET", "/organisations/{organisationId}/permissions/{userId}/decision", "decide", people, Query{"permission", "account"}},

	{"PUT", "/organisations/{organisationId}/permissions/{userId}", "edit-access", people, nil},
	{"PUT", "/organisations/{organisationId}/permissions/{userId}/suspension", "edit-access", people, nil},
	{"DELETE", "/organisations/{organisationId}/permissions/{userId}/suspension", "edit-access", people, nil},
	{"GET", "/organisations/{organisationId}/permissions/{userId}/removal", "remove-access", people, Query{"account"}},
	{"DELETE", "/organisations/{organisationId}/permissions/{userId}", "remove-access", people, Query{"account"}},
	{"DELETE", "/me/permissions/{organisationId}", "remove-access", people, Query{"account"}},

	{"POST", "/organisations/{organisationId}/organisations", "organisations", people, nil},
	{"POST", "/organisations/{organisationId}/accounts", "organisations", people, nil},
	{"PATCH", "/organisations/{organisationId}", "organisations", people, nil},
	{"PATCH", "/organisations/{organisationId}/accounts/{accountId}", "organisations", people, nil},
	{"GET", "/organisations/{organisationId}/deletion", "organisations", people, nil},
	{"GET", "/organisations/{organisationId}/accounts/{accountId}/deletion", "organisations", people, nil},
	{"DELETE", "/organisations/{organisationId}", "organisations", people, nil},
	{"DELETE", "/organisations/{organisationId}/accounts/{accountId}", "organisations", people, nil},

	{"GET", "/invitations/{invitationId}", "accept", anyone, anyQuery},
	{"GET", "/invitations/{proxy+}", "accept", anyone, anyQuery}, // links to which an email program has added slashes
	{"POST", "/invitations/{invitationId}/preview", "accept", anyone, nil},
	{"POST", "/invitations/{invitationId}/register", "accept", anyone, nil},
	{"POST", "/invitations/{invitationId}/accept", "accept", people, nil},
	{"POST", "/invitations/{invitationId}/request", "accept", people, nil},
	{"POST", "/invitations/{invitationId}/decline", "accept", anyone, nil},
	{"POST", "/invitations/{invitationId}/renewal", "accept", anyone, nil},

	{"PATCH", "/me", "accept", people, nil},
	{"GET", "/me/invitations", "accept", people, page()},
	{"POST", "/me/invitations/{invitationId}/accept", "accept", people, nil},
	{"POST", "/me/invitations/{invitationId}/decline", "accept", people, nil},

	{"GET", "/openapi.json", "docs", anyone, nil},
	{"GET", "/docs", "docs", anyone, anyQuery},
	{"GET", "/docs/{proxy+}", "docs", anyone, anyQuery},

	{"GET", "/console", "console", anyone, anyQuery},
	{"GET", "/console/{proxy+}", "console", anyone, anyQuery},
}
