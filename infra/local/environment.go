package main

import (
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// The credentials for the emulator, which accepts any access key and keeps a separate
// account for each. These values are the usual ones in examples.
const (
	localKey    = "test"
	localSecret = "test"
)

// region returns the shell's AWS region, so that links and ARNs look familiar to the
// developer. The default is us-east-1.
func region() string {
	for _, name := range []string{"AWS_REGION", "AWS_DEFAULT_REGION"} {
		if r := os.Getenv(name); r != "" {
			return r
		}
	}
	return "us-east-1"
}

// silenceNodeWarning is a variable that suppresses the CDK's long warning about an old
// Node.js version. The warning would hide the error of a failed step.
const silenceNodeWarning = "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"

// localEnvironment returns the shell's environment with all AWS variables replaced. No
// profile, credentials or configuration file of the developer can direct a local
// deployment to a real account.
func localEnvironment(endpoint string) []string {
	var environment []string
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		switch {
		case strings.HasPrefix(name, "AWS_"), strings.HasPrefix(name, "CDK_"):
		case name == silenceNodeWarning:
		case name == "MAKEFLAGS", name == "MFLAGS", name == "MAKELEVEL":
			// A make that is started below must not consider itself part of the outer make.
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
		silenceNodeWarning+"=20",
	)
}

// localConfig returns the same configuration for the SDK. It is built by hand, so that
// the SDK reads neither environment nor files.
func localConfig(endpoint string) aws.Config {
	return aws.Config{
		Region:       region(),
		BaseEndpoint: aws.String(endpoint),
		Credentials:  credentials.NewStaticCredentialsProvider(localKey, localSecret, ""),
		HTTPClient:   client,
	}
}
