// Package table opens the table for a function.
package table

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/dynamo"
)

// Open makes the store, connected.
func Open(s boot.Settings) access.Store {
	s.Connect("dynamodb")
	return dynamo.Store{Client: dynamodb.NewFromConfig(s.AWS), Table: boot.Setting("ADMIT_TABLE")}
}
