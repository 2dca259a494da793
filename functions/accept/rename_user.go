package main

import (
	"context"

	"admit/shared/access"
	"admit/shared/api"
)

func (h handler) renameUser(ctx context.Context, r api.Request) (api.Response, error) {
	var body struct {
		FirstName *string `json:"firstName"`
		LastName  *string `json:"lastName"`
	}
	if err := r.Decode(&body); err != nil {
		return api.Response{}, err
	}
	precondition, err := r.Precondition()
	if err != nil {
		return api.Response{}, err
	}
	user, err := h.rename.If(precondition).Do(ctx, r.CallerID(), access.RenameUserRequest{FirstName: body.FirstName, LastName: body.LastName})
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(api.UserOf(user)).WithETag(user.VersionTag()), nil
}
