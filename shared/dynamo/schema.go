package dynamo

// The schema of the table. The stack declares it, and the tests create it.
const (
	// PartitionKey and SortKey are the names of the table's two key attributes,
	// both strings.
	PartitionKey = "pk"
	SortKey      = "sk"
	// TimeToLive is the attribute with the time after which DynamoDB may remove an
	// item, in seconds since the epoch. On a pending invitation it is the time at
	// which the invitation expires.
	TimeToLive = "expiresAt"
	// KindAttribute says what an item is. The event filters match on it. Its values
	// are in keys.go.
	KindAttribute = "kind"
	// DeliveryAttribute is the delivery status of an invitation, as it is stored.
	DeliveryAttribute = "delivery"
	// StatusAttribute is the status of an invitation.
	StatusAttribute = "status"
	// NoticeAttribute is the state of the notice of an invitation, as it is stored.
	NoticeAttribute = "notice"
)

// NoticeQueued is the stored state of a notice that nobody has begun to send. The event
// filter of the table's stream matches it.
const NoticeQueued = "queued"

// noticeSending is the stored state of a notice from its first claim until it is settled,
// as deliverySending is that of an email.
const noticeSending = "sending"

// DeliveryQueued is the stored delivery status of an invitation whose email nobody
// has begun to send. The event filter of the table's stream matches it.
const DeliveryQueued = "queued"

// deliverySending is the stored delivery status from the first claim of an email
// until the email is settled. The domain reads it as queued. The event filter does
// not match it, so the writes during a sending do not invoke deliver again. Lambda
// retries the stream record that started the sending.
const deliverySending = "sending"
