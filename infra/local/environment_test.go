package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// A local deployment inherits no AWS setting from the shell.
func TestLocalEnvironmentIgnoresTheShellsAWSSettings(t *testing.T) {
	for name, value := range map[string]string{
		"AWS_PROFILE": "production", "AWS_ACCESS_KEY_ID": "AKIAREAL", "AWS_SECRET_ACCESS_KEY": "real",
		"AWS_SESSION_TOKEN": "real", "AWS_ROLE_ARN": "arn:real", "AWS_WEB_IDENTITY_TOKEN_FILE": "/real",
		"AWS_ENDPOINT_URL_LAMBDA": "https://real", "AWS_CONFIG_FILE": "/real", "CDK_DEFAULT_ACCOUNT": "123456789012",
		"AWS_REGION": "eu-north-1",
	} {
		t.Setenv(name, value)
	}
	environment := localEnvironment("http://localhost:4566")
	seen := map[string]bool{}
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		if seen[name] {
			t.Errorf("%s is set twice", name)
		}
		seen[name] = true
		if strings.Contains(strings.ToLower(value), "real") && strings.HasPrefix(name, "AWS_") || value == "production" || name == "CDK_DEFAULT_ACCOUNT" {
			t.Errorf("%s was inherited", variable)
		}
	}
	for _, needed := range []string{
		"AWS_ENDPOINT_URL=http://localhost:4566", "AWS_ENDPOINT_URL_S3=http://localhost:4566",
		"AWS_ACCESS_KEY_ID=test", "AWS_REGION=eu-north-1", "AWS_CONFIG_FILE=" + os.DevNull, "PATH=" + os.Getenv("PATH"),
	} {
		if !slices.Contains(environment, needed) {
			t.Errorf("%s is missing", needed)
		}
	}
}

// The functions inherit the emulator's environment, so it contains only variables that
// were chosen explicitly.
func TestEmulatorEnvironmentInheritsNothing(t *testing.T) {
	t.Setenv("AWS_PROFILE", "production")
	t.Setenv("SOMEBODYS_TOKEN", "secret")
	environment := emulatorEnvironment("/somewhere", 4566)
	for _, variable := range environment {
		if name, _, _ := strings.Cut(variable, "="); name == "AWS_PROFILE" || name == "SOMEBODYS_TOKEN" {
			t.Errorf("%s was inherited", name)
		}
	}
	if !slices.Contains(environment, "BIND_HOST=127.0.0.1") {
		t.Error("the emulator would listen on every interface")
	}
	if !slices.Contains(environment, "AUTH=true") {
		t.Error("the emulator would not enforce the functions' roles")
	}
}
