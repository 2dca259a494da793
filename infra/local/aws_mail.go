package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
)

// checkMail returns an error with advice if SES would not send the stack's mails. An
// invitation whose mail cannot be sent is useless. One whose mail waits for the quota is not.
func checkMail(ctx context.Context, client *sesv2.Client, identity string) error {
	var obstacles []string
	for _, f := range append(checkAccount(ctx, client), checkIdentity(ctx, client, identity, nil)...) {
		switch {
		case f.state == unknown:
			return advise(fmt.Errorf("cannot check whether SES would send the invitation: %s", f.says), "%s", forceAdvice)
		case f.state == missing && !f.sends:
			obstacles = append(obstacles, f.says)
		}
	}
	if len(obstacles) == 0 {
		return nil
	}
	return advise(errors.New("SES would not send the invitation"), "%s", strings.Join(append(obstacles, forceAdvice), "\n            "))
}

const forceAdvice = "FORCE=1 goes on anyway."

// checkAccount checks the SES account: the sandbox, whether it may send, and its quota.
func checkAccount(ctx context.Context, client *sesv2.Client) []finding {
	account, err := client.GetAccount(ctx, &sesv2.GetAccountInput{})
	if err != nil {
		return []finding{cannotTell("SES account", fmt.Errorf("cannot read the SES account settings: %w", err))}
	}
	production := fine("SES production", "the account is out of the sandbox")
	if !account.ProductionAccessEnabled {
		production = lacking("SES production", "The account is in the SES sandbox, which only sends to verified addresses, 200 a day. Request production access:\n"+
			"https://console.aws.amazon.com/ses/home?region="+client.Options().Region+"#/account (AWS answers within a day).")
	}
	sending := fine("SES sending", "the account may send")
	if aws.ToString(account.EnforcementStatus) == "SHUTDOWN" {
		sending = lacking("SES sending", "AWS has suspended sending for the account: respond to the case in the AWS Support Center.")
	} else if !account.SendingEnabled {
		sending = lacking("SES sending", "Sending is paused for the account: run aws sesv2 put-account-sending-attributes --sending-enabled")
	}
	return append([]finding{production, sending}, checkQuota(account.SendQuota))
}

func checkQuota(q *types.SendQuota) finding {
	switch {
	case q == nil:
		return cannotTell("SES quota", errors.New("SES does not say"))
	case q.Max24HourSend < 0:
		return fine("SES quota", fmt.Sprintf("no limit a day, %.0f a second", q.MaxSendRate))
	case q.SentLast24Hours >= q.Max24HourSend:
		return impairing("SES quota", fmt.Sprintf("The quota of %.0f mails in 24 hours is used up: mails wait until it has room. Request a higher quota in Service Quotas.", q.Max24HourSend))
	}
	return fine("SES quota", fmt.Sprintf("%.0f mails in 24 hours, of which %.0f are used; %.0f a second", q.Max24HourSend, q.SentLast24Hours, q.MaxSendRate))
}

// checkIdentity checks the sender's SES identity. The records are the DNS records that verify it,
// if the stack made it. The stacks of older versions lack the output with its name.
func checkIdentity(ctx context.Context, client *sesv2.Client, identity string, records []string) []finding {
	if identity == "" {
		return nil
	}
	const what = "sender"
	found, err := client.GetEmailIdentity(ctx, &sesv2.GetEmailIdentityInput{EmailIdentity: aws.String(identity)})
	if _, none := errors.AsType[*types.NotFoundException](err); none {
		return []finding{lacking(what, fmt.Sprintf("SES has no identity %s in this region: create and verify it, or set senderIdentityName to an existing identity.", identity))}
	}
	if err != nil {
		return []finding{cannotTell(what, fmt.Errorf("cannot read the sender's SES identity: %w", err))}
	}
	switch dkim := found.DkimAttributes; {
	case !found.VerifiedForSendingStatus && strings.Contains(identity, "@"):
		return []finding{lacking(what, fmt.Sprintf("The address %s is not verified: open the link in the mail that AWS sent to it.", identity))}
	case !found.VerifiedForSendingStatus:
		return []finding{lacking(what, strings.Join(append([]string{fmt.Sprintf("The domain %s is not verified: create its three DNS records and wait until SES has verified them. They are the stack's\n"+
			"outputs SenderDnsRecord1 to 3. For an identity that you created yourself, the SES console shows them.", identity)}, records...), "\n"))}
	case strings.Contains(identity, "@"), dkim == nil:
	case !dkim.SigningEnabled:
		return []finding{impairing(what, identity+" is verified, but SES does not sign its mails, so many are taken for spam: run aws sesv2 put-email-identity-dkim-attributes --signing-enabled --email-identity "+identity)}
	case dkim.Status != types.DkimStatusSuccess:
		return []finding{impairing(what, strings.Join(append([]string{fmt.Sprintf("%s is verified, but SES does not sign its mails (DKIM: %s), so many are taken for spam: create the DNS records.", identity, dkim.Status)}, records...), "\n"))}
	}
	return []finding{fine(what, identity+" is verified")}
}

// checkConfigurationSet checks that SES has the configuration set of the stack's mails.
func checkConfigurationSet(ctx context.Context, client *sesv2.Client, name string) finding {
	const what = "configuration set"
	found, err := client.GetConfigurationSet(ctx, &sesv2.GetConfigurationSetInput{ConfigurationSetName: &name})
	if _, none := errors.AsType[*types.NotFoundException](err); none {
		return lacking(what, fmt.Sprintf("SES has no configuration set %s, without which it sends nothing: run make deploy again.", name))
	}
	if err != nil {
		return cannotTell(what, err)
	}
	if found.SendingOptions != nil && !found.SendingOptions.SendingEnabled {
		return lacking(what, "Sending is paused for it: run aws sesv2 put-configuration-set-sending-options --sending-enabled --configuration-set-name "+name)
	}
	return fine(what, name)
}
