package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2authorizers"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2integrations"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/api"
)

// The rate limits, in requests per second, and the burst limits of the API. They
// bound the bill and do not separate callers: the functions enforce the limits of
// a caller. Each open route (a route that needs no token) has its own, much lower
// limit, so that a flood of anonymous requests cannot use up the capacity that
// signed-in callers need.
const (
	requestRate, requestBurst         = 500, 1000
	openRequestRate, openRequestBurst = 50, 100
)

// gateway is the HTTP API and its addresses.
type gateway struct {
	api       awsapigatewayv2.HttpApi
	url       *string   // where programs call the API
	baseURL   *string   // the start of the links in emails and of the console's URL
	addresses []*string // every origin at which a user may have the pages open
	domain    awsapigatewayv2.DomainName
}

// newGateway declares the API without its routes: the callbacks of the sign-in
// need the API's address, and the routes need the sign-in.
func newGateway(stack awscdk.Stack, s Settings) gateway {
	httpAPI := awsapigatewayv2.NewHttpApi(stack, jsii.String("Api"), &awsapigatewayv2.HttpApiProps{
		ApiName:                   jsii.String(s.named("Admit")),
		Description:               jsii.String("Admit: invitations and access"),
		CreateDefaultStage:        jsii.Bool(false),
		DisableExecuteApiEndpoint: jsii.Bool(s.OnlyDomain),
		CorsPreflight:             cors(s.Origins),
	})
	g := gateway{api: httpAPI}
	if s.Domain != "" {
		g.domain = newDomain(stack, s)
	}
	g.setAddresses(s)
	return g
}

// setAddresses sets url, base and addresses. The API's own endpoint stays enabled
// beside a custom domain until OnlyDomain disables it, because the domain's DNS record
// can only be created after the domain exists. Links in emails stay valid for days,
// so they begin with the domain only when BaseURL says so.
func (g *gateway) setAddresses(s Settings) {
	var own, domain []*string
	if !s.OnlyDomain {
		own = on(g.api.ApiEndpoint())
	}
	if s.Domain != "" {
		domain = on(jsii.String("https://" + s.Domain))
	}
	both := slices.Concat(own, domain)
	if len(domain) > 0 && s.BaseURL == *domain[0] {
		both = slices.Concat(domain, own)
	}
	g.url, g.baseURL, g.addresses = both[0], both[0], both
	if s.BaseURL != "" && s.BaseURL != *g.url {
		g.baseURL = fillPlaceholder(s.BaseURL, apiIDPlaceholder, g.api.ApiId())
		g.addresses = append(on(g.baseURL), both...)
	}
}

func newDomain(stack awscdk.Stack, s Settings) awsapigatewayv2.DomainName {
	certificate := awscertificatemanager.Certificate_FromCertificateArn(stack,
		jsii.String("Certificate"), jsii.String(s.CertificateARN))
	domain := awsapigatewayv2.NewDomainName(stack, jsii.String("Domain"), &awsapigatewayv2.DomainNameProps{
		DomainName:     jsii.String(s.Domain),
		Certificate:    certificate,
		SecurityPolicy: awsapigatewayv2.SecurityPolicy_TLS_1_2,
	})
	output(stack, "DomainTarget", domain.RegionalDomainName(), "The target of the DNS record of "+s.Domain)
	return domain
}

// addRoutes connects every entry of the route table with its function, requires a
// token unless the entry is open, and creates the stage.
func (g gateway) addRoutes(stack awscdk.Stack, s Settings, u users, functions map[string]awslambda.Function) {
	signedIn := awsapigatewayv2authorizers.NewHttpJwtAuthorizer(jsii.String("SignedIn"), jsii.String(u.provider.Issuer),
		&awsapigatewayv2authorizers.HttpJwtAuthorizerProps{JwtAudience: jsii.Strings(u.audience...)})
	integrations := map[string]awsapigatewayv2.HttpRouteIntegration{}
	for name, f := range functions {
		integrations[name] = awsapigatewayv2integrations.NewHttpLambdaIntegration(jsii.String(constructID(name)), f, nil)
	}
	stage := g.newStage(stack, s)
	for _, row := range api.Routes {
		options := awsapigatewayv2.AddRoutesOptions{
			Path:        jsii.String(row.Path),
			Methods:     methods(row),
			Integration: integrations[row.Function],
		}
		if !row.Open() {
			options.Authorizer = signedIn
		}
		for _, route := range *g.api.AddRoutes(&options) {
			// The stage has settings for single routes, so the routes must exist first.
			stage.Node().AddDependency(route)
		}
	}
}

