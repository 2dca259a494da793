package identity

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"admit/shared/warmup"
)

// OpenCognito returns the directory of a user pool, with a client of its own, and starts
// to connect to Cognito. The issuer must be exactly the one in the pool's tokens.
func OpenCognito(config aws.Config, pool, issuer string) Cognito {
	client := cognito.NewFromConfig(config)
	o := client.Options()
	warmup.Connect(o.HTTPClient, o.EndpointResolverV2, cognito.EndpointParameters{Region: &o.Region, Endpoint: o.BaseEndpoint}, 1)
	return Cognito{Client: client, Pool: pool, Issuer: issuer}
}
