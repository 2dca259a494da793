package dynamo

import (
	"encoding/json"
	"fmt"

	"admit/shared/access"
)

// StreamedInvitation returns the invitation in an image of its item, as a record of the
// table's stream contains it.
func StreamedInvitation(image json.RawMessage) (access.Invitation, error) {
	stored, err := streamed[invitationItem](image)
	if err == nil && stored.Kind != KindInvitation {
		err = fmt.Errorf("the image is an item of kind %q, not an invitation", stored.Kind)
	}
	return stored.invitation(), err
}

// StreamedEvents returns the events in an image of their item, as a record of the table's
// stream contains it.
func StreamedEvents(image json.RawMessage) ([]access.Event, error) {
	stored, err := streamed[eventItem](image)
	if err == nil && stored.Kind != KindEvent {
		err = fmt.Errorf("the image is an item of kind %q, not an event", stored.Kind)
	}
	return stored.events(), err
}

// streamed unmarshals an image.
func streamed[T any, P pointerTo[T]](image json.RawMessage) (T, error) {
	item, err := parseItem(string(image))
	if err != nil {
		var zero T
		return zero, err
	}
	return read[T, P](item)
}
