package bus

import (
	"encoding/json"
	"time"
)

// DeadLetter is the dead letter about a record of the table's stream that cannot be
// published. It says where the record is. It does not contain the event, which is in
// the table.
type DeadLetter struct {
	SequenceNumber string          `json:"sequenceNumber"` // in the table's stream
	Keys           json.RawMessage `json:"keys"`           // of the item
	Reason         string          `json:"reason"`
	At             time.Time       `json:"at"`
}
