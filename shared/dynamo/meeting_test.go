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

// TestConflictOfInvitationsToOneAddress: two invitations of one address write the same
// version, and neither is stale for that.
func TestConflictOfInvitationsToOneAddress(t *testing.T) {
	d := newDesk(t)
	for partition, want := range map[string]error{"INVITATION#": access.ErrStale, "#OFFERVERSIONS": nil} {
		meets := &meeting{at: func(k key) bool { return strings.Contains(k.partition, partition) }}
		store := Store{Client: dynamotest.Client(t, meets.watch), Table: d.store.Table}
		err := store.Invite(d.ctx, d.offer(d.whole(d.top), "ada"+access.NewID()))
		if !errors.Is(err, want) || !meets.met {
			t.Errorf("%s meets another transaction: %v, want %v", partition, err, want)
		}
	}
}

// TestConflictsAreNotStale: transactions that need the same grant or count
// in the same organisation meet there, and none is stale for that.
func TestConflictsAreNotStale(t *testing.T) {
	d := newDesk(t)
	d.people(0)
	chief := d.witness(d.top)
	founding, opening := d.founding(d.top), d.opening("shop")
	founding.Authority, opening.Authority = chief, chief
	acceptance := d.acceptance(d.invited("ada"), d.user("ada"), access.OrganisationAdmin)
	acceptance.NewUser = &acceptance.After.User
	revocation := closing(d.invited("eve"), access.Revoked)
	revocation.Authority = chief
	for name, meets := range map[string]struct {
		at    key
		write func(s Store) error
	}{
		"the parent of a new organisation":        {organisationKey(d.top.ID), func(s Store) error { return s.CreateOrganisation(d.ctx, founding) }},
		"the organisation of a new account":       {organisationKey(opening.Account.Organisation), func(s Store) error { return s.CreateAccount(d.ctx, opening) }},
		"the organisation of a new administrator": {organisationKey(d.top.ID), func(s Store) error { return s.Accept(d.ctx, acceptance) }},
		"the grant of a revocation":               {membershipKey(chief.User, chief.Scope.Organisation), func(s Store) error { return s.Close(d.ctx, revocation) }},
	} {
		met := &meeting{at: func(k key) bool { return k == meets.at }}
		err := meets.write(Store{Client: dynamotest.Client(t, met.watch), Table: d.store.Table})
		if err != nil || !met.met {
			t.Errorf("%s meets another transaction (%t): %v", name, met.met, err)
		}
	}
}

// meeting makes the first transaction of a client conflict in one of its items.
type meeting struct {
	at  func(key) bool
	met bool
}

// find finds the item.
func (m *meeting) find(items []types.TransactWriteItem) int {
	return slices.IndexFunc(items, func(item types.TransactWriteItem) bool {
		written := map[string]types.AttributeValue{}
		switch {
		case item.Put != nil:
			written = item.Put.Item
		case item.Update != nil:
			written = item.Update.Key
		case item.ConditionCheck != nil:
			written = item.ConditionCheck.Key
		}
		return m.at(keyOf(written))
	})
}

func (m *meeting) watch(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Meeting",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			transaction, ok := in.Parameters.(*dynamodb.TransactWriteItemsInput)
			if !ok || m.met {
				return next.HandleInitialize(ctx, in)
			}
			n := m.find(transaction.TransactItems)
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
