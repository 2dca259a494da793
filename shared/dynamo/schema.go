package dynamo

// The table's schema, as the stack declares it and the tests create it.
const (
	// PartitionKey and SortKey are the names of the table's two key attributes,
	// both strings.
	PartitionKey = "pk"
	SortKey      = "sk"
	// TimeToLive is the attribute, in seconds since the epoch, after which
	// DynamoDB may remove an item. On an open invitation it is the end of the
	// offer itself.
	TimeToLive = "expiresAt"
	// KindAttribute tells what an item is; event filters match on it.
	KindAttribute = "kind"
	// DeliveryAttribute is the state of an invitation's mail, on the invitation.
	DeliveryAttribute = "delivery"
	// StatusAttribute is the state of an invitation, on the invitation.
	StatusAttribute = "status"
)

// The values that the event filters of the table's stream match: a new record,
// and an invitation whose mail waits and which nobody has begun to send. A
// sending that was begun is not queued again by its own writes, so that trouble
// with a mail makes no more records; its first record is what is retried.
const (
	KindInvitation = "invitation"
	KindEvent      = "record"
	DeliveryQueued = "queued"
)

// deliverySending is stored while a mail is being sent or is to be tried again.
// To the domain it is still queued.
const deliverySending = "sending"
