package redrive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"admit/shared/access"
	"admit/shared/delivery"
)

// Source is a dead-letter queue, and what takes up its messages.
type Source struct {
	Queue    Queue
	Function Function // which did not do what the messages are about
	Streams  *dynamodbstreams.Client
	// Filter says whether the function gets a change of the table. Nil: it reads no stream.
	Filter Filter
	// Letters takes up the function's own letters about emails. Nil: there are none.
	Letters *Letters
	// Events has the table, for letters about events. Nil: there are none.
	Events *Events
}

// Letters takes up letters about emails.
type Letters struct {
	Judge  func(ctx context.Context, letter delivery.DeadLetter) (delivery.Step, error)
	Resend func(ctx context.Context, id access.InvitationID, seed access.Seed) (access.Invitation, error)
}

// Events takes up letters about events, which are in the table.
type Events struct {
	Client *dynamodb.Client
	Table  string
}

// plan is what a message is about and what takes it up.
type plan struct {
	invitation access.InvitationID
	reason     string // why the message is in the queue
	does       string // what a redrive does
	do         func(ctx context.Context) error
}

// body has the fields by which the kinds of messages are told apart.
type body struct {
	Position *position       `json:"DDBStreamBatchInfo"` // by Lambda, about changes of the table
	Payload  json.RawMessage `json:"requestPayload"`     // by Lambda, about an invocation
	Context  struct {
		Condition string `json:"condition"`
	} `json:"requestContext"`
	delivery.DeadLetter // by deliver

	Reminder  json.RawMessage `json:"reminder"`  // by EventBridge Scheduler: what it could not hand over
	Postponed json.RawMessage `json:"postponed"` // likewise

	Keys       map[string]map[string]string `json:"keys"`        // by publish, about an event
	DetailType string                       `json:"detail-type"` // by EventBridge: the event itself
}

// plan returns the plan for a message.
func (s Source) plan(ctx context.Context, m message) (plan, error) {
	var b body
	if err := json.Unmarshal([]byte(m.body), &b); err != nil {
		return plan{}, errors.New("the message is not JSON")
	}
	switch {
	case b.Position != nil && s.Filter != nil:
		return plan{reason: "Lambda: " + b.Context.Condition, does: fmt.Sprintf("process %d changes of the table", b.Position.Size),
			do: func(ctx context.Context) error { return s.replay(ctx, *b.Position) }}, nil
	case b.Payload != nil:
		return plan{invitation: invitationIn(b.Payload), reason: "Lambda: " + b.Context.Condition, does: "invoke the function again",
			do: func(ctx context.Context) error { return s.Function.invoke(ctx, b.Payload) }}, nil
	case (b.Reminder != nil || b.Postponed != nil) && s.Letters != nil:
		return plan{invitation: invitationIn([]byte(m.body)), reason: "EventBridge Scheduler: not handed over", does: "invoke the function again",
			do: func(ctx context.Context) error { return s.Function.invoke(ctx, []byte(m.body)) }}, nil
	case b.Invitation != "" && s.Letters != nil:
		return s.letter(ctx, m, b.DeadLetter)
	case b.Keys != nil && s.Events != nil:
		return plan{reason: b.Reason, does: "publish the event", do: func(ctx context.Context) error { return s.publish(ctx, b.Keys) }}, nil
	case b.DetailType != "" && s.Letters == nil && s.Events == nil:
		return plan{reason: "EventBridge: not handed over", does: "invoke the function again",
			do: func(ctx context.Context) error { return s.Function.invoke(ctx, []byte(m.body)) }}, nil
	}
	return plan{}, errors.New("the message is of no known kind")
}

// letter returns the plan for a letter about an email.
func (s Source) letter(ctx context.Context, m message, l delivery.DeadLetter) (plan, error) {
	p := plan{invitation: l.Invitation, reason: l.Reason}
	step, err := s.Letters.Judge(ctx, l)
	if err != nil {
		return p, err
	}
	p.does = step.Says
	p.do = func(ctx context.Context) error {
		switch {
		case step.Resend:
			_, err := s.Letters.Resend(ctx, l.Invitation, access.Seed(m.id))
			return err
		case step.Remind != nil:
			return s.Function.invokeWith(ctx, map[string]any{"reminder": step.Remind})
		}
		return nil
	}
	return p, nil
}

// replay gives the function the changes at a position.
func (s Source) replay(ctx context.Context, at position) error {
	records, err := read(ctx, s.Streams, at)
	if err != nil {
		return err
	}
	list := make([]streamRecord, 0, len(records))
	for _, r := range records {
		image, _ := r.Change["NewImage"].(map[string]any)
		if image == nil {
			image, _ = r.Change["OldImage"].(map[string]any)
		}
		text := func(name string) string {
			value, _ := image[name].(map[string]any)
			text, _ := value["S"].(string)
			return text
		}
		if s.Filter(r.kind, r.EventName, text, r.removedByTTL) {
			list = append(list, r)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return s.Function.invokeWith(ctx, map[string]any{"Records": list})
}

// publish gives the function an event of the table.
func (s Source) publish(ctx context.Context, keys map[string]map[string]string) error {
	key := map[string]types.AttributeValue{}
	for name, value := range keys {
		key[name] = &types.AttributeValueMemberS{Value: value["S"]}
	}
	found, err := s.Events.Client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &s.Events.Table, Key: key})
	if err != nil {
		return fmt.Errorf("read an event: %w", err)
	}
	if len(found.Item) == 0 {
		return errors.New("the event is not in the table")
	}
	return s.Function.invokeWith(ctx, map[string]any{"Records": []streamRecord{{EventName: "INSERT",
		Change: map[string]any{"SequenceNumber": "0", "Keys": imageOf(key), "NewImage": imageOf(found.Item)}}}})
}

// invitationIn returns the invitation that a payload of deliver names, if it does.
func invitationIn(payload json.RawMessage) access.InvitationID {
	var named struct {
		Reminder  delivery.Reminder  `json:"reminder"`
		Postponed delivery.Postponed `json:"postponed"`
	}
	_ = json.Unmarshal(payload, &named) // a payload of another function names none
	if named.Postponed.Invitation != "" {
		return named.Postponed.Invitation
	}
	return named.Reminder.Invitation
}
