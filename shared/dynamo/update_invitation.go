package dynamo

import (
	"context"
	"strings"

	"admit/shared/access"
)

// UpdateInvitation changes the roles with their ends, the names, the inviter, the return
// URL, the metadata and the acceptance request of a pending invitation.
func (s Store) UpdateInvitation(ctx context.Context, w access.InvitationUpdate) error {
	t, inviter := s.begin(), storedPerson(w.After.Inviter)
	values := args{":roles": textsOf(w.After.Roles), ":inviter": objectOf(&inviter),
		":first": textOf(w.After.FirstName), ":last": textOf(w.After.LastName), ":version": numberOf(w.After.Version),
		":pending": textOf(access.Pending), ":before": numberOf(w.Before.Version), ":now": numberOf(w.At.Unix())}
	t.update(invitationKey(w.Before.ID),
		"SET #roles = :roles, #inviter = :inviter, #firstName = :first, #lastName = :last, #version = :version"+optionalAttributes(w.Before, w.After, values),
		"#status = :pending AND #version = :before AND #expiresAt > :now", values)
	t.putEvent(w.Event)
	return s.commit(ctx, t)
}

// optionalAttributes returns the rest of an update that sets the return URL, the metadata,
// the ends of roles, the acceptance request and a notice that is queued at another time, and
// adds their values. It removes the attributes that an invitation does not have, so that
// they are stored as invitationToItem stores them.
func optionalAttributes(before, i access.Invitation, values args) string {
	var set string
	var removed []string
	if i.ReturnURL != "" {
		set, values[":returnUrl"] = set+", #returnUrl = :returnUrl", textOf(i.ReturnURL)
	} else {
		removed = append(removed, "#returnUrl")
	}
	if len(i.Metadata) > 0 {
		set, values[":metadata"] = set+", #metadata = :metadata", textsByNameOf(i.Metadata)
	} else {
		removed = append(removed, "#metadata")
	}
	if len(i.Ends) > 0 {
		set, values[":ends"] = set+", #ends = :ends", textsByNameOf(storeEnds(i.Ends))
	} else {
		removed = append(removed, "#ends")
	}
	if request := requestToItem(i.AcceptanceRequest); request != nil {
		set, values[":acceptanceRequest"] = set+", #acceptanceRequest = :acceptanceRequest", objectOf(request)
	} else {
		removed = append(removed, "#acceptanceRequest")
	}
	switch {
	case i.Notice.QueuedAt.Equal(before.Notice.QueuedAt): // it may have been claimed or sent since it was read
	case i.Notice.QueuedAt.IsZero():
		removed = append(removed, noticeAttributes)
	default:
		set += queueNotice(i.Notice, values)
		removed = append(removed, noticeClaim)
	}
	if len(removed) > 0 {
		set += " REMOVE " + strings.Join(removed, ", ")
	}
	return set
}
