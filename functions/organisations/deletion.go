package main

import (
	"context"

	"admit/shared/api"
)

// deletion says what prevents a deletion. An account has no accounts and organisations.
type deletion struct {
	Deletable     bool `json:"deletable"`
	Members       int  `json:"members"`
	Invitations   int  `json:"invitations"`
	Accounts      *int `json:"accounts,omitempty"`
	Organisations *int `json:"organisations,omitempty"`
}

func (h handler) previewDeletion(ctx context.Context, r api.Request) (api.Response, error) {
	contents, err := h.delete.Preview(ctx, r.CallerID(), scopeOf(r))
	if err != nil {
		return api.Response{}, err
	}
	shown := deletion{Deletable: contents.Empty(), Members: contents.Members, Invitations: contents.Invitations}
	if r.Account() == "" {
		shown.Accounts, shown.Organisations = &contents.Accounts, &contents.Organisations
	}
	return api.OK(shown), nil
}

// deleteScope deletes an organisation, or an account of it.
func (h handler) deleteScope(ctx context.Context, r api.Request) (api.Response, error) {
	precondition, err := r.Precondition()
	if err != nil {
		return api.Response{}, err
	}
	return api.NoContent(), h.delete.If(precondition).Do(ctx, r.CallerID(), scopeOf(r))
}
