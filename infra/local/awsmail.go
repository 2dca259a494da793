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

// checkMail tells whether SES would send a mail of the stack, and otherwise what
// to do. An invitation whose mail cannot be sent helps nobody.
func checkMail(ctx context.Context, client *sesv2.Client, identity string) error {
	account, err := client.GetAccount(ctx, &sesv2.GetAccountInput{})
	if err != nil {
		return advise(fmt.Errorf("SES cannot be asked about the account: %w", err), "%s", anyway)
	}
	obstacles := accountObstacles(account, client.Options().Region)
	if identity != "" { // else the stack is older than this output
		found, err := identityObstacles(ctx, client, identity)
		if err != nil {
			return err
		}
		obstacles = append(obstacles, found...)
	}
	if len(obstacles) == 0 {
		return nil
	}
	return advise(errors.New("SES would not send the invitation"), "%s", strings.Join(append(obstacles, anyway), "\n            "))
}

const anyway = "FORCE=1 creates the organisation nevertheless."

func accountObstacles(account *sesv2.GetAccountOutput, region string) []string {
	var obstacles []string
	if !account.ProductionAccessEnabled {
		obstacles = append(obstacles, "The account is in SES's sandbox, where a mail goes to verified addresses only. Request production access:\n"+
			"              https://console.aws.amazon.com/ses/home?region="+region+"#/account (AWS answers within a day).")
	}
	if status := aws.ToString(account.EnforcementStatus); status == "SHUTDOWN" {
		obstacles = append(obstacles, "AWS has suspended sending for the account: answer its case in the Support Center.")
	} else if !account.SendingEnabled {
		obstacles = append(obstacles, "Sending is paused for the account: aws sesv2 put-account-sending-attributes --sending-enabled")
	}
	if q := account.SendQuota; q != nil && q.Max24HourSend >= 0 && q.SentLast24Hours >= q.Max24HourSend {
		obstacles = append(obstacles, fmt.Sprintf("The quota of %.0f mails in 24 hours is used up: wait, or request a higher one in Service Quotas.", q.Max24HourSend))
	}
	return obstacles
}

func identityObstacles(ctx context.Context, client *sesv2.Client, identity string) ([]string, error) {
	found, err := client.GetEmailIdentity(ctx, &sesv2.GetEmailIdentityInput{EmailIdentity: aws.String(identity)})
	if _, none := errors.AsType[*types.NotFoundException](err); none {
		return []string{fmt.Sprintf("SES in this region has no identity %s: create and verify it, or set senderIdentityName to the one that you have.", identity)}, nil
	}
	if err != nil {
		return nil, advise(fmt.Errorf("SES cannot be asked about the sender's identity: %w", err), "%s", anyway)
	}
	if found.VerifiedForSendingStatus {
		return nil, nil
	}
	if strings.Contains(identity, "@") {
		return []string{fmt.Sprintf("The address %s is not verified: open the link in the mail that AWS has sent to it.", identity)}, nil
	}
	return []string{fmt.Sprintf("The domain %s is not verified: set its three DNS records and wait until SES has seen them. They are the\n"+
		"              outputs SenderDnsRecord1 to 3 of the stack, or stand in the SES console with an identity of your own.", identity)}, nil
}
