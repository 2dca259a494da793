package dynamo

import (
	"testing"
	"time"

	"admit/shared/access"
)

// TestADeletionAtNoPositionIsNotStored refuses a position that is none, without a call.
func TestADeletionAtNoPositionIsNotStored(t *testing.T) {
	d := access.PersonDeletion{Email: someAda, Pseudonym: access.NewPseudonym(), Position: "x"}
	if err := second((Store{}).BeginPersonDeletion(t.Context(), d)); access.KindOf(err) != access.Invalid {
		t.Errorf("it begins: %v", err)
	}
	if err := (Store{}).savePersonDeletion(t.Context(), &d, noon); access.KindOf(err) != access.Invalid || d.Version != 0 {
		t.Errorf("it is stored: %v", err)
	}
}

// TestADeletionKeepsWhereItIs returns a deletion as it was stored.
func TestADeletionKeepsWhereItIs(t *testing.T) {
	ada := access.User{ID: "u", Email: someAda}
	for name, d := range map[string]access.PersonDeletion{
		"of a user":    {User: ada, Pseudonym: access.NewPseudonym(), Position: `{"PK":"p","SK":"s"}`, Version: 3},
		"of an email":  {Email: someAda, Pseudonym: access.NewPseudonym(), Pass: 1},
		"no pseudonym": {User: ada},
	} {
		stored, err := personDeletionToItem(d, noon)
		if err != nil {
			t.Fatal(err)
		}
		if forgotten := stored.ExpiresAt != 0; forgotten != (d.User.ID == "") {
			t.Errorf("%s: it is forgotten by itself: %t", name, forgotten)
		}
		got, err := stored.deletion()
		if (err != nil) != (name == "no pseudonym") {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (got.Position != d.Position || got.User != d.User || got.Email != d.Email || got.Version != d.Version || got.Pass != d.Pass) {
			t.Errorf("%s is read as %+v", name, got)
		}
	}
}

// TestAPendingInvitationHasNoRetention leaves it when it expires, without a call.
func TestAPendingInvitationHasNoRetention(t *testing.T) {
	pending := access.Invitation{ID: "i", Status: access.Pending, ExpiresAt: noon}
	if changed, err := (Store{}).retain(t.Context(), itemOf(attributesOf(invitationToItem(pending)))); changed || err != nil {
		t.Errorf("it is changed: %t, %v", changed, err)
	}
}

// TestAnEventIsGoneWhenItsRetentionEnds has it until the second before.
func TestAnEventIsGoneWhenItsRetentionEnds(t *testing.T) {
	kept := eventItem{ExpiresAt: noon.Unix()}
	if kept.isGone(noon.Add(-time.Second)) || !kept.isGone(noon) || (eventItem{}).isGone(noon) {
		t.Error("an event is not kept for as long as its retention")
	}
}
