package main

import (
	"context"
	"time"

	"admit/shared/access"
	"admit/shared/api"
)

// handler has the requests for decisions.
type handler struct {
	decide  access.Decide
	roles   access.Catalogue
	cursors api.Cursors
}

// handlers returns the handlers of the function's routes.
func handlers(decide access.Decide, roles access.Catalogue, cursors api.Cursors) api.Handlers {
	h := handler{decide, roles, cursors}
	return api.Handlers{
		"POST /decisions":        h.decisions,
		"POST /decisions/scopes": h.scopes,
		"GET /me/permissions":    h.permissions,
		"GET /organisations/{organisationId}/permissions/{userId}/decision": h.member,
	}
}

// decision is the answer to a check.
type decision struct {
	Allowed bool        `json:"allowed"`
	Because []api.Grant `json:"because"`
}

func (h handler) decisionOf(d access.Decision) decision {
	return decision{len(d.Because) > 0, api.GrantsOf(d.Because, d.Organisation, h.roles)}
}

func (h handler) decisions(ctx context.Context, r api.Request) (api.Response, error) {
	var body struct {
		User   *user   `json:"user"`
		Checks []check `json:"checks"`
	}
	if err := r.Decode(&body); err != nil {
		return api.Response{}, err
	}
	about, err := body.User.id(r)
	if err != nil {
		return api.Response{}, err
	}
	checks := make([]access.Check, 0, len(body.Checks))
	for _, c := range body.Checks {
		checks = append(checks, access.Check{Permission: c.Permission, Scope: access.Scope{Organisation: c.OrganisationID, Account: c.AccountID}})
	}
	decided, err := h.decideFor(r).Do(ctx, r.CallerID(), about, checks)
	if err != nil {
		return api.Response{}, err
	}
	shown := struct {
		AsOf  time.Time  `json:"asOf"`
		Items []decision `json:"items"`
	}{decided.AsOf, make([]decision, 0, len(decided.Items))}
	for _, d := range decided.Items {
		shown.Items = append(shown.Items, h.decisionOf(d))
	}
	return api.OK(shown), nil
}

// check is one question of a request.
type check struct {
	Permission     access.Permission     `json:"permission"`
	OrganisationID access.OrganisationID `json:"organisationId"`
	AccountID      access.AccountID      `json:"accountId"`
}

// decideFor returns the use case for the caller of a request.
func (h handler) decideFor(r api.Request) access.Decide {
	if r.Program {
		return h.decide.ForProgram()
	}
	return h.decide
}

func (h handler) scopes(ctx context.Context, r api.Request) (api.Response, error) {
	var body struct {
		User       *user             `json:"user"`
		Permission access.Permission `json:"permission"`
		Cursor     string            `json:"cursor"`
		Limit      *int              `json:"limit"`
	}
	if err := r.Decode(&body); err != nil {
		return api.Response{}, err
	}
	about, err := body.User.id(r)
	if err != nil {
		return api.Response{}, err
	}
	list := r.BodyList(body.Limit, body.Cursor, string(about), string(body.Permission))
	filter, err := list.Filter(h.cursors)
	if err != nil {
		return api.Response{}, err
	}
	scopes, err := h.decideFor(r).Scopes(ctx, r.CallerID(), about, body.Permission, filter)
	if err != nil {
		return api.Response{}, err
	}
	shown := struct {
		AsOf time.Time `json:"asOf"`
		api.List[allowedScope]
	}{scopes.AsOf, api.ListOf(h.cursors, list, scopes.Page, allowedScopeOf)}
	return api.OK(shown), nil
}

// allowedScope is where a user has a permission.
type allowedScope struct {
	api.Scope
	Below bool `json:"below"`
}

func allowedScopeOf(s access.AllowedScope) allowedScope {
	return allowedScope{api.Scope{OrganisationID: s.Scope.Organisation, AccountID: s.Scope.Account}, s.Below}
}

func (h handler) permissions(ctx context.Context, r api.Request) (api.Response, error) {
	scope := access.Scope{Organisation: access.OrganisationID(r.Query.Get("organisationId")), Account: access.AccountID(r.Query.Get("accountId"))}
	if scope.Organisation == "" {
		return api.Response{}, access.InvalidField("organisationId", "is required")
	}
	list, err := h.decide.Permissions(ctx, r.CallerID(), scope)
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(struct {
		api.Scope
		Permissions []access.Permission `json:"permissions"`
		AsOf        time.Time           `json:"asOf"`
	}{api.Scope{OrganisationID: scope.Organisation, AccountID: scope.Account}, list.Permissions, list.AsOf}), nil
}

func (h handler) member(ctx context.Context, r api.Request) (api.Response, error) {
	decided, err := h.decide.Member(ctx, r.CallerID(), r.UserID(), access.Check{
		Permission: access.Permission(r.Query.Get("permission")),
		Scope:      access.Scope{Organisation: r.Organisation(), Account: access.AccountID(r.Query.Get("account"))},
	})
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(struct {
		decision
		AsOf time.Time `json:"asOf"`
	}{h.decisionOf(decided.Items[0]), decided.AsOf}), nil
}
