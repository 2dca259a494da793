package main

import (
	"context"

	"admit/shared/access"
	"admit/shared/api"
)

// handlers returns the handlers of the function's routes.
func handlers(child access.CreateChildOrganisation, account access.CreateAccount, idempotency api.Idempotency) api.Handlers {
	return api.Handlers{
		"POST /organisations/{organisationId}/organisations": idempotency.Wrap(func(ctx context.Context, r api.Request, seed access.Seed) (api.Response, error) {
			var body struct {
				Name    string `json:"name"`
				Partner bool   `json:"partner"`
			}
			if err := r.Decode(&body); err != nil {
				return api.Response{}, err
			}
			created, err := child.Do(ctx, r.CallerID(), r.Organisation(), body.Name, body.Partner, seed)
			if err != nil {
				return api.Response{}, err
			}
			return api.Created("/organisations/"+string(created.Organisation.ID), api.OrganisationViewOf(created)), nil
		}),
		"POST /organisations/{organisationId}/accounts": idempotency.Wrap(func(ctx context.Context, r api.Request, seed access.Seed) (api.Response, error) {
			var body struct {
				Name string `json:"name"`
			}
			if err := r.Decode(&body); err != nil {
				return api.Response{}, err
			}
			created, err := account.Do(ctx, r.CallerID(), r.Organisation(), body.Name, seed)
			if err != nil {
				return api.Response{}, err
			}
			shown := struct {
				api.Account
				OrganisationID access.OrganisationID `json:"organisationId"`
			}{api.Account{ID: created.ID, Name: created.Name}, created.Organisation}
			return api.Created("/organisations/"+string(created.Organisation), shown), nil
		}),
	}
}
