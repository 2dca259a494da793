package dynamo_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"

	"admit/shared/access"
	"admit/shared/fixture"
)

// checkCounter counts the transactions of a client, and the condition checks in them.
type checkCounter struct{ transactions, checks atomic.Int64 }

func (c *checkCounter) watch(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("CheckCounter",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			if transaction, is := in.Parameters.(*dynamodb.TransactWriteItemsInput); is {
				c.transactions.Add(1)
				for _, write := range transaction.TransactItems {
					if write.ConditionCheck != nil {
						c.checks.Add(1)
					}
				}
			}
			return next.HandleInitialize(ctx, in)
		}), middleware.After)
}

// TestTheSystemChecksOnlyWhatItWrites lets roles end and invitations expire. What no person
// does needs no authority, gives nobody anything and adds nothing to an organisation, so
// that its transactions have no condition checks. The role of deliver does not allow them.
func TestTheSystemChecksOnlyWhatItWrites(t *testing.T) {
	f, table := onDynamoDB(t)
	company, chief := f.Organisation("chief", true)
	shop := f.Account(company, "Shop")
	end := f.Now().Add(time.Hour).UTC().Truncate(time.Second)
	until := func(user access.Caller, account access.AccountID, roles ...access.RoleID) {
		var ending []access.ScopedRole
		for _, role := range roles {
			ending = append(ending, access.ScopedRole{Role: role, Account: account, Until: end})
		}
		f.EditRoles(chief, company, user, ending...)
	}
	var people []access.Caller
	for name, role := range map[string]access.RoleID{"ada": fixture.Viewer, "bob": fixture.OrganisationAdmin, "eve": fixture.PartnerAdmin} {
		member := f.Member(fixture.Whole(company), name, role)
		until(member, "", role)
		people = append(people, member)
	}
	clerk := f.Member(fixture.ScopeOf(shop), "clerk", fixture.AccountAdmin)
	until(clerk, shop.ID, fixture.AccountAdmin)
	gone := f.Member(fixture.ScopeOf(shop), "gone", fixture.Biller)
	until(gone, shop.ID, fixture.Biller)
	f.Invited(chief, fixture.Whole(company), "gone", fixture.Viewer)
	_, _, err := f.Suspend().Do(t.Context(), chief.ID(), company.ID, gone.ID(), true)
	f.Must(err)
	expiring := f.Invited(chief, fixture.Whole(company), "late", fixture.Viewer)

	counter := &checkCounter{}
	watched := table
	watched.Client = dynamodb.New(table.Client.Options(), func(o *dynamodb.Options) { o.APIOptions = append(o.APIOptions, counter.watch) })
	f.Store = watched
	f.Set(end.Add(time.Second))
	for _, user := range append(people, clerk, gone) {
		f.Must(f.EndAccess().Do(t.Context(), access.Ending{User: user.ID(), Organisation: company.ID, At: end}))
		if held := f.Membership(user.ID(), company.ID).Grants; len(held) > 0 {
			t.Errorf("%s still holds %v", user.Subject, held)
		}
	}
	f.Pass(access.OpenFor)
	f.Must(f.Expire().Do(t.Context(), expiring))
	if transactions, checks := counter.transactions.Load(), counter.checks.Load(); transactions < 6 || checks > 0 {
		t.Errorf("%d condition checks in %d transactions", checks, transactions)
	}
}
