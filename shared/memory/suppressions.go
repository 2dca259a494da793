package memory

import (
	"context"

	"admit/shared/access"
	"admit/shared/delivery"
)

// suppressionKey is the key of a suppression: an organisation and the address to which
// it sends no more emails.
type suppressionKey struct {
	organisation access.OrganisationID
	address      string // key
}

// Suppression implements [delivery.Store].
func (m *Store) Suppression(ctx context.Context, id access.OrganisationID, address access.Address) (access.Suppression, error) {
	return read(ctx, m, func() (access.Suppression, error) { return m.suppressions[suppressionKey{id, address.Key()}], nil })
}

// Suppress implements [delivery.Store].
func (m *Store) Suppress(ctx context.Context, w delivery.SuppressionEvent) error {
	return m.write(ctx, func() bool { return m.suppressionUnchanged(&w.SuppressionChange) }, func() {
		m.suppress(&w.SuppressionChange)
		m.putEvents(w.Event)
	})
}

// suppressionUnchanged reports whether a suppression is still as it was read before
// the change w. It returns true if w is nil.
func (m *Store) suppressionUnchanged(w *access.SuppressionChange) bool {
	return w == nil || m.suppressions[suppressionKey{w.Organisation, w.Address.Key()}] == copySuppression(w.Before)
}

// suppress writes a change of a suppression. It does nothing if w is nil.
func (m *Store) suppress(w *access.SuppressionChange) {
	if w != nil {
		m.suppressions[suppressionKey{w.Organisation, w.Address.Key()}] = copySuppression(w.After)
	}
}

func copySuppression(s access.Suppression) access.Suppression {
	s.At = truncated(s.At)
	return s
}
