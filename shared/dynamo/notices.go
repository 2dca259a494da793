package dynamo

import (
	"context"

	"admit/shared/access"
	"admit/shared/delivery"
)

// noticeAttributes are the attributes of a notice in an update.
const noticeAttributes = "#notice, #noticeAt, " + noticeClaim

// noticeClaim are those of its claim.
const noticeClaim = "#noticeTries, #noticeUntil"

// queueNotice returns the part of an update that queues a notice, and adds its values. The
// update must remove noticeClaim.
func queueNotice(n access.Notice, values args) string {
	values[":notice"], values[":noticeAt"] = textOf(NoticeQueued), numberOf(millis(n.QueuedAt))
	return ", #notice = :notice, #noticeAt = :noticeAt"
}

// RequestRenewal marks an expired invitation whose invitee asks for a new link.
func (s Store) RequestRenewal(ctx context.Context, w access.RenewalRequest) error {
	t, values := s.begin(), args{":renewalAt": numberOf(millis(w.After.RenewalRequestedAt)), ":version": numberOf(w.After.Version),
		":expired": textOf(access.Expired), ":before": numberOf(w.Before.Version)}
	t.update(invitationKey(w.Before.ID),
		"SET #renewalAt = :renewalAt, #version = :version"+queueNotice(w.After.Notice, values)+" REMOVE "+noticeClaim,
		"#status = :expired AND #version = :before", values)
	t.putEvent(w.Event)
	return s.commit(ctx, t)
}

// ClaimNotice claims a notice for the caller.
func (s Store) ClaimNotice(ctx context.Context, w delivery.NoticeClaim) error {
	values := args{":queued": textOf(NoticeQueued), ":sending": textOf(noticeSending), ":noticeAt": numberOf(millis(w.Notice.QueuedAt)),
		":until": numberOf(millis(w.Until)), ":at": numberOf(millis(w.At)), ":tries": numberOf(w.Notice.Tries + 1)}
	tried := "attribute_not_exists(#noticeTries)"
	if w.Notice.Tries > 0 {
		tried = "#noticeTries = :before"
		values[":before"] = numberOf(w.Notice.Tries)
	}
	return s.updateOne(ctx, invitationKey(w.Invitation), "SET #notice = :sending, #noticeTries = :tries, #noticeUntil = :until",
		"#noticeAt = :noticeAt AND "+tried+" AND (#notice = :queued OR (#notice = :sending AND #noticeUntil <= :at))", values)
}

// SettleNotice ends a notice, or the claim of one that was certainly not sent.
func (s Store) SettleNotice(ctx context.Context, w delivery.NoticeSettlement) error {
	update, values := "REMOVE "+noticeAttributes, args{":noticeAt": numberOf(millis(w.Notice.QueuedAt))}
	if w.NotSent {
		update = "SET #noticeUntil = :noClaim REMOVE #noticeTries"
		values[":noClaim"] = numberOf(noClaim)
		if w.Notice.Tries > 0 {
			update = "SET #noticeUntil = :noClaim, #noticeTries = :before"
			values[":before"] = numberOf(w.Notice.Tries)
		}
	}
	return s.updateOne(ctx, invitationKey(w.Invitation), update, "#noticeAt = :noticeAt", values)
}
