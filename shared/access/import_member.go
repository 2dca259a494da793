package access

import (
	"context"
	"slices"
)

// importInto gives the user the roles, or invites them. Roles that the user holds at the
// scope stay as they are.
func (l MemberLine) importInto(ctx context.Context, r *importRun) (ImportOutcome, error) {
	address, err := l.validate(r)
	if err != nil {
		return ImportOutcome{}, err
	}
	if r.invite {
		return r.retryInvite(ctx, l, address)
	}
	member := &memberImport{importRun: r, addressHold: newAddressHold(r.Store, r.Now), line: l, address: address}
	defer member.release(ctx)
	return r.retry(ctx, member.try)
}

// memberImport is the import of one member.
type memberImport struct {
	*importRun
	addressHold
	line     MemberLine
	address  Address
	identity *Identity // from the directory; nil unless it was needed
	note     string
}

func (m *memberImport) scope() Scope { return Scope{m.line.Organisation, m.line.Account} }

// try judges the line and writes the membership.
func (m *memberImport) try(ctx context.Context) (ImportOutcome, error) {
	snapshot, err := m.judgeScope(ctx, m.line, SnapshotQuery{Scope: m.scope(), Users: m.named(), Address: &m.address})
	if err != nil {
		return ImportOutcome{}, err
	}
	user, isNew, err := m.user(ctx, snapshot.Addressee)
	if err != nil {
		return ImportOutcome{}, err
	}
	before, read := snapshot.Access[user.ID]
	if !read && !isNew {
		if snapshot, err = m.snapshot(ctx, SnapshotQuery{Scope: m.scope(), Users: []UserID{user.ID}}); err != nil {
			return ImportOutcome{}, err
		}
		before = snapshot.Access[user.ID]
	}
	w := m.write(snapshot, before.Direct, user)
	switch {
	case slices.Equal(w.After.Grants, before.Direct.Grants):
		return ImportOutcome{Status: ImportExists}, nil
	case len(w.After.Grants) > m.Limits.Grants:
		return ImportOutcome{}, errTooManyGrants(m.Limits)
	}
	if isNew {
		w.NewUser, w.Language = &user, m.line.Locale
		if m.reservation != nil {
			w.Holder = m.holder
		}
	}
	if err := m.Store.ImportMembership(ctx, w); err != nil {
		return ImportOutcome{}, err
	}
	m.finish(ctx)
	return ImportOutcome{Status: ImportCreated, Note: m.note}, nil
}

// judgeScope reads the scope of a line. It refuses an account that does not exist, and a
// role that cannot be given at the scope.
func (r *importRun) judgeScope(ctx context.Context, l MemberLine, q SnapshotQuery) (Snapshot, error) {
	snapshot, err := r.snapshot(ctx, q)
	if err != nil {
		return Snapshot{}, err
	}
	if err := snapshot.Organisation.requireOpen(l.Account, r.Now()); err != nil {
		return Snapshot{}, err
	}
	var wrong fieldErrors
	if l.Account != "" && snapshot.Account == nil {
		wrong.add("account", "does not exist")
	}
	for _, id := range l.Roles {
		if role, _ := r.Roles.Role(id); !role.mayBeGivenAt(snapshot.Organisation.kind(l.Account)) {
			wrong.add("roles", "%s cannot be granted at this scope", id)
		}
	}
	return snapshot, wrong.err()
}

// named returns the id of the user whose identity the line has.
func (m *memberImport) named() []UserID {
	if m.line.Issuer == "" {
		return nil
	}
	return []UserID{NewUserID(m.line.Issuer, m.line.Subject)}
}

// write returns the write that adds the roles which the user does not hold.
func (m *memberImport) write(snapshot Snapshot, before Membership, user User) MembershipImport {
	now := before.nextChange(m.Now())
	after := before.next(user, m.line.Organisation, now)
	if len(before.Grants) == 0 {
		after.Suspended = m.line.Suspended
	}
	for _, role := range m.line.Roles {
		after.give(Grant{Role: role, Scope: m.scope(), By: personOr(m.line.GrantedBy),
			At: m.timeOr(m.line.GrantedAt), Invitation: m.line.Invitation, Until: wholeSecond(m.line.Until)})
	}
	SortGrants(after.Grants)
	return MembershipImport{Before: before, After: after, At: now, Deletion: snapshot.Organisation.Deletion,
		Event: accessEvent(EventAccessGranted, before, after, m.scope(), snapshot.names(), now, Operator)}
}
