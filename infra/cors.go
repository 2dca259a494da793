package main

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/api"
)

// cors lets the pages of other origins call the API. It returns nil without origins:
// CORS is then not enabled, because the console and the invitation page have the API's
// own origin.
//
// Credentials in the sense of CORS are cookies. The API has none and does not allow
// them: a page must have a token to send.
func cors(origins []string) *awsapigatewayv2.CorsPreflightOptions {
	if len(origins) == 0 {
		return nil
	}
	return &awsapigatewayv2.CorsPreflightOptions{
		AllowOrigins:  jsii.Strings(origins...),
		AllowMethods:  corsMethods(),
		AllowHeaders:  jsii.Strings("authorization", "content-type", "idempotency-key", "if-match"),
		ExposeHeaders: jsii.Strings("etag", "location", "retry-after", "idempotency-replayed"),
		// Browsers ask again after this time. Chrome keeps an answer for at most two hours.
		MaxAge: awscdk.Duration_Hours(jsii.Number(1)),
	}
}

// corsMethods returns the methods of the route table, each once.
func corsMethods() *[]awsapigatewayv2.CorsHttpMethod {
	var methods []awsapigatewayv2.CorsHttpMethod
	for _, row := range api.Routes {
		for _, method := range row.Methods() {
			if m := awsapigatewayv2.CorsHttpMethod(method); !slices.Contains(methods, m) {
				methods = append(methods, m)
			}
		}
	}
	slices.Sort(methods)
	return &methods
}
