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
// invitation whose mail cannot be sent is useless.
func checkMail(ctx context.Context, client *sesv2.Client, identity string) error {
	account, err := client.GetAccount(ctx, &sesv2.GetAccountInput{})
	if err != nil {
		return advise(fmt.Errorf("cannot read the SES account settings: %w", err), "%s", forceAdvice)
	}
	obstacles := accountObstacles(account, client.Options().Region)
	if identity != "" { // the stacks of older versions lack this output
		found, err := identityObstacles(ctx, client, identity)
		if err != nil {
			return err
		}
		obstacles = append(obstacles, found...)
	}
	if len(obstacles) == 0 {
		return nil
	}
	return advise(errors.New("SES would not send the invitation"), "%s", strings.Join(append(obstacles, forceAdvice), "\n            "))
}

const forceAdvice = "FORCE=1 creates the organisation anyway."

func accountObstacles(account *sesv2.GetAccountOutput, region string) []string {
	var obstacles []string
	if !account.ProductionAccessEnabled {
		obstacles = append(obstacles, "The account is in the SES sandbox, which only sends to verified addresses. Request production access:\n"+
			"              https://console.aws.amazon.com/ses/home?region="+region+"#/account (AWS answers within a day).")
	}
	if status := aws.ToString(account.EnforcementStatus); status == "SHUTDOWN" {
		obstacles = append(obstacles, "AWS has suspended sending for the account: respond to the case in the AWS Support Center.")
	} else if !account.SendingEnabled {
		obstacles = append(obstacles, "Sending is paused for the account: run aws sesv2 put-account-sending-attributes --sending-enabled")
	}
	if q := account.SendQuota; q != nil && q.Max24HourSend >= 0 && q.SentLast24Hours >= q.Max24HourSend {
		obstacles = append(obstacles, fmt.Sprintf("The quota of %.0f mails in 24 hours is used up: wait, or request a higher quota in Service Quotas.", q.Max24HourSend))
	}
	return obstacles
}

func identityObstacles(ctx context.Context, client *sesv2.Client, identity string) ([]string, error) {
	found, err := client.GetEmailIdentity(ctx, &sesv2.GetEmailIdentityInput{EmailIdentity: aws.String(identity)})
	if _, none := errors.AsType[*types.NotFoundException](err); none {
		return []string{fmt.Sprintf("SES has no identity %s in this region: create and verify it, or set senderIdentityName to an existing identity.", identity)}, nil
	}
	if err != nil {
		return nil, advise(fmt.Errorf("cannot read the sender's SES identity: %w", err), "%s", forceAdvice)
	}
	if found.VerifiedForSendingStatus {
		return nil, nil
	}
	if strings.Contains(identity, "@") {
		return []string{fmt.Sprintf("The address %s is not verified: open the link in the mail that AWS sent to it.", identity)}, nil
	}
	return []string{fmt.Sprintf("The domain %s is not verified: create its three DNS records and wait until SES has verified them. They are the stack's\n"+
		"              outputs SenderDnsRecord1 to 3. For an identity that you created yourself, the SES console shows them.", identity)}, nil
}
