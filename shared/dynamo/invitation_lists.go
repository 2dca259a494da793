package dynamo

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// listedItem stands for an invitation in a list.
type listedItem struct {
	keyed
	Invitation   access.InvitationID `dynamodbav:"invitation"`
	OfferedUntil int64               `dynamodbav:"offeredUntil,omitempty"` // among the offers
	ExpiresAt    int64               `dynamodbav:"expiresAt,omitempty"`    // elsewhere
}

// Invitations reads one of the lists of an organisation's invitations.
func (s Store) Invitations(ctx context.Context, q access.InvitationQuery) (access.Page[access.Invitation], error) {
	list := &invitationList{store: s, q: q, page: access.Page[access.Invitation]{Items: []access.Invitation{}}}
	var err error
	switch q.List {
	case access.ListPending:
		err = list.read(ctx, part{isPart: isPending}, query{partition: offersPartition(q.Organisation), prefix: q.Prefix, after: q.After})
	case access.ListClosed:
		err = list.readClosed(ctx)
	default:
		err = list.read(ctx, part{}, query{partition: listingPartition(q.Organisation), prefix: q.Prefix, after: q.After})
	}
	return list.page, err
}

// The two parts of the list of closed invitations. A position begins with the
// part in which it is.
const (
	amongOffers = "o"
	amongClosed = "c"
)

// readClosed reads what expired and still holds its slot, and then the closed
// invitations, from the last closed one on.
func (l *invitationList) readClosed(ctx context.Context) error {
	phase, after := amongOffers, ""
	if l.q.After != "" {
		phase, after = l.q.After[:1], l.q.After[1:]
	}
	if phase == amongOffers && !l.q.ExpiredAt.IsZero() {
		expired := part{
			position: amongOffers,
			wants:    func(slot listedItem) bool { return slot.OfferedUntil <= l.q.ExpiredAt.Unix() },
			isPart:   func(i access.Invitation) bool { return isPending(i) && i.StatusAt(l.q.ExpiredAt) == access.Expired },
		}
		err := l.read(ctx, expired, query{partition: offersPartition(l.q.Organisation), prefix: l.q.Prefix, after: after})
		if err != nil || l.full {
			return err
		}
	}
	if phase == amongOffers {
		after = ""
	}
	closed := part{position: amongClosed, isPart: func(i access.Invitation) bool { return !isPending(i) }}
	return l.read(ctx, closed, query{partition: closedPartition(l.q.Organisation), after: after, backward: true})
}

func isPending(i access.Invitation) bool { return i.Status == access.Pending }

// part is a part of a list: a partition, or some of its items.
type part struct {
	position string                       // begins its positions
	wants    func(listedItem) bool        // nil: every item
	isPart   func(access.Invitation) bool // nil: every invitation
}

// invitationList gathers a page from the items of a list.
type invitationList struct {
	store Store
	q     access.InvitationQuery
	page  access.Page[access.Invitation]
	last  string // position of the last item of the page
	full  bool
}

// read looks the listed invitations up, some at a time, until the page is full
// and one more is known to follow. An item whose invitation is gone is skipped.
func (l *invitationList) read(ctx context.Context, p part, q query) error {
	var listed []listedItem
	q.page = l.q.Limit + 1
	enough := min(q.page, maxBatch)
	flush := func() error {
		ids := make([]access.InvitationID, 0, len(listed))
		for _, item := range listed {
			ids = append(ids, item.Invitation)
		}
		found, err := l.store.invitations(ctx, ids)
		for _, item := range listed {
			if invitation, ok := found[item.Invitation]; ok && !l.full {
				l.add(invitation, p, item.SK)
			}
		}
		listed, enough = listed[:0], maxBatch
		return err
	}
	err := l.store.query(ctx, q, func(item map[string]types.AttributeValue) (bool, error) {
		next, err := read[listedItem](item)
		if err != nil {
			return false, err
		}
		if p.wants != nil && !p.wants(next) {
			return true, nil
		}
		if listed = append(listed, next); len(listed) < enough {
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

func (l *invitationList) add(i access.Invitation, p part, sort string) {
	if p.isPart != nil && !p.isPart(i) || !strings.HasPrefix(i.Email.Key(), l.q.Prefix) || (l.q.Match != nil && !l.q.Match(i)) {
		return
	}
	if len(l.page.Items) == l.q.Limit {
		l.page.Next, l.full = l.last, true
		return
	}
	l.page.Items, l.last = append(l.page.Items, i), p.position+sort
}
