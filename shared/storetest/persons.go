package storetest

import (
	"errors"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var personTests = []test{
	{"a deletion that has begun goes on with the same pseudonym", deletionGoesOn},
	{"a deletion that has ended is not written again", endedDeletionIsStale},
	{"a deletion of a user who is gone does not begin", deletionOfNobody},
	{"of two calls with one deletion the second is stale", overtakenDeletionIsStale},
	{"an active suppression stays for the address, without it", suppressionOutlivesPerson},
	{"a lifted suppression is deleted", liftedSuppressionIsDeleted},
}

// personDeletion returns the deletion of a user.
func personDeletion(user access.User) access.PersonDeletion {
	return access.PersonDeletion{User: user, Pseudonym: access.NewPseudonym(), Users: []access.UserID{user.ID}, Addresses: []access.Address{user.Email}, At: fixture.Noon}
}

// addressDeletion returns the deletion of a person who is no user.
func (f *storeFixture) addressDeletion(name string) access.PersonDeletion {
	f.Helper()
	address := f.address(name)
	return access.PersonDeletion{Email: address, Pseudonym: access.NewPseudonym(), Users: []access.UserID{}, Addresses: []access.Address{address}, At: fixture.Noon}
}

// begunDeletion begins the deletion of a person who is no user.
func (f *storeFixture) begunDeletion(name string) access.PersonDeletion {
	f.Helper()
	d, err := f.store.BeginPersonDeletion(f.Context(), f.addressDeletion(name))
	f.Must(err)
	return d
}

// deletePerson runs one pass.
func (f *storeFixture) deletePerson(d access.PersonDeletion) {
	f.Helper()
	for before := d.Pass; d.Pass == before; {
		part, err := f.store.DeletePersonPart(f.Context(), access.PersonDeletionRun{Deletion: d, Until: fixture.Noon.Add(time.Hour), Now: f.Now})
		f.Must(err)
		for _, i := range part.Open { // the part is not over before they are closed
			if err := f.store.Close(f.Context(), closureOf(i, access.Revoked)); !errors.Is(err, access.ErrStale) { // an invitation may be there twice
				f.Must(err)
			}
		}
		d = part.Deletion
	}
}

func deletionGoesOn(f *storeFixture) {
	first := f.begunDeletion("ada")
	f.same("begun again", f.begunDeletion("ada"), first)
	if other := f.begunDeletion("bob"); other.Pseudonym == first.Pseudonym {
		f.Error("two people have one pseudonym")
	}
	f.Must(f.store.EndPersonDeletion(f.Context(), first))
	if next := f.begunDeletion("ada"); next.Pseudonym == first.Pseudonym {
		f.Error("the next deletion has the pseudonym of one that has ended")
	}
}

// deletionOfNobody begins the deletion of a user whom another call has deleted.
func deletionOfNobody(f *storeFixture) {
	gone := f.person("gone")
	_, err := f.store.BeginPersonDeletion(f.Context(), personDeletion(gone))
	if !errors.Is(err, access.ErrNotFound) {
		f.Errorf("begun for a user who does not exist: %v, want access.ErrNotFound", err)
	}
}

// overtakenDeletionIsStale lets two calls go on with one deletion. What the first has learned is
// not written over.
func overtakenDeletionIsStale(f *storeFixture) {
	begun := f.begunDeletion("ada")
	first := begun
	first.Learn("", f.address("earlier"))
	f.deletePerson(first)
	_, err := f.store.DeletePersonPart(f.Context(), access.PersonDeletionRun{Deletion: begun, Until: fixture.Noon.Add(time.Hour), Now: f.Now})
	if !errors.Is(err, access.ErrStale) {
		f.Errorf("a part of a call that was overtaken: %v, want access.ErrStale", err)
	}
	if again := f.begunDeletion("ada"); !again.HasKey(f.address("earlier").Key()) {
		f.Errorf("the deletion that goes on has only the addresses %v", again.Addresses)
	}
}

func endedDeletionIsStale(f *storeFixture) {
	d := f.begunDeletion("ada")
	f.Must(f.store.EndPersonDeletion(f.Context(), d))
	_, err := f.store.DeletePersonPart(f.Context(), access.PersonDeletionRun{Deletion: d, Until: fixture.Noon, Now: f.Now})
	if !errors.Is(err, access.ErrStale) {
		f.Errorf("a part after the end: %v, want access.ErrStale", err)
	}
}

// suppressedAddress stores a suppression of an address whose owner is to be deleted. It
// returns the suppression and the organisation.
func (f *storeFixture) suppressedAddress(name string) (*access.SuppressionChange, access.Organisation) {
	f.Helper()
	organisation := f.organisation()
	change := suppress(f.mailed(organisation, name), access.Suppression{}, fixture.Noon)
	f.Must(f.store.Suppress(f.Context(), suppressionEvent(change)))
	return change, organisation
}

func suppressionOutlivesPerson(f *storeFixture) {
	change, organisation := f.suppressedAddress("ada")
	f.deletePerson(f.begunDeletion("ada"))
	kept := change.After
	kept.Hashed = true
	f.same("the suppression", f.suppression(organisation, "ada"), kept)
	lifted := *change
	lifted.Before, lifted.After = kept, kept
	lifted.After.Lifted = true
	f.Must(f.store.Suppress(f.Context(), suppressionEvent(&lifted)))
	f.same("lifted by a resend", f.suppression(organisation, "ada"), lifted.After)
	again := *change
	again.Before, again.After = lifted.After, access.Suppression{Reason: "again", At: later}
	f.Must(f.store.Suppress(f.Context(), suppressionEvent(&again)))
	if is := f.suppression(organisation, "ada"); !is.Active() || is.Reason != "again" {
		f.Errorf("suppressed again: %+v", is)
	}
}

func liftedSuppressionIsDeleted(f *storeFixture) {
	change, organisation := f.suppressedAddress("ada")
	lifted := *change
	lifted.Before, lifted.After = change.After, change.After
	lifted.After.Lifted = true
	f.Must(f.store.Suppress(f.Context(), suppressionEvent(&lifted)))
	f.deletePerson(f.begunDeletion("ada"))
	f.same("the suppression", f.suppression(organisation, "ada"), access.Suppression{})
}
