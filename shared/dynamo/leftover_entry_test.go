package dynamo_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/fixture"
)

// TestALeftoverEntryKeepsNoAccount deletes an account whose list of members still has the
// entry of somebody who was removed.
func TestALeftoverEntryKeepsNoAccount(t *testing.T) {
	f, table := onDynamoDB(t)
	company, admin := f.Organisation("admin", false)
	shop := f.Account(company, "Shop")
	ada := f.Member(fixture.ScopeOf(shop), "ada", fixture.Biller)
	before := table.items()
	f.Must(fixture.Err(f.TryRemove(admin, fixture.ScopeOf(shop), ada)))
	left := 0
	for at, entry := range before {
		if strings.Contains(at, "#MEMBERS#ACCOUNT#"+string(shop.ID)) {
			left++
			f.Must(fixture.Err(table.Client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table.Table, Item: entry})))
		}
	}
	if left != 1 {
		t.Fatalf("%d entries are left over, want 1", left)
	}
	contents, err := f.Delete().Preview(t.Context(), admin.ID(), fixture.ScopeOf(shop))
	f.Must(err)
	if !contents.Empty() {
		t.Errorf("the account has %+v", contents)
	}
	f.Must(f.Delete().Do(t.Context(), admin.ID(), fixture.ScopeOf(shop)))
}
