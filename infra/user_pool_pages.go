package main

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/jsii-runtime-go"
)

// brandSignIn gives the pages of the hosted sign-in the colours of the brand. They are the
// pages of the plan Lite: they have no dark mode, Cognito accepts only some properties of
// some classes, and CloudFormation cannot set their logo. Emulators do not know the resource,
// so development has none.
func brandSignIn(stack awscdk.Stack, s Settings, pool awscognito.UserPool, domain awscognito.UserPoolDomain) {
	if s.Development {
		return
	}
	style := awscognito.NewCfnUserPoolUICustomizationAttachment(stack, jsii.String("SignInStyle"), &awscognito.CfnUserPoolUICustomizationAttachmentProps{
		UserPoolId: pool.UserPoolId(), ClientId: jsii.String("ALL"), Css: jsii.String(signInStyle(s)),
	})
	style.Node().AddDependency(domain) // Cognito refuses a style without a domain
}

// signInStyle returns the style sheet. Cognito accepts at most 3,072 characters.
func signInStyle(s Settings) string {
	p := s.Brand.Light
	return fmt.Sprintf(`.banner-customizable { padding: 25px 0px 25px 0px; background-color: %s; }
.submitButton-customizable { background-color: %s; color: #ffffff; }
.submitButton-customizable:hover { background-color: %s; color: #ffffff; }
.inputField-customizable:focus { border-color: %s; outline: 0; }
`, p.Tint, p.Accent, p.Strong, p.Accent)
}
