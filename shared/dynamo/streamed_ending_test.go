package dynamo

import (
	"encoding/json"
	"testing"
	"time"

	"admit/shared/access"
)

// TestAStreamedEnding reads the image of an ending, and no other.
func TestAStreamedEnding(t *testing.T) {
	image := func(kind, at string) json.RawMessage {
		return json.RawMessage(`{"pk": {"S": "p"}, "sk": {"S": "s"}, "kind": {"S": "` + kind + `"}, "user": {"S": "u"}, "organisation": {"S": "o"}, "expiresAt": ` + at + `}`)
	}
	got, err := StreamedEnding(image(KindEnding, `{"N": "86400"}`))
	if err != nil || got != (access.Ending{User: "u", Organisation: "o", At: fromSeconds(86400)}) {
		t.Errorf("the ending is %+v (%v)", got, err)
	}
	for name, wrong := range map[string]json.RawMessage{
		"another kind": image(KindInvitation, `{"N": "86400"}`), "a damaged end": image(KindEnding, `{"BOOL": true}`), "no JSON": json.RawMessage("x"),
	} {
		if _, err := StreamedEnding(wrong); err == nil {
			t.Errorf("%s is read as an ending", name)
		}
	}
}

// TestAnEndingIsWrittenIfItChanges writes or deletes only the first end of a membership that changed.
func TestAnEndingIsWrittenIfItChanges(t *testing.T) {
	member := func(until time.Time) access.Membership {
		return access.Membership{Organisation: "o", User: access.User{ID: "u"}, Grants: []access.Grant{{Role: viewer, Until: until}}}
	}
	endless, ending, other := member(time.Time{}), member(noon), member(later)
	for name, c := range map[string]struct {
		before, after access.Membership
		puts, deletes int
	}{
		"no end":        {endless, endless, 0, 0},
		"the same end":  {ending, ending, 0, 0},
		"a first end":   {endless, ending, 1, 0},
		"another end":   {ending, other, 1, 0},
		"no end longer": {ending, endless, 0, 1},
	} {
		write := Store{}.begin()
		write.putEnding(c.before, c.after)
		var puts, deletes int
		for _, i := range write.items {
			if i.Put != nil {
				puts++
			}
			if i.Delete != nil {
				deletes++
			}
		}
		if puts != c.puts || deletes != c.deletes {
			t.Errorf("%s: %d puts and %d deletions", name, puts, deletes)
		}
	}
}
