package dynamo

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
)

// part is a page of a scan of the whole table, with everything that the items have.
type part struct {
	items   []item
	next    string // the position after it; empty at the end of the table
	scanned int
}

// scanPart reads the part of the table after a position. The position is the key of the last
// item that was read, as JSON.
func (s Store) scanPart(ctx context.Context, after string) (part, error) {
	last, err := parsePosition(after)
	if err != nil {
		return part{}, err
	}
	scan := &dynamodb.ScanInput{TableName: &s.Table, ConsistentRead: aws.Bool(true)}
	if last != nil {
		scan.ExclusiveStartKey = key{last.PK, last.SK}.attributes()
	}
	var read response
	if _, err := s.Client.Scan(ctx, scan, read.of(&dynamodb.ScanOutput{})); err != nil {
		return part{}, failure(err)
	}
	p := part{items: read.items, scanned: read.scanned}
	if read.last != nil {
		k := keyOf(read.last)
		p.next, err = (&storedKey{k.partition, k.sort}).position()
	}
	return p, err
}

// parsePosition returns the key in a position, and nil for the empty position.
func parsePosition(position string) (*storedKey, error) {
	if position == "" {
		return nil, nil //nolint:nilnil // documented: there is no key at the beginning
	}
	var last storedKey
	if json.Unmarshal([]byte(position), &last) != nil || last.PK == "" || last.SK == "" {
		return nil, access.InvalidField("after", "is not a position of the table")
	}
	if last == beginning {
		return nil, nil //nolint:nilnil // see above
	}
	return &last, nil
}

// position returns the key as a position.
func (k *storedKey) position() (string, error) {
	text, err := json.Marshal(*k)
	return string(text), err
}
