package main

import (
	"context"

	"admit/shared/access"
	"admit/shared/api"
)

func (h handler) confirmAcceptance(ctx context.Context, r api.Request, _ access.Seed) (api.Response, error) {
	return h.answerRequest(r, func(p access.Precondition, requester access.UserID) (access.Invitation, error) {
		return h.confirm.If(p).Do(ctx, r.CallerID(), r.Organisation(), r.Invitation(), requester)
	})
}

func (h handler) declineAcceptance(ctx context.Context, r api.Request, _ access.Seed) (api.Response, error) {
	return h.answerRequest(r, func(p access.Precondition, requester access.UserID) (access.Invitation, error) {
		return h.decline.If(p).Do(ctx, r.CallerID(), r.Organisation(), r.Invitation(), requester)
	})
}

// answerRequest decodes whose request is answered, and returns the invitation after the
// answer.
func (h handler) answerRequest(r api.Request, answer func(p access.Precondition, requester access.UserID) (access.Invitation, error)) (api.Response, error) {
	var body struct {
		UserID *access.UserID `json:"userId"`
	}
	if err := r.Decode(&body); err != nil {
		return api.Response{}, err
	}
	if body.UserID == nil {
		return api.Response{}, access.InvalidField("userId", "is required; it is that of the acceptance request")
	}
	precondition, err := r.Precondition()
	if err != nil {
		return api.Response{}, err
	}
	answered, err := answer(precondition, *body.UserID)
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(h.show(answered)).WithETag(answered.VersionTag()), nil
}

func (h handler) correctAddress(ctx context.Context, r api.Request, seed access.Seed) (api.Response, error) {
	var body struct {
		Email string `json:"email"`
	}
	if err := r.Decode(&body); err != nil {
		return api.Response{}, err
	}
	precondition, err := r.Precondition()
	if err != nil {
		return api.Response{}, err
	}
	corrected, err := h.correct.If(precondition).Do(ctx, r.CallerID(), r.Organisation(), r.Invitation(), body.Email, seed)
	if err != nil {
		return api.Response{}, err
	}
	return h.created(corrected), nil
}
