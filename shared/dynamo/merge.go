package dynamo

import (
	"context"
	"sync"
)

// merge reads several partitions as one list, in the order of their sort keys.
type merge struct {
	sources []*source
	items   []item // of the present row
}

// source is a partition of a merged list.
type source struct {
	*pages
	items []item // read and not yet returned
	err   error
}

// row is what the sources have at one position: the item of each source, or nil. It is
// valid until the next one is read.
type row struct {
	position string // empty at the end of the list
	items    []item
}

// merge returns a list of the queries. It reads the first pages of all queries of a
// group at the same time, and the groups one after the other.
func (s Store) merge(ctx context.Context, groups ...[]query) *merge {
	list := &merge{}
	for _, group := range groups {
		var firstPages sync.WaitGroup
		for _, q := range group {
			source := &source{pages: s.pages(q)}
			list.sources = append(list.sources, source)
			firstPages.Go(func() { source.fill(ctx) })
		}
		firstPages.Wait()
	}
	list.items = make([]item, len(list.sources))
	return list
}

// next returns the row at the lowest position of all sources.
func (m *merge) next(ctx context.Context) (row, error) {
	next := row{items: m.items}
	for _, source := range m.sources {
		source.fill(ctx)
		if source.err != nil {
			return row{}, source.err
		}
		if at := source.position(); at != "" && (next.position == "" || at < next.position) {
			next.position = at
		}
	}
	if next.position == "" {
		return next, nil
	}
	for n, source := range m.sources {
		next.items[n] = nil
		if source.position() == next.position {
			next.items[n], source.items = source.items[0], source.items[1:]
		}
	}
	return next, nil
}

// fill reads the next page if all items have been returned.
func (s *source) fill(ctx context.Context) {
	for s.err == nil && len(s.items) == 0 && !s.done {
		s.items, s.err = s.next(ctx)
	}
}

// position returns the sort key of the next item. It is empty at the end.
func (s *source) position() string {
	if len(s.items) == 0 {
		return ""
	}
	return keyOf(s.items[0]).sort
}
