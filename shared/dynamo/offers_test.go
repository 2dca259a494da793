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
	d := newFixture(t)
	i := d.invited("ada")
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
			store := Store{Client: dynamotest.Client(t, late.watch), Table: d.store.Table}
			offers, err := store.Offers(d.ctx, d.top.ID, i.Email)
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
	d := newFixture(t)
	i := d.invited("ada")
	d.must(removableStore{d.store}.RemoveInvitation(d.ctx, i.ID))
	offers, err := d.store.Offers(d.ctx, d.top.ID, i.Email)
	if err != nil || len(offers.Pending) != 0 || offers.Version == "" {
		t.Errorf("offers %+v (%v), want none and a version", offers, err)
	}
}

// TestOffersVersionRemoved checks that a change is stale if it has read a version
// that the time-to-live removes, and that a change that then reads none is not.
func TestOffersVersionRemoved(t *testing.T) {
	d := newFixture(t)
	i := d.invited("ada")
	membership := access.Membership{User: d.user("ada"), Organisation: d.top.ID, Version: access.NewID(), Grants: d.grants(d.top, viewer)}
	tx := d.store.begin()
	tx.putMembership(access.Membership{}, membership)
	d.must(d.store.commit(d.ctx, tx))
	take := access.MembershipChange{Before: membership, After: access.Membership{User: membership.User, Organisation: membership.Organisation}, At: later, Event: d.newEvent(i.Scope)}
	offers, err := d.store.Offers(d.ctx, d.top.ID, i.Email)
	d.must(err)
	take.OffersVersion = &offers.Version
	_, err = d.store.Client.DeleteItem(d.ctx, &dynamodb.DeleteItemInput{TableName: &d.store.Table, Key: offersVersionKey(d.top.ID, i.Email).attributes()})
	d.must(err)
	d.must(refused(func() error { return d.store.ChangeMembership(d.ctx, take) })())

	offers, err = d.store.Offers(d.ctx, d.top.ID, i.Email)
	if err != nil || offers.Version != "" || len(offers.Pending) != 1 {
		t.Errorf("offers %+v (%v), want the invitation without a version", offers, err)
	}
	take.OffersVersion = &offers.Version
	d.must(d.store.ChangeMembership(d.ctx, take))
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
