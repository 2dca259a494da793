package dynamo

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"

	"admit/shared/access"
	"admit/shared/dynamo/dynamotest"
)

// TestOffersOfATransactionUnderWay: the reads of a list may show the version that
// a transaction wrote and not yet the invitation.
func TestOffersOfATransactionUnderWay(t *testing.T) {
	d := newDesk(t)
	i := d.invited("ada")
	for name, c := range map[string]struct {
		hidden    []string // operations that do not show it yet
		conflicts int      // of reads in a transaction, until it is over
	}{
		"listed, and not there yet":   {[]string{"BatchGetItem"}, 0},
		"there, and not listed yet":   {[]string{"Query"}, 0},
		"neither":                     {[]string{"BatchGetItem", "Query"}, 0},
		"neither, for some more time": {[]string{"BatchGetItem", "Query"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			late := &underWay{of: i.ID, hidden: c.hidden, conflicts: c.conflicts}
			store := Store{Client: dynamotest.Client(t, late.watch), Table: d.store.Table}
			offers, err := store.Offers(d.ctx, d.top.ID, i.Email)
			if err != nil || len(offers.Pending) != 1 || offers.Pending[0].ID != i.ID {
				t.Errorf("offers %+v (%v), want the invitation", offers, err)
			}
			if late.conflicts > 0 {
				t.Error("did not wait for the transaction")
			}
		})
	}
}

// TestOffersWhoseInvitationIsGone: the version may name an invitation that the
// time-to-live has removed.
func TestOffersWhoseInvitationIsGone(t *testing.T) {
	d := newDesk(t)
	i := d.invited("ada")
	d.must(mortal{d.store}.RemoveInvitation(d.ctx, i.ID))
	offers, err := d.store.Offers(d.ctx, d.top.ID, i.Email)
	if err != nil || len(offers.Pending) != 0 || offers.Version == "" {
		t.Errorf("offers %+v (%v), want none and a version", offers, err)
	}
}

// TestOffersVersionIsForgotten: what has read a version that the time-to-live
// removes is stale, and what then reads none is not.
func TestOffersVersionIsForgotten(t *testing.T) {
	d := newDesk(t)
	i := d.invited("ada")
	row := access.Row{User: d.user("ada"), Organisation: d.top.ID, Version: access.NewID(), Grants: d.grants(d.top, viewer)}
	tx := d.store.begin()
	tx.row(access.Row{}, row)
	d.must(d.store.commit(d.ctx, tx))
	take := access.Change{Before: row, After: access.Row{User: row.User, Organisation: row.Organisation}, At: later, Record: d.record(i.Scope)}
	offers, err := d.store.Offers(d.ctx, d.top.ID, i.Email)
	d.must(err)
	take.OffersVersion = &offers.Version
	_, err = d.store.Client.DeleteItem(d.ctx, &dynamodb.DeleteItemInput{TableName: &d.store.Table, Key: offersVersionKey(d.top.ID, i.Email).attributes()})
	d.must(err)
	d.must(refused(func() error { return d.store.Change(d.ctx, take) })())

	offers, err = d.store.Offers(d.ctx, d.top.ID, i.Email)
	if err != nil || offers.Version != "" || len(offers.Pending) != 1 {
		t.Errorf("offers %+v (%v), want the invitation without a version", offers, err)
	}
	take.OffersVersion = &offers.Version
	d.must(d.store.Change(d.ctx, take))
}

// underWay hides an invitation from the reads of a client, as DynamoDB may while
// the transaction that writes it is under way.
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

// TestInvitationsOfOneAddressMeet: two invitations of one address write the same
// version, and neither is stale for that.
func TestInvitationsOfOneAddressMeet(t *testing.T) {
	d := newDesk(t)
	for partition, want := range map[string]error{"INVITATION#": access.ErrStale, "#OFFERVERSIONS": nil} {
		meets := &meeting{partition: partition}
		store := Store{Client: dynamotest.Client(t, meets.watch), Table: d.store.Table}
		err := store.Invite(d.ctx, d.offer(d.whole(d.top), "ada"+access.NewID()))
		if !errors.Is(err, want) || !meets.met {
			t.Errorf("%s meets another transaction: %v, want %v", partition, err, want)
		}
	}
}

// meeting makes the first transaction of a client conflict in the one of its
// items whose partition key has the text.
type meeting struct {
	partition string
	met       bool
}

// at finds the item.
func (m *meeting) at(items []types.TransactWriteItem) int {
	return slices.IndexFunc(items, func(item types.TransactWriteItem) bool {
		written := map[string]types.AttributeValue{}
		switch {
		case item.Put != nil:
			written = item.Put.Item
		case item.Update != nil:
			written = item.Update.Key
		}
		return strings.Contains(keyOf(written).partition, m.partition)
	})
}

func (m *meeting) watch(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Meeting",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			transaction, ok := in.Parameters.(*dynamodb.TransactWriteItemsInput)
			if !ok || m.met {
				return next.HandleInitialize(ctx, in)
			}
			n := m.at(transaction.TransactItems)
			m.met = n >= 0
			if !m.met {
				return next.HandleInitialize(ctx, in)
			}
			reasons := make([]types.CancellationReason, len(transaction.TransactItems))
			for other := range reasons {
				reasons[other].Code = aws.String(none)
			}
			reasons[n].Code = aws.String(conflict)
			return middleware.InitializeOutput{}, middleware.Metadata{}, &types.TransactionCanceledException{CancellationReasons: reasons}
		}), middleware.After)
}
