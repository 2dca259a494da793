package dynamo

import (
	"context"
	"iter"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// Members lists the members of an organisation and the governors of the organisations
// above it, by address. It reads until the page is full and another person that
// matches follows. So Next is always the position of a person on the page.
func (s Store) Members(ctx context.Context, q access.MemberQuery) (access.Page[access.EffectiveAccess], error) {
	page := access.Page[access.EffectiveAccess]{Items: []access.EffectiveAccess{}}
	last := ""
	for person, err := range s.mergedMembers(ctx, q) {
		if err != nil {
			return page, err
		}
		effective, matches := person.effective, true
		if q.Match != nil {
			effective, matches = q.Match(effective)
		}
		if !matches {
			continue
		}
		if len(page.Items) == q.Limit {
			page.Next = last
			break
		}
		page.Items, last = append(page.Items, effective), person.position
	}
	return page, nil
}

// member is a person in the merged list, and the person's position there.
type member struct {
	position  string
	effective access.EffectiveAccess
}

// mergedMembers merges the list of members and the lists of governors. A person has the
// same position in each list.
func (s Store) mergedMembers(ctx context.Context, q access.MemberQuery) iter.Seq2[member, error] {
	partitions := []string{membersPartition(q.Organisation)}
	for _, above := range q.Above {
		partitions = append(partitions, governorsPartition(above))
	}
	return func(yield func(member, error) bool) {
		lists := make([]*membershipList, 0, len(partitions))
		var firstPages sync.WaitGroup
		for _, partition := range partitions {
			list := s.membershipList(ctx, query{partition: partition, prefix: q.Prefix, after: q.After, firstPage: q.Limit + 1})
			defer list.stop()
			lists = append(lists, list)
			firstPages.Go(list.advance) // concurrently
		}
		firstPages.Wait()
		for {
			person, err := nextMember(lists)
			if (err == nil && person.position == "") || !yield(person, err) || err != nil {
				return
			}
			for _, list := range lists {
				if list.position == person.position {
					list.advance()
				}
			}
		}
	}
}

// nextMember returns the person at the lowest position of all lists, with the
// memberships that the lists have at that position. The first list is that of the
// members, the others are those of the governors, the nearest organisation first. At
// the end of all lists, the position is empty.
func nextMember(lists []*membershipList) (member, error) {
	var person member
	for _, list := range lists {
		if list.err != nil {
			return member{}, list.err
		}
		if list.position != "" && (person.position == "" || list.position < person.position) {
			person.position = list.position
		}
	}
	for n, list := range lists {
		switch {
		case list.position != person.position:
		case n == 0:
			person.effective.Direct = list.membership
		default:
			person.effective.Above = append(person.effective.Above, list.membership)
		}
	}
	return person, nil
}

// membershipList reads a list of memberships, one at a time.
type membershipList struct {
	next       func() (map[string]types.AttributeValue, error, bool)
	stop       func()
	membership access.Membership
	position   string // of the membership; empty at the end
	err        error
}

// membershipList returns a list that reads nothing until it is advanced.
func (s Store) membershipList(ctx context.Context, q query) *membershipList {
	items := func(yield func(map[string]types.AttributeValue, error) bool) {
		err := s.query(ctx, q, func(item map[string]types.AttributeValue) (bool, error) { return yield(item, nil), nil })
		if err != nil {
			yield(nil, err)
		}
	}
	next, stop := iter.Pull2(items)
	return &membershipList{next: next, stop: stop}
}

// advance goes to the next membership.
func (l *membershipList) advance() {
	item, err, more := l.next()
	if !more || err != nil {
		l.position, l.membership, l.err = "", access.Membership{}, err
		return
	}
	l.position = keyOf(item).sort
	l.membership, l.err = readMembership(item)
}
