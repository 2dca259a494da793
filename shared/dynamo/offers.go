package dynamo

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// Offers lists the pending invitations of one address in one organisation, with the
// offer version.
//
// It reads the version before the list, so the list must contain every invitation that
// was opened before that read. But DynamoDB may show some items of a transaction before
// others, because separate reads are only read-committed. So the offer-version item
// names the latest invitation at each scope. If the list lacks that version of an
// invitation, it is read again in a transaction.
func (s Store) Offers(ctx context.Context, o access.OrganisationID, address access.Address) (access.Offers, error) {
	version, err := s.offerVersion(ctx, o, address)
	if err != nil {
		return access.Offers{}, err
	}
	ids, err := s.slotHolders(ctx, o, address)
	if err != nil {
		return access.Offers{}, err
	}
	for id := range version.latest {
		ids = append(ids, id)
	}
	found, err := s.invitations(ctx, ids)
	if err != nil {
		return access.Offers{}, err
	}
	if err := s.readLatest(ctx, version, found); err != nil {
		return access.Offers{}, err
	}
	offers := access.Offers{Pending: []access.Invitation{}, Version: version.version}
	for _, invitation := range found {
		if invitation.Status == access.Pending {
			offers.Pending = append(offers.Pending, invitation)
		}
	}
	slices.SortFunc(offers.Pending, func(a, b access.Invitation) int { return cmp.Compare(a.Scope.Account, b.Scope.Account) })
	return offers, nil
}

// slotHolders lists the invitations to an address that hold a slot.
func (s Store) slotHolders(ctx context.Context, o access.OrganisationID, address access.Address) ([]access.InvitationID, error) {
	var ids []access.InvitationID
	q := query{partition: slotsPartition(o), prefix: address.Key() + " "}
	err := s.query(ctx, q, func(item map[string]types.AttributeValue) (bool, error) {
		slot, err := read[listEntry](item)
		ids = append(ids, slot.Invitation)
		return true, err
	})
	return ids, err
}

// offerVersion is the offer version of an address, and the version of the latest
// invitation at each scope.
type offerVersion struct {
	version string // empty if the table has none
	latest  map[access.InvitationID]int
}

type offerVersionItem struct {
	header
	Version string `dynamodbav:"version"`
}

// latestItem is an attribute of the item. There is one for each scope. The limit of
// emails to one address bounds their number.
type latestItem struct {
	Invitation access.InvitationID `dynamodbav:"invitation"`
	Version    int                 `dynamodbav:"version"`
}

// latestPrefix begins the names of these attributes. The account follows.
const latestPrefix = "latest@"

// offerVersionKept is how long the item is kept after each write. It is longer than
// any request takes that has read the item, or found none.
const offerVersionKept = time.Hour

// offerVersion reads the offer version of an address.
func (s Store) offerVersion(ctx context.Context, o access.OrganisationID, address access.Address) (offerVersion, error) {
	version := offerVersion{latest: map[access.InvitationID]int{}}
	item, err := s.item(ctx, offerVersionKey(o, address))
	if errors.Is(err, access.ErrNotFound) {
		return version, nil
	}
	if err != nil {
		return version, err
	}
	stored, err := read[offerVersionItem](item)
	if err != nil {
		return version, err
	}
	version.version = stored.Version
	for name, value := range item {
		if !strings.HasPrefix(name, latestPrefix) {
			continue
		}
		attribute, _ := value.(*types.AttributeValueMemberM)
		if attribute == nil {
			continue
		}
		latest, err := read[latestItem](attribute.Value)
		if err != nil {
			return version, err
		}
		version.latest[latest.Invitation] = latest.Version
	}
	return version, nil
}

// changeOfferVersion changes the offer version of an address, because an invitation
// to it was opened or its roles changed.
func (t *transaction) changeOfferVersion(i access.Invitation, at time.Time) {
	t.updateShared(offerVersionKey(i.Scope.Organisation, i.Email),
		"SET #kind = :kind, #version = :version, #latest = :latest, #expiresAt = :expiresAt", "",
		args{":kind": kindOfferVersion, ":version": access.NewID(), ":expiresAt": at.Add(offerVersionKept).Unix(),
			"#latest": latestPrefix + string(i.Scope.Account), ":latest": latestItem{i.ID, i.Version}})
}

// checkOfferVersion makes the offer version of an address a condition of the
// transaction. An empty version means that there was none.
func (t *transaction) checkOfferVersion(o access.OrganisationID, address access.Address, version string) {
	condition, values := "#version = :version", args{":version": version}
	if version == "" {
		condition, values = absent, nil
	}
	t.check(offerVersionKey(o, address), condition, values)
}

// maxTransactionReads is how many items one TransactGetItems may read.
const maxTransactionReads = 100

// readLatest reads the latest invitations that are not in found in their latest
// version, and adds them. An invitation that is not found then was removed by the
// time-to-live.
func (s Store) readLatest(ctx context.Context, v offerVersion, found map[access.InvitationID]access.Invitation) error {
	var keys []key
	for id, version := range v.latest {
		if invitation, ok := found[id]; !ok || invitation.Version < version {
			keys = append(keys, invitationKey(id))
		}
	}
	for chunk := range slices.Chunk(keys, maxTransactionReads) {
		items, err := s.readTransaction(ctx, chunk)
		if err != nil {
			return err
		}
		for _, item := range items {
			stored, err := read[invitationItem](item)
			if err != nil {
				return err
			}
			found[stored.ID] = stored.invitation()
		}
	}
	return nil
}

// readTransaction reads items in one transaction, and leaves out those that do not
// exist. It waits until no other transaction is writing any of them.
func (s Store) readTransaction(ctx context.Context, keys []key) ([]map[string]types.AttributeValue, error) {
	var input dynamodb.TransactGetItemsInput
	for _, k := range keys {
		get := types.Get{TableName: aws.String(s.Table), Key: k.attributes()}
		input.TransactItems = append(input.TransactItems, types.TransactGetItem{Get: &get})
	}
	var backoff access.Backoff
	for try := 0; ; try++ {
		answer, err := s.Client.TransactGetItems(ctx, &input)
		switch {
		case err == nil:
			var items []map[string]types.AttributeValue
			for _, response := range answer.Responses {
				if response.Item != nil {
					items = append(items, response.Item)
				}
			}
			return items, nil
		case !errors.Is(failure(err), access.ErrStale):
			return nil, failure(err)
		case try == maxTries:
			return nil, unavailable(err)
		}
		if err := backoff.Wait(ctx); err != nil {
			return nil, failure(err)
		}
	}
}
