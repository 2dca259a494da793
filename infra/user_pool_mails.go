package main

import (
	"errors"
	"html"
	stdmail "net/mail"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/mail"
	"admit/shared/setting"
)

// The user pool sends emails of its own: a code, mostly to somebody who has forgotten
// the password, and a temporary password to a user whom an operator creates in the
// pool. Admit creates its users without a mail.
//
// The function sign-in-mails writes them in the language of the reader. Cognito accepts its
// emails only if they go out through SES. Without SES, and if the function fails, Cognito
// sends the pool's own texts: one for all kinds of codes, in the deployment's language.

// poolTexts are the pool's own texts, with Cognito's placeholders.
type poolTexts struct{ code, password mail.Message }

// poolTexts returns the texts in the deployment's language.
func (s Settings) poolTexts() (poolTexts, error) {
	render := func(kind mail.SignInKind) (mail.Message, error) {
		return mail.RenderSignIn(mail.SignIn{Kind: kind, Brand: s.Brand.Brand, Secret: "{####}", UserName: "{username}"}, s.Locale)
	}
	code, err := render(mail.CodeMail)
	password, other := render(mail.TemporaryPasswordMail)
	return poolTexts{code, password}, errors.Join(err, other)
}

func (p poolTexts) verification() *awscognito.UserVerificationConfig {
	return &awscognito.UserVerificationConfig{
		EmailStyle: awscognito.VerificationEmailStyle_CODE, EmailSubject: &p.code.Subject, EmailBody: plainHTML(p.code.Text),
	}
}

func (p poolTexts) invitation() *awscognito.UserInvitationConfig {
	return &awscognito.UserInvitationConfig{EmailSubject: &p.password.Subject, EmailBody: plainHTML(p.password.Text)}
}

// plainHTML returns a text as HTML, which Cognito takes every email for. The stack is
// easier to read without the look of the function's emails.
func plainHTML(text string) *string {
	return jsii.String(strings.ReplaceAll(html.EscapeString(strings.TrimSpace(text)), "\n", "<br>"))
}

// writesSignInMails reports whether the function sign-in-mails writes the user pool's
// emails.
func (s Settings) writesSignInMails() bool {
	return s.Identity == setting.CreatedPool && s.userMailsThroughSES()
}

// writeSignInMails makes the user pool invoke the function before it sends an email. Only
// the pool may invoke it.
func (s system) writeSignInMails(function awslambda.Function) {
	if s.settings.writesSignInMails() {
		s.users.pool.AddTrigger(awscognito.UserPoolOperation_CUSTOM_MESSAGE(), function, awscognito.LambdaVersion_V1_0)
	}
}

// sendThroughSES makes the pool send its emails through SES, from the deployment's
// sender. Cognito creates the role that it needs by itself. It refuses an
// identity that is not verified.
func sendThroughSES(stack awscdk.Stack, s Settings, pool awscognito.UserPool, mailer mailer) {
	from := s.From()
	if sender, err := stdmail.ParseAddress(from); err == nil && sender.Name != "" {
		from = sender.String() // encodes a name that is not ASCII
	}
	email := awscognito.CfnUserPool_EmailConfigurationProperty{
		EmailSendingAccount: jsii.String("DEVELOPER"),
		From:                &from,
		ConfigurationSet:    mailer.configurationSet.ConfigurationSetName(),
		SourceArn: stack.FormatArn(&awscdk.ArnComponents{
			Service: jsii.String("ses"), Resource: jsii.String("identity"), ResourceName: jsii.String(s.SESIdentity()),
		}),
	}
	if reply, err := stdmail.ParseAddress(s.Brand.ReplyTo); err == nil {
		email.ReplyToEmailAddress = &reply.Address
	}
	pool.Node().DefaultChild().(awscognito.CfnUserPool).SetEmailConfiguration(&email)
	if mailer.identity != nil {
		pool.Node().AddDependency(mailer.identity)
	}
}
