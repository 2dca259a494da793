package main

import (
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

// named returns a name that only one deployment in an account and region can have, or
// that people tell deployments apart by. The deployment without a name has the names from
// before there was the setting. All other physical names are left to CloudFormation, which
// makes them unique.
func (s Settings) named(name string) string {
	if s.Name == "" {
		return name
	}
	return name + "-" + s.Name
}

// onlyNamed returns a name for a resource that CloudFormation names by itself in the
// deployment without a name. To name it there would replace it.
func (s Settings) onlyNamed(name string) *string {
	if s.Name == "" {
		return nil
	}
	return jsii.String(s.named(name))
}

// signInPrefix returns the prefix of the domain of the stack's user pool. It has the
// account id, because it must be unique among all accounts of the region.
func (s Settings) signInPrefix(stack awscdk.Stack) *string {
	if s.SignInPrefix != "" {
		return jsii.String(s.SignInPrefix)
	}
	return awscdk.Fn_Join(jsii.String("-"), jsii.Strings(s.named("admit"), *stack.Account()))
}

var namePattern = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$`)

// nameProblem refuses a name that cannot be part of every name that has it, such as the
// prefix of a domain.
func nameProblem(name string) string {
	if name == "" {
		return ""
	}
	if problem := mismatch(name, namePattern, "is not a name of at most 20 lower-case letters, digits and hyphens, such as staging"); problem != "" {
		return problem
	}
	return prefixProblem(name)
}
