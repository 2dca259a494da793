package main

import "flag"

// stackOf returns the name of a deployment's stack.
func stackOf(deployment string) string {
	if deployment == "" {
		return "Admit"
	}
	return "Admit-" + deployment
}

// deploymentFlag declares the flag that says which of several deployments a command is
// about.
func deploymentFlag(flags *flag.FlagSet) *string {
	return flags.String("deployment", "", "the `name` of the deployment (default: on AWS the setting name in cdk.json, on this machine none)")
}

// deploymentOnAWS returns the name of a deployment on AWS: the given one, or that of
// cdk.json, with which make deploy deploys.
func deploymentOnAWS(given string) (string, error) {
	if given != "" {
		return given, nil
	}
	var app struct {
		Context struct{ Name string }
	}
	err := readJSON("cdk.json", &app)
	return app.Context.Name, err
}
