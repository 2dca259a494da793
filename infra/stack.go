package main

import (
	"errors"
	"os"
	"slices"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/access"
)

// system holds the parts of the stack that functions use.
type system struct {
	stack       awscdk.Stack
	settings    Settings
	table       awsdynamodb.ITable       // that the functions use
	cursors     awssecretsmanager.Secret // from which the key of the cursors of lists is derived
	gateway     gateway
	users       users
	mailer      mailer
	bus         awsevents.EventBus // carries an event for every change
	schedules   schedules
	deadLetters deadLetters
	alarms      *alarms
}

// newSystem declares the whole system:
//
//	caller ──▶ HTTP API ──▶ functions ──▶ table ──▶ stream ──▶ deliver ──▶ SES
//	              ▲             │           ▲          │                    │
//	            tokens          ▼           │          └──▶ publish ──▶ event bus
//	              └──── identity provider   │                               │
//	                                        └── delivery-status ◀── delivery events
//
// deliver, publish and delivery-status each have a dead-letter queue.
func newSystem(app awscdk.App, s Settings) error {
	roles, err := access.Roles()
	if err != nil {
		return err // the functions would not start with an invalid catalogue
	}
	if err := access.CheckRoleTexts(roles); err != nil {
		return err
	}
	stack := newStack(app, s)
	sys := system{stack: stack, settings: s}
	sys.alarms = newAlarms(stack, s)
	own := newTable(stack, s)
	sys.table = usedTable(stack, s, own)
	sys.cursors = newCursorSecret(stack, s)
	sys.gateway = newGateway(stack, s)
	sys.mailer = newMailer(stack, s)
	if sys.users, err = newUsers(stack, s, sys.mailer, sys.gateway.addresses); err != nil {
		return err
	}
	sys.bus = newEventBus(stack, s)
	sys.deadLetters = newDeadLetters(stack, s)
	sys.schedules = newSchedules(stack, s, sys.deadLetters.mails)

	functions, err := sys.newFunctions()
	if err != nil {
		return err
	}
	consumeInvitations(functions["deliver"], sys.table, sys.deadLetters.mails)
	sys.schedules.invoke(functions["deliver"])
	consumeEvents(functions["publish"], sys.table, sys.deadLetters.events)
	sys.subscribeDeliveryEvents(functions["delivery-status"])
	sys.writeSignInMails(functions["sign-in-mails"])
	sys.gateway.addRoutes(stack, s, sys.users, functions)
	if s.Development {
		queueDevelopmentEvents(stack, s, sys.bus)
	}

	sys.alarms.watchStream(functions["deliver"], "invitations wait for their mail")
	sys.alarms.watchStream(functions["publish"], "events wait to be published")
	sys.alarms.watchDeadLetters(sys.deadLetters)
	sys.alarms.watchGateway(sys.gateway)
	sys.alarms.watchTable(own, sys.table)
	sys.alarms.watchReputation(stack)
	sys.alarms.watchLateMails(stack, functions["deliver"])
	sys.newDashboard(functions)
	sys.outputs(functions)
	return nil
}

// functions lists every Lambda function and everything that it may do. A transaction
// needs the permissions of the writes in it and none of its own. A test derives from
// the source which operations each function performs on the table.
func (s system) functions() []function {
	return slices.Concat(s.apiFunctions(), s.backgroundFunctions())
}

func (s system) apiFunctions() []function {
	read, write := s.mayRead(), s.mayWrite()
	return []function{
		{
			name: "invite", purpose: "Creates invitations, one or a batch; updates, resends, corrects and revokes them",
			permissions: []permission{read, write},
			// Just below API Gateway's limit of 30 seconds, for a full batch.
			timeout: 29 * time.Second, slow: 10 * time.Second,
		},
		{
			name: "list-permissions", purpose: "Every read of the API",
			permissions: []permission{read},
			timeout:     10 * time.Second, slow: 2 * time.Second,
		},
		{
			name: "decide", purpose: "Answers what people may do, through the API and invoked directly",
			permissions: []permission{s.onTable("BatchGetItem", "Query")},
			timeout:     10 * time.Second, slow: time.Second,
		},
		{
			name: "edit-access", purpose: "Changes the roles of a user",
			permissions: []permission{s.onTable("BatchGetItem", "Query"), write},
			timeout:     10 * time.Second, slow: 2 * time.Second,
		},
		{
			name: "remove-access", purpose: "Removes access",
			permissions: []permission{s.onTable("BatchGetItem", "Query"), write},
			timeout:     10 * time.Second, slow: 2 * time.Second,
		},
		{
			name: "organisations", purpose: "Creates child organisations and accounts, renames and deletes both",
			permissions: []permission{read, write},
			timeout:     10 * time.Second, slow: 2 * time.Second,
		},
		{
			name: "accept", purpose: "The invitee's side of an invitation: page, preview, register, accept, decline",
			branded:     true,
			permissions: append(slices.Clone(s.users.acceptMay), s.onTable("GetItem", "BatchGetItem", "Query"), write),
			timeout:     15 * time.Second, slow: 3 * time.Second,
		},
		{
			name: "docs", purpose: "The API's documentation and OpenAPI document",
			timeout: 10 * time.Second, slow: 2 * time.Second,
		},
		{
			name: "console", purpose: "The web console's static files",
			branded: true,
			timeout: 10 * time.Second, slow: 2 * time.Second,
		},
	}
}

