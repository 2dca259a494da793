package main

import (
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// The emulator accepts any credentials and keeps a separate account for each;
// these are the ones that everybody's examples use.
const (
	localKey    = "test"
	localSecret = "test"
)

// region is the shell's, since a link or an ARN in a log then looks as the
// developer expects, or AWS's first.
func region() string {
	for _, name := range []string{"AWS_REGION", "AWS_DEFAULT_REGION"} {
		if r := os.Getenv(name); r != "" {
			return r
		}
	}
	return "us-east-1"
}

// silence keeps the CDK from drawing a box of exclamation marks about the age of
// Node, which would be all that is seen of a failed step.
const silence = "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"

// localEnvironment is the shell's environment with everything of AWS replaced:
// no profile, no credentials and no configuration file of the developer's can
// lead a local deployment to a real account.
func localEnvironment(endpoint string) []string {
	var environment []string
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		switch {
		case strings.HasPrefix(name, "AWS_"), strings.HasPrefix(name, "CDK_"):
		case name == silence:
		case name == "MAKEFLAGS", name == "MFLAGS", name == "MAKELEVEL":
			// A make that is started below must not take itself for a part of the one above.
		default:
			environment = append(environment, variable)
		}
	}
	return append(environment,
		"AWS_ENDPOINT_URL="+endpoint,
		"AWS_ENDPOINT_URL_S3="+endpoint,
		"AWS_ACCESS_KEY_ID="+localKey,
		"AWS_SECRET_ACCESS_KEY="+localSecret,
		"AWS_REGION="+region(),
		"AWS_DEFAULT_REGION="+region(),
		"AWS_CONFIG_FILE="+os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE="+os.DevNull,
		"AWS_EC2_METADATA_DISABLED=true",
		"CDK_DISABLE_CLI_TELEMETRY=true",
		silence+"=20",
	)
}

// localConfig is the same for the SDK: built by hand, so that it reads nothing.
func localConfig(endpoint string) aws.Config {
	return aws.Config{
		Region:       region(),
		BaseEndpoint: aws.String(endpoint),
		Credentials:  credentials.NewStaticCredentialsProvider(localKey, localSecret, ""),
		HTTPClient:   client,
	}
}
