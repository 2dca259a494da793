package main

import (
	"context"
	"encoding/json"
	"time"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/dynamo"
)

// redriveLetters redrives as many dead letters as one call has time for.
func (h handler) redriveLetters(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action string    `json:"action"`
		Queue  string    `json:"queue"`
		Before time.Time `json:"before"`
		DryRun bool      `json:"dryRun"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	if body.Before.IsZero() {
		body.Before = h.redrive.Now()
	}
	answer, err := h.redrive.Do(ctx, body.Queue, body.Before, body.DryRun)
	if err != nil {
		return nil, err
	}
	return map[string]any{"redrive": answer}, nil
}

// wakesDeliver and wakesPublish report whether the function gets a change of the table. They are
// the filters of the functions' event sources in the stack.
func wakesDeliver(kind, eventName string, text func(attribute string) string, removedByTTL bool) bool {
	if eventName == "REMOVE" {
		return removedByTTL && (kind == dynamo.KindEnding || kind == dynamo.KindInvitation && text(dynamo.StatusAttribute) == string(access.Pending))
	}
	return kind == dynamo.KindInvitation && (text(dynamo.DeliveryAttribute) == dynamo.DeliveryQueued || text(dynamo.NoticeAttribute) == dynamo.NoticeQueued)
}

func wakesPublish(kind, eventName string, _ func(string) string, _ bool) bool {
	return kind == dynamo.KindEvent && eventName == "INSERT"
}

// resendInvitation resends an invitation. The same key resends it once.
func (h handler) resendInvitation(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action       string              `json:"action"`
		InvitationID access.InvitationID `json:"invitationId"`
		Key          string              `json:"key"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	invitation, err := h.resend.ByOperator(ctx, body.InvitationID, access.Seed(body.Key))
	if err != nil {
		return nil, err
	}
	return map[string]any{"invitation": api.InvitationOf(invitation, h.resend.Now())}, nil
}
