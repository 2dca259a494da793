package memory

import (
	"context"

	"admit/shared/access"
	"admit/shared/delivery"
)

// stop is the key of a suppression: mails of an organisation to an address.
type stop struct {
	organisation access.OrganisationID
	address      string // key
}

// Suppression implements [access.Store].
func (m *Store) Suppression(ctx context.Context, id access.OrganisationID, address access.Address) (access.Suppression, error) {
	return read(ctx, m, func() (access.Suppression, error) { return m.suppressions[stop{id, address.Key()}], nil })
}

// Suppress implements [access.Store].
func (m *Store) Suppress(ctx context.Context, w delivery.SuppressionEvent) error {
	return m.write(ctx, func() bool { return m.suppressed(&w.SuppressionChange) }, func() {
		m.suppress(&w.SuppressionChange)
		m.putRecords(w.Event)
	})
}

// suppressed reports whether a suppression is still as it was when a change of it
// was decided. Without a change it is.
func (m *Store) suppressed(w *access.SuppressionChange) bool {
	return w == nil || m.suppressions[stop{w.Organisation, w.Address.Key()}] == copySuppression(w.Before)
}

func (m *Store) suppress(w *access.SuppressionChange) {
	if w != nil {
		m.suppressions[stop{w.Organisation, w.Address.Key()}] = copySuppression(w.After)
	}
}

func copySuppression(s access.Suppression) access.Suppression {
	s.At = moment(s.At)
	return s
}
