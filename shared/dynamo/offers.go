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

// Offers lists the open invitations of one address in one organisation, with
// their version.
//
// The version is read before the list, which has every offer that was opened
// before that read. DynamoDB may show one item of a transaction before another:
// several reads together are only read-committed. So the item of the version
// names the latest invitation of each scope, and one that the list does not have
// in its latest version is read in a transaction.
func (s Store) Offers(ctx context.Context, o access.OrganisationID, address access.Address) (access.Offers, error) {
	version, err := s.offersVersion(ctx, o, address)
	if err != nil {
		return access.Offers{}, err
	}
	ids, err := s.listedOffers(ctx, o, address)
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

// listedOffers lists the invitations that have a place among the offers.
func (s Store) listedOffers(ctx context.Context, o access.OrganisationID, address access.Address) ([]access.InvitationID, error) {
	var ids []access.InvitationID
	q := query{partition: offersPartition(o), prefix: address.Key() + " "}
	err := s.query(ctx, q, func(item map[string]types.AttributeValue) (bool, error) {
		listed, err := read[listedItem](item)
		ids = append(ids, listed.Invitation)
		return true, err
	})
	return ids, err
}

// offersVersion is the version of the offers to an address, and the version of
// the latest invitation at each scope.
type offersVersion struct {
	version string
	latest  map[access.InvitationID]int
}

type offersVersionItem struct {
	keyed
	Version string `dynamodbav:"version"`
}

// latestItem is an attribute of the item, one for each scope. The limit of mails
// to one address bounds how many there are.
type latestItem struct {
	Invitation access.InvitationID `dynamodbav:"invitation"`
	Version    int                 `dynamodbav:"version"`
}

const latestPrefix = "latest@" // of the attribute's name; the account follows

// offersVersionKept is how long the item is kept after it was written: longer
// than any request takes that has read it, or found none.
const offersVersionKept = time.Hour

// offersVersion reads the version. There is none where no offer was opened or
// changed of late.
func (s Store) offersVersion(ctx context.Context, o access.OrganisationID, address access.Address) (offersVersion, error) {
	version := offersVersion{latest: map[access.InvitationID]int{}}
	item, err := s.item(ctx, offersVersionKey(o, address))
	if errors.Is(err, access.ErrNone) {
		return version, nil
	}
	if err != nil {
		return version, err
	}
	stored, err := read[offersVersionItem](item)
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

// versionOffers gives the offers to an address another version, because this
// invitation was opened or has other roles.
func (t *transaction) versionOffers(i access.Invitation, at time.Time) {
	t.updateShared(offersVersionKey(i.Scope.Organisation, i.Email),
		"SET #kind = :kind, #version = :version, #latest = :latest, #expiresAt = :until", "",
		args{":kind": "offers-version", ":version": access.NewID(), ":until": at.Add(offersVersionKept).Unix(),
			"#latest": latestPrefix + string(i.Scope.Account), ":latest": latestItem{i.ID, i.Version}})
}

// checkOffers makes the transaction rest on the version of the offers to an
// address.
func (t *transaction) checkOffers(o access.OrganisationID, address access.Address, version string) {
	condition, values := "#version = :version", args{":version": version}
	if version == "" {
		condition, values = absent, nil
	}
	t.check(offersVersionKey(o, address), condition, values)
}

// maxTransactionReads is how many items one TransactGetItems may ask for.
const maxTransactionReads = 100

// readLatest reads the latest invitations that were not found, or not in their
// latest version. One that is still not there was removed by the time-to-live.
func (s Store) readLatest(ctx context.Context, v offersVersion, found map[access.InvitationID]access.Invitation) error {
	var keys []key
	for id, version := range v.latest {
		if invitation, ok := found[id]; !ok || invitation.Version < version {
			keys = append(keys, invitationKey(id))
		}
	}
	for some := range slices.Chunk(keys, maxTransactionReads) {
		items, err := s.readTransaction(ctx, some)
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

// readTransaction reads those of the items that are there, once no transaction that
// writes any of them is under way.
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
		case try == maxAttempts:
			return nil, unavailable(err)
		}
		if err := backoff.Wait(ctx); err != nil {
			return nil, failure(err)
		}
	}
}
