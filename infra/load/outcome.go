package load

import (
	"context"
	"os"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/dynamo"
)

// Outcome is what came of a load: the table, the emails and the published events.
type Outcome struct {
	Invitations map[string]StoredInvitation // by id
	Members     map[string]StoredMember     // by organisation and user
	Events      []StoredEvent
	Mails       []SentMail
	Published   map[string]int   // how often, by the id of the event
	Excused     map[SentMail]int // sendings of which Admit cannot know the outcome
	Parked      []string         // messages in dead-letter queues
}

// StoredInvitation is an invitation in the table.
type StoredInvitation struct {
	ID, Organisation, Email, Status, Delivery string
	Attempt                                   int
	Roles                                     []string
	Settled                                   bool // SES has given the last email an id, which Admit writes with the event that it was sent
}

// StoredMember is a membership in the table.
type StoredMember struct {
	Organisation, User, Email string
	Roles                     []string
	Suspended                 bool
}

// StoredEvent is an event in the table.
type StoredEvent struct{ ID, Type, Organisation, Invitation, Subject string }

// SentMail is an email that SES has taken.
type SentMail struct {
	Invitation string
	Attempt    int
}

// readTable adds the items of the table to an outcome.
func (o *Outcome) readTable(ctx context.Context, client *dynamodb.Client, table string) error {
	o.Invitations, o.Members, o.Events = map[string]StoredInvitation{}, map[string]StoredMember{}, nil
	pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: &table})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, item := range page.Items {
			o.add(item)
		}
	}
	return nil
}

// membershipKind is the kind of a membership, which the store does not export.
const membershipKind = "row"

func (o *Outcome) add(i item) {
	switch i.text(dynamo.KindAttribute) {
	case dynamo.KindInvitation:
		attempt, _ := strconv.Atoi(i.number("round")) // 0: there is none
		stored := StoredInvitation{ID: i.text("id"), Organisation: i.text("organisation"), Email: i.object("email").text("typed"),
			Status: i.text("status"), Delivery: i.text("delivery"), Attempt: attempt, Roles: sorted(i.texts("roles")), Settled: i.text("message") != ""}
		o.Invitations[stored.ID] = stored
	case membershipKind:
		suspended, _ := i["suspended"].(*types.AttributeValueMemberBOOL)
		stored := StoredMember{Organisation: i.text("organisation"), User: i.object("user").text("id"),
			Email: i.object("user").object("email").text("typed"), Suspended: suspended != nil && suspended.Value, Roles: []string{}}
		for _, grant := range i.object("grants") {
			if fields, ok := grant.(*types.AttributeValueMemberM); ok {
				stored.Roles = append(stored.Roles, item(fields.Value).text("role"))
			}
		}
		stored.Roles = sorted(stored.Roles)
		o.Members[stored.Organisation+" "+stored.User] = stored
	case dynamo.KindEvent:
		event := StoredEvent{i.text("id"), i.text("type"), i.text("organisation"), i.text("invitation"), i.object("subject").text("id")}
		o.Events = append(o.Events, event)
		if then := i.object("then"); then != nil {
			event.ID, event.Type = then.text("id"), then.text("type")
			o.Events = append(o.Events, event)
		}
	}
}

// dump writes the items of a table to a file, one in JSON on each line.
func dump(ctx context.Context, client *dynamodb.Client, table, name string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: &table})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, item := range page.Items {
			line, err := attributevalue.MarshalMapJSON(item)
			if err != nil {
				return err
			}
			if _, err := file.Write(append(line, '\n')); err != nil {
				return err
			}
		}
	}
	return file.Sync()
}

// item is an item, or a map in one.
type item map[string]types.AttributeValue

func (i item) text(name string) string {
	if value, ok := i[name].(*types.AttributeValueMemberS); ok {
		return value.Value
	}
	return ""
}

func (i item) number(name string) string {
	if value, ok := i[name].(*types.AttributeValueMemberN); ok {
		return value.Value
	}
	return ""
}

func (i item) object(name string) item {
	if value, ok := i[name].(*types.AttributeValueMemberM); ok {
		return value.Value
	}
	return nil
}

func (i item) texts(name string) (list []string) {
	switch value := i[name].(type) {
	case *types.AttributeValueMemberL:
		for _, member := range value.Value {
			if text, ok := member.(*types.AttributeValueMemberS); ok {
				list = append(list, text.Value)
			}
		}
	case *types.AttributeValueMemberSS:
		list = value.Value
	}
	return list
}
