package main

import (
	"context"
	"errors"

	"admit/shared/access"
	"admit/shared/api"
)

// inviting is everything that administrators do with invitations.
type inviting struct {
	invite      access.Invite
	batch       access.Batch
	amend       access.UpdateInvitation
	resend      access.Resend
	revoke      access.Revoke
	idempotency api.Idempotency
}

func handlers(do inviting) api.Handlers {
	return api.Handlers{
		"POST /organisations/{organisationId}/invitations":                       do.idempotency.Wrap(do.inviteOne),
		"POST /organisations/{organisationId}/invitations/batch":                 do.idempotency.Wrap(do.inviteMany),
		"PATCH /organisations/{organisationId}/invitations/{invitationId}":       do.change,
		"POST /organisations/{organisationId}/invitations/{invitationId}/resend": do.idempotency.Wrap(do.sendAgain),
		"DELETE /organisations/{organisationId}/invitations/{invitationId}":      do.takeBack,
	}
}

// invitation is one invitation as it is asked for.
type invitation struct {
	Email     string           `json:"email"`
	FirstName string           `json:"firstName"`
	LastName  string           `json:"lastName"`
	AccountID access.AccountID `json:"accountId"`
	Roles     []access.RoleID  `json:"roles"`
	Locale    string           `json:"locale"`
}

func (i invitation) request() access.InviteRequest {
	return access.InviteRequest{Email: i.Email, FirstName: i.FirstName, LastName: i.LastName,
		Account: i.AccountID, Roles: i.Roles, Locale: i.Locale}
}

func (do inviting) inviteOne(ctx context.Context, r api.Request, seed access.Seed) (api.Response, error) {
	var body invitation
	if err := r.Decode(&body); err != nil {
		return api.Response{}, err
	}
	made, err := do.invite.Do(ctx, r.User(), r.Organisation(), body.request(), seed)
	if err != nil {
		return api.Response{}, err
	}
	location := "/organisations/" + string(made.Scope.Organisation) + "/invitations/" + string(made.ID)
	return api.Created(location, do.show(made)).Tagged(made.VersionTag()), nil
}

func (do inviting) show(i access.Invitation) api.Invitation {
	return api.InvitationOf(i, do.invite.Now())
}

// outcome is what became of a row of a batch.
type outcome struct {
	Index      int             `json:"index"`
	Email      string          `json:"email"`
	Outcome    string          `json:"outcome"` // created, valid or refused
	Invitation *api.Invitation `json:"invitation,omitempty"`
	Problem    any             `json:"problem,omitempty"`
}

func (do inviting) inviteMany(ctx context.Context, r api.Request, seed access.Seed) (api.Response, error) {
	var body struct {
		Invitations []invitation `json:"invitations"`
		DryRun      bool         `json:"dryRun"`
	}
	if err := r.DecodeUpTo(api.MaxBatchBody, &body); err != nil {
		return api.Response{}, err
	}
	batch := access.BatchRequest{DryRun: body.DryRun}
	for _, row := range body.Invitations {
		batch.Rows = append(batch.Rows, row.request())
	}
	outcomes, err := do.batch.Do(ctx, r.User(), r.Organisation(), batch, seed)
	if err != nil {
		return api.Response{}, err
	}
	shown := struct {
		DryRun bool      `json:"dryRun"`
		Items  []outcome `json:"items"`
	}{DryRun: body.DryRun}
	settled := true
	for n, o := range outcomes {
		shown.Items = append(shown.Items, do.outcomeOf(ctx, r, n, body.Invitations[n].Email, o))
		settled = settled && !passing(o.Refused)
	}
	if !settled {
		return api.OK(shown).Unsettled(), nil
	}
	return api.OK(shown), nil
}

func (do inviting) outcomeOf(ctx context.Context, r api.Request, n int, email string, o access.Outcome) outcome {
	row := outcome{Index: n, Email: email, Outcome: "valid"}
	switch {
	case o.Refused != nil:
		row.Outcome, row.Problem = "refused", r.Problem(ctx, o.Refused)
	case o.Invitation != nil:
		made := do.show(*o.Invitation)
		row.Outcome, row.Invitation = "created", &made
	}
	return row
}

// passing tells whether another try may get further.
func passing(refused error) bool {
	if refused == nil {
		return false
	}
	kind := access.KindOf(refused)
	return kind == access.Unavailable || kind == access.RateLimited || kind == access.Internal ||
		errors.Is(refused, context.DeadlineExceeded)
}

func (do inviting) change(ctx context.Context, r api.Request) (api.Response, error) {
	var body struct {
		Roles     *[]access.RoleID `json:"roles"`
		FirstName *string          `json:"firstName"`
		LastName  *string          `json:"lastName"`
	}
	if err := r.Decode(&body); err != nil {
		return api.Response{}, err
	}
	request := access.UpdateInvitationRequest{FirstName: body.FirstName, LastName: body.LastName}
	if body.Roles != nil {
		request.Roles = append([]access.RoleID{}, *body.Roles...)
	}
	precondition, err := r.Precondition()
	if err != nil {
		return api.Response{}, err
	}
	changed, err := do.amend.If(precondition).Do(ctx, r.User(), r.Organisation(), r.Invitation(), request)
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(do.show(changed)).Tagged(changed.VersionTag()), nil
}

func (do inviting) sendAgain(ctx context.Context, r api.Request, seed access.Seed) (api.Response, error) {
	if err := r.NoBody(); err != nil {
		return api.Response{}, err
	}
	precondition, err := r.Precondition()
	if err != nil {
		return api.Response{}, err
	}
	resent, err := do.resend.If(precondition).Do(ctx, r.User(), r.Organisation(), r.Invitation(), seed)
	if err != nil {
		return api.Response{}, err
	}
	return api.Accepted(do.show(resent)).Tagged(resent.VersionTag()), nil
}

func (do inviting) takeBack(ctx context.Context, r api.Request) (api.Response, error) {
	precondition, err := r.Precondition()
	if err != nil {
		return api.Response{}, err
	}
	return api.NoContent(), do.revoke.If(precondition).Do(ctx, r.User(), r.Organisation(), r.Invitation())
}
