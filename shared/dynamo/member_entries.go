package dynamo

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
)

// memberEntry is the entry of a member in the list of an account or of a role. A reader
// of such a list reads the membership, too. So an entry may exist without the grant that
// it stands for, but never a grant without its entry.
type memberEntry struct {
	header
	User    access.UserID
	AddedAt int64 // the time of the change that added it, in microseconds since the epoch
}

func (m *memberEntry) fields(f *fields) {
	m.header.fields(f)
	text(f, "user", &m.User)
	number(f, "addedAt", &m.AddedAt)
}

// entryChanges are the entries that a change of a membership adds and removes.
type entryChanges struct{ added, removed []memberEntry }

// listMembership adds a membership to the lists of the accounts and roles that it gains,
// and removes it from those that it loses.
func (t *transaction) listMembership(before, after access.Membership) {
	had, has := memberEntries(after.User, before), memberEntries(after.User, after)
	t.entries.added = append(t.entries.added, without(has, had, after)...)
	t.entries.removed = append(t.entries.removed, without(had, has, after)...)
}

// memberEntries returns the keys of the entries that a membership has, with their kinds.
func memberEntries(user access.User, m access.Membership) map[key]string {
	entries := make(map[key]string, 2*len(m.Grants))
	for _, g := range m.Grants {
		entries[roleMemberKey(m.Organisation, g.Role, user)] = kindRoleMember
		if g.Scope.Account != "" {
			entries[accountMemberKey(m.Organisation, g.Scope.Account, user)] = kindAccountMember
		}
	}
	return entries
}

// without returns the entries of a membership that others do not have, in the order of
// their keys.
func without(entries, others map[key]string, changed access.Membership) []memberEntry {
	var list []memberEntry
	for k, kind := range entries {
		if others[k] == "" {
			list = append(list, memberEntry{k.header(kind), changed.User.ID, changed.ChangedAt.UnixMicro()})
		}
	}
	slices.SortFunc(list, func(a, b memberEntry) int { return cmp.Compare(a.PK, b.PK) })
	return list
}

// commitMembership writes a transaction that writes a membership, with its entries. As far
// as they have room, they are a part of the transaction. It writes the other additions
// before and the other removals after it.
func (s Store) commitMembership(ctx context.Context, t *transaction) error {
	room := maxTransactionItems - len(t.items) - len(t.shared) - len(t.fences) - len(t.counts)
	added, early := split(t.entries.added, room)
	removed, late := split(t.entries.removed, room-len(added))
	for _, entry := range added {
		t.put(&entry, "", nil)
	}
	for _, entry := range removed {
		t.delete(key{entry.PK, entry.SK}, "", nil)
	}
	if err := each(early, func(entry memberEntry) error { return s.putOne(ctx, &entry) }); err != nil {
		return err
	}
	if err := s.commit(ctx, t); err != nil {
		return err
	}
	_ = each(late, func(entry memberEntry) error { return s.removeEntry(ctx, entry) }) // readers skip an entry that stays
	return nil
}

// split returns the first entries, up to a number, and the others.
func split(entries []memberEntry, number int) (first, others []memberEntry) {
	number = min(number, len(entries))
	return entries[:number], entries[number:]
}

// each calls do for all entries at the same time.
func each(entries []memberEntry, do func(memberEntry) error) error {
	errs := make([]error, len(entries))
	var calls sync.WaitGroup
	for n, entry := range entries {
		calls.Go(func() { errs[n] = do(entry) })
	}
	calls.Wait()
	return errors.Join(errs...)
}

// removeEntry removes an entry after the change that says so. It leaves an entry that a
// later change of the membership has added.
func (s Store) removeEntry(ctx context.Context, entry memberEntry) error {
	return s.deleteOne(ctx, key{entry.PK, entry.SK}, "attribute_not_exists(pk) OR #addedAt <= :changed", args{":changed": numberOf(entry.AddedAt)})
}

// putOne writes a single item, without a transaction.
func (s Store) putOne(ctx context.Context, stored storable) error {
	if _, err := s.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &s.Table, Item: attributesOf(stored)}); err != nil {
		return failure(err)
	}
	return nil
}
