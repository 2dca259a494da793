package main

import (
	"context"

	"admit/shared/access"
	"admit/shared/api"
)

func handlers(invite access.Invite, revoke access.Revoke) api.Handlers {
	return api.Handlers{
		"POST /organisations/{organisationId}/invitations": func(ctx context.Context, r api.Request) (api.Response, error) {
			var body struct {
				Email     string           `json:"email"`
				FirstName string           `json:"firstName"`
				LastName  string           `json:"lastName"`
				AccountID access.AccountID `json:"accountId"`
				Roles     []access.RoleID  `json:"roles"`
				Locale    string           `json:"locale"`
			}
			if err := r.Decode(&body); err != nil {
				return api.Response{}, err
			}
			invitation, err := invite.Do(ctx, r.User(), r.Organisation(), access.InviteRequest{
				Email: body.Email, FirstName: body.FirstName, LastName: body.LastName,
				Account: body.AccountID, Roles: body.Roles, Locale: body.Locale,
			})
			if err != nil {
				return api.Response{}, err
			}
			location := "/organisations/" + string(invitation.Scope.Organisation) + "/invitations/" + string(invitation.ID)
			return api.Created(location, api.InvitationOf(invitation, invite.Now())), nil
		},
		"DELETE /organisations/{organisationId}/invitations/{invitationId}": func(ctx context.Context, r api.Request) (api.Response, error) {
			return api.NoContent(), revoke.Do(ctx, r.User(), r.Organisation(), r.Invitation())
		},
	}
}
