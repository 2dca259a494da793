package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
)

// ofUnsentKind filters the invitations whose email or notice has no outcome yet.
const ofUnsentKind = "#kind = :invitation AND ((#status = :pending AND #delivery IN (:queued, :sending)) OR #notice IN (:queued, :sending))"

// Requeue writes every email and notice that has no outcome yet as queued at a time, in a table that was
// restored. The stream of such a table has no record of what was restored, so nothing else
// would send them. Links that were sent stay valid. It calls progress after each page with the
// numbers of items read and queued so far. It can be repeated.
func (s Store) Requeue(ctx context.Context, at time.Time, progress func(examined, queued int)) error {
	examined, queued := 0, 0
	var from key
	for {
		scan := &dynamodb.ScanInput{TableName: &s.Table, ConsistentRead: aws.Bool(true), FilterExpression: aws.String(ofUnsentKind),
			ExpressionAttributeNames: namesIn("", ofUnsentKind), ExpressionAttributeValues: args{":invitation": textOf(KindInvitation),
				":pending": textOf(access.Pending), ":queued": textOf(DeliveryQueued), ":sending": textOf(deliverySending)}}
		if from != (key{}) {
			scan.ExclusiveStartKey = from.attributes()
		}
		var read response
		if _, err := s.Client.Scan(ctx, scan, read.of(&dynamodb.ScanOutput{})); err != nil {
			return failure(err)
		}
		for _, item := range read.items {
			if err := s.requeue(ctx, item, at); err != nil {
				return err
			}
		}
		examined, queued = examined+read.scanned, queued+len(read.items)
		progress(examined, queued)
		if read.last == nil {
			return nil
		}
		from = keyOf(read.last)
	}
}

// requeue writes the email and the notice of one invitation as queued.
func (s Store) requeue(ctx context.Context, item item, at time.Time) error {
	values := args{":queued": textOf(DeliveryQueued), ":at": numberOf(millis(at))}
	set, remove, condition := "", "", "attribute_exists(#pk)"
	if item.text(StatusAttribute) == string(access.Pending) && isUnsent(item.text(DeliveryAttribute)) {
		set, remove = "#delivery = :queued, #queuedAt = :at", "#claimedUntil"
		values[":delivery"] = textOf(item.text(DeliveryAttribute))
		condition += " AND #delivery = :delivery"
	}
	if isUnsent(item.text(NoticeAttribute)) {
		set, remove = joined(set, "#notice = :queued, #noticeAt = :at"), joined(remove, noticeClaim)
		values[":notice"] = textOf(item.text(NoticeAttribute))
		condition += " AND #notice = :notice"
	}
	err := s.updateOne(ctx, keyOf(item), "SET "+set+" REMOVE "+remove, condition, values)
	if errors.Is(err, access.ErrStale) {
		return nil // it has an outcome by now
	}
	return err
}

// isUnsent reports whether an email or a notice with this stored state has no outcome yet. The two have the
// same states.
func isUnsent(state string) bool { return state == DeliveryQueued || state == deliverySending }

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", " + b
}
