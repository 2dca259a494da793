package dynamo

import (
	"context"
	"slices"

	"admit/shared/access"
)

// listEntry is the entry of an invitation in a list.
type listEntry struct {
	header
	Invitation   access.InvitationID
	OfferedUntil int64 // of a slot: when the invitation expires
	ExpiresAt    int64 // the time-to-live; a slot has none
}

func (l *listEntry) fields(f *fields) {
	l.header.fields(f)
	text(f, "invitation", &l.Invitation)
	optional(f, "offeredUntil", &l.OfferedUntil, number)
	optional(f, "expiresAt", &l.ExpiresAt, number)
}

const (
	// maxExaminedInvitations and maxExaminedEntries bound the work of one request. A page
	// ends after that many, even if few of them match.
	maxExaminedInvitations = 300
	maxExaminedEntries     = 2000
)

// Invitations lists invitations of an organisation, by address. It reads the list of all,
// or the lists with the statuses of the query. An entry is a hint: the invitation that it
// names says whether it is listed, and is left out if it no longer exists.
func (s Store) Invitations(ctx context.Context, q access.InvitationQuery) (access.Page[access.Invitation], error) {
	list := &invitationList{
		store: s, query: q, rows: s.merge(ctx, invitationQueries(q)...),
		page: access.Page[access.Invitation]{Items: []access.Invitation{}}, listed: map[access.InvitationID]bool{},
	}
	for batch := min(q.Limit+1, maxBatch); ; batch = maxBatch {
		entries, err := list.readEntries(ctx, batch)
		if err == nil {
			err = list.add(ctx, entries)
		}
		switch {
		case err != nil, list.page.Next != "", list.ended:
			return list.page, err
		case list.examinedEntries >= maxExaminedEntries, list.examined >= maxExaminedInvitations:
			list.page.Next = list.position
			return list.page, nil
		}
	}
}

// invitationQueries returns the queries for the invitations with the statuses of q, in
// groups that are read one after the other. Only an organisation has a list of all. An
// invitation that is closed moves from the slots to a list of closed ones. The slots are
// read first, so that none is missed.
func invitationQueries(q access.InvitationQuery) [][]query {
	var pending, others []query
	statuses := statusesOf(q)
	for _, account := range accountsOrWhole(q.Accounts) {
		add := func(list *[]query, partition string) {
			*list = append(*list, query{partition: partition, prefix: q.Prefix, after: q.After, firstPage: q.Limit + 1})
		}
		if account == "" && len(statuses) == len(access.Statuses) {
			add(&others, listingPartition(q.Organisation))
			continue
		}
		if slices.Contains(statuses, access.Pending) || slices.Contains(statuses, access.Expired) {
			add(&pending, slotsPartition(q.Organisation, account))
		}
		for _, status := range statuses {
			if status != access.Pending {
				add(&others, closedPartition(q.Organisation, status, account))
			}
		}
	}
	return [][]query{pending, others}
}

// statusesOf returns the statuses that a query asks for, each once.
func statusesOf(q access.InvitationQuery) []access.Status {
	if len(q.Statuses) == 0 {
		return access.Statuses
	}
	return slices.DeleteFunc(slices.Clone(access.Statuses), func(s access.Status) bool { return !slices.Contains(q.Statuses, s) })
}

// accountsOrWhole returns the accounts whose lists to read, or the empty id, which stands
// for the whole organisation.
func accountsOrWhole(accounts []access.AccountID) []access.AccountID {
	if len(accounts) == 0 {
		return []access.AccountID{""}
	}
	return accounts
}

// invitationList collects a page from the entries of a list.
type invitationList struct {
	store    Store
	query    access.InvitationQuery
	rows     *merge
	ended    bool   // all entries have been read
	position string // of the last entry that was read

	page   access.Page[access.Invitation]
	listed map[access.InvitationID]bool // the invitations of the page

	examined, examinedEntries int
}

// invitationAt is an invitation that may be listed, and its position.
type invitationAt struct {
	position string
	id       access.InvitationID
}

// readEntries reads entries until it has so many that may match, or the list or the work
// of a request ends.
func (l *invitationList) readEntries(ctx context.Context, enough int) ([]invitationAt, error) {
	var found []invitationAt
	var reader fields
	var entry listEntry
	for len(found) < enough && l.examinedEntries < maxExaminedEntries {
		row, err := l.rows.next(ctx)
		if err != nil {
			return nil, err
		}
		if l.ended = row.position == ""; l.ended {
			return found, nil
		}
		l.position = row.position
		l.examinedEntries++
		for _, item := range row.items {
			if item == nil {
				continue
			}
			entry = listEntry{}
			if err := reader.decode(item, &entry); err != nil {
				return nil, err
			}
			if l.mayMatch(entry) {
				found = append(found, invitationAt{row.position, entry.Invitation})
			}
		}
	}
	return found, nil
}

// mayMatch reports whether the invitation of an entry may have one of the statuses. A slot
// says when its invitation expires. A search by address finds few, and reads each of them.
func (l *invitationList) mayMatch(entry listEntry) bool {
	if entry.OfferedUntil == 0 || len(l.query.Statuses) == 0 || l.query.Prefix != "" {
		return true
	}
	status := access.Pending
	if entry.OfferedUntil <= l.query.At.Unix() {
		status = access.Expired
	}
	return slices.Contains(l.query.Statuses, status)
}

// add reads invitations and adds those that match to the page. If the page is full and
// another one follows, it sets page.Next.
func (l *invitationList) add(ctx context.Context, entries []invitationAt) error {
	ids := make([]access.InvitationID, 0, len(entries))
	for _, entry := range entries {
		ids = append(ids, entry.id)
	}
	found, err := l.store.invitations(ctx, ids)
	if err != nil {
		return err
	}
	l.examined += len(found)
	for _, entry := range entries {
		invitation := found[entry.id]
		if invitation == nil || l.listed[entry.id] || !l.matches(*invitation) {
			continue
		}
		if len(l.page.Items) == l.query.Limit {
			l.page.Next = l.page.Positions[l.query.Limit-1]
			return nil
		}
		l.page.Items, l.page.Positions = append(l.page.Items, *invitation), append(l.page.Positions, entry.position)
		l.listed[entry.id] = true
	}
	return nil
}

func (l *invitationList) matches(i access.Invitation) bool {
	q := l.query
	return !i.GoneAt(q.At) && (len(q.Statuses) == 0 || slices.Contains(q.Statuses, i.StatusAt(q.At))) && (q.Match == nil || q.Match(i))
}
