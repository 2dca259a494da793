package dynamo

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// listEntry is the entry of an invitation in a list.
type listEntry struct {
	header
	Invitation   access.InvitationID `dynamodbav:"invitation"`
	OfferedUntil int64               `dynamodbav:"offeredUntil,omitempty"` // of a slot: when the invitation expires
	ExpiresAt    int64               `dynamodbav:"expiresAt,omitempty"`    // the time-to-live; a slot has none
}

// Invitations reads one of the lists of an organisation's invitations.
func (s Store) Invitations(ctx context.Context, q access.InvitationQuery) (access.Page[access.Invitation], error) {
	list := &invitationList{store: s, q: q, page: access.Page[access.Invitation]{Items: []access.Invitation{}}}
	var err error
	switch q.List {
	case access.ListPending:
		err = list.read(ctx, part{includes: isPending}, query{partition: slotsPartition(q.Organisation), prefix: q.Prefix, after: q.After})
	case access.ListClosed:
		err = list.readClosed(ctx)
	default:
		err = list.read(ctx, part{}, query{partition: listingPartition(q.Organisation), prefix: q.Prefix, after: q.After})
	}
	return list.page, err
}

// The two parts of the list of closed invitations. A position in the list begins with
// its part.
const (
	expiredPart = "o" // expired invitations that still hold their slots
	closedPart  = "c"
)

// readClosed reads the expired invitations that still hold their slots, and then the
// closed invitations, the last closed one first.
func (l *invitationList) readClosed(ctx context.Context) error {
	start, after := expiredPart, ""
	if l.q.After != "" {
		start, after = l.q.After[:1], l.q.After[1:]
	}
	if start == expiredPart && !l.q.ExpiredAt.IsZero() {
		expired := part{
			position:      expiredPart,
			includesEntry: func(slot listEntry) bool { return slot.OfferedUntil <= l.q.ExpiredAt.Unix() },
			includes:      func(i access.Invitation) bool { return isPending(i) && i.StatusAt(l.q.ExpiredAt) == access.Expired },
		}
		err := l.read(ctx, expired, query{partition: slotsPartition(l.q.Organisation), prefix: l.q.Prefix, after: after})
		if err != nil || l.full {
			return err
		}
	}
	if start == expiredPart {
		after = ""
	}
	closed := part{position: closedPart, includes: func(i access.Invitation) bool { return !isPending(i) }}
	return l.read(ctx, closed, query{partition: closedPartition(l.q.Organisation), after: after, backward: true})
}

func isPending(i access.Invitation) bool { return i.Status == access.Pending }

// part is a part of a list: a partition, or some of its entries.
type part struct {
	position      string                       // the prefix of its positions
	includesEntry func(listEntry) bool         // nil: every entry
	includes      func(access.Invitation) bool // nil: every invitation
}

// invitationList collects a page from the entries of a list.
type invitationList struct {
	store Store
	q     access.InvitationQuery
	page  access.Page[access.Invitation]
	last  string // position of the last item of the page
	full  bool
}

// read reads entries and their invitations, some at a time, until the page is full and
// another invitation follows it, or the part ends. It skips an entry whose invitation
// no longer exists.
func (l *invitationList) read(ctx context.Context, p part, q query) error {
	var entries []listEntry
	q.firstPage = l.q.Limit + 1
	batchSize := min(q.firstPage, maxBatch)
	flush := func() error {
		ids := make([]access.InvitationID, 0, len(entries))
		for _, entry := range entries {
			ids = append(ids, entry.Invitation)
		}
		found, err := l.store.invitations(ctx, ids)
		for _, entry := range entries {
			if invitation, ok := found[entry.Invitation]; ok && !l.full {
				l.add(invitation, p, entry.SK)
			}
		}
		entries, batchSize = entries[:0], maxBatch
		return err
	}
	err := l.store.query(ctx, q, func(item map[string]types.AttributeValue) (bool, error) {
		entry, err := read[listEntry](item)
		if err != nil {
			return false, err
		}
		if p.includesEntry != nil && !p.includesEntry(entry) {
			return true, nil
		}
		if entries = append(entries, entry); len(entries) < batchSize {
			return true, nil
		}
		err = flush()
		return !l.full, err
	})
	if err != nil || l.full {
		return err
	}
	return flush()
}

// add adds an invitation to the page if the part and the query include it. If the page
// is full already, it marks that there is a next page.
func (l *invitationList) add(i access.Invitation, p part, sort string) {
	if p.includes != nil && !p.includes(i) || !strings.HasPrefix(i.Email.Key(), l.q.Prefix) || (l.q.Match != nil && !l.q.Match(i)) {
		return
	}
	if len(l.page.Items) == l.q.Limit {
		l.page.Next, l.full = l.last, true
		return
	}
	l.page.Items, l.last = append(l.page.Items, i), p.position+sort
}
