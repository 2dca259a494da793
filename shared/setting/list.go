package setting

import "admit/shared/access"

// The settings that the Lambda runtime sets. Package boot reads them for every
// function.
var (
	Region = Setting[string]{Definition{
		Variable: "AWS_REGION", ByLambda: true,
		Meaning: "AWS region of the deployment",
		Form:    "name of a region", Example: "eu-north-1",
	}, parseText}

	AccessKeyID = Setting[string]{Definition{
		Variable: "AWS_ACCESS_KEY_ID", ByLambda: true,
		Meaning: "Access key of the function's role",
		Form:    "text", Example: "example-access-key-id",
	}, parseText}

	SecretAccessKey = Setting[string]{Definition{
		Variable: "AWS_SECRET_ACCESS_KEY", ByLambda: true,
		Meaning: "Secret key of the function's role",
		Form:    "text", Example: "example-secret-access-key",
	}, parseText}

	SessionToken = Setting[string]{Definition{
		Variable: "AWS_SESSION_TOKEN", ByLambda: true, Optional: true,
		Meaning: "Session token of the function's role; an emulator may set none",
		Form:    "text", Example: "example-session-token",
	}, parseText}

	EndpointURL = Setting[string]{Definition{
		Variable: "AWS_ENDPOINT_URL", ByLambda: true, Optional: true,
		Meaning: "URL of an AWS emulator; not set on AWS",
		Form:    "URL", Example: "http://localhost:4566",
	}, parseURL}
)

