package main

import (
	"context"
	"encoding/json"
	"log/slog"

	"admit/shared/access"
)

// handler notes what SES reports.
type handler struct {
	track func(ctx context.Context, told access.Told) error
}

// note works on one event. An event that cannot be understood is logged and done
// with, since it will be no clearer the next time; Lambda tries again what could
// not be written down.
func (h handler) note(ctx context.Context, raw json.RawMessage) error {
	event, err := parse(raw)
	if err != nil {
		slog.ErrorContext(ctx, "report", "outcome", "unreadable", "error", err.Error())
		return nil
	}
	log := slog.With("event", event.ID, "type", event.Detail.EventType)
	told, err := event.told()
	if err != nil {
		log.WarnContext(ctx, "report", "outcome", "ignored", "why", err.Error())
		return nil
	}
	log = log.With("invitationId", told.Invitation, "round", told.Round, "status", told.Status)
	if err := h.track(ctx, told); err != nil {
		log.ErrorContext(ctx, "report", "outcome", "again", "error", err.Error())
		return err
	}
	log.InfoContext(ctx, "report", "outcome", "done")
	return nil
}
