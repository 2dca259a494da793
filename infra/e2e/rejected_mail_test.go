package e2e

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	sestypes "github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// TestRejectedMail does not run in parallel, because it puts the whole account into
// the SES sandbox. It does not run on AWS.
func TestRejectedMail(t *testing.T) {
	if deployment.Endpoint == "" {
		t.Skip("SKIPPED on AWS: the test would put the account into the SES sandbox")
	}
	org := newOrganisation(t)
	before, after := address("before"), address("after")
	verifyAddresses(t, before, after)
	setSandbox(t, true)
	t.Cleanup(func() { setSandbox(t, false) })

	neighbours := []invitation{org.invite(t, before, "billing-viewer")}
	refused := org.invite(t, address("refused"), "billing-viewer")
	neighbours = append(neighbours, org.invite(t, after, "billing-viewer"))

	for _, i := range neighbours {
		mails.waitFor(t, i)
		waitForDelivery(t, org, i, "sent")
	}
	if failed := waitForDelivery(t, org, refused, "failed"); failed.Delivery.Detail == "" || failed.Status != "pending" {
		t.Errorf("the detail is %q and the invitation is %s", failed.Delivery.Detail, failed.Status)
	}
	letter := takeDeadLetter(t, refused.ID)
	if letter.OrganisationID != org.id || letter.Reason == "" {
		t.Errorf("the dead letter is %+v", letter)
	}
	if sent := mails.matching(t, func(m mail) bool { return slices.Contains(m.to, refused.Email) }); len(sent) != 0 {
		t.Errorf("the rejected mail was sent: %v", sent)
	}
	// The way out: revoke, and invite again once SES accepts the address.
	setSandbox(t, false)
	del(t, org.path("/invitations/"+refused.ID), org.admin.token).want(t, http.StatusNoContent)
	mails.waitFor(t, org.invite(t, refused.Email, "billing-viewer"))
}

// setSandbox puts the account into the SES sandbox, where only verified addresses get mails,
// or out of it.
func setSandbox(t *testing.T, on bool) {
	t.Helper()
	_, err := cloud.mailing.PutAccountDetails(context.Background(), &sesv2.PutAccountDetailsInput{
		MailType: sestypes.MailTypeTransactional, WebsiteURL: aws.String("https://admit.example"), ProductionAccessEnabled: aws.Bool(!on),
	})
	if err != nil {
		t.Fatalf("the emulator does not support the SES sandbox: %v", err)
	}
}

func verifyAddresses(t *testing.T, addresses ...string) {
	t.Helper()
	for _, a := range addresses {
		got(cloud.mailing.CreateEmailIdentity(t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: &a})).orFail(t)
	}
}

// waitForDelivery waits until an invitation's delivery has the status.
func waitForDelivery(t *testing.T, org organisation, i invitation, status string) invitation {
	t.Helper()
	var now invitation
	eventually(t, "the delivery of "+i.Email+" is "+status, func() bool {
		now = decode[invitation](t, get(t, org.path("/invitations/"+i.ID), org.admin.token).want(t, http.StatusOK))
		return now.Delivery.Status == status
	})
	return now
}

// deadLetterMessage is a message in the dead-letter queue.
type deadLetterMessage struct {
	InvitationID   string `json:"invitationId"`
	OrganisationID string `json:"organisationId"`
	Reason         string `json:"reason"`
}

// takeDeadLetter waits for the message of an invitation, deletes it and leaves all others.
func takeDeadLetter(t *testing.T, invitation string) deadLetterMessage {
	t.Helper()
	var found deadLetterMessage
	eventually(t, "invitation "+invitation+" is in the dead-letter queue", func() bool {
		received := got(cloud.queue.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
			QueueUrl: &deployment.DeadLetterQueue, MaxNumberOfMessages: 10, VisibilityTimeout: 2,
		})).orFail(t)
		for _, m := range received.Messages {
			var l deadLetterMessage
			if json.Unmarshal([]byte(*m.Body), &l) == nil && l.InvitationID == invitation {
				found = l
				got(cloud.queue.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{
					QueueUrl: &deployment.DeadLetterQueue, ReceiptHandle: m.ReceiptHandle,
				})).orFail(t)
			}
		}
		return found.InvitationID != ""
	})
	return found
}
