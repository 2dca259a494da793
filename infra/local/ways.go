package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// wayOfIdentity is where the people of a deployment have their identities: the stack's
// setting identity, with what it needs.
type wayOfIdentity struct {
	mode       string // create, existing or issuer
	userPoolID string // of existing
	keycloak   keycloak
}

// settings returns the way as settings for the CDK's context.
func (i wayOfIdentity) settings() []string {
	switch i.mode {
	case "existing":
		return []string{"identity=existing", "userPoolId=" + i.userPoolID, "machineClient=true"}
	case "issuer":
		return []string{"identity=issuer", "issuer=" + i.keycloak.issuer(), "clientId=" + keycloakClient}
	}
	return []string{"machineClient=true", "signInMails=ses"}
}

// provideIdentity makes what is there before a deployment: a user pool, or a provider.
func provideIdentity(ctx context.Context, s steps, w workspace, endpoint, mode string) (wayOfIdentity, error) {
	way := wayOfIdentity{mode: mode}
	switch mode {
	case "create":
	case "existing":
		return way, s.do("create a user pool", lookAtEmulator, func(io.Writer) (err error) {
			way.userPoolID, err = createUserPool(ctx, endpoint)
			return err
		})
	case "issuer":
		if err := installKeycloak(ctx, s); err != nil {
			return way, err
		}
		return way, s.do("start Keycloak", "see "+w.keycloakLog(), func(log io.Writer) (err error) {
			way.keycloak, err = startKeycloak(ctx, log, w)
			return err
		})
	default:
		return way, advise(fmt.Errorf("%q is no way of identity", mode), "use create, existing or issuer")
	}
	return way, nil
}

// createUserPool creates a user pool as a company may have one: nothing in it knows of
// Admit.
func createUserPool(ctx context.Context, endpoint string) (string, error) {
	users := cognitoidentityprovider.NewFromConfig(localConfig(endpoint))
	created, err := users.CreateUserPool(ctx, &cognitoidentityprovider.CreateUserPoolInput{
		PoolName: aws.String("company"), UsernameAttributes: []types.UsernameAttributeType{types.UsernameAttributeTypeEmail},
		AutoVerifiedAttributes: []types.VerifiedAttributeType{types.VerifiedAttributeTypeEmail},
	})
	if err != nil {
		return "", err
	}
	id := aws.ToString(created.UserPool.Id)
	_, err = users.CreateUserPoolDomain(ctx, &cognitoidentityprovider.CreateUserPoolDomainInput{
		UserPoolId: &id, Domain: aws.String("company-" + strings.ToLower(id[strings.LastIndex(id, "_")+1:])),
	})
	return id, err
}
