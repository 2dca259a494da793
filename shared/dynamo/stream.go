package dynamo

import (
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"admit/shared/access"
)

// StreamedInvitation reads an invitation from an image of its item, as an event
// of the table's stream has it.
func StreamedInvitation(image json.RawMessage) (access.Invitation, error) {
	stored, err := streamed[invitationItem](image)
	if err == nil && stored.Kind != KindInvitation {
		err = fmt.Errorf("the image is of a %q, not of an invitation", stored.Kind)
	}
	return stored.invitation(), err
}

// StreamedEvent reads a record from an image of its item, as an event of the
// table's stream has it.
func StreamedEvent(image json.RawMessage) (access.Event, error) {
	stored, err := streamed[eventItem](image)
	if err == nil && stored.Kind != KindEvent {
		err = fmt.Errorf("the image is of a %q, not of a record", stored.Kind)
	}
	return stored.event(), err
}

func streamed[T any](image json.RawMessage) (T, error) {
	item, err := attributevalue.UnmarshalMapJSON(image)
	if err != nil {
		var nothing T
		return nothing, err
	}
	return read[T](item)
}
