package dynamo

import (
	"context"
	"iter"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// Members reads the members of an organisation and the governors of those above
// it, each list sorted by address, as one. It reads on until the page is full
// and one more person is known to follow: a position is only ever that of
// somebody whom the caller was shown.
func (s Store) Members(ctx context.Context, q access.MemberQuery) (access.Page[access.EffectiveAccess], error) {
	page := access.Page[access.EffectiveAccess]{Items: []access.EffectiveAccess{}}
	last := ""
	for one, err := range s.mergedMembers(ctx, q) {
		if err != nil {
			return page, err
		}
		effective, wanted := one.effective, true
		if q.Match != nil {
			effective, wanted = q.Match(effective)
		}
		if !wanted {
			continue
		}
		if len(page.Items) == q.Limit {
			page.Next = last
			break
		}
		page.Items, last = append(page.Items, effective), one.position
	}
	return page, nil
}

// member is somebody in the list of everybody, and where.
type member struct {
	position  string
	effective access.EffectiveAccess
}

// mergedMembers merges the lists of members and governors by position, which is the
// same in each for the same person.
func (s Store) mergedMembers(ctx context.Context, q access.MemberQuery) iter.Seq2[member, error] {
	partitions := []string{membersPartition(q.Organisation)}
	for _, above := range q.Above {
		partitions = append(partitions, governorsPartition(above))
	}
	return func(yield func(member, error) bool) {
		lists := make([]*membershipList, 0, len(partitions))
		var reading sync.WaitGroup
		for _, partition := range partitions {
			list := s.membershipList(ctx, query{partition: partition, prefix: q.Prefix, after: q.After, page: q.Limit + 1})
			defer list.stop()
			lists = append(lists, list)
			reading.Go(list.advance) // the first page of all of them at once
		}
		reading.Wait()
		for {
			one, err := first(lists)
			if (err == nil && one.position == "") || !yield(one, err) || err != nil {
				return
			}
			for _, list := range lists {
				if list.position == one.position {
					list.advance()
				}
			}
		}
	}
}

// first is whoever is next, in all lists that have them: the members, and then
// the governors from the nearest organisation up. At the end of all lists it is
// nobody, at no position.
func first(lists []*membershipList) (member, error) {
	var one member
	for _, list := range lists {
		if list.err != nil {
			return member{}, list.err
		}
		if list.position != "" && (one.position == "" || list.position < one.position) {
			one.position = list.position
		}
	}
	for n, list := range lists {
		switch {
		case list.position != one.position:
		case n == 0:
			one.effective.Direct = list.membership
		default:
			one.effective.Above = append(one.effective.Above, list.membership)
		}
	}
	return one, nil
}

// membershipList reads a list of rows, one at a time.
type membershipList struct {
	next       func() (map[string]types.AttributeValue, error, bool)
	stop       func()
	membership access.Membership
	position   string // of the row; empty at the end
	err        error
}

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

func (l *membershipList) advance() {
	item, err, more := l.next()
	if !more || err != nil {
		l.position, l.membership, l.err = "", access.Membership{}, err
		return
	}
	l.position = keyOf(item).sort
	l.membership, l.err = readMembership(item)
}