func methods(row api.Route) *[]awsapigatewayv2.HttpMethod {
	var list []awsapigatewayv2.HttpMethod
	for _, method := range row.Methods() {
		list = append(list, awsapigatewayv2.HttpMethod(method))
	}
	return &list
}

func (g gateway) newStage(stack awscdk.Stack, s Settings) awsapigatewayv2.CfnStage {
	log := awslogs.NewLogGroup(stack, jsii.String("AccessLog"), &awslogs.LogGroupProps{
		Retention:     awslogs.RetentionDays_ONE_MONTH,
		RemovalPolicy: s.removalPolicy(),
	})
	stage := awsapigatewayv2.NewCfnStage(stack, jsii.String("Stage"), &awsapigatewayv2.CfnStageProps{
		ApiId:      g.api.ApiId(),
		StageName:  jsii.String("$default"),
		AutoDeploy: jsii.Bool(true),
		AccessLogSettings: &awsapigatewayv2.CfnStage_AccessLogSettingsProperty{
			DestinationArn: log.LogGroupArn(),
			Format:         jsii.String(accessLogFormat()),
		},
		DefaultRouteSettings: &awsapigatewayv2.CfnStage_RouteSettingsProperty{
			// Metrics per route cost money for each route. The alarms and the
			// dashboard use the metrics of the whole API, which are free.
			DetailedMetricsEnabled: jsii.Bool(false),
			ThrottlingRateLimit:    jsii.Number(requestRate),
			ThrottlingBurstLimit:   jsii.Number(requestBurst),
		},
		RouteSettings: openRouteLimits(),
	})
	if g.domain != nil {
		awsapigatewayv2.NewCfnApiMapping(stack, jsii.String("Mapping"), &awsapigatewayv2.CfnApiMappingProps{
			ApiId: g.api.ApiId(), DomainName: g.domain.Name(), Stage: stage.Ref(),
		})
	}
	return stage
}

// openRouteLimits returns the throttling of the open routes under CloudFormation's
// own property names, because the CloudFormation schema types route settings as
// plain JSON.
func openRouteLimits() map[string]any {
	limits := map[string]any{}
	for _, row := range api.Routes {
		if !row.Open() {
			continue
		}
		for _, method := range row.Methods() {
			limits[method+" "+row.Path] = map[string]any{
				"DetailedMetricsEnabled": false,
				"ThrottlingRateLimit":    openRequestRate,
				"ThrottlingBurstLimit":   openRequestBurst,
			}
		}
	}
	return limits
}

// checkRoutes returns an error for each route whose function is not in the stack.
func checkRoutes(functions []function) error {
	var problems []error
	for _, row := range api.Routes {
		known := func(f function) bool { return f.name == row.Function }
		if !slices.ContainsFunc(functions, known) {
			problems = append(problems, fmt.Errorf("route %q needs the function %s: add it to the table of functions in stack.go", row.Key(), row.Function))
		}
	}
	return errors.Join(problems...)
}

// accessLogFormat returns the format of the access log: one JSON object per
// request. It contains the route key and never the path or the query string,
// because callers search for email addresses there. It has what the function's own
// record of the request cannot have: the sender, the whole latency, and requests that
// reach no function. Who called and what was refused is in the function's record with
// the same requestId.
//
// API Gateway does not escape the values. So the log has the error's type: the
// error's message may contain quotes. The quoted form of the message
// ($context.error.messageString) does not help, because API Gateway writes "-"
// without quotes when there is no error.
func accessLogFormat() string {
	format, err := json.Marshal(map[string]string{
		"requestId":        "$context.requestId",
		"sourceIp":         "$context.identity.sourceIp",
		"routeKey":         "$context.routeKey",
		"status":           "$context.status",
		"latency":          "$context.responseLatency",
		"integrationError": "$context.integrationErrorMessage",
		"authorizerError":  "$context.authorizer.error",
		"error":            "$context.error.responseType",
	})
	if err != nil {
		panic(err) // a map of strings is always JSON
	}
	return string(format)
}

// join appends a path to a URL or ARN that may be known only at deployment.
func join(start *string, path string) *string {
	return awscdk.Fn_Join(jsii.String(""), &[]*string{start, jsii.String(path)})
}
