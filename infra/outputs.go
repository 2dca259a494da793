package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"
)

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
	output(s.stack, "DeadLetterQueueUrl", s.parked.mails.QueueUrl(), "Mails that could not be sent")
	output(s.stack, "ConfigurationSetName", s.post.configurationSet.ConfigurationSetName(), "What SES counts the mails under")
	output(s.stack, "SenderIdentity", jsii.String(s.settings.SESIdentity()), "The SES identity that the sender belongs to")
	output(s.stack, "EventBusName", s.bus.EventBusName(), "The event bus on which every change is told")
	output(s.stack, "EventBusArn", s.bus.EventBusArn(), "The same, for rules and policies")
	if s.users.machineID != nil {
		output(s.stack, "MachineClientId", s.users.machineID, "The client that signs in as a program")
	}
}

func output(stack awscdk.Stack, name string, value *string, describe string) {
	awscdk.NewCfnOutput(stack, jsii.String(name), &awscdk.CfnOutputProps{Value: value, Description: jsii.String(describe)})
}
