package main

import (
	"strings"

	"github.com/aws/jsii-runtime-go"
)

// Placeholders in settings stand for ids that AWS, or the emulator, assigns when it
// creates the resource.
const (
	apiIDPlaceholder  = "{apiId}"
	poolIDPlaceholder = "{userPoolId}"
)

// fillPlaceholder replaces the placeholder with the id, which is known only at
// deployment.
func fillPlaceholder(setting, placeholder string, id *string) *string {
	return jsii.String(strings.ReplaceAll(setting, placeholder, *id))
}

// withoutPlaceholder replaces the placeholder with an example id, so that the
// setting can be checked as a URL. Any other placeholder stays and fails the check.
func withoutPlaceholder(setting, placeholder string) string {
	return strings.ReplaceAll(setting, placeholder, "id")
}
