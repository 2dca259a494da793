package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
)

// personDeletionItem is a deletion of a person under way. It is beside the user, or beside
// the address of a person who is no user, and is deleted when the deletion ends.
type personDeletionItem struct {
	header
	User      *storedUser
	Email     storedAddress
	Pseudonym access.UserID
	Users     []access.UserID
	Addresses []storedAddress
	At        int64
	Version   int
	After     *storedKey
	Pass      int
	Found     bool
	Examined  int
	Changed   int
	ExpiresAt int64 // of a person who is no user, see forgottenAfter
}

// forgottenAfter is how long a deletion of a person who is no user is kept after its last part. So
// long it also stays if a call whose answer was late has stored it after its end. That of a
// user cannot be stored then: it needs the user.
const forgottenAfter = 30 * 24 * time.Hour

func (d *personDeletionItem) fields(f *fields) {
	d.header.fields(f)
	optionalObject(f, "user", &d.User)
	object(f, "email", &d.Email)
	text(f, "pseudonym", &d.Pseudonym)
	texts(f, "users", &d.Users)
	objects(f, "addresses", &d.Addresses)
	number(f, "at", &d.At)
	number(f, "version", &d.Version)
	optionalObject(f, "after", &d.After)
	number(f, "pass", &d.Pass)
	boolean(f, "found", &d.Found)
	number(f, "examined", &d.Examined)
	number(f, "changed", &d.Changed)
	optional(f, TimeToLive, &d.ExpiresAt, number)
}

// personDeletionToItem returns the item of a deletion that is stored at a time.
func personDeletionToItem(d access.PersonDeletion, at time.Time) (*personDeletionItem, error) {
	i := &personDeletionItem{header: personDeletionKey(d).header(kindPersonDeletion), Email: storeAddress(d.Email), Pseudonym: d.Pseudonym.ID,
		Users: d.Users, Addresses: convert(d.Addresses, storeAddress), At: millis(d.At), Version: d.Version, Pass: d.Pass, Found: d.Found, Examined: d.Examined, Changed: d.Changed}
	if d.User.ID != "" {
		user := storeUser(d.User)
		i.User = &user
	} else {
		i.ExpiresAt = at.Add(forgottenAfter).Unix()
	}
	after, err := parsePosition(d.Position)
	i.After = after
	return i, err
}

func (i personDeletionItem) deletion() (access.PersonDeletion, error) {
	d := access.PersonDeletion{Email: i.Email.address(), Users: i.Users, Addresses: convert(i.Addresses, storedAddress.address),
		At: fromMillis(i.At), Version: i.Version, Pass: i.Pass, Found: i.Found, Examined: i.Examined, Changed: i.Changed}
	if i.User != nil {
		d.User, d.Email = i.User.user(), access.Address{}
	}
	var is bool
	if d.Pseudonym, is = access.PseudonymWithID(i.Pseudonym); !is {
		return d, errors.New("a deletion has no pseudonym")
	}
	var err error
	if i.After != nil {
		d.Position, err = i.After.position()
	}
	return d, err
}

// BeginPersonDeletion stores a deletion of a person, or returns the one that has begun. It returns
// access.ErrNotFound if the user does not exist any more: a call whose answer is late must
// leave nothing behind.
func (s Store) BeginPersonDeletion(ctx context.Context, d access.PersonDeletion) (access.PersonDeletion, error) {
	begun, err := personDeletionToItem(d, d.At)
	if err != nil {
		return d, err
	}
	t := s.begin()
	t.put(begun, absent, nil)
	if d.User.ID != "" {
		t.check(userKey(d.User.ID), "attribute_exists(pk)", nil)
	}
	if err := s.commit(ctx, t); !errors.Is(err, access.ErrStale) {
		return d, err
	}
	var stored personDeletionItem
	err = s.get(ctx, personDeletionKey(d), &stored)
	if errors.Is(err, access.ErrNotFound) { // it has ended meanwhile
		err = access.ErrStale
		if d.User.ID != "" {
			if _, gone := s.User(ctx, d.User.ID); gone != nil {
				err = gone
			}
		}
	}
	if err != nil {
		return d, err
	}
	earlier, err := stored.deletion()
	if d.User.ID != "" {
		earlier.User = d.User // who may have been moved to another address since
		earlier.Learn("", d.User.Email)
	}
	return earlier, err
}

// savePersonDeletion stores how far a deletion has come. It is stale if another call has stored
// it meanwhile, or the deletion has ended: nothing of the person is written again.
func (s Store) savePersonDeletion(ctx context.Context, d *access.PersonDeletion, at time.Time) error {
	saved := *d
	saved.Version++
	i, err := personDeletionToItem(saved, at)
	if err != nil {
		return err
	}
	condition := "#version = :before"
	if d.Version == 0 { // or it was begun before deletions had a version
		condition += " OR (attribute_exists(pk) AND attribute_not_exists(#version))"
	}
	_, err = s.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &s.Table, Item: attributesOf(i), ConditionExpression: &condition,
		ExpressionAttributeNames: namesIn("", condition), ExpressionAttributeValues: args{":before": numberOf(d.Version)}})
	if err != nil {
		return failure(err)
	}
	*d = saved
	return nil
}

// EndPersonDeletion forgets a deletion of a person who is no user.
func (s Store) EndPersonDeletion(ctx context.Context, d access.PersonDeletion) error {
	_, err := s.Client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &s.Table, Key: personDeletionKey(d).attributes()})
	if err != nil {
		return failure(err)
	}
	return nil
}
