package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

// neededConcurrency is how many calls of functions Admit may make at once with little traffic: four
// senders and a publisher for each shard of the stream, delivery events, and the API. A new account
// may have 10.
const neededConcurrency = 50

// checkConcurrency checks how many calls of functions the account may make at once.
func checkConcurrency(ctx context.Context, settings aws.Config) finding {
	const what = "Lambda concurrency"
	account, err := lambda.NewFromConfig(settings).GetAccountSettings(ctx, &lambda.GetAccountSettingsInput{})
	switch {
	case err != nil:
		return cannotTell(what, err)
	case account.AccountLimit == nil:
		return cannotTell(what, errors.New("the answer of Lambda has no limit"))
	}
	free := aws.ToInt32(account.AccountLimit.UnreservedConcurrentExecutions)
	if free < neededConcurrency {
		return lacking(what, fmt.Sprintf("%d functions may run at once, and Admit needs %d: request 1,000 \"Concurrent executions\" of AWS Lambda in Service\n"+
			"Quotas. Until then requests get 503 when many come at once, and mails wait.", free, neededConcurrency))
	}
	return fine(what, fmt.Sprintf("%d functions may run at once", free))
}

// checkSignInMails checks who sends the mails of the sign-in, such as a code for a new password.
func checkSignInMails(ctx context.Context, settings aws.Config, pool string) finding {
	const what = "sign-in mails"
	if pool == "" {
		return fine(what, "your identity provider sends them")
	}
	described, err := cognitoidentityprovider.NewFromConfig(settings).DescribeUserPool(ctx, &cognitoidentityprovider.DescribeUserPoolInput{UserPoolId: &pool})
	if err != nil {
		return cannotTell(what, err)
	}
	if mails := described.UserPool.EmailConfiguration; mails == nil || mails.EmailSendingAccount != types.EmailSendingAccountTypeDeveloper {
		return lacking(what, "Cognito sends them, at most 50 a day: deploy with -c signInMails=ses as soon as the sender is verified.")
	}
	return fine(what, "they come from your sender, within the quota of SES")
}

// checkAlarmMail checks that somebody gets the alarms.
func checkAlarmMail(ctx context.Context, settings aws.Config, topic string) finding {
	const what = "alarms"
	if topic == "" {
		return cannotTell(what, errOldStack)
	}
	listed, err := sns.NewFromConfig(settings).ListSubscriptionsByTopic(ctx, &sns.ListSubscriptionsByTopicInput{TopicArn: &topic})
	if err != nil {
		return cannotTell(what, err)
	}
	confirmed := 0
	var pending []string
	for _, s := range listed.Subscriptions {
		if strings.HasPrefix(aws.ToString(s.SubscriptionArn), "arn:") {
			confirmed++
		} else {
			pending = append(pending, aws.ToString(s.Endpoint))
		}
	}
	switch {
	case len(pending) > 0:
		return lacking(what, fmt.Sprintf("%s has not confirmed: open the link in the mail \"AWS Notification - Subscription Confirmation\".", printable(strings.Join(pending, ", "))))
	case confirmed == 0:
		return lacking(what, "Nobody is told of an alarm: deploy with -c alarmEmail=ops@example.com, or subscribe to the topic "+topic)
	}
	return fine(what, fmt.Sprintf("%d subscribed", confirmed))
}

// checkAddress checks that the address of the links answers.
func checkAddress(ctx context.Context, console, target string) finding {
	const what = "address"
	parsed, err := url.Parse(console)
	if err != nil || parsed.Host == "" {
		return cannotTell(what, errOldStack)
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, console, nil)
	if err != nil {
		return cannotTell(what, err)
	}
	answer, err := client.Do(request)
	status := ""
	if err == nil {
		_ = answer.Body.Close()
		status = answer.Status
	}
	note := ""
	if target != "" {
		note = "\nThe DNS record of your domain must be a CNAME or an alias to " + target + ", and the certificate must be issued in this region."
	}
	switch {
	case err != nil:
		return lacking(what, fmt.Sprintf("Links begin with %s, which does not answer: %v%s", parsed.Host, err, note))
	case answer.StatusCode != http.StatusOK:
		return lacking(what, fmt.Sprintf("Links begin with %s, which answers %s%s", parsed.Host, status, note))
	case target != "" && strings.Contains(parsed.Host, ".execute-api."):
		return lacking(what, "Links begin with the API's own address. When your domain answers, deploy with -c baseUrl=https://<your domain>."+note)
	}
	return fine(what, "links begin with "+parsed.Host+", which answers")
}

// checkOrganisation checks whether there is an organisation. It reads the first part of an export,
// which has all of a new table.
func checkOrganisation(ctx context.Context, settings aws.Config, function string) finding {
	const what = "organisation"
	first, err := askOperator[exportPart](ctx, settings, function, "export", exportCall{Action: "export"})
	switch {
	case err != nil:
		return cannotTell(what, err)
	case len(first.Lines) > 0:
		return fine(what, "there is at least one")
	case first.Next != "":
		return cannotTell(what, errors.New("there is none in the first part of the table"))
	}
	return lacking(what, `There is none: run make organisation NAME="Acme" ADMIN=ada@example.com AWS=1`)
}
