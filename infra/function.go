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

// function is one Lambda of the system: a row of the table in stack.go.
type function struct {
	name    string       // the directory below functions/
	purpose string       // for whoever meets it in the AWS console
	may     []permission // all that its role allows, besides its own logs and traces
	timeout time.Duration
	slow    time.Duration // a p99 above this for fifteen minutes is an alarm
}

// memory of every function, in MB. A Go function needs a tenth of it; but the
// processor comes in proportion, and it is the processor that a cold start's
// TLS handshake waits for.
const memory = 256

// newFunction makes a row of the table real: the function, its log group, a
// role that allows what the row says and nothing else, and its alarms.
func newFunction(s system, f function, environment map[string]*string) awslambda.Function {
	scope := constructs.NewConstruct(s.stack, jsii.String(constructID(f.name)))
	logs := awslogs.NewLogGroup(scope, jsii.String("Logs"), &awslogs.LogGroupProps{
		Retention:     awslogs.RetentionDays_ONE_MONTH,
		RemovalPolicy: s.settings.keep(),
	})
	made := awslambda.NewFunction(scope, jsii.String("Function"), &awslambda.FunctionProps{
		Description:   jsii.String(f.purpose),
		Runtime:       awslambda.Runtime_PROVIDED_AL2023(),
		Architecture:  s.settings.architecture(),
		Handler:       jsii.String("bootstrap"),
		Code:          awslambda.Code_FromAsset(jsii.String(filepath.Join(s.settings.FunctionsBuilt, f.name)), nil),
		Role:          newRole(scope, f, logs),
		Environment:   &environment,
		MemorySize:    jsii.Number(memory),
		Timeout:       seconds(f.timeout),
		Tracing:       awslambda.Tracing_ACTIVE,
		LogGroup:      logs,
		LoggingFormat: awslambda.LoggingFormat_JSON,
	})
	s.alarms.watchFunction(f, made)
	return made
}

// newRole makes the function's role with its policy inside. The function gets
// it in a form that ignores the grants which the CDK's constructs would add on
// their own, so that the row in stack.go is all that there is.
func newRole(scope constructs.Construct, f function, logs awslogs.LogGroup) awsiam.IRole {
	statements := []awsiam.PolicyStatement{
		allow(on(logs.LogGroupArn()), "logs:CreateLogStream", "logs:PutLogEvents").statement(),
		// X-Ray knows no resources to name: it is the one '*' there is.
		allow(on(jsii.String("*")), "xray:PutTraceSegments", "xray:PutTelemetryRecords").statement(),
	}
	for _, p := range f.may {
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

// permission is some actions on some resources, perhaps under a condition.
type permission struct {
	actions   []string
	resources []*string
	condition map[string]any
}

func allow(resources []*string, actions ...string) permission {
	return permission{actions: actions, resources: resources}
}

func on(resources ...*string) []*string { return resources }

func (p permission) when(condition map[string]any) permission {
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

// keep is what becomes of data, and of names that others rely on, when the stack
// is deleted or a change replaces the resource that holds them. What was created
// by a deployment that failed is empty: CloudFormation deletes it again, so that
// it is not in the way of the next one.
func (s Settings) keep() awscdk.RemovalPolicy {
	if s.Development {
		return awscdk.RemovalPolicy_DESTROY
	}
	return awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE
}

// checkBuilt says what to do when a function has not been built, which the CDK
// would report as a path that does not exist.
func checkBuilt(dir string, functions []function) error {
	var missing []string
	for _, f := range functions {
		if _, err := os.Stat(filepath.Join(dir, f.name, "bootstrap")); err != nil {
			missing = append(missing, f.name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("no binary below %s for %s: run `make build` first", dir, strings.Join(missing, ", "))
	}
	return nil
}

// constructID is a function's name as a construct's id: list-permissions is
// ListPermissions.
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
