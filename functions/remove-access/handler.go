package main

import (
	"context"
	"time"

	"admit/shared/access"
	"admit/shared/api"
)

// handlers returns the handlers of the function's routes.
func handlers(remove access.Remove, roles access.Catalogue) api.Handlers {
	// removalHandler returns a handler that calls a method of the use case, Preview or
	// Do, and returns what is removed and what remains.
	removalHandler := func(method func(context.Context, access.UserID, access.Scope, access.UserID) (access.RemoveResult, error)) api.Handler {
		return func(ctx context.Context, r api.Request) (api.Response, error) {
			scope := access.Scope{Organisation: r.Organisation(), Account: access.AccountID(r.Query.Get("account"))}
			removed, err := method(ctx, r.CallerID(), scope, r.UserID())
			if err != nil {
				return api.Response{}, err
			}
			return api.OK(removal{
				Removed: api.GrantsOf(removed.Removed, removed.Organisation, roles), RevokedInvitations: removed.Revoked,
				Remaining:   api.GrantsOf(removed.Remaining, removed.Organisation, roles),
				EffectiveAt: remove.Now().UTC().Truncate(time.Millisecond),
			}), nil
		}
	}
	return api.Handlers{
		"GET /organisations/{organisationId}/permissions/{userId}/removal": removalHandler(remove.Preview),
		"DELETE /organisations/{organisationId}/permissions/{userId}": func(ctx context.Context, r api.Request) (api.Response, error) {
			precondition, err := r.Precondition()
			if err != nil {
				return api.Response{}, err
			}
			return removalHandler(remove.If(precondition).Do)(ctx, r)
		},
	}
}

// removal is what a removal removes, and what the user still holds afterwards.
type removal struct {
	Removed            []api.Grant           `json:"removed"`
	RevokedInvitations []access.InvitationID `json:"revokedInvitations"`
	Remaining          []api.Grant           `json:"remaining"`
	EffectiveAt        time.Time             `json:"effectiveAt"`
}
