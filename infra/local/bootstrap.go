package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// bootstrap prepares the emulator's account for the CDK.
func bootstrap(ctx context.Context, log io.Writer, p place, endpoint string) error {
	identity, err := sts.NewFromConfig(localConfig(endpoint)).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return err
	}
	account := aws.ToString(identity.Account)
	if account == "" {
		return errors.New("the emulator names no account")
	}
	if bootstrapped(ctx, endpoint) {
		fmt.Fprintln(log, "done before")
	} else if err := bootstrapCDK(ctx, log, p, endpoint, account); err != nil {
		return err
	}
	return withoutTLS(ctx, endpoint, account)
}

// bootstrapped: asking whether it is done takes milliseconds, doing it again
// seconds.
func bootstrapped(ctx context.Context, endpoint string) bool {
	stacks, err := cloudformation.NewFromConfig(localConfig(endpoint)).DescribeStacks(ctx, &cloudformation.DescribeStacksInput{
		StackName: aws.String("CDKToolkit"),
	})
	return err == nil && len(stacks.Stacks) == 1 && strings.HasSuffix(string(stacks.Stacks[0].StackStatus), "_COMPLETE")
}

func bootstrapCDK(ctx context.Context, log io.Writer, p place, endpoint, account string) error {
	program, err := filepath.Abs(cdkProgram)
	if err != nil {
		return err
	}
	// Where there is no cdk.json the CDK does not run the app, which takes seconds
	// and tells it nothing that the target does not.
	return execute(ctx, log, p.dir, localEnvironment(endpoint), program,
		"bootstrap", fmt.Sprintf("aws://%s/%s", account, region()), "--no-notices", "--version-reporting=false", "--ci")
}

// withoutTLS takes away the policy of the CDK's bucket, which refuses whoever
// comes without TLS: the emulator has none, and it minds policies. The name is
// that of a bootstrap which nobody has changed.
func withoutTLS(ctx context.Context, endpoint, account string) error {
	url := fmt.Sprintf("%s/cdk-hnb659fds-assets-%s-%s?policy=", endpoint, account, region())
	request, err := http.NewRequestWithContext(ctx, http.MethodDelete, url, http.NoBody)
	if err != nil {
		return err
	}
	const hashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	request.Header.Set("X-Amz-Content-Sha256", hashOfNothing)
	credentials := aws.Credentials{AccessKeyID: localKey, SecretAccessKey: localSecret}
	if err := v4.NewSigner().SignHTTP(ctx, credentials, request, hashOfNothing, "s3", region(), time.Now()); err != nil {
		return err
	}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("the policy of the CDK's bucket cannot be removed: %s", answer.Status)
	}
	return nil
}
