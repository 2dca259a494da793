package main

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsses"
	"github.com/aws/jsii-runtime-go"
)

// postOffice is what mails are sent through.
type postOffice struct {
	configurationSet awsses.ConfigurationSet
	maySend          permission
}

// newPostOffice declares the configuration set, and the identity that the
// sender's address belongs to unless the account has it already.
//
// Outside development the identity is the address's whole domain: its mails are
// then signed in the domain's name (DKIM), without which the invitations end
// among the junk. It wants three records in the domain's DNS, which are outputs.
// In development it is the one address, verified by clicking a link.
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
	})
	reportMails(stack, set)
	if s.SenderIdentity == "create" {
		newSenderIdentity(stack, s, set)
	}
	return postOffice{configurationSet: set, maySend: maySend(stack, s, set)}
}

// tlsPolicy: a link in a mail is a secret on its way, so a server that would
// take it in the clear does not get it.
func tlsPolicy(s Settings) awsses.ConfigurationSetTlsPolicy {
	if s.Development {
		return awsses.ConfigurationSetTlsPolicy_OPTIONAL
	}
	return awsses.ConfigurationSetTlsPolicy_REQUIRE
}

func newSenderIdentity(stack awscdk.Stack, s Settings, set awsses.ConfigurationSet) {
	if s.Development {
		awsses.NewEmailIdentity(stack, jsii.String("Sender"), &awsses.EmailIdentityProps{
			Identity:         awsses.Identity_Email(jsii.String(s.SenderAddress())),
			ConfigurationSet: set,
		})
		return
	}
	identity := awsses.NewEmailIdentity(stack, jsii.String("Sender"), &awsses.EmailIdentityProps{
		Identity:         awsses.Identity_Domain(jsii.String(s.SenderDomain())),
		ConfigurationSet: set,
	})
	for i, record := range *identity.DkimRecords() {
		value := awscdk.Fn_Join(jsii.String(" CNAME "), &[]*string{record.Name, record.Value})
		output(stack, fmt.Sprintf("SenderDnsRecord%d", i+1), value, "DNS record that lets SES sign mails for "+s.SenderDomain())
	}
}

// maySend allows mails from the sender's address through the configuration set.
// SES asks for the most exact identity that the account has: the domain, or the
// address if that is verified by itself.
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
	return allow(on(
		arn("configuration-set", set.ConfigurationSetName()),
		arn("identity", jsii.String(s.SenderDomain())),
		arn("identity", jsii.String(s.SenderAddress())),
	), "ses:SendEmail").when(map[string]any{"StringEquals": sender})
}
