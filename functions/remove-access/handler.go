package main

import (
	"context"
	"time"

	"admit/shared/access"
	"admit/shared/api"
)

func handlers(remove access.Remove, roles access.Catalogue) api.Handlers {
	// answer asks one of the two questions about the removal that the request
	// names, and shows what goes and what stays.
	answer := func(ask func(context.Context, access.UserID, access.Scope, access.UserID) (access.RemoveResult, error)) api.Handler {
		return func(ctx context.Context, r api.Request) (api.Response, error) {
			scope := access.Scope{Organisation: r.Organisation(), Account: access.AccountID(r.Query.Get("account"))}
			removed, err := ask(ctx, r.User(), scope, r.UserID())
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
		"GET /organisations/{organisationId}/permissions/{userId}/removal": answer(remove.Preview),
		"DELETE /organisations/{organisationId}/permissions/{userId}": func(ctx context.Context, r api.Request) (api.Response, error) {
			precondition, err := r.Precondition()
			if err != nil {
				return api.Response{}, err
			}
			return answer(remove.If(precondition).Do)(ctx, r)
		},
	}
}

// removal is what goes, and what stays because it is held elsewhere.
type removal struct {
	Removed            []api.Grant           `json:"removed"`
	RevokedInvitations []access.InvitationID `json:"revokedInvitations"`
	Remaining          []api.Grant           `json:"remaining"`
	EffectiveAt        time.Time             `json:"effectiveAt"`
}
