package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/jsii-runtime-go"
)

// newCursorSecret declares the generated secret from which the key of the cursors of
// lists is derived. CloudFormation puts it into the environment of the functions that
// answer lists, so that they need no call and no permission to read it. An emulator that
// does not resolve the reference gives every function the same text instead, which works
// as well.
func newCursorSecret(stack awscdk.Stack, s Settings) awssecretsmanager.Secret {
	return awssecretsmanager.NewSecret(stack, jsii.String("CursorSecret"), &awssecretsmanager.SecretProps{
		Description: jsii.String("The key of the cursors of lists is derived from it"),
		GenerateSecretString: &awssecretsmanager.SecretStringGenerator{
			PasswordLength: jsii.Number(64), ExcludePunctuation: jsii.Bool(true),
		},
		RemovalPolicy: s.removalPolicy(),
	})
}
