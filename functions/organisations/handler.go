package main

import (
	"context"

	"admit/shared/access"
	"admit/shared/api"
)

// handler has the use cases of administrators with organisations and accounts.
type handler struct {
	child       access.CreateChildOrganisation
	account     access.CreateAccount
	rename      access.Rename
	delete      access.Delete
	idempotency api.Idempotency
}

// handlers returns the handlers of the function's routes.
func handlers(h handler) api.Handlers {
	return api.Handlers{
		"POST /organisations/{organisationId}/organisations":         h.idempotency.Wrap(h.createOrganisation),
		"POST /organisations/{organisationId}/accounts":              h.idempotency.Wrap(h.createAccount),
		"PATCH /organisations/{organisationId}":                      h.renameOrganisation,
		"PATCH /organisations/{organisationId}/accounts/{accountId}": h.renameAccount,

		"GET /organisations/{organisationId}/deletion":                      h.previewDeletion,
		"GET /organisations/{organisationId}/accounts/{accountId}/deletion": h.previewDeletion,
		"DELETE /organisations/{organisationId}":                            h.deleteScope,
		"DELETE /organisations/{organisationId}/accounts/{accountId}":       h.deleteScope,
	}
}

func (h handler) createOrganisation(ctx context.Context, r api.Request, seed access.Seed) (api.Response, error) {
	var body struct {
		Name    string `json:"name"`
		Partner bool   `json:"partner"`
	}
	if err := r.Decode(&body); err != nil {
		return api.Response{}, err
	}
	created, err := h.child.Do(ctx, r.CallerID(), r.Organisation(), body.Name, body.Partner, seed)
	if err != nil {
		return api.Response{}, err
	}
	return api.Created("/organisations/"+string(created.Organisation.ID), api.OrganisationViewOf(created)), nil
}

func (h handler) createAccount(ctx context.Context, r api.Request, seed access.Seed) (api.Response, error) {
	name, err := nameIn(r)
	if err != nil {
		return api.Response{}, err
	}
	created, err := h.account.Do(ctx, r.CallerID(), r.Organisation(), name, seed)
	if err != nil {
		return api.Response{}, err
	}
	return api.Created("/organisations/"+string(created.Organisation), accountOf(created)), nil
}

func (h handler) renameOrganisation(ctx context.Context, r api.Request) (api.Response, error) {
	rename, name, err := h.renaming(r)
	if err != nil {
		return api.Response{}, err
	}
	renamed, err := rename.Organisation(ctx, r.CallerID(), r.Organisation(), name)
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(api.OrganisationViewOf(renamed)).WithETag(renamed.Organisation.VersionTag()), nil
}

func (h handler) renameAccount(ctx context.Context, r api.Request) (api.Response, error) {
	rename, name, err := h.renaming(r)
	if err != nil {
		return api.Response{}, err
	}
	renamed, err := rename.Account(ctx, r.CallerID(), scopeOf(r), name)
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(accountOf(renamed)).WithETag(renamed.VersionTag()), nil
}

// renaming returns the use case with the precondition of a request, and the new name.
func (h handler) renaming(r api.Request) (access.Rename, string, error) {
	name, err := nameIn(r)
	if err != nil {
		return access.Rename{}, "", err
	}
	precondition, err := r.Precondition()
	return h.rename.If(precondition), name, err
}

// nameIn returns the name in the body of a request.
func nameIn(r api.Request) (string, error) {
	var body struct {
		Name string `json:"name"`
	}
	err := r.Decode(&body)
	return body.Name, err
}

// scopeOf returns the account in the path of a request, or the whole organisation.
func scopeOf(r api.Request) access.Scope {
	return access.Scope{Organisation: r.Organisation(), Account: r.Account()}
}

// account is an account with its organisation.
type account struct {
	api.Account
	OrganisationID access.OrganisationID `json:"organisationId"`
}

func accountOf(a access.Account) account {
	return account{api.Account{ID: a.ID, Name: a.Name}, a.Organisation}
}
