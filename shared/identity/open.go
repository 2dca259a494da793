package identity

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// OpenCognito returns the directory of a user pool, with a client of its own. The
// issuer must be exactly the one in the pool's tokens.
func OpenCognito(config aws.Config, pool, issuer string) Cognito {
	return Cognito{Client: cognito.NewFromConfig(config), Pool: pool, Issuer: issuer}
}
