package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
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
	if err := callService(ctx, "s3", http.MethodDelete, url, nil); err != nil {
		return fmt.Errorf("deleting the policy of the CDK's bucket: %w", err)
	}
	return nil
}

// callService sends a signed request to a service of the emulator. It is for the few calls
// that are not worth a package of the SDK.
func callService(ctx context.Context, service, method, url string, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])
	request.Header.Set("X-Amz-Content-Sha256", hash)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	credentials := aws.Credentials{AccessKeyID: localKey, SecretAccessKey: localSecret}
	if err := v4.NewSigner().SignHTTP(ctx, credentials, request, hash, service, region(), time.Now()); err != nil {
		return err
	}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= http.StatusMultipleChoices {
		return errors.New(answer.Status)
	}
	return nil
}
