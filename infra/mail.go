package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsses"
	"github.com/aws/jsii-runtime-go"
)

// mailer is what emails are sent with.
type mailer struct {
	configurationSet awsses.ConfigurationSet
	identity         awsses.EmailIdentity // nil if the account already has it
	maySend          permission
}

// newMailer declares the configuration set and, unless the account already has
// it, the SES identity of the sender.
//
// Outside development the identity is a domain unless the settings name another
// identity. SES then signs the emails for the domain (DKIM); unsigned invitations
// often end up in spam folders. The domain needs three DNS records, which are
// outputs of the stack. In development the identity is a single address, verified
// by clicking a link in a mail.
func newMailer(stack awscdk.Stack, s Settings) mailer {
	set := awsses.NewConfigurationSet(stack, jsii.String("Mail"), &awsses.ConfigurationSetProps{
		ReputationMetrics: jsii.Bool(true),
		SendingEnabled:    jsii.Bool(true),
		TlsPolicy:         tlsPolicy(s),
		// Admit keeps its own suppression list for each organisation. An address that
		// bounced or complained is on it until an administrator resends an invitation.
		// SES's suppression list applies to the whole account: one organisation's
		// bounce would block the emails of all others, and a resend would be dropped
		// although SES accepts it.
		DisableSuppressionList: jsii.Bool(true),
		// Without this the account's engagement metrics apply. With them SES rewrites
		// the links in an email, so an invitation's link would lead to a host of SES.
		VdmOptions: &awsses.VdmOptions{EngagementMetrics: jsii.Bool(false)},
	})
	set.ApplyRemovalPolicy(s.removalPolicy())
	publishDeliveryEvents(stack, set)
	mail := mailer{configurationSet: set, maySend: maySend(stack, s, set)}
	if s.SenderIdentity == "create" {
		mail.identity = newSenderIdentity(stack, s, set)
	}
	return mail
}

// tlsPolicy returns whether emails require TLS. A link in an email contains a token,
// so outside development SES does not deliver to a server without TLS.
func tlsPolicy(s Settings) awsses.ConfigurationSetTlsPolicy {
	if s.Development {
		return awsses.ConfigurationSetTlsPolicy_OPTIONAL
	}
	return awsses.ConfigurationSetTlsPolicy_REQUIRE
}

// newSenderIdentity declares the sender's SES identity. It is retained when a
// deployment removes or replaces it, because emails are sent with it until another
// identity is verified.
func newSenderIdentity(stack awscdk.Stack, s Settings, set awsses.ConfigurationSet) awsses.EmailIdentity {
	name := s.SESIdentity()
	of := awsses.Identity_Domain(jsii.String(name))
	if strings.Contains(name, "@") {
		of = awsses.Identity_Email(jsii.String(name))
	}
	identity := awsses.NewEmailIdentity(stack, jsii.String("Sender"), &awsses.EmailIdentityProps{Identity: of, ConfigurationSet: set})
	identity.ApplyRemovalPolicy(s.removalPolicy())
	if strings.Contains(name, "@") {
		return identity // verified by a link in an email
	}
	for i, record := range *identity.DkimRecords() {
		value := awscdk.Fn_Join(jsii.String(" CNAME "), &[]*string{record.Name, record.Value})
		output(stack, fmt.Sprintf("SenderDnsRecord%d", i+1), value, "DNS record that lets SES sign mails for "+name)
	}
	return identity
}

// maySend allows sending emails from the sender's address through the configuration
// set. SES checks the permission on the most specific verified identity: the named
// identity, or the domain or the address if either is verified by itself.
//
// Development needs wider permissions. The SES sandbox also checks the recipient's
// identity. The emulator checks policies but knows neither the identity of an email
// nor its sender.
func maySend(stack awscdk.Stack, s Settings, set awsses.ConfigurationSet) permission {
	sender := map[string]any{"ses:FromAddress": s.SenderAddress()}
	if s.Development {
		return allow(on(jsii.String("*")), "ses:SendEmail").onlyIf(map[string]any{"StringEqualsIfExists": sender})
	}
	arn := func(resource string, name *string) *string {
		return stack.FormatArn(&awscdk.ArnComponents{
			Service: jsii.String("ses"), Resource: jsii.String(resource), ResourceName: name,
		})
	}
	resources := on(arn("configuration-set", set.ConfigurationSetName()))
	names := []string{s.SESIdentity(), s.SenderDomain(), s.SenderAddress()}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		resources = append(resources, arn("identity", jsii.String(name)))
	}
	return allow(resources, "ses:SendEmail").onlyIf(map[string]any{"StringEquals": sender})
}
