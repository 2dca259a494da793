package main

import (
	"context"
	"time"

	"admit/shared/access"
	"admit/shared/api"
)

// handlers returns the handlers of the function's routes.
func handlers(edit access.Edit, suspend access.Suspend) api.Handlers {
	suspension := func(suspended bool) api.Handler {
		return func(ctx context.Context, r api.Request) (api.Response, error) {
			if err := r.NoBody(); err != nil {
				return api.Response{}, err
			}
			precondition, err := r.Precondition()
			if err != nil {
				return api.Response{}, err
			}
			organisation, effective, err := suspend.If(precondition).Do(ctx, r.CallerID(), r.Organisation(), r.UserID(), suspended)
			if err != nil {
				return api.Response{}, err
			}
			return api.OK(api.PermissionRowOf(organisation, effective, edit.Roles)).WithETag(effective.Direct.Version), nil
		}
	}
	return api.Handlers{
		"PUT /organisations/{organisationId}/permissions/{userId}/suspension":    suspension(true),
		"DELETE /organisations/{organisationId}/permissions/{userId}/suspension": suspension(false),

		"PUT /organisations/{organisationId}/permissions/{userId}": func(ctx context.Context, r api.Request) (api.Response, error) {
			var body struct {
				Grants []struct {
					Role      access.RoleID    `json:"role"`
					AccountID access.AccountID `json:"accountId"`
					Until     *time.Time       `json:"until"`
				} `json:"grants"`
			}
			if err := r.Decode(&body); err != nil {
				return api.Response{}, err
			}
			precondition, err := r.Precondition()
			if err != nil {
				return api.Response{}, err
			}
			var request access.EditRequest
			for _, grant := range body.Grants {
				request.Grants = append(request.Grants, access.ScopedRole{Role: grant.Role, Account: grant.AccountID, Until: api.EndOf(grant.Until)})
			}
			organisation, effective, err := edit.If(precondition).Do(ctx, r.CallerID(), r.Organisation(), r.UserID(), request)
			if err != nil {
				return api.Response{}, err
			}
			return api.OK(api.PermissionRowOf(organisation, effective, edit.Roles)).WithETag(effective.Direct.Version), nil
		},
	}
}
