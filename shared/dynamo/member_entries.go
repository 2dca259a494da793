package dynamo

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
)

// memberEntry is the entry of a member in the list of an account or of a role. A reader
// of such a list reads the membership, too. So an entry may exist without the grant that
// it stands for, but never a grant without its entry.
type memberEntry struct {
	header
	User    access.UserID `dynamodbav:"user"`
	AddedAt int64         `dynamodbav:"addedAt"` // the time of the change that added it, in microseconds since the epoch
}

// entryChange adds or removes an entry.
type entryChange struct {
	memberEntry
	removes bool
}

// listMembership adds a membership to the lists of the accounts and roles that it gains,
// and removes it from those that it loses.
func (t *transaction) listMembership(before, after access.Membership) {
	had, has := memberEntries(after.User, before), memberEntries(after.User, after)
	change := func(k key, kind string, removes bool) {
		t.entries = append(t.entries, entryChange{memberEntry{k.header(kind), after.User.ID, after.ChangedAt.UnixMicro()}, removes})
	}
	for k, kind := range has {
		if had[k] == "" {
			change(k, kind, false)
		}
	}
	for k, kind := range had {
		if has[k] == "" {
			change(k, kind, true)
		}
	}
	slices.SortFunc(t.entries, func(a, b entryChange) int { // additions first
		if a.removes != b.removes {
			return map[bool]int{false: -1, true: 1}[a.removes]
		}
		return cmp.Compare(a.PK, b.PK)
	})
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

// commitMembership writes a transaction that writes a membership, with its entries.
func (s Store) commitMembership(ctx context.Context, t *transaction) error {
	removals, err := s.placeEntries(ctx, t)
	if err != nil {
		return err
	}
	if err := s.commit(ctx, t); err != nil {
		return err
	}
	_ = s.writeEntries(ctx, removals) // readers skip an entry that stays
	return nil
}

// placeEntries makes the changes of entries a part of the transaction, as far as it has
// room. It writes the other additions at once and returns the other removals, which
// follow the transaction.
func (s Store) placeEntries(ctx context.Context, t *transaction) (removals []entryChange, err error) {
	room := maxTransactionItems - len(t.items) - len(t.shared) - len(t.fences) - len(t.counts)
	placed := min(room, len(t.entries))
	for _, change := range t.entries[:placed] {
		if change.removes {
			t.delete(key{change.PK, change.SK}, "", nil)
		} else {
			t.put(change.memberEntry, "", nil)
		}
	}
	surplus := t.entries[placed:]
	t.entries = nil
	additions := slices.IndexFunc(surplus, func(c entryChange) bool { return c.removes })
	if additions < 0 {
		additions = len(surplus)
	}
	return surplus[additions:], s.writeEntries(ctx, surplus[:additions])
}

// writeEntries adds or removes entries outside a transaction. It leaves an entry that a
// later change of the membership has added.
func (s Store) writeEntries(ctx context.Context, changes []entryChange) error {
	errs := make([]error, len(changes))
	var calls sync.WaitGroup
	for n, change := range changes {
		calls.Go(func() { errs[n] = s.writeEntry(ctx, change) })
	}
	calls.Wait()
	return errors.Join(errs...)
}

func (s Store) writeEntry(ctx context.Context, change entryChange) error {
	if change.removes {
		err := s.deleteOne(ctx, key{change.PK, change.SK}, "attribute_not_exists(pk) OR #addedAt <= :changed", args{":changed": change.AddedAt})
		if errors.Is(err, access.ErrStale) {
			return nil
		}
		return err
	}
	item, err := attributevalue.MarshalMap(change.memberEntry)
	if err != nil {
		return err
	}
	_, err = s.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &s.Table, Item: item})
	if err != nil {
		return failure(err)
	}
	return nil
}
