package dynamo

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"

	"admit/shared/access"
	"admit/shared/dynamo/dynamotest"
)

// TestOffersDuringTransaction checks the case that the reads of a list show the
// version that a transaction wrote and not yet the invitation.
func TestOffersDuringTransaction(t *testing.T) {
	f := newFixture(t)
	i := f.invited("ada")
	for name, c := range map[string]struct {
		hidden    []string // operations that do not return it yet
		conflicts int      // of reads in a transaction, until it ends
	}{
		"listed, not stored yet": {[]string{"BatchGetItem"}, 0},
		"stored, not listed yet": {[]string{"Query"}, 0},
		"neither":                {[]string{"BatchGetItem", "Query"}, 0},
		"neither, for some time": {[]string{"BatchGetItem", "Query"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			late := &underWay{of: i.ID, hidden: c.hidden, conflicts: c.conflicts}
			store := Store{Client: dynamotest.Client(t, late.watch), Table: f.store.Table}
			offers, err := store.Offers(f.ctx, f.top.ID, i.Email)
			if err != nil || len(offers.Pending) != 1 || offers.Pending[0].ID != i.ID {
				t.Errorf("offers %+v (%v), want the invitation", offers, err)
			}
			if late.conflicts > 0 {
				t.Error("the read did not wait for the transaction")
			}
		})
	}
}

// TestOffersAfterInvitationRemoved checks the case that the version names an
// invitation that the time-to-live has removed.
func TestOffersAfterInvitationRemoved(t *testing.T) {
	f := newFixture(t)
	i := f.invited("ada")
	f.must(removableStore{f.store}.RemoveInvitation(f.ctx, i.ID))
	offers, err := f.store.Offers(f.ctx, f.top.ID, i.Email)
	if err != nil || len(offers.Pending) != 0 || offers.Version == "" {
		t.Errorf("offers %+v (%v), want none and a version", offers, err)
	}
}

// TestOfferVersionRemoved checks that a change is stale if it has read a version
// that the time-to-live removes, and that a change that then reads none is not.
func TestOfferVersionRemoved(t *testing.T) {
	f := newFixture(t)
	i := f.invited("ada")
	membership := access.Membership{User: f.user("ada"), Organisation: f.top.ID, Version: access.NewID(), Grants: f.grants(f.top, viewer)}
	tx := f.store.begin()
	tx.putMembership(access.Membership{}, membership)
	f.must(f.store.commit(f.ctx, tx))
	take := access.MembershipChange{Before: membership, After: access.Membership{User: membership.User, Organisation: membership.Organisation}, At: later, Event: f.newEvent(i.Scope)}
	offers, err := f.store.Offers(f.ctx, f.top.ID, i.Email)
	f.must(err)
	take.OffersVersion = &offers.Version
	_, err = f.store.Client.DeleteItem(f.ctx, &dynamodb.DeleteItemInput{TableName: &f.store.Table, Key: offerVersionKey(f.top.ID, i.Email).attributes()})
	f.must(err)
	f.must(refused(func() error { return f.store.ChangeMembership(f.ctx, take) })())

	offers, err = f.store.Offers(f.ctx, f.top.ID, i.Email)
	if err != nil || offers.Version != "" || len(offers.Pending) != 1 {
		t.Errorf("offers %+v (%v), want the invitation without a version", offers, err)
	}
	take.OffersVersion = &offers.Version
	f.must(f.store.ChangeMembership(f.ctx, take))
}

// underWay hides an invitation from the reads of a client, as DynamoDB may do while
// the transaction that writes it is in progress.
type underWay struct {
	of        access.InvitationID
	hidden    []string
	conflicts int
}

func (u *underWay) watch(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("UnderWay",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			operation := middleware.GetOperationName(ctx)
			if operation == "TransactGetItems" && u.conflicts > 0 {
				u.conflicts--
				return middleware.InitializeOutput{}, middleware.Metadata{}, &types.TransactionCanceledException{
					CancellationReasons: []types.CancellationReason{{Code: aws.String(conflict)}}}
			}
			out, metadata, err := next.HandleInitialize(ctx, in)
			for _, hidden := range u.hidden {
				if hidden == operation && err == nil {
					u.hide(out.Result)
				}
			}
			return out, metadata, err
		}), middleware.After)
}

func (u *underWay) hide(result any) {
	without := func(items []map[string]types.AttributeValue) (rest []map[string]types.AttributeValue) {
		for _, item := range items {
			id, _ := item["invitation"].(*types.AttributeValueMemberS)
			if keyOf(item) != invitationKey(u.of) && (id == nil || id.Value != string(u.of)) {
				rest = append(rest, item)
			}
		}
		return rest
	}
	switch answer := result.(type) {
	case *dynamodb.QueryOutput:
		answer.Items = without(answer.Items)
	case *dynamodb.BatchGetItemOutput:
		for table, items := range answer.Responses {
			answer.Responses[table] = without(items)
		}
	}
}
