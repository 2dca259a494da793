package main

import (
	"context"
	"encoding/json"
	"log/slog"

	"admit/shared/access"
	"admit/shared/api"
)

// handler answers calls. Each names its action.
type handler struct {
	create access.CreateOrganisation
	invite access.InviteAdministrator
	remove access.DeleteUser
}

// serve answers a call, or says as a problem why not.
func (o handler) serve(ctx context.Context, call json.RawMessage) (any, error) {
	var named struct {
		Action string `json:"action"`
	}
	_ = json.Unmarshal(call, &named) // what is not an object names no action
	actions := map[string]func(context.Context, json.RawMessage) (any, error){
		"create-organisation":  o.createOrganisation,
		"invite-administrator": o.inviteAdministrator,
		"delete-profile":       o.deleteProfile,
	}
	action, known := actions[named.Action]
	if !known {
		return api.ProblemOf(access.InvalidField("action", "must be create-organisation, invite-administrator or delete-profile")), nil
	}
	answer, err := action(ctx, call)
	switch {
	case err == nil:
		slog.InfoContext(ctx, "operator", "action", named.Action)
		return answer, nil
	case access.KindOf(err) == access.Internal:
		return nil, err
	}
	slog.InfoContext(ctx, "operator", "action", named.Action, "problem", access.KindOf(err))
	return api.ProblemOf(err), nil
}

// administrator is the person to be invited.
type administrator struct {
	Email     string `json:"email"`
	FirstName string `json:"firstName"`
	LastName  string `json:"lastName"`
}

func (a administrator) request(locale string) access.InviteRequest {
	return access.InviteRequest{Email: a.Email, FirstName: a.FirstName, LastName: a.LastName, Locale: locale}
}

func (o handler) createOrganisation(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action  string        `json:"action"`
		Key     string        `json:"key"`
		Name    string        `json:"name"`
		Admin   administrator `json:"admin"`
		Partner bool          `json:"partner"`
		Locale  string        `json:"locale"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	organisation, invitation, err := o.create.Do(ctx, access.CreateOrganisationRequest{
		Key: body.Key, Name: body.Name, Partner: body.Partner, Admin: body.Admin.request(body.Locale),
	})
	if err != nil {
		return nil, err
	}
	answer := map[string]any{"organisation": api.OrganisationOf(organisation)}
	if invitation.ID != "" { // a repetition may come when it is gone
		answer["invitation"] = api.InvitationOf(invitation, o.create.Now())
	}
	return answer, nil
}

func (o handler) inviteAdministrator(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action         string                `json:"action"`
		OrganisationID access.OrganisationID `json:"organisationId"`
		Admin          administrator         `json:"admin"`
		Locale         string                `json:"locale"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	invitation, err := o.invite.Do(ctx, body.OrganisationID, body.Admin.request(body.Locale))
	if err != nil {
		return nil, err
	}
	return map[string]any{"invitation": api.InvitationOf(invitation, o.invite.Now())}, nil
}

func (o handler) deleteProfile(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action string        `json:"action"`
		UserID access.UserID `json:"userId"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	user, err := o.remove.Do(ctx, body.UserID)
	if err != nil {
		return nil, err
	}
	return map[string]any{"deleted": true, "userId": user.ID}, nil
}
