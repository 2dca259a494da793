package dynamo

import (
	"encoding/json"
	"fmt"
	"strconv"

	"admit/shared/access"
)

// endingItem says when the first grant of a membership ends. The time-to-live removes it
// then, and the stream tells of it. A membership without an end has none.
type endingItem struct {
	header
	User         access.UserID
	Organisation access.OrganisationID
	ExpiresAt    int64
}

func (e *endingItem) fields(f *fields) {
	e.header.fields(f)
	text(f, "user", &e.User)
	text(f, "organisation", &e.Organisation)
	number(f, "expiresAt", &e.ExpiresAt)
}

// putEnding writes the first end of a membership if it changes.
func (t *transaction) putEnding(before, after access.Membership) {
	k, ends := endingKey(after.User.ID, after.Organisation), after.FirstEnd()
	switch {
	case ends.Equal(before.FirstEnd()):
	case ends.IsZero():
		t.delete(k, "", nil)
	default:
		t.put(&endingItem{k.header(KindEnding), after.User.ID, after.Organisation, ends.Unix()}, "", nil)
	}
}

// StreamedEnding returns the ending in an image of its item, as a record of the table's
// stream contains it.
func StreamedEnding(image json.RawMessage) (access.Ending, error) {
	stored, err := streamed[endingItem](image)
	if err == nil && stored.Kind != KindEnding {
		err = fmt.Errorf("the image is an item of kind %q, not an ending", stored.Kind)
	}
	return access.Ending{User: stored.User, Organisation: stored.Organisation, At: fromSeconds(stored.ExpiresAt)}, err
}

// storedEnds are the ends of the roles of an invitation, in seconds since the epoch.
type storedEnds map[string]string

func storeEnds(ends access.Ends) storedEnds {
	stored := make(storedEnds, len(ends))
	for role, until := range ends {
		stored[string(role)] = strconv.FormatInt(until.Unix(), 10)
	}
	return stored
}

// ends returns the ends, or nil if there are none.
func (e storedEnds) ends() access.Ends {
	if len(e) == 0 {
		return nil
	}
	ends := make(access.Ends, len(e))
	for role, text := range e {
		at, _ := strconv.ParseInt(text, 10, 64) // an end that cannot be read has come long ago
		ends[access.RoleID(role)] = fromSeconds(max(at, 1))
	}
	return ends
}
