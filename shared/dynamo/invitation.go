package dynamo

import (
	"context"
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
func (s Store) invitations(ctx context.Context, ids []access.InvitationID) (map[access.InvitationID]*access.Invitation, error) {
	keys := make([]key, 0, len(ids))
	for _, id := range distinct(ids) {
		keys = append(keys, invitationKey(id))
	}
	items, err := s.batch(ctx, keys)
	if err != nil {
		return nil, err
	}
	found, list := make(map[access.InvitationID]*access.Invitation, len(items)), make([]access.Invitation, 0, len(items))
	var reader fields
	var stored invitationItem
	for _, item := range items {
		stored = invitationItem{}
		if err := reader.decode(item, &stored); err != nil {
			return nil, err
		}
		list = append(list, stored.invitation())
		found[stored.ID] = &list[len(list)-1]
	}
	return found, nil
}

type invitationItem struct {
	header
	ID             access.InvitationID
	Organisation   access.OrganisationID
	Account        access.AccountID
	Names          storedNames
	Email          storedAddress
	FirstName      string
	LastName       string
	Roles          []access.RoleID
	Ends           storedEnds
	Locale         string
	ReturnURL      string
	Metadata       access.Metadata
	Status         access.Status
	Inviter        storedPerson
	CreatedAt      int64
	ExpiresAt      int64 // the time-to-live; while pending, when the invitation expires
	OfferedUntil   int64 // once closed, when the invitation expired or would have expired
	ClosedAt       int64
	AcceptedBy     access.UserID
	Attempt        int
	Version        int
	Requests       []string
	QueuedAt       int64
	Delivery       access.DeliveryStatus
	Tentative      bool // of the delivery
	DeliveryAt     int64
	DeliveryDetail string
	Message        string
	ClaimedUntil   int64
	TokenHashes    []access.TokenHash
	ReminderClaim  int64
	RemindedAt     int64

	AcceptanceRequest *storedRequest
	RenewalAt         int64
	Notice            string
	NoticeAt          int64
	NoticeTries       int
	NoticeUntil       int64 // when the claim of the notice ends
}

func (i *invitationItem) fields(f *fields) {
	i.header.fields(f)
	text(f, "id", &i.ID)
	text(f, "organisation", &i.Organisation)
	optional(f, "account", &i.Account, text)
	object(f, "names", &i.Names)
	object(f, "email", &i.Email)
	optional(f, "firstName", &i.FirstName, text)
	optional(f, "lastName", &i.LastName, text)
	texts(f, "roles", &i.Roles)
	optionalTextsByName(f, "ends", &i.Ends)
	optional(f, "locale", &i.Locale, text)
	optional(f, "returnUrl", &i.ReturnURL, text)
	optionalTextsByName(f, "metadata", &i.Metadata)
	text(f, "status", &i.Status)
	object(f, "inviter", &i.Inviter)
	number(f, "createdAt", &i.CreatedAt)
	number(f, "expiresAt", &i.ExpiresAt)
	optional(f, "offeredUntil", &i.OfferedUntil, number)
	optional(f, "closedAt", &i.ClosedAt, number)
	optional(f, "acceptedBy", &i.AcceptedBy, text)
	number(f, "round", &i.Attempt)
	number(f, "version", &i.Version)
	optionalList(f, "requests", &i.Requests, texts)
	number(f, "queuedAt", &i.QueuedAt)
	text(f, "delivery", &i.Delivery)
	boolean(f, "tentative", &i.Tentative)
	number(f, "deliveryAt", &i.DeliveryAt)
	optional(f, "deliveryDetail", &i.DeliveryDetail, text)
	optional(f, "message", &i.Message, text)
	optional(f, "claimedUntil", &i.ClaimedUntil, number)
	optionalList(f, "secrets", &i.TokenHashes, tokenHashes)
	optional(f, "reminderClaimedAt", &i.ReminderClaim, number)
	optional(f, "remindedAt", &i.RemindedAt, number)
	optionalObject(f, "acceptanceRequest", &i.AcceptanceRequest)
	optional(f, "renewalAt", &i.RenewalAt, number)
	optional(f, NoticeAttribute, &i.Notice, text)
	optional(f, "noticeAt", &i.NoticeAt, number)
	optional(f, "noticeTries", &i.NoticeTries, number)
	optional(f, "noticeUntil", &i.NoticeUntil, number)
}

// invitationToItem returns a pending invitation as it is stored. Its time-to-live is
// the time at which the invitation expires.
func invitationToItem(i access.Invitation) *invitationItem {
	item := &invitationItem{
		header: invitationKey(i.ID).header(KindInvitation),
		ID:     i.ID, Organisation: i.Scope.Organisation, Account: i.Scope.Account, Names: storedNames(i.Names),
		Email: storeAddress(i.Email), FirstName: i.FirstName, LastName: i.LastName, Roles: i.Roles, Ends: storeEnds(i.Ends), Locale: i.Locale,
		ReturnURL: i.ReturnURL, Metadata: i.Metadata, Status: i.Status, Inviter: storedPerson(i.Inviter), CreatedAt: millis(i.CreatedAt), ExpiresAt: i.ExpiresAt.Unix(),
		Attempt: i.Attempt, Version: i.Version, Requests: i.ResendIDs, QueuedAt: millis(i.QueuedAt),
		Delivery: i.Delivery.Status, Tentative: i.Delivery.Tentative, DeliveryAt: millis(i.Delivery.At),
		DeliveryDetail: i.Delivery.Detail, Message: i.Delivery.Message, TokenHashes: i.TokenHashes, ReminderClaim: millis(i.ReminderClaimedAt), RemindedAt: millis(i.RemindedAt),
		AcceptanceRequest: requestToItem(i.AcceptanceRequest), RenewalAt: millis(i.RenewalRequestedAt),
		NoticeAt: millis(i.Notice.QueuedAt), NoticeTries: i.Notice.Tries,
	}
	if item.NoticeAt != 0 {
		item.Notice = NoticeQueued
	}
	return item
}

func (i *invitationItem) invitation() access.Invitation {
	invitation := access.Invitation{
		ID: i.ID, Scope: access.Scope{Organisation: i.Organisation, Account: i.Account}, Names: access.Names(i.Names),
		Email: i.Email.address(), FirstName: i.FirstName, LastName: i.LastName, Roles: i.Roles, Ends: i.Ends.ends(), Locale: i.Locale,
		ReturnURL: i.ReturnURL, Metadata: i.Metadata, Status: i.Status, Inviter: access.Person(i.Inviter), CreatedAt: fromMillis(i.CreatedAt),
		ExpiresAt: time.Unix(i.ExpiresAt, 0).UTC(), ClosedAt: fromMillis(i.ClosedAt), AcceptedBy: i.AcceptedBy,
		Attempt: i.Attempt, Version: i.Version, ResendIDs: i.Requests, QueuedAt: fromMillis(i.QueuedAt),
		Delivery: access.Delivery{Status: i.Delivery, Tentative: i.Tentative, At: fromMillis(i.DeliveryAt),
			Detail: i.DeliveryDetail, Message: i.Message}, TokenHashes: i.TokenHashes, ReminderClaimedAt: fromMillis(i.ReminderClaim), RemindedAt: fromMillis(i.RemindedAt),
		AcceptanceRequest: i.AcceptanceRequest.request(), RenewalRequestedAt: fromMillis(i.RenewalAt),
		Notice: access.Notice{QueuedAt: fromMillis(i.NoticeAt), Tries: i.NoticeTries},
	}
	if i.Status != access.Pending {
		invitation.KeptUntil = time.Unix(i.ExpiresAt, 0).UTC()
	}
	if i.OfferedUntil != 0 {
		invitation.ExpiresAt = time.Unix(i.OfferedUntil, 0).UTC()
	}
	if i.Delivery == deliverySending {
		invitation.Delivery.Status = access.Queued
	}
	return invitation
}
