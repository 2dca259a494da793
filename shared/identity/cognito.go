package identity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"admit/shared/access"
	"admit/shared/transient"
)

// marker is the user attribute that tells how far a registration of Admit has
// come. A link sets the password of an identity only while that is marked as
// registering. One without the mark was made by somebody else.
const (
	marker      = "custom:admit"
	registering = "registering"
	registered  = "registered"
)

// Cognito is the directory of a user pool whose user name is the mail address.
type Cognito struct {
	Client *cognito.Client
	Pool   string // the pool's id
	Issuer string // as it stands in the pool's tokens
}

var _ access.Identities = Cognito{}

// Create makes an identity that cannot sign in until it has a password. Cognito
// sends no mail: the invitation has proved the address.
//
// The user name is the first of the address's that the pool takes. An identity
// under another one is the same person's and is not made again.
func (c Cognito) Create(ctx context.Context, address access.Address, firstName, lastName string) (identity access.Identity, made bool, err error) {
	names := userNames(address)
	for _, name := range names[1:] {
		if identity, err := c.unfinished(ctx, name); !errors.Is(err, access.ErrNone) {
			return identity, false, err
		}
	}
	var refused error
	for _, name := range names {
		identity, made, err := c.create(ctx, name, firstName, lastName)
		if _, invalid := errors.AsType[*types.InvalidParameterException](err); !invalid {
			return identity, made, err
		}
		refused = err
	}
	return access.Identity{}, false, &access.Error{Kind: access.Invalid, Cause: refused,
		Detail: "The identity provider does not take this address or these names."}
}

// create leaves an InvalidParameterException to be told by its caller.
func (c Cognito) create(ctx context.Context, name, firstName, lastName string) (access.Identity, bool, error) {
	answer, err := c.Client.AdminCreateUser(ctx, &cognito.AdminCreateUserInput{
		UserPoolId: &c.Pool, Username: &name, MessageAction: types.MessageActionTypeSuppress,
		UserAttributes: attributes(map[string]string{
			"email": name, "email_verified": "true", // Cognito refuses one that differs from the user name
			"given_name": firstName, "family_name": lastName, marker: registering,
		}),
	})
	if _, taken := errors.AsType[*types.UsernameExistsException](err); taken {
		identity, err := c.unfinished(ctx, name)
		return identity, false, err
	}
	if err != nil {
		return access.Identity{}, false, failure(err)
	}
	return c.identity(answer.User.Attributes), true, nil
}

// unfinished finds the identity that an earlier try left behind.
func (c Cognito) unfinished(ctx context.Context, name string) (access.Identity, error) {
	identity, err := c.get(ctx, name)
	if err == nil && !identity.Unfinished {
		return access.Identity{}, access.RefuseRegistered()
	}
	return identity, err
}

// Activate sets the password of an identity.
func (c Cognito) Activate(ctx context.Context, identity access.Identity, password string) error {
	_, err := c.Client.AdminSetUserPassword(ctx, &cognito.AdminSetUserPasswordInput{
		UserPoolId: &c.Pool, Username: &identity.Subject, Password: &password, Permanent: true,
	})
	_, weak := errors.AsType[*types.InvalidPasswordException](err)
	_, invalid := errors.AsType[*types.InvalidParameterException](err)
	_, used := errors.AsType[*types.PasswordHistoryPolicyViolationException](err)
	if weak || invalid || used {
		return access.InvalidField("password", "is not one that the identity provider takes")
	}
	return failure(err)
}

// Finish marks an identity as registered.
func (c Cognito) Finish(ctx context.Context, identity access.Identity) error {
	_, err := c.Client.AdminUpdateUserAttributes(ctx, &cognito.AdminUpdateUserAttributesInput{
		UserPoolId: &c.Pool, Username: &identity.Subject, UserAttributes: attributes(map[string]string{marker: registered}),
	})
	return failure(err)
}

// Find looks an identity up by its address.
func (c Cognito) Find(ctx context.Context, address access.Address) (identity access.Identity, err error) {
	for _, name := range userNames(address) {
		if identity, err = c.get(ctx, name); !errors.Is(err, access.ErrNone) {
			break
		}
	}
	return identity, err
}

// FindSubject looks an identity up by its subject, which Cognito takes for a
// user name.
func (c Cognito) FindSubject(ctx context.Context, subject string) (access.Identity, error) {
	return c.get(ctx, subject)
}

func (c Cognito) get(ctx context.Context, name string) (access.Identity, error) {
	answer, err := c.Client.AdminGetUser(ctx, &cognito.AdminGetUserInput{UserPoolId: &c.Pool, Username: &name})
	_, absent := errors.AsType[*types.UserNotFoundException](err)
	_, impossible := errors.AsType[*types.InvalidParameterException](err) // longer than any user name
	if absent || impossible {
		return access.Identity{}, access.ErrNone
	}
	if err != nil {
		return access.Identity{}, failure(err)
	}
	return c.identity(answer.UserAttributes), nil
}

// Delete removes an identity for good.
func (c Cognito) Delete(ctx context.Context, subject string) error {
	_, err := c.Client.AdminDeleteUser(ctx, &cognito.AdminDeleteUserInput{UserPoolId: &c.Pool, Username: &subject})
	if _, absent := errors.AsType[*types.UserNotFoundException](err); absent {
		return nil
	}
	return failure(err)
}

func (c Cognito) identity(attributes []types.AttributeType) access.Identity {
	value := make(map[string]string, len(attributes))
	for _, a := range attributes {
		value[aws.ToString(a.Name)] = aws.ToString(a.Value)
	}
	return access.Identity{
		Issuer: c.Issuer, Subject: value["sub"],
		Email: value["email"], Verified: value["email_verified"] == "true",
		FirstName: value["given_name"], LastName: value["family_name"],
		Unfinished: value[marker] == registering,
	}
}

// userNames are the names under which the pool, which compares without regard to
// case, may know an address. People sign in with the first: the address as they
// see it. With its domain in ASCII form it is known from before, or because the
// pool takes no other.
func userNames(address access.Address) []string {
	return slices.Compact([]string{strings.ToLower(address.Unicode()), strings.ToLower(address.ASCII())})
}

// attributes leaves out what is empty, which Cognito would keep as such.
func attributes(values map[string]string) []types.AttributeType {
	list := make([]types.AttributeType, 0, len(values))
	for name, value := range values {
		if value != "" {
			list = append(list, types.AttributeType{Name: aws.String(name), Value: aws.String(value)})
		}
	}
	return list
}

// failure tells what a failed call means to the domain: what may pass is
// unavailable, the rest nobody foresaw.
func failure(err error) error {
	if err == nil {
		return nil
	}
	if transient.Is(err) {
		return &access.Error{Kind: access.Unavailable, Detail: "The identity provider did not answer in time. Try again.", Cause: err}
	}
	return fmt.Errorf("cognito: %w", err)
}
