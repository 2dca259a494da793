package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/jsii-runtime-go"
)

// newCursorSecret declares the generated secret from which the keys of the cursors of lists and of
// the hashes of addresses in logs are derived. CloudFormation puts it into the environment of the
// functions that need one of them, so that they need no call and no permission to read it. An emulator that
// does not resolve the reference gives every function the same text instead, which works
// as well.
func newCursorSecret(stack awscdk.Stack, s Settings) awssecretsmanager.Secret {
	return awssecretsmanager.NewSecret(stack, jsii.String("CursorSecret"), &awssecretsmanager.SecretProps{
		Description: jsii.String("The keys of the cursors of lists and of the hashes of addresses in logs are derived from it"),
		GenerateSecretString: &awssecretsmanager.SecretStringGenerator{
			PasswordLength: jsii.Number(64), ExcludePunctuation: jsii.Bool(true),
		},
		RemovalPolicy: s.removalPolicy(),
	})
}
