package main

import (
	"errors"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
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
	parked   awssqs.Queue // mails that could not be sent
	alarms   *alarms
}

// newSystem declares all of Admit:
//
//	caller ──▶ HTTP API ──▶ functions ──▶ table ──▶ stream ──▶ deliver ──▶ SES
//	              ▲             │                                 │
//	            tokens          ▼                                 ▼
//	              └───────── user pool                    dead-letter queue
func newSystem(app awscdk.App, s Settings) error {
	if _, err := access.Roles(); err != nil {
		return err // a catalogue that the functions would refuse to start with
	}
	stack := newStack(app, s)
	sys := system{stack: stack, settings: s}
	sys.alarms = newAlarms(stack, s)
	sys.table = newTable(stack, s)
	sys.gateway = newGateway(stack, s)
	sys.users = newUsers(stack, s, sys.gateway.base)
	sys.post = newPostOffice(stack, s)
	sys.parked = newDeadLetterQueue(stack, s)

	made, err := sys.newFunctions()
	if err != nil {
		return err
	}
	followInvitations(made["deliver"], sys.table, sys.parked)
	sys.gateway.addRoutes(stack, s, sys.users, made)

	sys.alarms.watchDelivery(made["deliver"], sys.parked)
	sys.alarms.watchGateway(sys.gateway)
	newDashboard(stack, sys.alarms, sys.gateway, made, sys.table, sys.parked)
	sys.outputs(made["operator"])
	return nil
}

// functions is every Lambda there is, and all that each may do. A transaction
// needs the permissions of the writes in it, and nothing of its own.
func (s system) functions() []function {
	table := on(s.table.TableArn())
	read := allow(table, "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query")
	write := allow(table, "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem")
	pool := on(s.users.pool.UserPoolArn())
	identity := map[string]*string{
		"ADMIT_USER_POOL_ID": s.users.pool.UserPoolId(),
		"ADMIT_ISSUER":       s.users.issuer,
	}
	return []function{
		{
			name: "invite", purpose: "Invites, and revokes invitations",
			may:     []permission{read, write},
			timeout: 10 * time.Second, slow: 2 * time.Second,
		},
		{
			name: "list-permissions", purpose: "Every read of the API",
			may:     []permission{read},
			timeout: 10 * time.Second, slow: 2 * time.Second,
		},
		{
			name: "remove-access", purpose: "Takes access away",
			may:     []permission{read, write},
			timeout: 10 * time.Second, slow: 2 * time.Second,
		},
		{
			name: "accept", purpose: "What an invitee sees and does: page, preview, register, accept, decline",
			may: []permission{read, write, allow(pool,
				"cognito-idp:AdminCreateUser", "cognito-idp:AdminSetUserPassword", "cognito-idp:AdminUpdateUserAttributes",
				"cognito-idp:AdminGetUser")},
			env: with(identity, map[string]*string{
				"ADMIT_CLIENT_ID":   s.users.clientID,
				"ADMIT_SIGN_IN_URL": s.users.signInURL,
			}),
			timeout: 15 * time.Second, slow: 3 * time.Second,
		},
		{
			name: "deliver", purpose: "Mails the invitations that the table's stream says are to be sent",
			may: append(streamRead(s.table), s.post.maySend, allow(on(s.parked.QueueArn()), "sqs:SendMessage"),
				allow(table, "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:UpdateItem")),
			env: map[string]*string{
				"ADMIT_BASE_URL":              s.gateway.base,
				"ADMIT_SENDER":                jsii.String(s.settings.Sender),
				"ADMIT_CONFIGURATION_SET":     s.post.configurationSet.ConfigurationSetName(),
				"ADMIT_LOCALE":                jsii.String(s.settings.Locale),
				"ADMIT_DEAD_LETTER_QUEUE_URL": s.parked.QueueUrl(),
			},
			timeout: time.Minute, slow: 10 * time.Second,
		},
		{
			name: "operator", purpose: "No route: creates organisations and deletes profiles, for whoever may invoke it",
			may:     []permission{read, write, allow(pool, "cognito-idp:AdminDeleteUser")},
			env:     identity,
			timeout: time.Minute, slow: 10 * time.Second,
		},
	}
}

func (s system) newFunctions() (map[string]awslambda.Function, error) {
	rows := s.functions()
	if err := errors.Join(checkRouted(rows), checkBuilt(s.settings.FunctionsBuilt, rows)); err != nil {
		return nil, err
	}
	made := map[string]awslambda.Function{}
	for _, row := range rows {
		made[row.name] = newFunction(s, row)
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
		TerminationProtection: jsii.Bool(!s.Development),
		Tags:                  &map[string]*string{"application": jsii.String("admit"), "environment": jsii.String(environment)},
	})
}

// outputs are what programs and people need to find the system. Their names are
// a contract: the local set-up, the operator's commands and tests read them.
func (s system) outputs(operator awslambda.Function) {
	output(s.stack, "ApiUrl", s.gateway.url, "Where the API answers")
	output(s.stack, "ConsoleUrl", below(s.gateway.base, "/console"), "The web console")
	output(s.stack, "Issuer", s.users.issuer, "The iss of the tokens that the API takes")
	output(s.stack, "ClientId", s.users.clientID, "The console's client")
	output(s.stack, "UserPoolId", s.users.pool.UserPoolId(), "The user pool")
	output(s.stack, "SignInUrl", s.users.signInURL, "The base of the hosted sign-in")
	output(s.stack, "TableName", s.table.TableName(), "The table")
	output(s.stack, "OperatorFunctionName", operator.FunctionName(), "What an operator invokes")
	output(s.stack, "DeadLetterQueueUrl", s.parked.QueueUrl(), "Mails that could not be sent")
	output(s.stack, "ConfigurationSetName", s.post.configurationSet.ConfigurationSetName(), "What SES counts the mails under")
	if s.users.machineID != nil {
		output(s.stack, "MachineClientId", s.users.machineID, "The client that signs in as a program")
	}
}

func output(stack awscdk.Stack, name string, value *string, describe string) {
	awscdk.NewCfnOutput(stack, jsii.String(name), &awscdk.CfnOutputProps{Value: value, Description: jsii.String(describe)})
}
