package memory

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"admit/shared/access"
)

// Members implements [access.Store].
func (m *Store) Members(ctx context.Context, q access.MemberQuery) (access.Page[access.EffectiveAccess], error) {
	return read(ctx, m, func() (access.Page[access.EffectiveAccess], error) {
		var list []listed[access.EffectiveAccess]
		for user, effective := range m.standings(q) {
			key, matches := effective.User().Email.Key(), true
			if !strings.HasPrefix(key, q.Prefix) {
				continue
			}
			if q.Match != nil {
				effective, matches = q.Match(effective)
			}
			if matches {
				list = append(list, listed[access.EffectiveAccess]{position(key, string(user)), effective})
			}
		}
		return page(list, q.After, q.Limit), nil
	})
}

// standings returns everybody who holds something in the organisation or governs
// it from above.
func (m *Store) standings(q access.MemberQuery) map[access.UserID]access.EffectiveAccess {
	all := map[access.UserID]access.EffectiveAccess{}
	for at, membership := range m.rows {
		if at.organisation == q.Organisation || (slices.Contains(q.Above, at.organisation) && membership.GovernsBelow()) {
			all[at.user] = access.EffectiveAccess{}
		}
	}
	for user := range all {
		effective := access.EffectiveAccess{Direct: copyRow(m.rows[seat{user, q.Organisation}])}
		for _, above := range q.Above {
			if membership := m.rows[seat{user, above}]; membership.GovernsBelow() {
				effective.Above = append(effective.Above, copyRow(membership))
			}
		}
		all[user] = effective
	}
	return all
}

// ChangeMembership implements [access.Store].
func (m *Store) ChangeMembership(ctx context.Context, w access.MembershipChange) error {
	at := seat{w.Before.User.ID, w.Before.Organisation}
	if len(w.Revocations) > access.MaxRevocations {
		return fmt.Errorf("%d revocations are more than a change has room for", len(w.Revocations))
	}
	return m.write(ctx, func() bool {
		for _, closing := range w.Revocations {
			if !m.pending(closing.Invitation, closing.At) {
				return false
			}
		}
		for _, authority := range w.Authorities {
			if !m.stands(&authority, at, w.Before) {
				return false
			}
		}
		offers := recipient{w.Before.Organisation, w.Before.User.Email.Key()}
		if w.OffersVersion != nil && *w.OffersVersion != m.versions[offers] {
			return false
		}
		return m.rows[at].Version == w.Before.Version && (w.AllowNoAdmin || m.keepsAdmins(w.Before, w.After))
	}, func() {
		m.putRow(at, w.Before, w.After)
		m.putRecords(w.Event)
		for _, closing := range w.Revocations {
			m.close(closing.Invitation.ID, closing.Status, closing.At, "")
			m.putRecords(closing.Event)
		}
	})
}

// stands reports whether the user still holds the grant that a write rests on. If
// the write changes the membership with that grant, what the writer read counts:
// the version of that membership is compared separately.
func (m *Store) stands(w *access.Authority, written seat, before access.Membership) bool {
	if w == nil {
		return true
	}
	at := seat{w.User, w.Scope.Organisation}
	if at == written {
		return before.Holds(w.Role, w.Scope)
	}
	return m.rows[at].Holds(w.Role, w.Scope)
}

// keepsAdmins reports whether an organisation keeps the administrators that it
// needs. A change that removes no administrator always does.
func (m *Store) keepsAdmins(before, after access.Membership) bool {
	organisation := m.organisations[before.Organisation]
	keeps := func(count, change int) bool { return change >= 0 || count+change > 0 }
	return keeps(organisation.Admins, access.AdminsChange(before, after)) &&
		(organisation.Children == 0 || keeps(organisation.PartnerAdmins, access.PartnerAdminsChange(before, after)))
}

// putRow stores a membership and counts administrators. It deletes a membership
// without grants.
func (m *Store) putRow(at seat, before, after access.Membership) {
	if organisation, there := m.organisations[at.organisation]; there {
		organisation.Admins += access.AdminsChange(before, after)
		organisation.PartnerAdmins += access.PartnerAdminsChange(before, after)
		m.organisations[at.organisation] = organisation
	}
	if len(after.Grants) == 0 {
		delete(m.rows, at)
		return
	}
	m.rows[at] = copyRow(after)
}
