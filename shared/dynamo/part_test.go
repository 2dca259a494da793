package dynamo_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"admit/shared/access"
	"admit/shared/fixture"
)

// A part of a deletion whose time is over before its first item has found nothing, and the next
// part begins where it did.
func TestAPartOfADeletionWithoutTime(t *testing.T) {
	b := newTable(t, &http.Transport{}, retry.NewStandard())
	f := fixture.New(t, b)
	f.Organisation("admin", false)
	address := fixture.Address(f, fixture.Mailbox("nobody"))
	d, err := b.BeginPersonDeletion(t.Context(), access.PersonDeletion{
		Email: address, Pseudonym: access.NewPseudonym(), Users: []access.UserID{}, Addresses: []access.Address{address}, At: f.Now()})
	f.Must(err)
	part, err := b.DeletePersonPart(t.Context(), access.PersonDeletionRun{Deletion: d, Until: f.Now().Add(-time.Second), Now: f.Now})
	f.Must(err)
	if got := part.Deletion; got.Found || got.Pass != 0 || got.Position != "" || got.Examined != 0 {
		t.Errorf("the deletion is %+v", got)
	}
	part, err = b.DeletePersonPart(t.Context(), access.PersonDeletionRun{Deletion: part.Deletion, Until: f.Now().Add(time.Hour), Now: f.Now})
	f.Must(err)
	if got := part.Deletion; got.Found || got.Pass != 1 || got.Examined < len(b.items())-1 {
		t.Errorf("with time the deletion is %+v, of %d items", got, len(b.items()))
	}
}

// A run that gives retention and has no time for its first item goes on with that item.
func TestARetentionWithoutTime(t *testing.T) {
	b := newTable(t, &http.Transport{}, retry.NewStandard())
	f := fixture.New(t, b)
	f.Organisation("admin", false)
	store := b.Retaining(access.Retention{Events: 365 * 24 * time.Hour})
	first, err := access.Retain{Store: store, For: -time.Second, Now: f.Now}.Do(t.Context(), "")
	if err != nil || first.Next == "" || first.Changed != 0 {
		t.Fatalf("without time: %+v, %v", first, err)
	}
	all, err := access.Retain{Store: store, For: time.Hour, Now: f.Now}.Do(t.Context(), first.Next)
	if err != nil || all.Next != "" || all.Examined != len(b.items()) || all.Changed == 0 || all.Total == 0 {
		t.Errorf("then: %+v, %v, of %d items", all, err, len(b.items()))
	}
}
