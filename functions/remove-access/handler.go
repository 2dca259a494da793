package main

import (
	"context"
	"time"

	"admit/shared/access"
	"admit/shared/api"
)

// handlers returns the handlers of the function's routes.
func handlers(remove access.Remove, roles access.Catalogue) api.Handlers {
	answer := func(removed access.RemoveResult, err error) (api.Response, error) {
		if err != nil {
			return api.Response{}, err
		}
		return api.OK(removal{
			Removed: api.GrantsOf(removed.Removed, removed.Organisation, roles), RevokedInvitations: removed.Revoked,
			Remaining:   api.GrantsOf(removed.Remaining, removed.Organisation, roles),
			Suspended:   removed.Suspended,
			EffectiveAt: remove.Now().UTC().Truncate(time.Millisecond),
		}), nil
	}
	return api.Handlers{
		"GET /organisations/{organisationId}/permissions/{userId}/removal": func(ctx context.Context, r api.Request) (api.Response, error) {
			return answer(remove.Preview(ctx, r.CallerID(), scopeOf(r), r.UserID()))
		},
		"DELETE /organisations/{organisationId}/permissions/{userId}": func(ctx context.Context, r api.Request) (api.Response, error) {
			precondition, err := r.Precondition()
			if err != nil {
				return api.Response{}, err
			}
			return answer(remove.If(precondition).Do(ctx, r.CallerID(), scopeOf(r), r.UserID()))
		},
		"DELETE /me/permissions/{organisationId}": func(ctx context.Context, r api.Request) (api.Response, error) {
			precondition, err := r.Precondition()
			if err != nil {
				return api.Response{}, err
			}
			return answer(remove.If(precondition).Leave(ctx, r.CallerID(), scopeOf(r)))
		},
	}
}

// scopeOf returns the scope in a request's path and query.
func scopeOf(r api.Request) access.Scope {
	return access.Scope{Organisation: r.Organisation(), Account: access.AccountID(r.Query.Get("account"))}
}

// removal is what a removal removes, and what the user still holds afterwards.
type removal struct {
	Removed            []api.Grant           `json:"removed"`
	RevokedInvitations []access.InvitationID `json:"revokedInvitations"`
	Remaining          []api.Grant           `json:"remaining"`
	Suspended          bool                  `json:"suspended,omitzero"`
	EffectiveAt        time.Time             `json:"effectiveAt"`
}
