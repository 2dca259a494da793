package main

import (
	"context"
	"encoding/json"
	"log/slog"

	"admit/shared/delivery"
)

// handler tracks the delivery events of SES.
type handler struct {
	track func(ctx context.Context, e delivery.Event) error
}

// handle processes one event. It logs and drops an event that it does not
// understand, because another try would not help. It returns an error if the event
// could not be written. Lambda then tries again.
func (h handler) handle(ctx context.Context, raw json.RawMessage) error {
	received, err := parse(raw)
	if err != nil {
		slog.ErrorContext(ctx, "delivery event", "outcome", "unreadable", "error", err.Error())
		return nil
	}
	log := slog.With("event", received.ID, "type", received.Detail.EventType)
	e, err := received.deliveryEvent()
	if err != nil {
		log.WarnContext(ctx, "delivery event", "outcome", "ignored", "reason", err.Error())
		return nil
	}
	log = log.With("invitationId", e.Invitation, "attempt", e.Attempt, "status", e.Status)
	if err := h.track(ctx, e); err != nil {
		log.ErrorContext(ctx, "delivery event", "outcome", "retry", "error", err.Error())
		return err
	}
	log.InfoContext(ctx, "delivery event", "outcome", "done")
	return nil
}
