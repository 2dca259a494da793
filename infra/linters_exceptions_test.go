package main

// What the linters find and what is right to remain, with the reason. An exception that no
// longer applies fails the test.

var cfnLintExceptions = []exception{
	{rule: "W3005", resource: `\w+Function`, why: "the CDK writes that a function depends on its role, which the reference to the role says already"},
}

var checkovExceptions = []exception{
	{rule: "CKV_AWS_26", resource: `AWS::SNS::Topic\.Alarms`, why: "CloudWatch cannot publish to a topic with the AWS managed key, a key of one's own costs money, and an alarm has only names and numbers"},
	{rule: "CKV_AWS_27", resource: `AWS::SQS::Queue\.\w+`, why: "the queues are encrypted by keys of SQS, which the rule does not know; a key of one's own costs money for each request"},
	{rule: "CKV_AWS_119", why: "the table is encrypted by a key of DynamoDB; a key of one's own costs money for each request and needs a permission in each role"},
	{rule: "CKV_AWS_149", why: "the secret is encrypted by the AWS managed key; it only signs cursors"},
	{rule: "CKV_AWS_158", why: "log groups are encrypted by keys of CloudWatch Logs, and the logs contain no secret and no address"},
	{rule: "CKV_AWS_173", why: "the variables are encrypted by keys of Lambda; the only secret in them signs cursors"},
	{rule: "CKV_AWS_115", why: "reserved concurrency takes from the rest of the account, a new account has ten; an alarm says when a function is throttled"},
	{rule: "CKV_AWS_116", why: "API Gateway waits for the answer; what is invoked without waiting has a destination for failures, which the rule does not know"},
	{rule: "CKV_AWS_117", why: "the functions call only AWS services; a VPC would need a NAT gateway or endpoints, which cost money, and protects nothing here"},
}

// signedOut matches the routes that need no token: pages, documents and what the holder of a
// link does.
const signedOut = `Api/(GET|HEAD)--(console|docs|openapi\.json)(--\{proxy\+\})?|Api/(GET|HEAD)--invitations--\{(invitationId|proxy\+)\}|` +
	`Api/POST--invitations--\{invitationId\}--(preview|register|decline|renewal)`

var cdkNagExceptions = []exception{
	{rule: "AwsSolutions-APIG4", resource: signedOut, why: "pages and documents are public; an invitee without a user proves themselves by the link's token, which the function checks"},
	{rule: "AwsSolutions-COG1", resource: `Users\d*`, why: "the length of 12 and the characters are settings; NIST SP 800-63B advises against rules for characters"},
	{rule: "AwsSolutions-COG2", resource: `Users\d*`, variant: "development|no setting", why: "a second factor is a setting, mfa"},
	{rule: "AwsSolutions-COG8", resource: `Users\d*`, why: "the Plus plan costs money for each user"},
	{rule: "AwsSolutions-IAM5", resource: "(Deliver|Publish)/Role", why: "ListStreams names the table and not a stream; deliver names each schedule after an invitation; in development, the emulator knows neither the sender nor the group of a schedule"},
	{rule: "AwsSolutions-IAM5", resource: "Operator/Role", variant: "development", why: "the emulator does not know the stream of a call that reads it"},
	{rule: "AwsSolutions-IAM5", resource: `\w+/Role`, variant: "every setting", why: "X-Ray has no resources (the setting tracing)"},
	{rule: "AwsSolutions-SMG4", resource: "CursorSecret", why: "a new secret only ends the cursors of lists; the operator changes it by a deployment, as the functions have it in their environment"},
	{rule: "AwsSolutions-SQS3", resource: "DeadLetters|UnpublishedRecords|UnreadReports", why: "these are the dead-letter queues, as destinations of Lambda, which the rule does not know"},
	{rule: "AwsSolutions-SQS3", resource: "DevelopmentEvents", variant: "development", why: "a copy of the events for a developer to read"},
	{rule: "AwsSolutions-SQS4", variant: "development", why: "the emulator offers no TLS"},
}
