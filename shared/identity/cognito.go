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

// marker is the user attribute with the state of a registration. An invitation link
// can set the password of an identity only while the state is registering. An
// identity without the attribute was not created by Admit.
const (
	marker      = "custom:admit"
	registering = "registering"
	registered  = "registered"
)

// Cognito is the directory of a user pool whose user names are email addresses.
type Cognito struct {
	Client *cognito.Client
	Pool   string // the pool's id
	Issuer string // exactly as in the pool's tokens
}

var (
	_ access.Directory  = Cognito{}
	_ access.Identities = Cognito{}
)

// Create creates an identity that cannot sign in until it has a password. Cognito
// sends no email, because the invitation has proved the address.
//
// The user name is the first of userNames that the pool accepts. An identity with one
// of the other names belongs to the same person, and Create returns it instead of
// creating another one. The result created is false if the identity existed.
func (c Cognito) Create(ctx context.Context, person access.NewIdentity) (identity access.Identity, created bool, err error) {
	names := userNames(person.Address)
	for _, name := range names[1:] {
		if identity, err := c.unfinished(ctx, name); !errors.Is(err, access.ErrNotFound) {
			return identity, false, err
		}
	}
	var refused error
	for _, name := range names {
		identity, created, err := c.create(ctx, name, person)
		if _, invalid := errors.AsType[*types.InvalidParameterException](err); !invalid {
			return identity, created, err
		}
		refused = err
	}
	return access.Identity{}, false, &access.Error{Kind: access.Invalid, Cause: refused,
		Detail: "The identity provider rejected this email address or name."}
}

// create creates an identity with a user name, or returns an unfinished one. Its
// caller handles an InvalidParameterException.
func (c Cognito) create(ctx context.Context, name string, person access.NewIdentity) (access.Identity, bool, error) {
	output, err := c.Client.AdminCreateUser(ctx, &cognito.AdminCreateUserInput{
		UserPoolId: &c.Pool, Username: &name, MessageAction: types.MessageActionTypeSuppress,
		UserAttributes: attributes(map[string]string{
			"email": name, "email_verified": "true", // Cognito refuses an email that differs from the user name
			"given_name": person.FirstName, "family_name": person.LastName, "locale": person.Language, marker: registering,
		}),
	})
	if _, exists := errors.AsType[*types.UsernameExistsException](err); exists {
		identity, err := c.unfinished(ctx, name)
		return identity, false, err
	}
	if err != nil {
		return access.Identity{}, false, failure(err)
	}
	return c.identity(output.User.Attributes), true, nil
}

// unfinished returns the identity of an unfinished registration. It returns
// access.ErrNotFound if there is no identity, and a refusal if the identity is finished.
func (c Cognito) unfinished(ctx context.Context, name string) (access.Identity, error) {
	identity, err := c.get(ctx, name)
	if err == nil && !identity.Unfinished {
		return access.Identity{}, access.RefuseRegistered()
	}
	return identity, err
}

// SetPassword sets the password of an identity.
func (c Cognito) SetPassword(ctx context.Context, identity access.Identity, password string) error {
	_, err := c.Client.AdminSetUserPassword(ctx, &cognito.AdminSetUserPasswordInput{
		UserPoolId: &c.Pool, Username: &identity.Subject, Password: &password, Permanent: true,
	})
	_, weak := errors.AsType[*types.InvalidPasswordException](err)
	_, invalid := errors.AsType[*types.InvalidParameterException](err)
	_, used := errors.AsType[*types.PasswordHistoryPolicyViolationException](err)
	if weak || invalid || used {
		return access.InvalidField("password", "was rejected by the identity provider")
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

// Find returns the identity with an email address, or access.ErrNotFound.
func (c Cognito) Find(ctx context.Context, address access.Address) (identity access.Identity, err error) {
	for _, name := range userNames(address) {
		if identity, err = c.get(ctx, name); !errors.Is(err, access.ErrNotFound) {
			break
		}
	}
	return identity, err
}

// Identity returns the identity of a caller, or access.ErrNotFound. Cognito accepts the
// subject as a user name. It needs no proof.
func (c Cognito) Identity(ctx context.Context, caller access.Caller, _ access.IdentityProof) (access.Identity, error) {
	return c.get(ctx, caller.Subject)
}

// get returns the identity with a user name or subject, or access.ErrNotFound.
func (c Cognito) get(ctx context.Context, name string) (access.Identity, error) {
	output, err := c.Client.AdminGetUser(ctx, &cognito.AdminGetUserInput{UserPoolId: &c.Pool, Username: &name})
	_, absent := errors.AsType[*types.UserNotFoundException](err)
	_, invalid := errors.AsType[*types.InvalidParameterException](err) // for example longer than any user name
	if absent || invalid {
		return access.Identity{}, access.ErrNotFound
	}
	if err != nil {
		return access.Identity{}, failure(err)
	}
	return c.identity(output.UserAttributes), nil
}

// Delete deletes an identity. It succeeds if there is none.
func (c Cognito) Delete(ctx context.Context, subject string) error {
	_, err := c.Client.AdminDeleteUser(ctx, &cognito.AdminDeleteUserInput{UserPoolId: &c.Pool, Username: &subject})
	if _, absent := errors.AsType[*types.UserNotFoundException](err); absent {
		return nil
	}
	return failure(err)
}

// identity returns the identity with some attributes.
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

// userNames returns the user names that an address may have in the pool, in lower
// case, because the pool ignores case. The first is the address with its domain in
// Unicode, with which people sign in. The second, if it differs, has the domain in
// ASCII form. Older identities have it, and those of pools that accept only ASCII.
func userNames(address access.Address) []string {
	return slices.Compact([]string{strings.ToLower(address.Unicode()), strings.ToLower(address.ASCII())})
}

// attributes returns user attributes without the empty ones, which Cognito would
// store.
func attributes(values map[string]string) []types.AttributeType {
	list := make([]types.AttributeType, 0, len(values))
	for name, value := range values {
		if value != "" {
			list = append(list, types.AttributeType{Name: aws.String(name), Value: aws.String(value)})
		}
	}
	return list
}

// failure returns the error of the domain for a failed call: unavailable if the
// failure is transient, and otherwise an internal error.
func failure(err error) error {
	if err == nil {
		return nil
	}
	if transient.Is(err) {
		return &access.Error{Kind: access.Unavailable, Detail: "The identity provider did not answer in time. Try again.", Cause: err}
	}
	return fmt.Errorf("cognito: %w", err)
}
