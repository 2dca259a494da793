package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// function describes one Lambda function: an entry of the table in stack.go.
type function struct {
	name        string       // the directory below functions/
	purpose     string       // the function's description in the AWS console
	permissions []permission // everything that its role allows, besides its own logs and traces
	invokes     []string     // the functions above it in the table that it may invoke
	branded     bool         // whether it shows the brand, which is then beside its binary
	unused      bool         // whether the settings need no such function
	timeout     time.Duration
	slow        time.Duration // a p99 above this for fifteen minutes raises an alarm
}

// memory is the memory of every function, in MB. A Go function needs a tenth of
// it. But Lambda assigns CPU in proportion to memory, and the TLS handshakes of a
// cold start wait for the CPU. The variables of setting.Runtime belong to this value.
const memory = 256

// newFunction declares a function with its log group, its alarms, and a role that
// allows only what the entry says. Its archive has the content of the directory.
func newFunction(s system, f function, directory string, environment map[string]*string) awslambda.Function {
	scope := constructs.NewConstruct(s.stack, jsii.String(constructID(f.name)))
	logs := awslogs.NewLogGroup(scope, jsii.String("Logs"), &awslogs.LogGroupProps{
		Retention:     awslogs.RetentionDays_ONE_MONTH,
		RemovalPolicy: s.settings.removalPolicy(),
	})
	lambda := awslambda.NewFunction(scope, jsii.String("Function"), &awslambda.FunctionProps{
		Description:           jsii.String(f.purpose),
		Runtime:               awslambda.Runtime_PROVIDED_AL2023(),
		Architecture:          s.settings.architecture(),
		Handler:               jsii.String("bootstrap"),
		Code:                  awslambda.Code_FromAsset(&directory, nil),
		Role:                  newRole(scope, f, logs, s.settings.Tracing),
		Environment:           &environment,
		MemorySize:            jsii.Number(memory),
		Timeout:               seconds(f.timeout),
		Tracing:               s.settings.tracing(),
		LogGroup:              logs,
		LoggingFormat:         awslambda.LoggingFormat_JSON,
		ApplicationLogLevelV2: awslambda.ApplicationLogLevel_INFO,
		// Lambda writes two records about each invocation at INFO, twice what the
		// function itself writes. Metrics have the same numbers. A crash or a timeout
		// is a WARN.
		SystemLogLevelV2: awslambda.SystemLogLevel_WARN,
	})
	s.alarms.watchFunction(f, lambda)
	return lambda
}

// newRole declares the function's role with an inline policy. It returns the role
// in a form that ignores the grants that CDK constructs would add by themselves, so
// that the entry in stack.go lists all permissions.
func newRole(scope constructs.Construct, f function, logs awslogs.LogGroup, tracing bool) awsiam.IRole {
	statements := []awsiam.PolicyStatement{
		allow(on(logs.LogGroupArn()), "logs:CreateLogStream", "logs:PutLogEvents").statement(),
	}
	if tracing {
		// X-Ray has no resource names. This is the only "*" in production.
		statements = append(statements, allow(on(jsii.String("*")), "xray:PutTraceSegments", "xray:PutTelemetryRecords").statement())
	}
	for _, p := range f.permissions {
		statements = append(statements, p.statement())
	}
	role := awsiam.NewRole(scope, jsii.String("Role"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("lambda.amazonaws.com"), nil),
		InlinePolicies: &map[string]awsiam.PolicyDocument{
			"Own": awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Statements: &statements}),
		},
	})
	return role.WithoutPolicyUpdates(nil)
}

// permission allows actions on resources, optionally under a condition.
type permission struct {
	actions   []string
	resources []*string
	condition map[string]any
}

func allow(resources []*string, actions ...string) permission {
	return permission{actions: actions, resources: resources}
}

func on(resources ...*string) []*string { return resources }

func (p permission) onlyIf(condition map[string]any) permission {
	p.condition = condition
	return p
}

func (p permission) statement() awsiam.PolicyStatement {
	props := awsiam.PolicyStatementProps{
		Actions:   jsii.Strings(p.actions...),
		Resources: &p.resources,
	}
	if p.condition != nil {
		props.Conditions = &p.condition
	}
	return awsiam.NewPolicyStatement(&props)
}

func (s Settings) architecture() awslambda.Architecture {
	if s.Architecture == "arm64" {
		return awslambda.Architecture_ARM_64()
	}
	return awslambda.Architecture_X86_64()
}

func (s Settings) tracing() awslambda.Tracing {
	if s.Tracing {
		return awslambda.Tracing_ACTIVE
	}
	return awslambda.Tracing_DISABLED
}

// removalPolicy says what happens to data, and to names that others rely on, when
// the stack is deleted or an update replaces the resource. Outside development they
// are retained. A resource that a failed deployment created is empty, so
// CloudFormation deletes it: otherwise it would block the next deployment.
func (s Settings) removalPolicy() awscdk.RemovalPolicy {
	if s.Development {
		return awscdk.RemovalPolicy_DESTROY
	}
	return awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE
}

// checkBinaries returns an error that says what to do when a function has not been
// built. The CDK would only report a path that does not exist.
func checkBinaries(dir string, functions []function) error {
	var missing []string
	for _, f := range functions {
		if _, err := os.Stat(filepath.Join(dir, f.name, "bootstrap")); err != nil {
			missing = append(missing, f.name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("there is no binary in %s for %s: run `make build` first", dir, strings.Join(missing, ", "))
	}
	return nil
}

// constructID returns the construct id of a function: ListPermissions for
// list-permissions.
func constructID(name string) string {
	var id strings.Builder
	for word := range strings.SplitSeq(name, "-") {
		id.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return id.String()
}

func seconds(d time.Duration) awscdk.Duration {
	return awscdk.Duration_Seconds(jsii.Number(d.Seconds()))
}
