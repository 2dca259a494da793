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
		Meaning:  "Secret from which the keys of the cursors of lists and of the hashes of addresses in logs are derived",
		Form:     "text of at least 32 octets", Example: "example-secret-of-at-least-32-octets",
		Readers: []string{"accept", "decide", "deliver", "list-permissions", "operator"},
	}, parseSecret}

	Limits = Setting[access.Limits]{Definition{
		Variable: "ADMIT_LIMITS",
		Meaning:  "Limits on invitations, emails, roles and grants",
		Form:     "JSON object with every limit, each a whole number from 1 up; time windows are in UTC",
		Example:  `{"openInvitations":10000,"invitationsPerHour":2000,"mailsPerDay":20,"mailsPerDayOfPartner":100,"batch":100,"roles":50,"grants":200}`,
		Readers:  []string{"accept", "edit-access", "invite", "operator"},
	}, parseLimits}

	Retention = Setting[access.Retention]{Definition{
		Variable: "ADMIT_RETENTION", Optional: true,
		Meaning: "How long events and closed invitations are kept; not set: events for good, closed invitations for 30 days",
		Form:    "JSON object: events and invitations, each a whole number of days; one that is left out is not set",
		Example: `{"events":730,"invitations":90}`,
		Readers: []string{"accept", "deliver", "delivery-status", "edit-access", "invite", "operator", "organisations", "remove-access"},
	}, parseRetention}

	Passwords = Setting[access.PasswordRule]{Definition{
		Variable: "ADMIT_PASSWORDS",
		Meaning:  "What a new password needs; it is the password policy of the stack's user pool",
		Form:     "JSON object: minLength, from 8 to 99, and upper, lower, digit and symbol, each true or false",
		Example:  `{"minLength":12,"upper":true,"lower":true,"digit":true,"symbol":false}`,
		Readers:  []string{"accept"},
	}, parsePasswords}

	Identity = Setting[IdentityProvider]{Definition{
		Variable: "ADMIT_IDENTITY",
		Meaning:  "Where people have their identities: a user pool of the stack (create), another one (existing) or an OpenID Connect provider (issuer)",
		Form:     "JSON object: mode, issuer; userPoolId; or clientId, keysUrl and trustEmail",
		Example:  `{"mode":"create","issuer":"https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_a1B2c3D4e","userPoolId":"eu-north-1_a1B2c3D4e"}`,
		Readers:  []string{"accept", "deliver", "operator"},
	}, parseIdentityProvider}

	PageSignIn = Setting[SignIn]{Definition{
		Variable: "ADMIT_SIGN_IN",
		Meaning:  "How pages sign people in and out",
		Form:     "JSON object: clientId, authorize, token, scope; revoke, endSession or logout, and parameters are optional",
		Example: `{"clientId":"1h57kf5cpq17m0eml12EXAMPLE","authorize":"https://login.example.com/authorize",` +
			`"token":"https://login.example.com/token","endSession":"https://login.example.com/logout","scope":"openid email profile"}`,
		Readers: []string{"accept", "console"},
	}, parseSignIn}

	Addresses = Setting[[]string]{Definition{
		Variable: "ADMIT_ADDRESSES",
		Meaning:  "Base URLs that invitation links may have",
		Form:     "URLs with spaces between them",
		Example:  "https://admit.example.com https://a1b2c3d4e5.execute-api.eu-north-1.amazonaws.com",
		Readers:  []string{"accept"},
	}, parseURLs}

	ContinueURL = Setting[string]{Definition{
		Variable: "ADMIT_CONTINUE_URL", Optional: true,
		Meaning: "Where people continue after they have accepted an invitation without a return URL; not set for the console",
		Form:    "URL", Example: "https://app.example.com/welcome",
		Readers: []string{"accept"},
	}, parseExactURL}

	ReturnOrigins = Setting[[]string]{Definition{
		Variable: "ADMIT_RETURN_ORIGINS", Optional: true,
		Meaning: "Origins that the return URL of an invitation may have",
		Form:    "origins with spaces between them", Example: "https://app.example.com https://shop.example.com",
		Readers: []string{"accept", "invite"},
	}, parseURLs}

	BaseURL = Setting[string]{Definition{
		Variable: "ADMIT_BASE_URL",
		Meaning:  "Base URL of the links in emails",
		Form:     "URL", Example: "https://admit.example.com",
		Readers: []string{"deliver"},
	}, parseURL}

	Sender = Setting[string]{Definition{
		Variable: "ADMIT_SENDER",
		Meaning:  "Sender of every email",
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
		Meaning:  "Language of an email whose invitation or reader has none",
		Form:     "language, with or without a region", Example: "nb-NO",
		Readers: []string{"deliver", "sign-in-mails"},
	}, parseLocale}

	MailDeadLetterQueueURL = Setting[string]{Definition{
		Variable: "ADMIT_MAIL_DEAD_LETTER_QUEUE_URL",
		Meaning:  "SQS queue for emails that cannot be sent",
		Form:     "URL", Example: "https://sqs.eu-north-1.amazonaws.com/111122223333/Admit-DeadLetters",
		Readers: []string{"deliver", "operator"},
	}, parseURL}

	Schedules = Setting[Scheduling]{Definition{
		Variable: "ADMIT_SCHEDULES",
		Meaning:  "With what reminders and postponed emails are scheduled",
		Form:     "JSON object: group, the name of a schedule group; role, the ARN with which EventBridge Scheduler invokes the function; deadLetters, the ARN of the queue for what it cannot hand over",
		Example:  `{"group":"Admit-Reminders-1K2M3N","role":"arn:aws:iam::111122223333:role/Admit-RemindersRole-1K2M3N","deadLetters":"arn:aws:sqs:eu-north-1:111122223333:Admit-DeadLetters"}`,
		Readers:  []string{"deliver"},
	}, parseSchedules}

	Reminders = Setting[bool]{Definition{
		Variable: "ADMIT_REMINDERS",
		Meaning:  "Whether an invitation is emailed once more before it expires",
		Form:     "true or false", Example: "true",
		Readers: []string{"deliver"},
	}, parseSwitch}

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
		Readers: []string{"operator", "publish"},
	}, parseURL}

	DeliveryEventDeadLetterQueueURL = Setting[string]{Definition{
		Variable: "ADMIT_DELIVERY_EVENT_DEAD_LETTER_QUEUE_URL",
		Meaning:  "SQS queue for delivery events that cannot be written",
		Form:     "URL", Example: "https://sqs.eu-north-1.amazonaws.com/111122223333/Admit-UnreadReports",
		Readers: []string{"operator"},
	}, parseURL}

	Functions = Setting[map[string]string]{Definition{
		Variable: "ADMIT_FUNCTIONS",
		Meaning:  "The functions that a redrive invokes",
		Form:     "JSON object with the name of each function in AWS",
		Example:  `{"deliver":"Admit-DeliverFunction-1K2M3N","publish":"Admit-PublishFunction-1K2M3N","delivery-status":"Admit-DeliveryStatusFunction-1K2M3N"}`,
		Readers:  []string{"operator"},
	}, parseFunctions}
)

// All returns the definition of every setting. It is a function and not a
// variable so that the binary of a function links only the settings that it reads.
func All() []Definition {
	return []Definition{
		Region.Definition, AccessKeyID.Definition, SecretAccessKey.Definition, SessionToken.Definition, EndpointURL.Definition,
		Table.Definition, CursorSecret.Definition, Limits.Definition, Retention.Definition, Passwords.Definition, Identity.Definition, PageSignIn.Definition,
		Addresses.Definition, ContinueURL.Definition, ReturnOrigins.Definition, BaseURL.Definition, Sender.Definition,
		ConfigurationSet.Definition, Locale.Definition,
		MailDeadLetterQueueURL.Definition, Schedules.Definition, Reminders.Definition, EventBus.Definition, EventDeadLetterQueueURL.Definition,
		DeliveryEventDeadLetterQueueURL.Definition, Functions.Definition,
	}
}
