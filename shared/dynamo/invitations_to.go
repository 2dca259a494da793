package dynamo

import (
	"context"
	"strings"
	"time"

	"admit/shared/access"
)

// The count of the emails of a day from an organisation to an address names the
// invitations that were sent. Every offer writes that count anyway, so no write is needed
// to find the invitations of a person in all organisations.

// namedUntil returns when the time-to-live may remove the count that names an invitation.
// The invitation has expired by then.
func namedUntil(i access.Invitation) time.Time {
	const day = 24 * time.Hour
	return i.QueuedAt.UTC().Truncate(day).Add(day + access.OpenFor)
}

// nameToInvitee names an invitation that no limit counts.
func (t *transaction) nameToInvitee(i access.Invitation) {
	t.update(namingCount(i), "ADD #invitations :invitations SET #kind = :kind, #expiresAt = :expiresAt", "",
		args{":invitations": textSetOf(i.ID), ":kind": textOf(kindCount), ":expiresAt": numberOf(namedUntil(i).Unix())})
}

// namingCount returns the key of the count that names an invitation since its latest attempt.
func namingCount(i access.Invitation) key {
	return countKey(addressKey(i.Email).partition, mailsWindow(i.Scope.Organisation, i.QueuedAt), 0)
}

// namedInvitation is an invitation and the count that names it.
type namedInvitation struct {
	count string // the sort key
	id    access.InvitationID
}

func (n namedInvitation) position() string { return n.count + positionSeparator + string(n.id) }

// positionSeparator is in no sort key of a count, and in no id.
const positionSeparator = " "

// InvitationsTo lists the pending invitations to an address, in all organisations. It reads
// no more invitations than the limit.
func (s Store) InvitationsTo(ctx context.Context, q access.InvitationsToQuery) (access.Page[access.Invitation], error) {
	named, more, err := s.namedInvitations(ctx, q)
	if err != nil {
		return access.Page[access.Invitation]{}, err
	}
	ids := make([]access.InvitationID, len(named))
	for n := range named {
		ids[n] = named[n].id
	}
	found, err := s.invitations(ctx, ids)
	if err != nil {
		return access.Page[access.Invitation]{}, err
	}
	page := access.Page[access.Invitation]{Items: []access.Invitation{}}
	for _, n := range named {
		i, exists := found[n.id]
		// A resend names the invitation again, in the count of its day.
		if exists && i.IsOpenTo(q.Address, q.At) && n.count == namingCount(*i).sort {
			page.Items, page.Positions = append(page.Items, *i), append(page.Positions, n.position())
		}
	}
	if more {
		page.Next = named[len(named)-1].position()
	}
	return page, nil
}

// namedInvitations returns up to a limit of the invitations that were sent to an address
// since those that are pending can have been sent, and whether there are more.
func (s Store) namedInvitations(ctx context.Context, q access.InvitationsToQuery) (named []namedInvitation, more bool, err error) {
	counts := query{partition: addressKey(q.Address).partition, from: mailsSince(q.At.Add(-access.OpenFor)), to: mailsEnd, firstPage: q.Limit + 1}
	last, lastID, continued := strings.Cut(q.After, positionSeparator)
	switch {
	case continued && last < counts.from: // it has expired since
	case continued && last < counts.to:
		counts.from = last
	case q.After != "":
		return nil, false, nil // no position of this list
	}
	err = s.query(ctx, counts, func(item item) (bool, error) {
		stored, err := read[countItem](item)
		for _, id := range stored.Invitations {
			if continued && stored.SK == last && id <= access.InvitationID(lastID) {
				continue
			}
			if more = len(named) == q.Limit; more {
				return false, err
			}
			named = append(named, namedInvitation{stored.SK, id})
		}
		return true, err
	})
	return named, more, err
}
