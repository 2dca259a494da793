package dynamo

import (
	"context"
	"slices"
	"time"

	"admit/shared/access"
)

// Invitation reads an invitation. It returns access.ErrNotFound if there is none.
func (s Store) Invitation(ctx context.Context, i access.InvitationID) (access.Invitation, error) {
	var stored invitationItem
	if err := s.get(ctx, invitationKey(i), &stored); err != nil {
		return access.Invitation{}, err
	}
	return stored.invitation(), nil
}

// invitations reads invitations by id, and leaves out those that do not exist.
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

type invitationItem struct {
	header
	ID             access.InvitationID   `dynamodbav:"id"`
	Organisation   access.OrganisationID `dynamodbav:"organisation"`
	Account        access.AccountID      `dynamodbav:"account,omitempty"`
	Names          storedNames           `dynamodbav:"names"`
	Email          storedAddress         `dynamodbav:"email"`
	FirstName      string                `dynamodbav:"firstName,omitempty"`
	LastName       string                `dynamodbav:"lastName,omitempty"`
	Roles          []access.RoleID       `dynamodbav:"roles"`
	Locale         string                `dynamodbav:"locale,omitempty"`
	Status         access.Status         `dynamodbav:"status"`
	Inviter        storedPerson          `dynamodbav:"inviter"`
	CreatedAt      int64                 `dynamodbav:"createdAt"`
	ExpiresAt      int64                 `dynamodbav:"expiresAt"`              // the time-to-live; while pending, when the invitation expires
	OfferedUntil   int64                 `dynamodbav:"offeredUntil,omitempty"` // once closed, when the invitation expired or would have expired
	ClosedAt       int64                 `dynamodbav:"closedAt,omitempty"`
	AcceptedBy     access.UserID         `dynamodbav:"acceptedBy,omitempty"`
	Attempt        int                   `dynamodbav:"round"`
	Version        int                   `dynamodbav:"version"`
	Requests       []string              `dynamodbav:"requests,omitempty"`
	QueuedAt       int64                 `dynamodbav:"queuedAt"`
	Delivery       access.DeliveryStatus `dynamodbav:"delivery"`
	Tentative      bool                  `dynamodbav:"tentative"` // of the delivery
	DeliveryAt     int64                 `dynamodbav:"deliveryAt"`
	DeliveryDetail string                `dynamodbav:"deliveryDetail,omitempty"`
	Message        string                `dynamodbav:"message,omitempty"`
	ClaimedUntil   int64                 `dynamodbav:"claimedUntil,omitempty"`
	TokenHashes    [][]byte              `dynamodbav:"secrets,binaryset,omitempty"`
}

// invitationToItem returns a pending invitation as it is stored. Its time-to-live is
// the time at which the invitation expires.
func invitationToItem(i access.Invitation) invitationItem {
	item := invitationItem{
		header: invitationKey(i.ID).header(KindInvitation),
		ID:     i.ID, Organisation: i.Scope.Organisation, Account: i.Scope.Account, Names: storedNames(i.Names),
		Email: storeAddress(i.Email), FirstName: i.FirstName, LastName: i.LastName, Roles: i.Roles, Locale: i.Locale,
		Status: i.Status, Inviter: storedPerson(i.Inviter), CreatedAt: millis(i.CreatedAt), ExpiresAt: i.ExpiresAt.Unix(),
		Attempt: i.Attempt, Version: i.Version, Requests: i.ResendIDs, QueuedAt: millis(i.QueuedAt),
		Delivery: i.Delivery.Status, Tentative: i.Delivery.Tentative, DeliveryAt: millis(i.Delivery.At),
		DeliveryDetail: i.Delivery.Detail, Message: i.Delivery.Message,
	}
	for _, hash := range i.TokenHashes {
		item.TokenHashes = append(item.TokenHashes, hash[:])
	}
	return item
}

func (i invitationItem) invitation() access.Invitation {
	invitation := access.Invitation{
		ID: i.ID, Scope: access.Scope{Organisation: i.Organisation, Account: i.Account}, Names: access.Names(i.Names),
		Email: i.Email.address(), FirstName: i.FirstName, LastName: i.LastName, Roles: i.Roles, Locale: i.Locale,
		Status: i.Status, Inviter: access.Person(i.Inviter), CreatedAt: fromMillis(i.CreatedAt),
		ExpiresAt: time.Unix(i.ExpiresAt, 0).UTC(), ClosedAt: fromMillis(i.ClosedAt), AcceptedBy: i.AcceptedBy,
		Attempt: i.Attempt, Version: i.Version, ResendIDs: i.Requests, QueuedAt: fromMillis(i.QueuedAt),
		Delivery: access.Delivery{Status: i.Delivery, Tentative: i.Tentative, At: fromMillis(i.DeliveryAt),
			Detail: i.DeliveryDetail, Message: i.Message},
	}
	if i.OfferedUntil != 0 {
		invitation.ExpiresAt = time.Unix(i.OfferedUntil, 0).UTC()
	}
	if i.Delivery == deliverySending {
		invitation.Delivery.Status = access.Queued
	}
	for _, hash := range i.TokenHashes {
		invitation.TokenHashes = append(invitation.TokenHashes, access.TokenHash(hash))
	}
	slices.SortFunc(invitation.TokenHashes, func(a, b access.TokenHash) int { return slices.Compare(a[:], b[:]) })
	return invitation
}
