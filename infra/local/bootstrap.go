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
func bootstrap(ctx context.Context, log io.Writer, w workspace, endpoint string) error {
	identity, err := sts.NewFromConfig(localConfig(endpoint)).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return err
	}
	account := aws.ToString(identity.Account)
	if account == "" {
		return errors.New("the emulator returned no account id")
	}
	if bootstrapped(ctx, endpoint) {
		fmt.Fprintln(log, "already bootstrapped")
	} else if err := bootstrapCDK(ctx, log, w, endpoint, account); err != nil {
		return err
	}
	return deleteBucketPolicy(ctx, endpoint, account)
}

// bootstrapped reports whether the CDK's bootstrap stack exists. The check takes
// milliseconds, bootstrapping again takes seconds.
func bootstrapped(ctx context.Context, endpoint string) bool {
	stacks, err := cloudformation.NewFromConfig(localConfig(endpoint)).DescribeStacks(ctx, &cloudformation.DescribeStacksInput{
		StackName: aws.String("CDKToolkit"),
	})
	return err == nil && len(stacks.Stacks) == 1 && strings.HasSuffix(string(stacks.Stacks[0].StackStatus), "_COMPLETE")
}

func bootstrapCDK(ctx context.Context, log io.Writer, w workspace, endpoint, account string) error {
	program, err := filepath.Abs(cdkProgram)
	if err != nil {
		return err
	}
	// In a directory without cdk.json the CDK does not run the app. Running it takes
	// seconds and adds nothing, because the target is given.
	return execute(ctx, log, w.dir, localEnvironment(endpoint), program,
		"bootstrap", fmt.Sprintf("aws://%s/%s", account, region()), "--no-notices", "--version-reporting=false", "--ci")
}

// deleteBucketPolicy deletes the policy of the CDK's asset bucket. The policy refuses
// requests without TLS, and the emulator enforces policies but has no TLS. The bucket
// has the name that an uncustomised bootstrap gives it.
func deleteBucketPolicy(ctx context.Context, endpoint, account string) error {
	url := fmt.Sprintf("%s/cdk-hnb659fds-assets-%s-%s?policy=", endpoint, account, region())
	request, err := http.NewRequestWithContext(ctx, http.MethodDelete, url, http.NoBody)
	if err != nil {
		return err
	}
	const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" // SHA-256 of nothing
	request.Header.Set("X-Amz-Content-Sha256", emptyHash)
	credentials := aws.Credentials{AccessKeyID: localKey, SecretAccessKey: localSecret}
	if err := v4.NewSigner().SignHTTP(ctx, credentials, request, emptyHash, "s3", region(), time.Now()); err != nil {
		return err
	}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("deleting the policy of the CDK's bucket: %s", answer.Status)
	}
	return nil
}