func (s system) backgroundFunctions() []function {
	return []function{
		{
			name: "deliver", purpose: "Reads the table's stream: sends queued emails and notices, and records what has expired or ended. Sends scheduled reminders",
			branded: true,
			permissions: slices.Concat(streamRead(s.table), s.schedules.maySchedule, []permission{
				s.mailer.maySend, allow(on(s.deadLetters.mails.QueueArn()), "sqs:SendMessage"),
				s.onTable("GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"),
			}),
			timeout: time.Minute, slow: 10 * time.Second,
		},
		{
			name: "publish", purpose: "Reads the table's stream: publishes every new event on the event bus",
			permissions: append(streamRead(s.table), allow(on(s.bus.EventBusArn()), "events:PutEvents"),
				allow(on(s.deadLetters.events.QueueArn()), "sqs:SendMessage")),
			timeout: time.Minute, slow: 10 * time.Second,
		},
		{
			name: "delivery-status", purpose: "Stores SES's delivery events on the invitation",
			permissions: []permission{
				s.onTable("GetItem", "PutItem", "UpdateItem"),
				allow(on(s.deadLetters.deliveryEvents.QueueArn()), "sqs:SendMessage"),
			},
			timeout: 10 * time.Second, slow: 2 * time.Second,
		},
		{
			name: "sign-in-mails", purpose: "Invoked by the user pool: writes its emails in the reader's language",
			branded: true, unused: !s.settings.writesSignInMails(),
			// Cognito waits for five seconds.
			timeout: 5 * time.Second, slow: 2 * time.Second,
		},
		{
			name: "operator", purpose: "Invoked by operators, without a route: creates organisations, deletes, exports and relinks profiles, imports, exports, redrives dead letters, migrates and retains the table",
			permissions: slices.Concat(s.users.operatorMay, s.mayRedrive(), []permission{
				s.mayRead(), s.mayWrite(), s.onTable("Scan", "DescribeTable"), // the last two for an export and the migration
			}),
			invokes: []string{"deliver", "publish", "delivery-status"},
			timeout: time.Minute, slow: 45 * time.Second, // a deletion takes 35
		},
	}
}

func (s system) mayRead() permission { return s.onTable("GetItem", "BatchGetItem", "Query") }

func (s system) mayWrite() permission {
	return s.onTable("PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")
}

// onTable allows DynamoDB operations on the table.
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
	if err := errors.Join(checkRoutes(rows), checkBinaries(s.settings.FunctionsBuilt, rows), checkSet(values, rows)); err != nil {
		return nil, err
	}
	branded, err := os.MkdirTemp("", "admit-branded") // until the CDK has copied what is in it
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(branded) }()
	functions := map[string]awslambda.Function{}
	for _, row := range rows {
		if row.unused {
			continue
		}
		directory, err := archiveOf(row, s.settings, branded)
		if err != nil {
			return nil, err
		}
		row.letInvoke(functions, values)
		functions[row.name] = newFunction(s, row, directory, environment(row.name, values))
	}
	return functions, nil
}

func newStack(app awscdk.App, s Settings) awscdk.Stack {
	environment := "production"
	if s.Development {
		environment = "development"
	}
	tags := map[string]*string{"application": jsii.String("admit"), "environment": jsii.String(environment)}
	if s.Name != "" {
		tags["deployment"] = jsii.String(s.Name)
	}
	return awscdk.NewStack(app, jsii.String(s.named("Admit")), &awscdk.StackProps{
		Description:           jsii.String("Admit: user invitations and access for organisations"),
		TerminationProtection: jsii.Bool(s.Protected),
		Tags:                  &tags,
	})
}
