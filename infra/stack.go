package main

import (
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/access"
)

// system is the parts of Admit that functions use.
type system struct {
	stack    awscdk.Stack
	settings Settings
	table    awsdynamodb.Table
	gateway  gateway
	users    users
	post     postOffice
	bus      awsevents.EventBus // on which every change is told
	parked   deadLetters
	alarms   *alarms
}

// newSystem declares all of Admit:
//
//	caller ──▶ HTTP API ──▶ functions ──▶ table ──▶ stream ──▶ deliver ──▶ SES
//	              ▲             │           ▲          │                    │
//	            tokens          ▼           │          └──▶ publish ──▶ event bus
//	              └───────── user pool      │                               │
//	                                        └── delivery-status ◀── what became of the mail
//
// Behind deliver, publish and delivery-status is a dead-letter queue each.
func newSystem(app awscdk.App, s Settings) error {
	if _, err := access.Roles(); err != nil {
		return err // a catalogue that the functions would refuse to start with
	}
	stack := newStack(app, s)
	sys := system{stack: stack, settings: s}
	sys.alarms = newAlarms(stack, s)
	sys.table = newTable(stack, s)
	sys.gateway = newGateway(stack, s)
	sys.post = newPostOffice(stack, s)
	sys.users = newUsers(stack, s, sys.post, sys.gateway.addresses)
	sys.bus = newEventBus(stack, s)
	sys.parked = newDeadLetters(stack, s)

	made, err := sys.newFunctions()
	if err != nil {
		return err
	}
	followInvitations(made["deliver"], sys.table, sys.parked.mails)
	followRecords(made["publish"], sys.table, sys.parked.records)
	sys.followReports(made["delivery-status"])
	sys.gateway.addRoutes(stack, s, sys.users, made)
	if s.Development {
		keepEvents(stack, s, sys.bus)
	}

	sys.alarms.watchStream(made["deliver"], "invitations wait to be mailed")
	sys.alarms.watchStream(made["publish"], "changes wait to be published")
	sys.alarms.watchDeadLetters(sys.parked)
	sys.alarms.watchGateway(sys.gateway)
	sys.newDashboard(made)
	sys.outputs(made["operator"])
	return nil
}

// functions is every Lambda there is, and all that each may do. A transaction
// needs the permissions of the writes in it, and nothing of its own. A test reads
// from the source what each does to the table.
func (s system) functions() []function {
	return slices.Concat(s.behindTheAPI(), s.behindTheScenes())
}

func (s system) behindTheAPI() []function {
	read, write := s.mayRead(), s.mayWrite()
	return []function{
		{
			name: "invite", purpose: "Invites, alone or many at once; changes, resends and revokes invitations",
			may: []permission{read, write},
			// Just within API Gateway's 30 s, for a full batch.
			timeout: 29 * time.Second, slow: 10 * time.Second,
		},
		{
			name: "list-permissions", purpose: "Every read of the API",
			may:     []permission{read},
			timeout: 10 * time.Second, slow: 2 * time.Second,
		},
		{
			name: "edit-access", purpose: "Changes what somebody holds",
			may:     []permission{read, write},
			timeout: 10 * time.Second, slow: 2 * time.Second,
		},
		{
			name: "remove-access", purpose: "Takes access away",
			may:     []permission{read, write},
			timeout: 10 * time.Second, slow: 2 * time.Second,
		},
		{
			name: "organisations", purpose: "Creates organisations below organisations, and accounts",
			may:     []permission{s.onTable("BatchGetItem", "Query", "PutItem", "UpdateItem", "ConditionCheckItem")},
			timeout: 10 * time.Second, slow: 2 * time.Second,
		},
		{
			name: "accept", purpose: "What an invitee sees and does: page, preview, register, accept, decline",
			may: []permission{s.onTable("GetItem", "BatchGetItem"), write, allow(on(s.users.pool.UserPoolArn()),
				"cognito-idp:AdminCreateUser", "cognito-idp:AdminSetUserPassword", "cognito-idp:AdminUpdateUserAttributes",
				"cognito-idp:AdminGetUser")},
			timeout: 15 * time.Second, slow: 3 * time.Second,
		},
		{
			name: "docs", purpose: "The API's description, for programs and for people",
			timeout: 10 * time.Second, slow: 2 * time.Second,
		},
		{
			name: "console", purpose: "The web console's files, which are the same for everybody",
			timeout: 10 * time.Second, slow: 2 * time.Second,
		},
	}
}

func (s system) behindTheScenes() []function {
	return []function{
		{
			name: "deliver", purpose: "Mails the invitations that the table's stream says are to be sent, and records those that lapsed",
			may: append(streamRead(s.table), s.post.maySend, allow(on(s.parked.mails.QueueArn()), "sqs:SendMessage"),
				s.onTable("GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem")),
			timeout: time.Minute, slow: 10 * time.Second,
		},
		{
			name: "publish", purpose: "Puts every new record of the table on the event bus",
			may: append(streamRead(s.table), allow(on(s.bus.EventBusArn()), "events:PutEvents"),
				allow(on(s.parked.records.QueueArn()), "sqs:SendMessage")),
			timeout: time.Minute, slow: 10 * time.Second,
		},
		{
			name: "delivery-status", purpose: "Notes on an invitation what SES reports of its mail",
			may: []permission{
				s.onTable("GetItem", "PutItem", "UpdateItem"),
				allow(on(s.parked.reports.QueueArn()), "sqs:SendMessage"),
			},
			timeout: 10 * time.Second, slow: 2 * time.Second,
		},
		{
			name: "operator", purpose: "No route: creates organisations and deletes profiles, for whoever may invoke it",
			may:     []permission{s.mayRead(), s.mayWrite(), allow(on(s.users.pool.UserPoolArn()), "cognito-idp:AdminDeleteUser")},
			timeout: time.Minute, slow: 10 * time.Second,
		},
	}
}

func (s system) mayRead() permission { return s.onTable("GetItem", "BatchGetItem", "Query") }

func (s system) mayWrite() permission {
	return s.onTable("PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")
}

// onTable allows operations of DynamoDB on the table.
func (s system) onTable(operations ...string) permission {
	actions := make([]string, len(operations))
	for n, operation := range operations {
		actions[n] = "dynamodb:" + operation
	}
	return allow(on(s.table.TableArn()), actions...)
}

func (s system) newFunctions() (map[string]awslambda.Function, error) {
	rows := s.functions()
	values := s.values()
	if err := errors.Join(checkRouted(rows), checkBuilt(s.settings.FunctionsBuilt, rows), checkSet(values, rows)); err != nil {
		return nil, err
	}
	made := map[string]awslambda.Function{}
	for _, row := range rows {
		made[row.name] = newFunction(s, row, environment(row.name, values))
	}
	return made, nil
}

func newStack(app awscdk.App, s Settings) awscdk.Stack {
	environment := "production"
	if s.Development {
		environment = "development"
	}
	return awscdk.NewStack(app, jsii.String("Admit"), &awscdk.StackProps{
		Description:           jsii.String("Admit: user invitations and access for organisations"),
		TerminationProtection: jsii.Bool(s.Protected),
		Tags:                  &map[string]*string{"application": jsii.String("admit"), "environment": jsii.String(environment)},
	})
}
