package dynamo

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// Lapsed lists invitations that have a place and whose time is up, and frees the
// places of those that are gone.
func (s Store) Lapsed(ctx context.Context, o access.OrganisationID, at time.Time, limit int) (access.Lapsed, error) {
	places, err := s.overdue(ctx, o, at, limit)
	if err != nil {
		return access.Lapsed{}, err
	}
	ids := make([]access.InvitationID, 0, len(places))
	for _, place := range places {
		ids = append(ids, place.Invitation)
	}
	found, err := s.invitations(ctx, ids)
	if err != nil {
		return access.Lapsed{}, err
	}
	var lapsed access.Lapsed
	for _, place := range places {
		invitation, there := found[place.Invitation]
		switch {
		case !there:
			if err := s.vacate(ctx, o, place); err != nil && !errors.Is(err, access.ErrStale) {
				return access.Lapsed{}, err
			}
			lapsed.Freed++
		case invitation.StatusAt(at) == access.Expired:
			lapsed.Invitations = append(lapsed.Invitations, invitation)
		}
	}
	return lapsed, nil
}

// overdue lists places whose offer was over at a moment.
func (s Store) overdue(ctx context.Context, o access.OrganisationID, at time.Time, limit int) ([]listedItem, error) {
	var places []listedItem
	err := s.query(ctx, query{partition: offersPartition(o)}, func(item map[string]types.AttributeValue) (bool, error) {
		place, err := read[listedItem](item)
		if place.OfferedUntil <= at.Unix() {
			places = append(places, place)
		}
		return len(places) < limit, err
	})
	return places, err
}

// The two lists that make up the list of an organisation's invitations. A
// position tells first in which of them it is.
const (
	amongOffers = "o"
	amongClosed = "c"
)

// Invitations reads the list of offers, sorted by address, and then that of the
// closed invitations, the last closed first.
func (s Store) Invitations(ctx context.Context, q access.InvitationQuery) (access.Page[access.Invitation], error) {
	list := &invitationList{store: s, q: q, page: access.Page[access.Invitation]{Items: []access.Invitation{}}}
	phase, after := amongOffers, ""
	if q.After != "" {
		phase, after = q.After[:1], q.After[1:]
	}
	if phase == amongOffers {
		offers := query{partition: offersPartition(q.Organisation), prefix: q.Prefix, after: after, page: q.Limit + 1}
		if err := list.read(ctx, amongOffers, offers); err != nil || list.full {
			return list.page, err
		}
		after = ""
	}
	closed := query{partition: closedPartition(q.Organisation), after: after, backward: true, page: q.Limit + 1}
	err := list.read(ctx, amongClosed, closed)
	return list.page, err
}

// listedItem stands for an invitation in either list.
type listedItem struct {
	keyed
	Invitation   access.InvitationID `dynamodbav:"invitation"`
	OfferedUntil int64               `dynamodbav:"offeredUntil,omitempty"` // among the offers
	ExpiresAt    int64               `dynamodbav:"expiresAt,omitempty"`    // among the closed
}

// invitationList gathers a page from what stands in lists.
type invitationList struct {
	store Store
	q     access.InvitationQuery
	page  access.Page[access.Invitation]
	last  string // position of the last item of the page
	full  bool
}

// read looks the listed invitations up, some at a time, until the page is full
// and one more is known to follow.
func (l *invitationList) read(ctx context.Context, phase string, q query) error {
	var listed []listedItem
	enough := min(q.page, maxBatch)
	flush := func() error {
		ids := make([]access.InvitationID, 0, len(listed))
		for _, item := range listed {
			ids = append(ids, item.Invitation)
		}
		found, err := l.store.invitations(ctx, ids)
		for _, item := range listed {
			if invitation, ok := found[item.Invitation]; ok && !l.full {
				l.add(invitation, phase, item.SK)
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

func (l *invitationList) add(i access.Invitation, phase, sort string) {
	open := i.Status == access.Pending
	if open != (phase == amongOffers) || !strings.HasPrefix(i.Email.Key(), l.q.Prefix) || (l.q.Match != nil && !l.q.Match(i)) {
		return
	}
	if len(l.page.Items) == l.q.Limit {
		l.page.Next, l.full = l.last, true
		return
	}
	l.page.Items, l.last = append(l.page.Items, i), phase+sort
}

// invitations reads those of the invitations that are there.
func (s Store) invitations(ctx context.Context, ids []access.InvitationID) (map[access.InvitationID]access.Invitation, error) {
	keys := make([]key, 0, len(ids))
	for _, id := range distinct(ids) {
		keys = append(keys, invitationKey(id))
	}
	items, err := s.batch(ctx, keys)
	if err != nil {
		return nil, err
	}
	found := make(map[access.InvitationID]access.Invitation, len(items))
	for _, item := range items {
		stored, err := read[invitationItem](item)
		if err != nil {
			return nil, err
		}
		found[stored.ID] = stored.invitation()
	}
	return found, nil
}
