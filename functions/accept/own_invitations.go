package main

import (
	"context"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/languages"
)

func (h handler) ownInvitations(ctx context.Context, r api.Request) (api.Response, error) {
	filter, err := r.Filter(h.cursors)
	if err != nil {
		return api.Response{}, err
	}
	page, err := h.own.List(ctx, r.Caller, filter)
	if err != nil {
		return api.Response{}, err
	}
	texts, language, err := languages.RoleTexts(r.AcceptLanguage())
	if err != nil {
		return api.Response{}, err
	}
	return api.ListResponse(h.cursors, r, page, func(p access.InvitationPreview) ownInvitation {
		return ownInvitation{p.Invitation.ID, offerOf(p, texts)}
	}).InLanguage(language), nil
}

func (h handler) acceptOwnInvitation(ctx context.Context, r api.Request) (api.Response, error) {
	if err := r.NoBody(); err != nil {
		return api.Response{}, err
	}
	accepted, err := h.own.DoAccept(ctx, r.Caller, r.Invitation(), readerLanguage(r))
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(h.acceptanceOf(accepted)), nil
}

func (h handler) declineOwnInvitation(ctx context.Context, r api.Request) (api.Response, error) {
	if err := r.NoBody(); err != nil {
		return api.Response{}, err
	}
	return api.NoContent(), h.own.DoDecline(ctx, r.Caller, r.Invitation())
}