// The settings that the stack sets.
var (
	Table = Setting[string]{Definition{
		Variable: "ADMIT_TABLE",
		Meaning:  "Name of the DynamoDB table",
		Form:     "text", Example: "Admit-Table710B521B-1K2M3N",
		Readers: []string{
			"accept", "decide", "deliver", "delivery-status", "edit-access", "invite", "list-permissions", "operator", "organisations", "remove-access",
		},
	}, parseText}

	CursorSecret = Setting[string]{Definition{
		Variable: "ADMIT_CURSOR_SECRET",
		Meaning:  "Secret from which the key of the cursors of lists is derived",
		Form:     "text of at least 32 octets", Example: "example-secret-of-at-least-32-octets",
		Readers: []string{"decide", "list-permissions"},
	}, parseSecret}

	Limits = Setting[access.Limits]{Definition{
		Variable: "ADMIT_LIMITS",
		Meaning:  "Limits on invitations, emails, roles and grants",
		Form:     "JSON object with every limit, each a whole number from 1 up; time windows are in UTC",
		Example:  `{"openInvitations":10000,"invitationsPerHour":2000,"mailsPerDay":20,"mailsPerDayOfPartner":100,"batch":100,"roles":50,"grants":200}`,
		Readers:  []string{"accept", "edit-access", "invite", "operator"},
	}, parseLimits}

	UserPoolID = Setting[string]{Definition{
		Variable: "ADMIT_USER_POOL_ID",
		Meaning:  "Id of the Cognito user pool",
		Form:     "text", Example: "eu-north-1_a1B2c3D4e",
		Readers: []string{"accept", "operator"},
	}, parseText}

	// A trailing slash is kept: user ids are derived from the exact issuer.
	Issuer = Setting[string]{Definition{
		Variable: "ADMIT_ISSUER",
		Meaning:  "Issuer of the user pool's tokens, exactly as in their iss claim",
		Form:     "URL", Example: "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_a1B2c3D4e",
		Readers: []string{"accept", "operator"},
	}, parseExactURL}

	ClientID = Setting[string]{Definition{
		Variable: "ADMIT_CLIENT_ID",
		Meaning:  "Id of the app client with which pages sign people in",
		Form:     "text", Example: "1h57kf5cpq17m0eml12EXAMPLE",
		Readers: []string{"accept", "console"},
	}, parseText}

	SignInURL = Setting[string]{Definition{
		Variable: "ADMIT_SIGN_IN_URL",
		Meaning:  "Base URL of the hosted sign-in, without /oauth2/authorize",
		Form:     "URL", Example: "https://admit-111122223333.auth.eu-north-1.amazoncognito.com",
		Readers: []string{"accept", "console"},
	}, parseURL}

	Addresses = Setting[[]string]{Definition{
		Variable: "ADMIT_ADDRESSES",
		Meaning:  "Base URLs that invitation links may have",
		Form:     "URLs with spaces between them",
		Example:  "https://admit.example.com https://a1b2c3d4e5.execute-api.eu-north-1.amazonaws.com",
		Readers:  []string{"accept"},
	}, parseURLs}

	BaseURL = Setting[string]{Definition{
		Variable: "ADMIT_BASE_URL",
		Meaning:  "Base URL of the links in emails",
		Form:     "URL", Example: "https://admit.example.com",
		Readers: []string{"deliver"},
	}, parseURL}

	Sender = Setting[string]{Definition{
		Variable: "ADMIT_SENDER",
		Meaning:  "Sender of every invitation email",
		Form:     "email address, with or without a display name", Example: "Example <invitations@example.com>",
		Readers: []string{"deliver"},
	}, parseMailbox}

	ConfigurationSet = Setting[string]{Definition{
		Variable: "ADMIT_CONFIGURATION_SET",
		Meaning:  "Name of the SES configuration set for invitation emails",
		Form:     "text", Example: "Mail-a1b2c3d4",
		Readers: []string{"deliver"},
	}, parseText}

	Locale = Setting[string]{Definition{
		Variable: "ADMIT_LOCALE",
		Meaning:  "Language of an email whose invitation has none",
		Form:     "language, with or without a region", Example: "nb-NO",
		Readers: []string{"deliver"},
	}, parseLocale}

	ReplyTo = Setting[string]{Definition{
		Variable: "ADMIT_REPLY_TO",
		Meaning:  "Who gets the replies to an email",
		Form:     "inviter, none or an email address", Example: "support@example.com",
		Readers: []string{"deliver"},
	}, parseReplyTo}

	MailDeadLetterQueueURL = Setting[string]{Definition{
		Variable: "ADMIT_MAIL_DEAD_LETTER_QUEUE_URL",
		Meaning:  "SQS queue for emails that cannot be sent",
		Form:     "URL", Example: "https://sqs.eu-north-1.amazonaws.com/111122223333/Admit-DeadLetters",
		Readers: []string{"deliver"},
	}, parseURL}

	EventBus = Setting[string]{Definition{
		Variable: "ADMIT_EVENT_BUS",
		Meaning:  "Name of the EventBridge event bus that events are published on",
		Form:     "text", Example: "admit",
		Readers: []string{"publish"},
	}, parseText}

	EventDeadLetterQueueURL = Setting[string]{Definition{
		Variable: "ADMIT_EVENT_DEAD_LETTER_QUEUE_URL",
		Meaning:  "SQS queue for events that cannot be published",
		Form:     "URL", Example: "https://sqs.eu-north-1.amazonaws.com/111122223333/Admit-UnpublishedRecords",
		Readers: []string{"publish"},
	}, parseURL}
)

// All returns the definition of every setting. It is a function and not a
// variable so that the binary of a function links only the settings that it reads.
func All() []Definition {
	return []Definition{
		Region.Definition, AccessKeyID.Definition, SecretAccessKey.Definition, SessionToken.Definition, EndpointURL.Definition,
		Table.Definition, CursorSecret.Definition, Limits.Definition, UserPoolID.Definition, Issuer.Definition, ClientID.Definition, SignInURL.Definition,
		Addresses.Definition, BaseURL.Definition, Sender.Definition, ConfigurationSet.Definition, Locale.Definition, ReplyTo.Definition,
		MailDeadLetterQueueURL.Definition, EventBus.Definition, EventDeadLetterQueueURL.Definition,
	}
}
