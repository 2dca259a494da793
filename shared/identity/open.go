package identity

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// OpenCognito returns the directory of the user pool with an id. The issuer is
// that of the pool's tokens, to the letter.
func OpenCognito(config aws.Config, pool, issuer string) Cognito {
	return Cognito{Client: cognito.NewFromConfig(config), Pool: pool, Issuer: issuer}
}
