package main

import (
	"strings"

	"github.com/aws/jsii-runtime-go"
)

// What a setting may contain in the place of an id that AWS, or the emulator,
// assigns when it creates the resource.
const (
	apiIDPlaceholder  = "{apiId}"
	poolIDPlaceholder = "{userPoolId}"
)

// fillPlaceholder returns the setting with the id, which is known only at
// deployment, in the place of the placeholder.
func fillPlaceholder(setting, placeholder string, id *string) *string {
	return jsii.String(strings.ReplaceAll(setting, placeholder, *id))
}

// withoutPlaceholder returns the setting with an example of an id, so that it can
// be checked as a URL. A placeholder of another name stays, and is no URL.
func withoutPlaceholder(setting, placeholder string) string {
	return strings.ReplaceAll(setting, placeholder, "id")
}
