package memory

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"admit/shared/access"
)

// Members implements [access.Store].
func (m *Store) Members(ctx context.Context, q access.MemberQuery) (access.Page[access.EffectiveAccess], error) {
	return read(ctx, m, func() (access.Page[access.EffectiveAccess], error) {
		var list []listed[access.EffectiveAccess]
		for user, effective := range m.listedAccess(q) {
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

// listedAccess returns the access of everybody who holds a role in the organisation
// or governs it from above, if the query may list them. It leaves out memberships above
// that do not govern.
func (m *Store) listedAccess(q access.MemberQuery) map[access.UserID]access.EffectiveAccess {
	all := map[access.UserID]access.EffectiveAccess{}
	for at, membership := range m.memberships {
		if (at.organisation == q.Organisation && mayMatch(membership, q)) || (slices.Contains(q.Above, at.organisation) && membership.GovernsBelow()) {
			all[at.user] = access.EffectiveAccess{}
		}
	}
	for user := range all {
		effective := access.EffectiveAccess{Direct: copyMembership(m.memberships[membershipKey{user, q.Organisation}]).Listed()}
		for _, above := range q.Above {
			if membership := m.memberships[membershipKey{user, above}]; membership.GovernsBelow() {
				effective.Above = append(effective.Above, copyMembership(membership).Listed())
			}
		}
		all[user] = effective
	}
	return all
}

// mayMatch reports whether a membership has a grant at one of the accounts of a query or,
// if it names none, with its role.
func mayMatch(m access.Membership, q access.MemberQuery) bool {
	if len(q.Accounts) == 0 && q.Role == "" {
		return true
	}
	return slices.ContainsFunc(m.Grants, func(g access.Grant) bool {
		if len(q.Accounts) > 0 {
			return slices.Contains(q.Accounts, g.Scope.Account)
		}
		return g.Role == q.Role
	})
}

// ChangeMembership implements [access.Store].
func (m *Store) ChangeMembership(ctx context.Context, w access.MembershipChange) error {
	at := membershipKey{w.Before.User.ID, w.Before.Organisation}
	if len(w.Revocations) > access.MaxRevocations {
		return fmt.Errorf("%d revocations are more than the %d that one change may have", len(w.Revocations), access.MaxRevocations)
	}
	if access.LosesAuthority(w.Before, w.After) && !w.After.ChangedAt.After(w.Before.ChangedAt) {
		return fmt.Errorf("the membership was changed at %s, not after %s", w.After.ChangedAt, w.Before.ChangedAt)
	}
	return m.write(ctx, func() bool {
		for _, revocation := range w.Revocations {
			if !m.pending(revocation.Invitation, revocation.At) {
				return false
			}
		}
		for _, authority := range w.Authorities {
			if !m.stillHeld(&authority, w.At, at, w.Before) {
				return false
			}
		}
		return m.memberships[at].Version == w.Before.Version && m.lateEnough(at, w.Before, w.After) && (w.AllowNoAdmin || m.keepsAdmins(at.organisation, access.AdminsChange(w.Before, w.After), access.PartnerAdminsChange(w.Before, w.After))) &&
			(!access.AddsAtAccount(w.Before, w.After) || m.noDeletionSince(at.organisation, w.Deletion))
	}, func() {
		m.putMembership(at, w.Before, w.After)
		m.putEvents(w.Event)
		for _, revocation := range w.Revocations {
			m.close(revocation.Invitation.ID, revocation.Status, revocation.At, "")
			m.putEvents(revocation.Event)
		}
	})
}

// stillHeld reports whether an authority has not ended at the time of a write, and no change
// after it was read has taken an administrative grant away from the membership that it is
// in. If the write replaces that membership, the authority must be in the membership that
// was read; the write compares its version separately.
func (m *Store) stillHeld(w *access.Authority, now time.Time, written membershipKey, before access.Membership) bool {
	if w == nil {
		return true
	}
	if w.EndedAt(now) {
		return false
	}
	at := membershipKey{w.User, w.Scope.Organisation}
	if at == written {
		return before.Holds(w.Role, w.Scope)
	}
	return !m.fences[at].After(w.AsOf)
}

// lateEnough reports whether the first administrative grant of an existing user is not
// given before a change that took one away.
func (m *Store) lateEnough(at membershipKey, before, after access.Membership) bool {
	return before.Administers() || !after.Administers() || !m.fences[at].After(after.ChangedAt)
}

// keepsAdmins reports whether an organisation keeps the administrators that it needs:
// one, and one Partner Organisation Admin while it has organisations below it. A
// change that removes no administrator always passes.
func (m *Store) keepsAdmins(o access.OrganisationID, adminsChange, partnerAdminsChange int) bool {
	organisation := m.organisations[o]
	keeps := func(count, change int) bool { return change >= 0 || count+change > 0 }
	return keeps(organisation.Admins, adminsChange) &&
		(organisation.Children == 0 || keeps(organisation.PartnerAdmins, partnerAdminsChange))
}

// putMembership stores a membership and adjusts the counts of administrators. It
// deletes a membership without grants.
func (m *Store) putMembership(at membershipKey, before, after access.Membership) {
	if organisation, found := m.organisations[at.organisation]; found {
		organisation.Admins += access.AdminsChange(before, after)
		organisation.PartnerAdmins += access.PartnerAdminsChange(before, after)
		m.organisations[at.organisation] = organisation
	}
	if access.LosesAuthority(before, after) {
		m.fences[at] = after.ChangedAt
	}
	if len(after.Grants) == 0 {
		delete(m.memberships, at)
		return
	}
	m.memberships[at] = copyMembership(after)
}
