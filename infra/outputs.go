package main

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"
)

// outputs declares the stack outputs. Their names are a contract: the local set-up,
// the operator's commands and the tests read them.
func (s system) outputs(functions map[string]awslambda.Function) {
	output(s.stack, "ApiUrl", s.gateway.url, "The API's address")
	output(s.stack, "ConsoleUrl", join(s.gateway.baseURL, "/console"), "The web console")
	output(s.stack, "Issuer", jsii.String(s.users.provider.Issuer), "The issuer (iss) of the tokens that the API accepts")
	output(s.stack, "ClientId", jsii.String(s.users.signIn.ClientID), "The console's client")
	if s.users.signInURL != nil {
		output(s.stack, "UserPoolId", jsii.String(s.users.provider.UserPoolID), "The user pool")
		output(s.stack, "SignInUrl", s.users.signInURL, "The base of the hosted sign-in")
	}
	output(s.stack, "TableName", s.table.TableName(), "The table")
	output(s.stack, "OperatorFunctionName", functions["operator"].FunctionName(), "The function that an operator invokes")
	output(s.stack, "DecideFunctionName", functions["decide"].FunctionName(), "The function that a back end invokes to ask what a person may do")
	output(s.stack, "DecideFunctionArn", functions["decide"].FunctionArn(), "The ARN of that function, for the policy of the back end's role")
	output(s.stack, "DeadLetterQueueUrl", s.deadLetters.mails.QueueUrl(), "The queue of mails that could not be sent")
	output(s.stack, "AlarmTopicArn", s.alarms.topic.TopicArn(), "The topic that all alarms notify")
	output(s.stack, "ConfigurationSetName", s.mailer.configurationSet.ConfigurationSetName(), "The SES configuration set of all mails")
	output(s.stack, "SenderIdentity", jsii.String(s.settings.SESIdentity()), "The SES identity that the sender belongs to")
	output(s.stack, "EventBusName", s.bus.EventBusName(), "The event bus that carries an event for every change")
	output(s.stack, "EventBusArn", s.bus.EventBusArn(), "The ARN of the event bus, for rules and policies")
	// make deploy refuses to forget these settings, which cdk.json of another version does not have.
	if s.settings.RestoredTable != "" {
		output(s.stack, "RestoredTableStream", &s.settings.RestoredTable, "The stream of the table that was restored (setting restoredTable)")
	}
	if s.settings.UserPoolNumber > 1 {
		output(s.stack, "UserPoolNumber", jsii.String(strconv.Itoa(s.settings.UserPoolNumber)), "The number of the user pool (setting userPoolNumber)")
	}
	if s.users.machineID != nil {
		output(s.stack, "MachineClientId", s.users.machineID, "The machine client")
	}
}

func output(stack awscdk.Stack, name string, value *string, description string) {
	awscdk.NewCfnOutput(stack, jsii.String(name), &awscdk.CfnOutputProps{Value: value, Description: jsii.String(description)})
}
