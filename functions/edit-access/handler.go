package main

import (
	"context"

	"admit/shared/access"
	"admit/shared/api"
)

// handlers returns the handlers of the function's routes.
func handlers(edit access.Edit) api.Handlers {
	return api.Handlers{
		"PUT /organisations/{organisationId}/permissions/{userId}": func(ctx context.Context, r api.Request) (api.Response, error) {
			var body struct {
				Grants []struct {
					Role      access.RoleID    `json:"role"`
					AccountID access.AccountID `json:"accountId"`
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
				request.Grants = append(request.Grants, access.ScopedRole{Role: grant.Role, Account: grant.AccountID})
			}
			organisation, effective, err := edit.If(precondition).Do(ctx, r.CallerID(), r.Organisation(), r.UserID(), request)
			if err != nil {
				return api.Response{}, err
			}
			return api.OK(api.PermissionRowOf(organisation, effective, edit.Roles)).WithETag(effective.Direct.Version), nil
		},
	}
}
