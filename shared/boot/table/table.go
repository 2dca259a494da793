// Package table opens the table for a function.
package table

import (
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/dynamo"
)

// Open makes the store, connected. It keeps everything: what access.Store is
// about, and the requests that are safe to repeat.
func Open(s boot.Settings) dynamo.Store {
	s.Connect("dynamodb")
	return dynamo.Store{Client: dynamodb.NewFromConfig(s.AWS), Table: boot.Setting("ADMIT_TABLE")}
}

// StreamedInvitation reads an invitation as it stands in a record of the table's
// stream.
func StreamedInvitation(image json.RawMessage) (access.Invitation, error) {
	return dynamo.StreamedInvitation(image)
}
