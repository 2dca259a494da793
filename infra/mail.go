package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsses"
	"github.com/aws/jsii-runtime-go"
)

// postOffice is what mails are sent through.
type postOffice struct {
	configurationSet awsses.ConfigurationSet
	identity         awsses.EmailIdentity // nil: the account has it already
	maySend          permission
}

// newPostOffice declares the configuration set, and the identity that the
// sender's address belongs to unless the account has it already.
//
// Outside development the identity is a whole domain unless another one is
// named: its mails are then signed in the domain's name (DKIM), without which the
// invitations end among the junk. It wants three records in the domain's DNS,
// which are outputs. In development it is the one address, verified by clicking a
// link.
func newPostOffice(stack awscdk.Stack, s Settings) postOffice {
	set := awsses.NewConfigurationSet(stack, jsii.String("Mail"), &awsses.ConfigurationSetProps{
		ReputationMetrics: jsii.Bool(true),
		SendingEnabled:    jsii.Bool(true),
		TlsPolicy:         tlsPolicy(s),
		// Admit keeps, for each organisation, the addresses that bounced or
		// complained, until an administrator resends on purpose. SES's own list is
		// the whole account's: with it one organisation's bounce would silence all
		// others, and the resend would not be sent either, though SES says that it
		// took it.
		DisableSuppressionList: jsii.Bool(true),
		// Without it the engagement metrics of the whole account apply, for which SES
		// rewrites the links: an invitation's would go by a host of SES.
		VdmOptions: &awsses.VdmOptions{EngagementMetrics: jsii.Bool(false)},
	})
	set.ApplyRemovalPolicy(s.keep())
	reportMails(stack, set)
	post := postOffice{configurationSet: set, maySend: maySend(stack, s, set)}
	if s.SenderIdentity == "create" {
		post.identity = newSenderIdentity(stack, s, set)
	}
	return post
}

// tlsPolicy: a link in a mail is a secret on its way, so a server that would
// take it in the clear does not get it.
func tlsPolicy(s Settings) awsses.ConfigurationSetTlsPolicy {
	if s.Development {
		return awsses.ConfigurationSetTlsPolicy_OPTIONAL
	}
	return awsses.ConfigurationSetTlsPolicy_REQUIRE
}

// newSenderIdentity declares the sender's identity. A deployment that does
// without it, or takes another one, leaves it in the account: mails are sent by
// it until the other one is verified.
func newSenderIdentity(stack awscdk.Stack, s Settings, set awsses.ConfigurationSet) awsses.EmailIdentity {
	name := s.SESIdentity()
	of := awsses.Identity_Domain(jsii.String(name))
	if strings.Contains(name, "@") {
		of = awsses.Identity_Email(jsii.String(name))
	}
	identity := awsses.NewEmailIdentity(stack, jsii.String("Sender"), &awsses.EmailIdentityProps{Identity: of, ConfigurationSet: set})
	identity.ApplyRemovalPolicy(s.keep())
	if strings.Contains(name, "@") {
		return identity // verified by a link in a mail
	}
	for i, record := range *identity.DkimRecords() {
		value := awscdk.Fn_Join(jsii.String(" CNAME "), &[]*string{record.Name, record.Value})
		output(stack, fmt.Sprintf("SenderDnsRecord%d", i+1), value, "DNS record that lets SES sign mails for "+name)
	}
	return identity
}

// maySend allows mails from the sender's address through the configuration set.
// SES asks for the most exact identity that the account has: the one that is
// named, or the domain or the address if that is verified by itself.
//
// In development it asks for more: in the SES sandbox for the recipient's
// identity as well, and an emulator, which checks policies, knows neither whose
// identity a mail needs nor its sender.
func maySend(stack awscdk.Stack, s Settings, set awsses.ConfigurationSet) permission {
	sender := map[string]any{"ses:FromAddress": s.SenderAddress()}
	if s.Development {
		return allow(on(jsii.String("*")), "ses:SendEmail").when(map[string]any{"StringEqualsIfExists": sender})
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
	return allow(resources, "ses:SendEmail").when(map[string]any{"StringEquals": sender})
}
