package cloud

import (
	"encoding/json"
	"fmt"
	"time"

	"admit/shared/mail"
)

// DeliveryReport returns the event of EventBridge with which SES reports that a mail was
// delivered.
func DeliveryReport(sent Mail) []byte {
	now := time.Now().UTC().Format(time.RFC3339)
	event, err := json.Marshal(map[string]any{
		"version": "0", "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718", "detail-type": "Email Delivered", "source": "aws.ses", "account": "111122223333",
		"time": now, "region": "eu-north-1", "resources": []string{"arn:aws:ses:eu-north-1:111122223333:configuration-set/Mail-a1b2c3d4"},
		"detail": map[string]any{
			"eventType": "Delivery",
			"mail": map[string]any{
				"timestamp": now, "source": "invitations@example.com", "sendingAccountId": "111122223333",
				"messageId": "010001846ce1ccd5-ae5d9f5b-6c0e-4d5e-9c3f-0000000", "destination": []string{"person@example.com"}, "headersTruncated": false,
				"tags": map[string]any{
					"ses:configuration-set": []string{"Mail-a1b2c3d4"}, mail.InvitationTag: []string{sent.Invitation}, mail.AttemptTag: []string{fmt.Sprint(sent.Attempt)},
				},
			},
			"delivery": map[string]any{
				"timestamp": now, "processingTimeMillis": 500, "recipients": []string{"person@example.com"},
				"smtpResponse": "250 2.0.0 OK", "reportingMTA": "a8-50.smtp-out.amazonses.com",
			},
		},
	})
	if err != nil {
		panic(err) // maps of strings are always JSON
	}
	return event
}
