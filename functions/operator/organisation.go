package main

import (
	"context"
	"encoding/json"

	"admit/shared/access"
	"admit/shared/api"
)

func (h handler) renameOrganisation(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action         string                `json:"action"`
		OrganisationID access.OrganisationID `json:"organisationId"`
		Name           string                `json:"name"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	renamed, err := h.rename.OrganisationByOperator(ctx, body.OrganisationID, body.Name)
	if err != nil {
		return nil, err
	}
	return map[string]any{"organisation": api.OrganisationOf(renamed)}, nil
}

func (h handler) deleteOrganisation(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action         string                `json:"action"`
		OrganisationID access.OrganisationID `json:"organisationId"`
		WithLastMember bool                  `json:"withLastMember"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	deleted, err := h.remove.OrganisationByOperator(ctx, body.OrganisationID, body.WithLastMember)
	if err != nil {
		return nil, err
	}
	return map[string]any{"deleted": true, "organisationId": deleted.ID}, nil
}
