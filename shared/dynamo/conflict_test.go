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

// TestConflictOfInvitations checks that invitations of one organisation meet at its
// counts, and that none is stale for that reason.
func TestConflictOfInvitations(t *testing.T) {
	f := newFixture(t)
	for partition, want := range map[string]error{"INVITATION#": access.ErrStale, "#COUNTS": nil} {
		meets := &forcedConflict{at: func(k key) bool { return strings.Contains(k.partition, partition) }}
		store := Store{Client: dynamotest.Client(t, meets.watch), Table: f.store.Table}
		err := store.Invite(f.ctx, f.offer(f.whole(f.top), "ada"+access.NewID()))
		if !errors.Is(err, want) || !meets.met {
			t.Errorf("%s conflicts with another transaction: %v, want %v", partition, err, want)
		}
	}
}

// TestConflictsAreNotStale checks that transactions that need the same grant or count
// in one organisation conflict there, and that none is stale for that reason.
func TestConflictsAreNotStale(t *testing.T) {
	f := newFixture(t)
	f.people(0)
	chief := f.authority(f.top)
	creation, accountCreation := f.creation(f.top), f.accountCreation("shop")
	creation.Authority, accountCreation.Authority = chief, chief
	acceptance := f.acceptance(f.invited("ada"), f.user("ada"), access.OrganisationAdmin)
	acceptance.NewUser = &acceptance.After.User
	revocation := closureOf(f.invited("eve"), access.Revoked)
	revocation.Authority = chief
	for name, meets := range map[string]struct {
		at    key
		write func(s Store) error
	}{
		"the parent of a new organisation":        {organisationKey(f.top.ID), func(s Store) error { return s.CreateOrganisation(f.ctx, creation) }},
		"the organisation of a new account":       {organisationKey(accountCreation.Account.Organisation), func(s Store) error { return s.CreateAccount(f.ctx, accountCreation) }},
		"the organisation of a new administrator": {organisationKey(f.top.ID), func(s Store) error { return s.Accept(f.ctx, acceptance) }},
		"the authority of a revocation":           {fenceKey(chief.User, chief.Scope.Organisation, 3), func(s Store) error { return s.Close(f.ctx, revocation) }},
	} {
		met := &forcedConflict{at: func(k key) bool { return k == meets.at || isFence(meets.at) && isFence(k) }}
		err := meets.write(Store{Client: dynamotest.Client(t, met.watch), Table: f.store.Table})
		if err != nil || !met.met {
			t.Errorf("%s conflicts with another transaction (%t): %v", name, met.met, err)
		}
	}
}

// isFence reports whether a key is that of a fence. Which fence a write checks is random.
func isFence(k key) bool { return strings.HasPrefix(k.sort, "FENCE#") }

// forcedConflict makes the first transaction of a client conflict in one of its
// items.
type forcedConflict struct {
	at  func(key) bool
	met bool
}

// find returns the index of the item in a transaction, or -1.
func (m *forcedConflict) find(items []types.TransactWriteItem) int {
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
		return m.at(keyOf(itemOf(written)))
	})
}

func (m *forcedConflict) watch(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("ForcedConflict",
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
