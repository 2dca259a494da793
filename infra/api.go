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

// Requests a second for the whole API, and what may come at once. They bound
// the bill, not a caller: limits for a caller are the functions'. A route that
// needs no token has its own, much smaller share, so that a flood of guesses
// from outside cannot use up what signed-in callers need.
const (
	requestRate, requestBurst         = 500, 1000
	openRequestRate, openRequestBurst = 50, 100
)

// gateway is the HTTP API and where it answers.
type gateway struct {
	api       awsapigatewayv2.HttpApi
	url       *string   // where programs find it
	base      *string   // where links and the console begin
	addresses []*string // all at which its pages may be open
	domain    awsapigatewayv2.DomainName
}

// newGateway declares the API without its routes, since the sign-in's callbacks
// need its address and the routes need the sign-in. There is no CORS: the pages
// that call the API come from it.
func newGateway(stack awscdk.Stack, s Settings) gateway {
	httpAPI := awsapigatewayv2.NewHttpApi(stack, jsii.String("Api"), &awsapigatewayv2.HttpApiProps{
		ApiName:                   jsii.String("Admit"),
		Description:               jsii.String("Admit: invitations and access"),
		CreateDefaultStage:        jsii.Bool(false),
		DisableExecuteApiEndpoint: jsii.Bool(s.OnlyDomain),
	})
	g := gateway{api: httpAPI}
	if s.Domain != "" {
		g.domain = newDomain(stack, s)
	}
	g.answer(s)
	return g
}

// answer fills in the addresses. A domain answers beside the API's own endpoint
// until that is switched off, since its DNS record can only be set once it is
// there. Links, which live for days, begin with the domain when a base URL says
// so.
func (g *gateway) answer(s Settings) {
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
	g.url, g.base, g.addresses = both[0], both[0], both
	if s.BaseURL != "" && s.BaseURL != *g.url {
		g.base = fillPlaceholder(s.BaseURL, apiIDPlaceholder, g.api.ApiId())
		g.addresses = append(on(g.base), both...)
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
	output(stack, "DomainTarget", domain.RegionalDomainName(), "What the DNS record of "+s.Domain+" must point at")
	return domain
}

// addRoutes gives every row of the route table its function, behind a token
// unless the row is open, and opens the API.
func (g gateway) addRoutes(stack awscdk.Stack, s Settings, u users, functions map[string]awslambda.Function) {
	signedIn := awsapigatewayv2authorizers.NewHttpJwtAuthorizer(jsii.String("SignedIn"), u.issuer,
		&awsapigatewayv2authorizers.HttpJwtAuthorizerProps{JwtAudience: u.audience()})
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
		if !row.Open {
			options.Authorizer = signedIn
		}
		for _, route := range *g.api.AddRoutes(&options) {
			// The stage has limits for single routes, which must be there before it.
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
		RemovalPolicy: s.keep(),
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
			// Metrics of single routes are paid for by route. Nobody reads them: alarms
			// and dashboard have those of the whole API, which are free.
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

// openRouteLimits is in CloudFormation's own words: its schema knows of route
// settings only that they are JSON.
func openRouteLimits() map[string]any {
	limits := map[string]any{}
	for _, row := range api.Routes {
		if !row.Open {
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

// checkRouted names the routes whose function is not in the stack.
func checkRouted(functions []function) error {
	var problems []error
	for _, row := range api.Routes {
		known := func(f function) bool { return f.name == row.Function }
		if !slices.ContainsFunc(functions, known) {
			problems = append(problems, fmt.Errorf("route %q is %s's, which has no row in stack.go", row.Key(), row.Function))
		}
	}
	return errors.Join(problems...)
}

// accessLogFormat is one JSON object a request. It names the route and never
// the path or the query string, where addresses are searched for.
//
// API Gateway does not escape the values. So what went wrong is told by the type
// of the error: its message may hold quotes. The message in its quoted form
// would be no better, since "-" stands without quotes where there is none.
func accessLogFormat() string {
	format, err := json.Marshal(map[string]string{
		"requestId":          "$context.requestId",
		"time":               "$context.requestTime",
		"sourceIp":           "$context.identity.sourceIp",
		"routeKey":           "$context.routeKey",
		"protocol":           "$context.protocol",
		"status":             "$context.status",
		"responseLength":     "$context.responseLength",
		"latency":            "$context.responseLatency",
		"integrationLatency": "$context.integrationLatency",
		"integrationError":   "$context.integrationErrorMessage",
		"authorizerError":    "$context.authorizer.error",
		"error":              "$context.error.responseType",
	})
	if err != nil {
		panic(err) // a map of strings is always JSON
	}
	return string(format)
}

// below is an address under another, which may be known only at deployment.
func below(base *string, path string) *string {
	return awscdk.Fn_Join(jsii.String(""), &[]*string{base, jsii.String(path)})
}
