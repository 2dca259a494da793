package dynamo

import (
	"context"
	"maps"
	"slices"

	"admit/shared/access"
)

// maxExaminedMembers bounds the work of one request. A page ends after that many users,
// even if few of them match.
const maxExaminedMembers = 500

// Members lists members of an organisation and governors of the organisations above it,
// by address. It reads until the page is full and another user that matches follows, or
// until it has examined maxExaminedMembers.
func (s Store) Members(ctx context.Context, q access.MemberQuery) (access.Page[access.EffectiveAccess], error) {
	page := access.Page[access.EffectiveAccess]{Items: []access.EffectiveAccess{}}
	list := s.memberList(ctx, q)
	last := ""
	for examined := 0; ; examined++ {
		person, err := list.next(ctx)
		if err != nil || person.position == "" {
			return page, err
		}
		if examined == maxExaminedMembers {
			page.Next = last
			return page, nil
		}
		effective, matches := person.effective, true
		if q.Match != nil {
			effective, matches = q.Match(effective)
		}
		if matches && len(page.Items) == q.Limit {
			page.Next = page.Positions[q.Limit-1]
			return page, nil
		}
		if last = person.position; matches {
			page.Items, page.Positions = append(page.Items, effective), append(page.Positions, last)
		}
	}
}

// member is a person in a list, and the person's position there. The position is empty
// at the end of the list.
type member struct {
	position  string
	listed    access.UserID // the member whose membership has yet to be read
	effective access.EffectiveAccess
}

// memberList reads the users that a query may list. A user has the same position in
// each source.
type memberList struct {
	store         Store
	rows          *merge
	organisations []access.OrganisationID // of the sources
	entries       int                     // the first sources have entries, which name a user; or if 0, the first has memberships
	read          []member                // and not yet returned
	batchSize     int                     // how many members to read next
	reader        listedReader
}

// memberList returns the list that has the users of a query. Lists of accounts and of
// roles have entries without a membership. So a change of a membership writes only the
// entries that it adds or removes.
func (s Store) memberList(ctx context.Context, q access.MemberQuery) *memberList {
	list := &memberList{store: s, batchSize: min(q.Limit+1, maxBatch)}
	var queries []query
	add := func(o access.OrganisationID, partition string) {
		list.organisations = append(list.organisations, o)
		queries = append(queries, query{partition: partition, prefix: q.Prefix, after: q.After, firstPage: q.Limit + 1})
	}
	switch {
	case len(q.Accounts) > 0:
		for _, account := range q.Accounts {
			add(q.Organisation, accountMembersPartition(q.Organisation, account))
		}
	case q.Role != "":
		add(q.Organisation, roleMembersPartition(q.Organisation, q.Role))
	}
	if list.entries = len(queries); list.entries == 0 {
		add(q.Organisation, membersPartition(q.Organisation))
	}
	for _, above := range q.Above {
		add(above, governorsPartition(above))
	}
	list.rows = s.merge(ctx, queries)
	return list
}

// next returns the next user.
func (l *memberList) next(ctx context.Context) (member, error) {
	if len(l.read) == 0 {
		if err := l.readBatch(ctx); err != nil || len(l.read) == 0 {
			return member{}, err
		}
	}
	next := l.read[0]
	l.read = l.read[1:]
	return next, nil
}

// readBatch reads some users, and then the memberships of those whom an entry names.
func (l *memberList) readBatch(ctx context.Context) error {
	l.read = l.read[:0]
	named := map[key]bool{}
	for len(l.read) < l.batchSize {
		row, err := l.rows.next(ctx)
		if err != nil {
			return err
		}
		if row.position == "" {
			break
		}
		person, err := l.member(row)
		if err != nil {
			return err
		}
		if l.read = append(l.read, person); person.listed != "" {
			named[membershipKey(person.listed, l.organisations[0])] = true
		}
	}
	l.batchSize = maxBatch
	memberships, err := l.store.batch(ctx, slices.Collect(maps.Keys(named)))
	if err != nil {
		return err
	}
	for n, person := range l.read {
		if person.listed == "" {
			continue
		}
		if item := memberships[membershipKey(person.listed, l.organisations[0])]; item != nil {
			membership, err := readMembership(item)
			if err != nil {
				return err
			}
			l.read[n].effective.Direct = membership.Listed()
		}
	}
	return nil
}

// member returns the user at a position, with the memberships that the sources have.
func (l *memberList) member(r row) (member, error) {
	person := member{position: r.position}
	for n, item := range r.items {
		switch {
		case item == nil:
		case n < l.entries:
			entry, err := read[memberEntry](item)
			if err != nil {
				return member{}, err
			}
			person.listed = entry.User
		default:
			membership, err := l.reader.read(item, l.organisations[n])
			if err != nil {
				return member{}, err
			}
			if n == 0 {
				person.effective.Direct = membership
			} else {
				person.effective.Above = append(person.effective.Above, membership)
			}
		}
	}
	return person, nil
}
