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
	return read(ctx, m, func() (access.Suppression, error) { return m.suppression(id, address), nil })
}

// suppression returns a suppression. That of an address whose owner was deleted is under the
// hash of the address.
func (m *Store) suppression(id access.OrganisationID, address access.Address) access.Suppression {
	if s, found := m.suppressions[suppressionKey{id, address.Key()}]; found {
		return s
	}
	return m.suppressions[suppressionKey{id, access.HashAddress(id, address)}]
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
	return w == nil || m.suppression(w.Organisation, w.Address) == copySuppression(w.Before)
}

// suppress writes a change of a suppression. It does nothing if w is nil.
func (m *Store) suppress(w *access.SuppressionChange) {
	if w == nil {
		return
	}
	k := suppressionKey{w.Organisation, w.Address.Key()}
	if w.Before.Hashed {
		k.address = access.HashAddress(w.Organisation, w.Address)
	}
	after := copySuppression(w.After)
	after.Hashed = w.Before.Hashed
	m.suppressions[k] = after
}

func copySuppression(s access.Suppression) access.Suppression {
	s.At = truncated(s.At)
	return s
}
