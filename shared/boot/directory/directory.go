// Package directory opens the identity provider's directory for a function.
package directory

import (
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/identity"
)

// Open makes the directory.
func Open(s boot.Settings) access.Identities {
	return identity.Cognito{
		Client: cognito.NewFromConfig(s.AWS),
		Pool:   boot.Setting("ADMIT_USER_POOL_ID"),
		Issuer: boot.Setting("ADMIT_ISSUER"),
	}
}
