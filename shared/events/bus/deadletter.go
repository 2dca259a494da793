package bus

import (
	"encoding/json"
	"time"
)

// DeadLetter tells an operator about a record of the table's stream that cannot be
// published. It says where the record is. It does not repeat the content, which is
// in the table.
type DeadLetter struct {
	SequenceNumber string          `json:"sequenceNumber"` // in the table's stream
	Keys           json.RawMessage `json:"keys"`           // of the item
	Reason         string          `json:"reason"`
	At             time.Time       `json:"at"`
}
