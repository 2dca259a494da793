package dynamo

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
)

// ofExportedKind filters the items that an export has.
const ofExportedKind = "#kind IN (:organisation, :account, :row)"

// Export reads a page of the table, and the addresses of the users in it. The position is
// the key of the last item that was read, as JSON.
func (s Store) Export(ctx context.Context, after string) (access.ExportPage, error) {
	kinds := args{":organisation": textOf(kindOrganisation), ":account": textOf(kindAccount), ":row": textOf(kindMembership)}
	scan := &dynamodb.ScanInput{TableName: &s.Table, ConsistentRead: aws.Bool(true), FilterExpression: aws.String(ofExportedKind),
		ExpressionAttributeNames: namesIn("", ofExportedKind), ExpressionAttributeValues: kinds}
	last, err := parsePosition(after)
	if err != nil {
		return access.ExportPage{}, err
	}
	if last != nil {
		scan.ExclusiveStartKey = key{last.PK, last.SK}.attributes()
	}
	var read response
	if _, err := s.Client.Scan(ctx, scan, read.of(&dynamodb.ScanOutput{})); err != nil {
		return access.ExportPage{}, failure(err)
	}
	page := access.ExportPage{Examined: read.scanned}
	for _, item := range read.items {
		if err := addExported(&page, item); err != nil {
			return access.ExportPage{}, err
		}
	}
	if page.Languages, err = s.languagesOf(ctx, page.Memberships); err != nil {
		return access.ExportPage{}, err
	}
	if read.last != nil {
		k := keyOf(read.last)
		if page.Next, err = (&storedKey{k.partition, k.sort}).position(); err != nil {
			return access.ExportPage{}, err
		}
	}
	page.Total, err = s.countItems(ctx)
	return page, err
}

// languagesOf returns the languages that are kept with the addresses of the users of
// memberships.
func (s Store) languagesOf(ctx context.Context, memberships []access.Membership) (map[access.UserID]string, error) {
	addresses := map[key]bool{}
	for _, m := range memberships {
		addresses[addressKey(m.User.Email)] = true
	}
	items, err := s.batch(ctx, slices.Collect(maps.Keys(addresses)))
	if err != nil {
		return nil, err
	}
	languages := map[access.UserID]string{}
	for _, item := range items {
		stored, err := read[addressItem](item)
		if err != nil {
			return nil, err
		}
		if stored.Language != "" {
			languages[stored.User] = stored.Language
		}
	}
	return languages, nil
}

// addExported adds an item to a page of an export.
func addExported(page *access.ExportPage, item item) error {
	switch item.text(KindAttribute) {
	case kindOrganisation:
		stored, err := read[organisationItem](item)
		page.Organisations = append(page.Organisations, stored.organisation())
		return err
	case kindAccount:
		stored, err := read[accountItem](item)
		page.Accounts = append(page.Accounts, stored.account())
		return err
	}
	membership, err := readMembership(item)
	page.Memberships = append(page.Memberships, membership)
	return err
}

// countItems returns the number of items of the table. DynamoDB updates it about every
// six hours.
func (s Store) countItems(ctx context.Context) (int64, error) {
	described, err := s.Client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &s.Table})
	if err != nil {
		return 0, failure(err)
	}
	return aws.ToInt64(described.Table.ItemCount), nil
}
