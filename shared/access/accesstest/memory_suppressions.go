package accesstest

import (
	"context"

	"admit/shared/access"
	"admit/shared/delivery"
)

// stop is an address to which an organisation's mails may be suppressed.
type stop struct {
	organisation access.OrganisationID
	address      string // key
}

// Suppression implements [delivery.Store].
func (m *Memory) Suppression(ctx context.Context, id access.OrganisationID, address access.Address) (access.Suppression, error) {
	return read(ctx, m, func() (access.Suppression, error) { return m.suppressions[stop{id, address.Key()}], nil })
}

// Suppress implements [delivery.Store].
func (m *Memory) Suppress(ctx context.Context, w delivery.SuppressionEvent) error {
	return m.write(ctx, func() bool { return m.suppressed(&w.SuppressionChange) }, func() {
		m.suppress(&w.SuppressionChange)
		m.putRecords(w.Event)
	})
}

// suppressed tells whether a suppression is as a change, if there is one, was
// decided on.
func (m *Memory) suppressed(w *access.SuppressionChange) bool {
	return w == nil || m.suppressions[stop{w.Organisation, w.Address.Key()}] == copySuppression(w.Before)
}

func (m *Memory) suppress(w *access.SuppressionChange) {
	if w != nil {
		m.suppressions[stop{w.Organisation, w.Address.Key()}] = copySuppression(w.After)
	}
}

func copySuppression(s access.Suppression) access.Suppression {
	s.At = moment(s.At)
	return s
}
