package main

import (
	"context"
	"errors"

	"admit/shared/access"
	"admit/shared/api"
)

// handler has the use cases of administrators with invitations.
type handler struct {
	invite      access.Invite
	batch       access.Batch
	update      access.UpdateInvitation
	resend      access.Resend
	revoke      access.Revoke
	correct     access.CorrectAddress
	takeOver    access.TakeOver
	confirm     access.ConfirmAcceptance
	decline     access.DeclineAcceptance
	idempotency api.Idempotency
}

// handlers returns the handlers of the function's routes.
func handlers(h handler) api.Handlers {
	return api.Handlers{
		"POST /organisations/{organisationId}/invitations":                       h.idempotency.Wrap(h.inviteOne),
		"POST /organisations/{organisationId}/invitations/batch":                 h.idempotency.Wrap(h.inviteMany),
		"PATCH /organisations/{organisationId}/invitations/{invitationId}":       h.updateInvitation,
		"POST /organisations/{organisationId}/invitations/{invitationId}/resend": h.idempotency.Wrap(h.resendInvitation),
		"DELETE /organisations/{organisationId}/invitations/{invitationId}":      h.revokeInvitation,

		"POST /organisations/{organisationId}/invitations/{invitationId}/address":  h.idempotency.Wrap(h.correctAddress),
		"POST /organisations/{organisationId}/invitations/{invitationId}/takeover": h.idempotency.Wrap(h.takeOverInvitation),

		"POST /organisations/{organisationId}/invitations/{invitationId}/request/confirm": h.idempotency.Wrap(h.confirmAcceptance),
		"POST /organisations/{organisationId}/invitations/{invitationId}/request/decline": h.idempotency.Wrap(h.declineAcceptance),
	}
}

// invitation is one invitation in a request.
type invitation struct {
	Email     string           `json:"email"`
	FirstName string           `json:"firstName"`
	LastName  string           `json:"lastName"`
	AccountID access.AccountID `json:"accountId"`
	Roles     api.RoleChoices  `json:"roles"`
	Locale    string           `json:"locale"`
	ReturnURL string           `json:"returnUrl"`
	Metadata  access.Metadata  `json:"metadata"`
}

// request returns the request to the use case.
func (i invitation) request() access.InviteRequest {
	roles, ends := i.Roles.Roles()
	return access.InviteRequest{Email: i.Email, FirstName: i.FirstName, LastName: i.LastName,
		Account: i.AccountID, Roles: roles, Ends: ends, Locale: i.Locale, ReturnURL: i.ReturnURL, Metadata: i.Metadata}
}

func (h handler) inviteOne(ctx context.Context, r api.Request, seed access.Seed) (api.Response, error) {
	var body invitation
	if err := r.Decode(&body); err != nil {
		return api.Response{}, err
	}
	created, err := h.invite.Do(ctx, r.CallerID(), r.Organisation(), body.request(), seed)
	if err != nil {
		return api.Response{}, err
	}
	return h.created(created), nil
}

// created returns the response with a new invitation.
func (h handler) created(i access.Invitation) api.Response {
	location := "/organisations/" + string(i.Scope.Organisation) + "/invitations/" + string(i.ID)
	return api.Created(location, h.show(i)).WithETag(i.VersionTag())
}

// show returns an invitation as the API shows it.
func (h handler) show(i access.Invitation) api.Invitation {
	return api.InvitationOf(i, h.invite.Now())
}

// outcome is the outcome of a row of a batch.
type outcome struct {
	Index      int             `json:"index"`
	Email      string          `json:"email"`
	Outcome    string          `json:"outcome"` // created, valid or refused
	Invitation *api.Invitation `json:"invitation,omitempty"`
	Problem    any             `json:"problem,omitempty"`
}

func (h handler) inviteMany(ctx context.Context, r api.Request, seed access.Seed) (api.Response, error) {
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
	outcomes, err := h.batch.Do(ctx, r.CallerID(), r.Organisation(), batch, seed)
	if err != nil {
		return api.Response{}, err
	}
	shown := struct {
		DryRun bool      `json:"dryRun"`
		Items  []outcome `json:"items"`
	}{DryRun: body.DryRun}
	final := true // no outcome could be better after a retry
	for n, o := range outcomes {
		shown.Items = append(shown.Items, h.outcomeOf(ctx, r, n, body.Invitations[n].Email, o))
		final = final && !retryable(o.Refused)
	}
	if !final {
		return api.OK(shown).NotReplayable(), nil
	}
	return api.OK(shown), nil
}

// outcomeOf returns the outcome of row n as the API shows it.
func (h handler) outcomeOf(ctx context.Context, r api.Request, n int, email string, o access.Outcome) outcome {
	row := outcome{Index: n, Email: email, Outcome: "valid"}
	switch {
	case o.Refused != nil:
		row.Outcome, row.Problem = "refused", r.Problem(ctx, o.Refused)
	case o.Invitation != nil:
		created := h.show(*o.Invitation)
		row.Outcome, row.Invitation = "created", &created
	}
	return row
}

// retryable reports whether another attempt may succeed.
func retryable(refused error) bool {
	if refused == nil {
		return false
	}
	kind := access.KindOf(refused)
	return kind == access.Unavailable || kind == access.RateLimited || kind == access.Internal ||
		errors.Is(refused, context.DeadlineExceeded)
}

func (h handler) updateInvitation(ctx context.Context, r api.Request) (api.Response, error) {
	var body struct {
		Roles     api.RoleChoices `json:"roles"`
		FirstName *string         `json:"firstName"`
		LastName  *string         `json:"lastName"`
		ReturnURL *string         `json:"returnUrl"`
		Metadata  access.Metadata `json:"metadata"`
	}
	if err := r.Decode(&body); err != nil {
		return api.Response{}, err
	}
	request := access.UpdateInvitationRequest{FirstName: body.FirstName, LastName: body.LastName, ReturnURL: body.ReturnURL, Metadata: body.Metadata}
	request.Roles, request.Ends = body.Roles.Roles()
	precondition, err := r.Precondition()
	if err != nil {
		return api.Response{}, err
	}
	updated, err := h.update.If(precondition).Do(ctx, r.CallerID(), r.Organisation(), r.Invitation(), request)
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(h.show(updated)).WithETag(updated.VersionTag()), nil
}

func (h handler) resendInvitation(ctx context.Context, r api.Request, seed access.Seed) (api.Response, error) {
	if err := r.NoBody(); err != nil {
		return api.Response{}, err
	}
	precondition, err := r.Precondition()
	if err != nil {
		return api.Response{}, err
	}
	resent, err := h.resend.If(precondition).Do(ctx, r.CallerID(), r.Organisation(), r.Invitation(), seed)
	if err != nil {
		return api.Response{}, err
	}
	return api.Accepted(h.show(resent)).WithETag(resent.VersionTag()), nil
}

func (h handler) takeOverInvitation(ctx context.Context, r api.Request, _ access.Seed) (api.Response, error) {
	if err := r.NoBody(); err != nil {
		return api.Response{}, err
	}
	precondition, err := r.Precondition()
	if err != nil {
		return api.Response{}, err
	}
	taken, err := h.takeOver.If(precondition).Do(ctx, r.CallerID(), r.Organisation(), r.Invitation())
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(h.show(taken)).WithETag(taken.VersionTag()), nil
}

func (h handler) revokeInvitation(ctx context.Context, r api.Request) (api.Response, error) {
	precondition, err := r.Precondition()
	if err != nil {
		return api.Response{}, err
	}
	return api.NoContent(), h.revoke.If(precondition).Do(ctx, r.CallerID(), r.Organisation(), r.Invitation())
}
