package main

import (
	"context"
	"encoding/json"
	"log/slog"

	"admit/shared/access"
	"admit/shared/api"
)

// operator answers calls. Each names its action.
type operator struct {
	found  access.Found
	forget access.Forget
}

// serve answers a call, or says as a problem why not.
func (o operator) serve(ctx context.Context, call json.RawMessage) (any, error) {
	var named struct {
		Action string `json:"action"`
	}
	_ = json.Unmarshal(call, &named) // what is not an object names no action
	actions := map[string]func(context.Context, json.RawMessage) (any, error){
		"create-organisation": o.createOrganisation,
		"delete-profile":      o.deleteProfile,
	}
	action, known := actions[named.Action]
	if !known {
		return api.ProblemOf(&access.Error{Kind: access.Invalid, Detail: "Some fields of the request are not valid.",
			Fields: []access.FieldError{{Field: "action", Message: "must be create-organisation or delete-profile"}}}), nil
	}
	answer, err := action(ctx, call)
	if access.KindOf(err) == access.Internal && err != nil {
		return nil, err
	}
	slog.InfoContext(ctx, "operator", "action", named.Action, "granted", err == nil)
	if err != nil {
		return api.ProblemOf(err), nil
	}
	return answer, nil
}

func (o operator) createOrganisation(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action string `json:"action"`
		Name   string `json:"name"`
		Admin  struct {
			Email     string `json:"email"`
			FirstName string `json:"firstName"`
			LastName  string `json:"lastName"`
		} `json:"admin"`
		Partner bool   `json:"partner"`
		Locale  string `json:"locale"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	organisation, invitation, err := o.found.Do(ctx, access.FoundRequest{
		Name: body.Name, Partner: body.Partner,
		Admin: access.InviteRequest{Email: body.Admin.Email, FirstName: body.Admin.FirstName, LastName: body.Admin.LastName, Locale: body.Locale},
	})
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"organisation": api.OrganisationOf(organisation),
		"invitation":   api.InvitationOf(invitation, o.found.Now()),
	}, nil
}

func (o operator) deleteProfile(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action string        `json:"action"`
		UserID access.UserID `json:"userId"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	user, err := o.forget.Do(ctx, body.UserID)
	if err != nil {
		return nil, err
	}
	return map[string]any{"deleted": true, "userId": user.ID}, nil
}
